"""The outcome of a stored decision in words."""

from __future__ import annotations

from functools import cache

from xianjie.instruments import law
from xianjie.text import Text

_DECISIONS = ("level-certificate-issuance", "certificate-issuance")


def outcome_words(outcome: str) -> Text:
    """As the law calls it; another register's own word as it stands."""
    return _labels().get(outcome, Text(outcome, outcome))


@cache
def _labels() -> dict[str, Text]:
    rules = law()
    return {
        name: one.label
        for decision in _DECISIONS
        for name, one in rules.decision(decision).outcomes.items()
    }
