"""The pre-flight's checks, each met and not; the law's facts of who is evaluated."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.evaluations.made import FROM, ON, UNTIL, World, at, make_assessor, person
from xianjie.domain.accounts.models import Body
from xianjie.domain.evaluations import preflight
from xianjie.domain.evaluations.issuing_facts import ground_of, of_level_issuance
from xianjie.domain.evaluations.models import Participant, Plan
from xianjie.domain.evaluations.preflight import CHECKS, Stage, Weight
from xianjie.domain.evaluations.preflight.checks import SOURCES
from xianjie.domain.filings.models import Filing, Scope
from xianjie.instruments import law
from xianjie.instruments.practice import practice

OVER = date(2020, 10, 13)


def found(plan: Plan, stage: Stage = Stage.REPORTING, on: date = ON, **given: object) -> set[str]:
    flight = preflight.run(Plan.objects.get(pk=plan.pk), stage, on, **given)  # type: ignore[arg-type]
    return {
        f"{one.name} {finding.weight}" for one, findings in flight.results for finding in findings
    }


def test_a_plan_with_all_in_order_passes(world: World) -> None:
    plan = world.social.plan()
    assert found(plan) == set()
    assert preflight.run(plan, Stage.REPORTING, ON).version == preflight.VERSION


def test_every_check_says_what_it_rests_on() -> None:
    clauses = law().clauses
    for one in CHECKS:
        assert set(one.clauses) <= set(clauses), one.name
        for quantity in one.quantities:
            assert practice().number(quantity, ON), one.name
    assert len({one.name for one in CHECKS}) == len(CHECKS)


def _lease(plan: Plan) -> None:
    type(plan.site).objects.update(tenure="leased", leased_from=date(2019, 1, 1), leased_until=FROM)


def _crowd(plan: Plan) -> None:
    type(plan.site).objects.update(seats=1)


def _nobody(plan: Plan) -> None:
    plan.participants.all().delete()


def _headless(plan: Plan) -> None:
    plan.posts.filter(is_chief=True).delete()


def _expired(plan: Plan) -> None:
    plan.organisation.assessors.update(to_on=UNTIL)


def _untrue(plan: Plan) -> None:
    plan.participants.update(condition_facts={"years": 1})


def _mangled(plan: Plan) -> None:
    plan.participants.update(condition_facts={"held_on": "yesterday"})


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda _: Filing.objects.update(until_on=FROM), {"filed blocks"}),
        (lambda _: Scope.objects.update(occupation="焊工"), {"filed blocks"}),
        (lambda _: Scope.objects.update(lowest=5, highest=5), {"filed blocks"}),
        (_lease, {"site blocks"}),
        (_crowd, {"site blocks"}),
        (_nobody, {"somebody blocks"}),
        (_headless, {"examiners blocks"}),
        (_expired, {"examiners blocks"}),
        (_untrue, {"conditions blocks"}),
        (_mangled, {"conditions blocks"}),
    ],
)
def test_what_is_wrong_is_found(
    world: World, spoil: Callable[[Plan], object], told: set[str]
) -> None:
    plan = world.social.plan()
    spoil(plan)
    assert found(plan) == told


def test_an_employer_evaluates_its_own_and_the_entrusted_alone(world: World) -> None:
    world.entrusted()
    plan = world.employer.plan(0)
    people = [person(1, "own"), person(2, "entrusted", sponsor="某小厂"), person(3, "public")]
    world.employer.join(plan, people)
    assert found(plan) == {"basis blocks"}
    plan.participants.filter(basis="public").delete()
    assert found(plan) == set()


def test_nobody_is_at_two_batches_at_once_or_passes_twice(world: World) -> None:
    first = world.social.plan(1)
    second = world.employer.plan(0)
    world.employer.join(second, [person(1, "own")])
    assert found(second) == set()  # a draft of another's stops nobody
    Plan.objects.filter(pk=first.pk).update(reported_on=ON)
    assert found(second) == {"duplicates blocks"}
    earlier = FROM - timedelta(days=10)
    Plan.objects.filter(pk=first.pk).update(
        reported_on=date(2020, 9, 1), from_on=earlier, until_on=earlier
    )
    assert found(second) == set()
    first.participants.update(passed=True, result_at=at(earlier))
    assert found(second) == {"duplicates blocks"}
    first.participants.update(passed=False)
    assert found(second) == set()  # who failed comes again


def test_a_lower_certificate_that_is_not_in_the_register_is_told(world: World) -> None:
    plan = world.social.plan(0)
    claim = {"held_number": "S1", "held_on": "2014-01-01", "years_after": 6}
    world.social.join(plan, [person(1), person(2)])
    plan.participants.update(condition="four_held", condition_facts=claim)
    first = plan.participants.order_by("pk")[0].pk
    assert found(plan) == set()  # who cannot look says nothing
    assert found(plan, holds=lambda _: {first}) == {"held warns"}
    assert found(plan, holds=lambda people: {one.pk for one in people}) == set()


def test_before_issuing_the_notice_is_over_and_the_report_accepted(world: World) -> None:
    plan = world.social.handed_in((80, 80), (50, 50))
    assert found(plan, Stage.ISSUING, UNTIL) == {"shown blocks", "accepted blocks"}
    world.accept(plan, OVER)
    assert found(plan, Stage.ISSUING, OVER) == set()
    flight = preflight.run(plan, Stage.ISSUING, OVER - timedelta(days=1))
    assert [one.weight for one in flight.blocks] == [Weight.BLOCKS]
    Filing.objects.update(until_on=FROM)
    assert found(plan, Stage.ISSUING, OVER) == {"filed blocks"}


def test_findings_have_no_personal_data(world: World) -> None:
    plan = world.social.plan()
    _untrue(plan)
    make_assessor(world.social.organisation, 9, person(1).number)
    [finding] = preflight.run(plan, Stage.REPORTING, ON).blocks
    said = " ".join(one.words.zh for one in finding.evidence) + finding.words.zh
    assert "评价" not in said
    assert [one.participant for one in finding.evidence] == list(
        plan.participants.order_by("pk").values_list("pk", flat=True)
    )


def test_the_version_is_that_of_the_source() -> None:
    assert len(preflight.VERSION) == 16
    read = {one.name for one in SOURCES}
    asked = {Path(inspect.getfile(one.find)).name for one in CHECKS}
    assert asked | {"clocks.py", "practice.toml", "conditions.toml"} <= read


def outcome(one: Participant, on: date = OVER) -> str | None:
    return law().decision("level-certificate-issuance").decide(of_level_issuance(one, on)).outcome


def test_every_outcome_of_the_law_is_reached(world: World) -> None:
    plan = world.social.resulted((80, 80), (50, 80))
    passed, failed = plan.participants.order_by("pk")
    assert outcome(passed) == "issue"
    assert outcome(failed) == "not_earned"
    assert outcome(passed, date(2023, 6, 1)) == "filing_not_in_force"
    Scope.objects.update(highest=5)
    assert outcome(passed) == "out_of_scope"
    Scope.objects.update(highest=3)
    Filing.objects.update(kind="employer")
    assert outcome(passed) == "candidate_not_covered"
    passed.basis = "own"
    assert outcome(passed) == "issue"
    Scope.objects.all().delete()
    Plan.objects.update(filing=None, reported_on=None, held_on=None)
    Filing.objects.all().delete()
    passed = Participant.objects.select_related("plan").get(pk=passed.pk)
    assert outcome(passed) == "not_filed"
    Body.objects.filter(pk=world.social.body.pk).update(kind="institution")
    passed = Participant.objects.select_related("plan").get(pk=passed.pk)
    assert outcome(passed) == "prohibited"


def test_an_institution_that_was_filed_is_what_its_filing_says(world: World) -> None:
    Body.objects.filter(pk=world.social.body.pk).update(kind="institution")
    plan = world.social.resulted((80, 80))
    assert outcome(plan.participants.get()) == "issue"
    Body.objects.filter(pk=world.social.body.pk).update(kind="centre")
    plan = Plan.objects.get(pk=plan.pk)
    assert ground_of(plan, OVER).kind == "government"


def test_a_result_that_is_not_there_is_unknown(world: World) -> None:
    [one] = world.social.plan(1).participants.all()
    answer = law().decision("level-certificate-issuance").decide(of_level_issuance(one, OVER))
    assert answer.outcome is None
    assert answer.needs == ("passed",)


def test_an_entrustment_counts_where_it_holds(world: World) -> None:
    agreed = world.entrusted()
    plan = world.employer.plan(0)
    [one] = world.employer.join(plan, [person(1, "entrusted", sponsor="某小厂")])
    assert of_level_issuance(one, OVER)["entrusted"] is True
    agreed.ended_on = FROM
    agreed.save()
    one = Participant.objects.get(pk=one.pk)
    assert of_level_issuance(one, OVER)["entrusted"] is False
