"""A jurisdiction is a folder: what it may add, that others do not notice, how wrong ones fail."""

from datetime import date
from pathlib import Path

import pytest

from xianjie.instruments import jurisdictions, law, law_of
from xianjie.law import Law, LawError, UnknownNameError
from xianjie.law.proving import prove

FOLDERS = Path(__file__).parent.parent / "fixtures" / "jurisdictions"
CANDIDATE = {
    "occupation": "电工",
    "route": "scheduled",
    "announced_on": "2020-06-01",
    "registered_on": "2020-08-15",
    "exam_held": False,
    "suspended": False,
}
ASKING_PERMISSION = ("candidate-option", "certificate-issuance", "certificate-validity")


@pytest.fixture(scope="module")
def qingping() -> Law:
    return law_of(FOLDERS / "qingping")


def test_a_folder_lies_over_all_that_stands_above_it(qingping: Law) -> None:
    assert (qingping.id, qingping.title.zh) == ("QP", "清平省")
    assert qingping.source.chain == ("CN", "CN-GD", "QP")
    assert qingping.source.provenance is not None
    assert {"80/2", "252/1", "QP/1", "QP/2"} <= qingping.clauses.keys()
    assert list(qingping.readings) == [f"R{number}" for number in (1, 2, 3, 4, 5, 6, 7, 8, 10)]


@pytest.mark.parametrize("decision", ["exam-permission", *ASKING_PERMISSION])
def test_who_asks_an_amended_decision_inherits_its_facts(qingping: Law, decision: str) -> None:
    own = [fact.name for fact in law("CN-GD").decision(decision).facts]
    facts = [fact.name for fact in qingping.decision(decision).facts]
    assert facts == [*own, "accepted_on", "batch_complete"]


def test_the_inherited_facts_are_asked_and_decide(qingping: Law) -> None:
    assert qingping.decide("candidate-option", CANDIDATE).needs == ("accepted_on", "batch_complete")
    complete = {**CANDIDATE, "batch_complete": True}
    for day, outcome in (
        ("2020-11-29", "choose_continue_or_refund"),
        ("2020-11-30", "choose_continue_or_refund"),
        ("2020-12-01", "refund"),
        ("2020-12-02", "refund"),
    ):
        answer = qingping.decide("candidate-option", {**complete, "accepted_on": day})
        assert answer.outcome == outcome
    incomplete = {**CANDIDATE, "batch_complete": False}
    assert qingping.decide("candidate-option", incomplete).outcome == "refund"


def test_an_added_rule_shows_its_clause_deadline_and_reading(qingping: Law) -> None:
    facts = {"occupation": "电工", "accepted_on": "2020-12-01"}
    answer = qingping.decide("exam-permission", facts)
    assert answer.outcome == "not_permitted"
    assert answer.clauses == ("QP/1",)
    assert answer.dates == {"entry_closes_on": date(2020, 11, 30)}
    # Whether the other reading changes it depends on what else is still unknown.
    assert [(r.id, r.changes_outcome) for r in answer.readings] == [("R10", None)]
    settled = {
        **facts,
        "route": "scheduled",
        "announced_on": "2020-06-01",
        "batch_complete": True,
        "suspended": False,
    }
    shown = qingping.decide("exam-permission", settled).readings
    assert [(r.id, r.changes_outcome) for r in shown] == [("R10", True)]
    assert qingping.variant("R10").decide("exam-permission", settled).outcome == "may_continue"


def test_an_added_outcome_is_answered_from_its_day_on(qingping: Law) -> None:
    for day, outcome in (
        ("2029-12-31", "written_proof"),
        ("2030-01-01", "ask_the_archives"),
        ("2030-01-02", "ask_the_archives"),
    ):
        facts = {"occupation": "电工", "requested_on": day}
        assert qingping.decide("replacement", facts).outcome == outcome
    assert "ask_the_archives" not in law("CN-GD").decision("replacement").outcomes


def test_a_moved_date_moves_here_and_nowhere_else(qingping: Law) -> None:
    exam = {k: v for k, v in CANDIDATE.items() if k in ("occupation", "route", "announced_on")}
    facts = {**exam, "passed": True, "issue_on": "2021-06-30"}
    here = qingping.decide(
        "certificate-issuance",
        {**facts, "accepted_on": "2020-08-01", "batch_complete": True},
    )
    assert (here.outcome, here.dates) == ("issue", {"issuance_end_on": date(2021, 6, 30)})
    assert law("CN-GD").decide("certificate-issuance", facts).outcome == "issue_window_closed"


def test_what_it_does_not_amend_answers_as_above_it(qingping: Law) -> None:
    facts = {"occupation": "车工", "on": "2020-10-01"}
    own = qingping.decide("catalogue-status", facts)
    assert own.outcome == law("CN-GD").decide("catalogue-status", facts).outcome == "exited"


def test_other_jurisdictions_do_not_notice(qingping: Law) -> None:
    packaged = jurisdictions()
    for above in packaged:
        before = {name: d.rules_version for name, d in law(above).decisions.items()}
        again = law_of(FOLDERS / "qingping")
        assert again.decision("exam-permission").rules_version != before["exam-permission"]
        assert {n: d.rules_version for n, d in law(above).decisions.items()} == before
        assert "QP/1" not in law(above).clauses
        assert "entry_closes_on" not in law(above).parameters
    assert jurisdictions() == packaged
    assert "QP" not in packaged
    assert (
        qingping.decision("replacement").rules_version
        != law().decision("replacement").rules_version
    )


def test_what_a_folder_adds_is_proved_like_the_rest(qingping: Law) -> None:
    proof = prove(qingping)
    assert proof.failures == ()
    assert "incomplete-batches-are-refunded" in proof.properties
    assert proof.properties[: len(law().source.properties)] == tuple(
        stated.name for stated in law().source.properties
    )


def test_rules_may_be_kept_in_several_modules() -> None:
    split = law_of(FOLDERS / "split")
    assert split.decide("exam-schedule", {"sitting": "resit"}).outcome == "outside_window"
    assert split.decide("exam-schedule", {"sitting": "first"}).outcome == "not_governed"


def test_a_name_that_nothing_has() -> None:
    for ask, known in (
        (lambda: law("CN-ZZ"), "CN-GD"),
        (lambda: law("CN", {"R3": "alternative"}), "R1"),
        (lambda: law("CN-GD", dates={"no_day": date(2020, 1, 1)}), "issuance_end_on"),
        (lambda: law("CN", dates={"issuance_end_on": date(2020, 1, 1)}), "batch_1_exit_on"),
        (lambda: law().decision("exam-fee"), "exam-permission"),
        (lambda: law().decide("exam-fee", {}), "exam-permission"),
    ):
        with pytest.raises(UnknownNameError) as refusal:
            ask()
        assert known in refusal.value.known
        assert known in refusal.value.message.zh


def test_a_choice_that_a_reading_does_not_offer() -> None:
    with pytest.raises(LawError, match="R4"):
        law("CN-GD", {"R4": "both"})  # type: ignore[dict-item]
