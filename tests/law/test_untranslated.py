"""What the text says and no rule can say is written down, clause by clause."""

import pytest

from tests.law.tiny import clause, said
from xianjie.instruments import jurisdictions, law
from xianjie.law import Jurisdiction, SourceError, Untranslated, lay
from xianjie.law.proving import cited

CLAUSES = [(name, clause) for name in jurisdictions() for clause in law(name).clauses]


@pytest.mark.parametrize(("jurisdiction", "clause"), CLAUSES)
def test_a_clause_without_a_rule_says_why(jurisdiction: str, clause: str) -> None:
    asked = law(jurisdiction)
    if clause not in cited(asked):
        assert clause in {entry.clause for entry in asked.source.untranslated}


def test_entries_are_complete_and_different_in_both_languages() -> None:
    entries = {entry for name in jurisdictions() for entry in law(name).source.untranslated}
    assert len({entry.words for entry in entries}) == len(entries)
    for entry in entries:
        for text in (entry.words, entry.reason):
            assert any("一" <= letter <= "鿿" for letter in text.zh)
            assert text.en.isascii() or "“" in text.en


def test_a_lower_jurisdiction_has_those_of_the_notices_above() -> None:
    above = law("CN").source.untranslated
    for name in jurisdictions():
        assert law(name).source.untranslated[: len(above)] == above


def test_words_of_a_clause_that_does_not_exist_are_refused() -> None:
    wrong = Jurisdiction(
        "T",
        said("tiny"),
        clauses=(clause("1"),),
        untranslated=(Untranslated("9", said("words"), said("reason")),),
    )
    with pytest.raises(SourceError, match=r"untranslated words.*\['9'\]"):
        lay({"T": wrong}, "T")
