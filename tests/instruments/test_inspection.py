"""What an inspector looks at: every item rests on clauses that the notices have."""

from __future__ import annotations

from xianjie.instruments import law
from xianjie.instruments.inspection import checklist


def test_the_checklist_rests_on_clauses() -> None:
    known = law().clauses
    assert len(checklist().items) >= 8
    for item in checklist().items.values():
        assert item.clauses
        assert set(item.clauses) <= set(known)
        assert item.words.zh
        assert item.words.en
    assert checklist().version
