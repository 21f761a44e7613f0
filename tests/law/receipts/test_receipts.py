"""Receipts: every answer's is confirmed, and whatever is altered in one is named."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.law.case_files import Case, cases
from xianjie.instruments import law
from xianjie.law import Law
from xianjie.law.receipts import (
    LARGEST,
    Checked,
    DamagedReceipt,
    Receipt,
    canonical,
    check,
    from_text,
    receipt,
    to_text,
)
from xianjie.text import Text

MADE_ON = date(2021, 4, 1)
ANSWERED = [case for case in cases() if case.refused is None]
REPLACEMENT = {"occupation": "电工", "requested_on": "2021-02-01"}


def _made(
    decision: str = "replacement", facts: Mapping[str, Any] = REPLACEMENT, rules: Law | None = None
) -> Receipt:
    rules = rules or law()
    return receipt(rules, rules.decide(decision, facts), MADE_ON)


def _altered(made: Receipt, **changes: Any) -> Checked:  # noqa: ANN401 - of any key
    """The receipt with keys changed and, as a careful forger would, its own sum made anew."""
    changed = replace(made, **changes)
    return check(replace(changed, receipt_sha256=changed.sum()), law)


def _read(made: Mapping[str, Any]) -> Receipt:
    return from_text(json.dumps(made).encode())


@pytest.mark.parametrize("case", ANSWERED, ids=lambda case: f"{case.decision}: {case.sentence}")
def test_the_receipt_of_every_case_is_confirmed_after_a_round_trip(case: Case) -> None:
    rules = law(case.jurisdiction, case.under, case.dates)
    made = _made(case.decision, case.facts, rules)
    read = from_text(to_text(made).encode())
    assert read == made
    assert check(read, law).differs == ()
    assert made.outcome == case.outcome
    assert len(check(read, law).confirmed) == 6


def test_a_receipt_holds_what_was_asked_and_only_choices_that_depart() -> None:
    moved = {"no_reissue_from": date(2021, 7, 1), "issuance_end_on": date(2021, 3, 31)}
    rules = law(readings={"R3": "alternative", "R4": "taken"}, dates=moved)
    made = _made(rules=rules).as_json()
    assert made["readings"] == {"R3": "alternative"}
    assert made["dates"] == {"no_reissue_from": "2021-07-01"}
    assert made["facts"] == REPLACEMENT
    assert made["outcome"] == "replace"
    assert made["made_on"] == "2021-04-01"
    assert made["rules_version"] == rules.decision("replacement").rules_version


def test_a_date_set_back_to_what_a_turned_reading_moved_is_kept() -> None:
    usual = law().days["issuance_end_on"].day
    rules = law(readings={"R4": "alternative"}, dates={"issuance_end_on": usual})
    facts = {"occupation": "电工", "route": "scheduled", "passed": True}
    facts |= {"announced_on": "2020-06-01", "issue_on": usual.isoformat()}
    made = _made("certificate-issuance", facts, rules)
    assert made.dates == {"issuance_end_on": usual}
    assert made.outcome == "issue"
    assert check(made, law).holds


def test_canonical_json_is_that_of_rfc_8785() -> None:
    value = {"b": [None, True, 'é\u20ac\n\u001f"\\/'], "a": {}, "ä": "重"}
    expected = '{"a":{},"b":[null,true,"é€\\n\\u001f\\"\\\\/"],"ä":"重"}'
    assert canonical(value) == expected.encode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"facts": {"occupation": "电工", "requested_on": "2021-02-02"}}, "facts were altered"),
        ({"outcome": "replace"}, "says replace, the rules give written_proof"),
        ({"outcome": None}, "says open, the rules give written_proof"),
        ({"clauses": ("80/6",)}, "says 80/6, the rules give 252/2.3"),
        ({"trace_sha256": "0" * 64}, "reasons"),
        ({"decision": "no-decision"}, "no-decision"),
        ({"jurisdiction": "CN-XX"}, "CN-XX"),
        ({"readings": {"R99": "alternative"}}, "R99"),
        ({"dates": {"no_day": date(2020, 1, 1)}}, "no_day"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_one_thing_altered_is_the_one_thing_named(changes: dict[str, Any], words: str) -> None:
    """A fact changes with its sum the reasons; all else is named alone."""
    differs = _altered(_made(), **changes).differs
    assert words in differs[0].en
    assert len(differs) == (2 if "facts" in changes else 1)


def test_a_changed_day_is_found_though_nothing_else_can_tell() -> None:
    found = check(replace(_made(), made_on=date(2021, 4, 2)), law)
    assert [words.en for words in found.differs] == [
        "the receipt was altered after it was made: its own sum differs"
    ]


def test_every_fact_that_cannot_be_is_named() -> None:
    facts = {"occupation": "宇航员", "requested_on": "2021-02-30", "shoe_size": "44"}
    differs = [words.en for words in _altered(_made(), facts=facts).differs]
    assert [name for name in facts if any(f"fact {name}:" in words for words in differs)] == [
        *facts
    ]
    assert len(differs) == 3


def test_rules_of_another_version_are_said_with_what_ours_would_answer() -> None:
    same = _altered(_made(), rules_version="a" * 64)
    assert len(same.differs) == 1
    assert "other rules" in same.differs[0].en
    assert "the same, written_proof" in same.differs[0].en
    assert "同样是 written_proof" in same.differs[0].zh
    other = _altered(_made(), rules_version="a" * 64, outcome="replace")
    assert "written_proof, not replace" in other.differs[0].en


def test_a_receipt_of_a_law_that_was_changed_since_is_told_from_ours() -> None:
    earlier = law(dates={"no_reissue_from": date(2021, 7, 1)})
    made = _made(rules=earlier)
    found = _altered(made, dates={})  # as made by a version in which that was the day
    assert "written_proof, not replace" in found.differs[0].en


def test_an_open_answer_has_a_receipt() -> None:
    made = _made(facts={"occupation": "电工"})
    assert made.outcome is None
    assert made.clauses == ()
    assert check(made, law).holds
    assert _altered(made, trace_sha256="0" * 64).differs != ()


@pytest.mark.parametrize("missing", sorted(_made().as_json()))
def test_a_missing_key_is_named(missing: str) -> None:
    made = _made().as_json()
    del made[missing]
    with pytest.raises(DamagedReceipt) as refusal:
        _read(made)
    assert refusal.value.message.en == f"{missing} is missing"
    assert f"缺 {missing}" in refusal.value.message.zh


@pytest.mark.parametrize(
    ("key", "wrong"),
    [
        ("format", "xianjie-receipt/2"),
        ("made_on", "2021-02-30"),
        ("made_on", "20210401"),
        ("made_on", 20210401),
        ("decision", ""),
        ("jurisdiction", None),
        ("readings", {"R4": "other"}),
        ("readings", []),
        ("dates", {"no_reissue_from": "soon"}),
        ("rules_version", "A" * 64),
        ("facts", {"requested_on": 3}),
        ("facts", {"requested_on": ["2021-02-01"]}),
        ("outcome", False),
        ("clauses", "252/2.3"),
        ("clauses", [1]),
        ("facts_sha256", "0" * 63),
        ("trace_sha256", None),
        ("receipt_sha256", 1.5),
    ],
)
def test_a_wrong_type_is_named(key: str, wrong: object) -> None:
    with pytest.raises(DamagedReceipt) as refusal:
        _read({**_made().as_json(), key: wrong})
    assert refusal.value.message.en.startswith(f"{key}: ")
    assert refusal.value.message.zh.startswith(f"{key}：")


def test_all_faults_are_named_at_once() -> None:
    made = {**_made().as_json(), "clauses": None, "colour": "red"}
    del made["made_on"]
    with pytest.raises(DamagedReceipt) as refusal:
        _read(made)
    words = refusal.value.message
    assert all(name in words.en and name in words.zh for name in ("made_on", "colour", "clauses"))


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "not JSON"),
        (to_text(_made()).encode()[:-40], "not JSON"),
        (b"[]", "no JSON object"),
        (b"\xff\xfe", "UTF-8"),
        (b'{"format": "\\ud800"}', "UTF-8"),
        (b'{"outcome": "replace", "outcome": "written_proof"}', "stand twice: outcome"),
        (b"[" * 200_000, "not JSON"),
        (b" " * (LARGEST + 1), "too large"),
    ],
    ids=["empty", "cut", "list", "bytes", "surrogate", "twice", "deep", "large"],
)
def test_a_damaged_file_is_refused(raw: bytes, words: str) -> None:
    with pytest.raises(DamagedReceipt) as refusal:
        from_text(raw)
    assert words in refusal.value.message.en


def test_what_is_said_is_said_in_both_languages() -> None:
    for found in (check(_made(), law), _altered(_made(), outcome="replace")):
        words: tuple[Text, ...] = (*found.confirmed, *found.differs)
        assert all(said.zh != said.en for said in words)
