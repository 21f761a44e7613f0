"""The filing register's letters and documents: each has a reason, and is needed when it says."""

from __future__ import annotations

from xianjie.instruments.filing import filing_rules
from xianjie.instruments.practice import Confidence


def test_every_letter_and_document_has_its_reason_in_both_languages() -> None:
    rules = filing_rules()
    assert rules.province == "44"
    for letter in rules.letters.values():
        assert letter.letter in "YS"
        assert letter.reason.zh
        assert letter.reason.en
    for kind, need in rules.documents.items():
        assert need.kind == kind
        assert len(kind) <= 20  # as the register keeps it
        assert need.applications <= {"new", "scope", "renewal"}
        assert need.reason.en


def test_a_technical_school_has_its_letter_by_our_own_setting() -> None:
    letters = filing_rules().letters
    assert {kind: one.letter for kind, one in letters.items()} == {
        "employer": "Y",
        "social_organisation": "S",
        "technical_school": "S",
    }
    assert letters["technical_school"].confidence is Confidence.SETTING


def test_documents_are_needed_by_kind_and_circumstance() -> None:
    def kinds(application: str, *circumstances: str) -> list[str]:
        return [one.kind for one in filing_rules().needed(application, circumstances)]

    assert kinds("new", "employer", "owned") == ["registration", "rules", "title"]
    assert kinds("new", "social_organisation", "leased", "specification") == [
        "registration",
        "statute",
        "rules",
        "lease",
        "specification",
    ]
    assert kinds("scope") == []
    assert kinds("scope", "specification") == ["specification"]
    assert kinds("renewal", "owned") == ["registration", "title", "self_review"]
