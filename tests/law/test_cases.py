"""The cases a lawyer signs, and the proof that they leave no rule and no day out."""

from datetime import date, timedelta

import pytest

from tests.law.case_files import Case, answering, cases
from xianjie.instruments import jurisdictions, law
from xianjie.law import Answer, CompiledDecision, FactError
from xianjie.law.days import CompareDay
from xianjie.law.walking import holds

DECIDED = [case for case in cases() if case.outcome is not None]
OPEN = [case for case in cases() if case.needs]
REFUSED = [case for case in cases() if case.refused is not None]
DECISIONS = [(j, d) for j in jurisdictions() for d in law(j).decisions]


def _named(case: Case) -> str:
    return f"{case.decision}: {case.sentence}"


def test_every_case_is_of_one_sort_and_has_a_sentence_of_its_own() -> None:
    assert len(DECIDED) + len(OPEN) + len(REFUSED) == len(cases())
    assert len({_named(case) for case in cases()}) == len(cases())
    assert {case.decision for case in cases()} == set(law().decisions)


@pytest.mark.parametrize("case", DECIDED, ids=_named)
def test_decided(case: Case) -> None:
    answer = case.asked().decide(case.facts)
    assert answer.outcome == case.outcome
    assert answer.needs == ()
    assert case.clauses is None or list(answer.clauses) == case.clauses
    assert case.deadlines is None or answer.dates == case.deadlines
    assert case.shows is None or _shown(answer) == case.shows


@pytest.mark.parametrize("case", OPEN, ids=_named)
def test_open(case: Case) -> None:
    answer = case.asked().decide(case.facts)
    assert answer.outcome is None
    assert list(answer.needs) == case.needs
    assert list(answer.outcomes) == case.outcomes
    assert (answer.clauses, answer.because, answer.readings) == ((), (), ())


@pytest.mark.parametrize("case", REFUSED, ids=_named)
def test_refused(case: Case) -> None:
    with pytest.raises(FactError) as refusal:
        case.asked().decide(case.facts)
    assert refusal.value.fact == case.refused
    for words in (case.refused or "", *case.says):
        assert words in refusal.value.message.zh


@pytest.mark.parametrize(
    "case", [case for case in DECIDED if case.jurisdiction == "CN"], ids=_named
)
def test_the_national_notice_alone_cites_no_other(case: Case) -> None:
    answer = case.asked().decide(case.facts)
    cited = [*answer.clauses, *(clause for reason in answer.because for clause in reason.clauses)]
    assert answer.clauses
    assert all(clause.startswith("80/") for clause in cited)
    assert {reading.id for reading in answer.readings} <= {"R1", "R2", "R5", "R8"}
    assert "issuance_end_on" not in answer.dates


@pytest.mark.parametrize(("jurisdiction", "decision"), DECISIONS)
def test_every_rule_decides_a_case(jurisdiction: str, decision: str) -> None:
    written = {rule.id for rule in law(jurisdiction).source.decisions[decision].rules}
    deciding = {_deciding(case) for case in _full(jurisdiction, decision)}
    assert deciding == written


@pytest.mark.parametrize(("jurisdiction", "decision"), DECISIONS)
def test_every_day_of_the_law_has_cases_on_it_and_beside_it(
    jurisdiction: str, decision: str
) -> None:
    asked = law(jurisdiction).decision(decision)
    leaves = {
        leaf
        for variant in (asked, *asked.variants.values())
        for leaf in variant.leaves
        if isinstance(leaf, CompareDay)
    }
    for leaf in leaves:
        tried = {
            (case.facts[leaf.left.name], reason.holds)
            for case in _full(jurisdiction, decision)
            for reason in case.asked().decide(case.facts).because
            if _compared(case, reason.condition) == (leaf.left.name, leaf.right.day)
        }
        days = {day for day, _ in tried}
        beside = {leaf.right.day + timedelta(days=off) for off in (-1, 0, 1)}
        assert beside <= days, f"no case in which {leaf.formula} counts on {beside - days}"
        assert {truth for _, truth in tried} == {True, False}, leaf.formula


def test_every_reading_changes_some_case_and_leaves_another_as_it_is() -> None:
    shown = {(name, effect) for case in DECIDED for name, effect in (case.shows or {}).items()}
    every = {name for jurisdiction in jurisdictions() for name in law(jurisdiction).readings}
    deciding = every - {"R8"}  # who stays silent is the procedure's affair
    shown_either_way = {name for name in deciding if name in _carried_by_conditions()}
    assert {(name, True) for name in deciding} <= shown
    assert {(name, False) for name in shown_either_way} <= shown
    turned = {name for case in DECIDED for name in case.under}
    assert turned == every


def _carried_by_conditions() -> set[str]:
    """The readings behind a condition; those behind a whole rule show only where they decide."""
    return {
        name
        for jurisdiction, decision in DECISIONS
        for use in law(jurisdiction).decision(decision).uses
        for name in use.readings
    }


def _shown(answer: Answer) -> dict[str, bool | str]:
    return {
        reading.id: "unknown" if reading.changes_outcome is None else reading.changes_outcome
        for reading in answer.readings
    }


def _full(jurisdiction: str, decision: str) -> list[Case]:
    """The cases of a decision in which every fact is known and the days of the law are its own.

    A decision that a jurisdiction leaves as it is above has the cases written there.
    """
    where = {jurisdiction, answering(jurisdiction, decision)}
    facts = {fact.name for fact in law(jurisdiction).decision(decision).facts}
    return [
        case
        for case in DECIDED
        if case.jurisdiction in where
        and case.decision == decision
        and case.facts.keys() == facts
        and not case.dates
    ]


def _compared(case: Case, condition: str) -> tuple[str, date] | None:
    """The fact and the day that a condition compares, if it compares a fact with a day."""
    match condition.split():
        case [fact, "<" | "<=" | ">" | ">=", name]:
            day = law(case.jurisdiction, case.under, case.dates).days.get(name)
            return None if day is None else (fact, day.day)
    return None


def _deciding(case: Case) -> str:
    asked: CompiledDecision = case.asked()
    values = asked.read_facts(case.facts)
    return next(rule.id for rule in asked.rules if holds(rule.when, values))
