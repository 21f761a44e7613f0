"""A plan and an entrustment through any steps, by anybody, on any day.

A refused step changes nothing; what the tables of states say is what happens; the database finds
plans in the states that are derived from them, as of every day.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any, ClassVar

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.evaluations.made import ON, UNTIL, Office, World, at, make_world, person
from xianjie.domain.accounts.acting import Actor
from xianjie.domain.audit.models import Event
from xianjie.domain.evaluations import (
    entrusting,
    joining,
    noticing,
    planning,
    reporting,
)
from xianjie.domain.evaluations.models import Correction, Entrustment, Objection, Participant, Plan
from xianjie.domain.evaluations.results import Given, enter_results
from xianjie.domain.evaluations.selecting import issuable
from xianjie.domain.evaluations.states import (
    PLAN_STEPS,
    PlanState,
    allows,
    entrustment_state,
    in_state,
    state_of,
)
from xianjie.errors import XianjieError

LAST = date(2020, 11, 30)
_OTHERS = ["two", "one", "bureau", "elsewhere", "sponsor"]
OWN = st.sampled_from(["one"] * 15 + _OTHERS)  # mostly who may, now and then somebody else
BUREAU = st.sampled_from(["bureau"] * 15 + _OTHERS)
STEPS: dict[str, str] = {
    "amend_plan": "amend",
    "enter_participants": "enter",
    "report_plan": "report",
    "cancel_plan": "cancel",
    "hold_plan": "hold",
    "enter_results": "result",
    "hand_in": "hand in",
    "send_back": "send back",
    "hand_in_again": "correct",
    "accept": "accept",
}


class Evaluation(RuleBasedStateMachine):
    """One plan of a filed organisation, with an entrustment beside it."""

    reached: ClassVar[Counter[str]]

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.on = ON

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize(stage=st.integers(0, 2))
    def found(self, stage: int = 0) -> None:
        """Some walks begin further on, so that they get far."""
        self.world: World = make_world()
        social = self.world.social
        self.number = [social.plan, social.reported, social.held][stage](2).pk
        self.on = ON if stage < 2 else UNTIL
        self.agreed = self.world.entrusted(confirmed=None).pk

    @property
    def plan(self) -> Plan:
        return Plan.objects.select_related("organisation", "report").get(pk=self.number)

    @rule(days=st.integers(1, 6))
    def let_days_pass(self, days: int) -> None:
        self.on = min(self.on + timedelta(days=days), LAST)

    @rule(back=st.booleans())
    def go_on(self, back: bool) -> None:
        """The next step, by who takes it: so that walks get far."""
        match state_of(self.plan):
            case PlanState.DRAFT:
                self.report("one")
            case PlanState.REPORTED:
                self.on = max(self.on, UNTIL)
                self.hold("one")
            case PlanState.HELD:
                self.enter("one", 70)
                self.show("one")
            case PlanState.POSTED:
                self.hand_in("one")
            case PlanState.HANDED_IN if back:
                self.send_back("bureau")
            case PlanState.HANDED_IN:
                self.on = LAST
                self.accept("bureau")
            case PlanState.RETURNED:
                self.correct("one")
            case _:
                self.settle_entrustment("two", "confirm")

    @rule(back=st.booleans())
    def go_on_more_often(self, back: bool) -> None:
        self.go_on(back)

    @rule(by=OWN)
    def amend(self, by: str) -> None:
        site, drafted = self.world.social.site, planning.Drafted("改", "电工", 4, UNTIL, UNTIL)
        self._try(planning.amend_plan, by, site=site, drafted=drafted)

    @rule(by=OWN, row=st.integers(1, 4))
    def join(self, by: str, row: int) -> None:
        self._try(joining.enter_participants, by, joining=[person(row)])

    @rule(by=OWN)
    def report(self, by: str) -> None:
        self._try(planning.report_plan, by, on=self.on)

    @rule(by=OWN)
    def cancel(self, by: str) -> None:
        self._try(planning.cancel_plan, by, on=self.on, reason="x")

    @rule(by=OWN)
    def hold(self, by: str) -> None:
        self._try(planning.hold_plan, by, on=self.on)

    @rule(by=OWN, points=st.integers(40, 80))
    def enter(self, by: str, points: int) -> None:
        people = self.plan.participants.order_by("pk")
        given = [Given(row, one.pk, points, 70) for row, one in enumerate(people)]
        self._try(enter_results, by, given=given)

    @rule(by=OWN)
    def show(self, by: str) -> None:
        self._try(noticing.post_notice, by, on=self.on)

    @rule(by=OWN)
    def hand_in(self, by: str) -> None:
        self._try(reporting.hand_in, by, on=self.on)

    @rule(by=BUREAU)
    def send_back(self, by: str) -> None:
        self._try(reporting.send_back, by, on=self.on, words="x")

    @rule(by=OWN)
    def correct(self, by: str) -> None:
        self._try(reporting.hand_in_again, by, on=self.on, words="x")

    @rule(by=BUREAU)
    def accept(self, by: str) -> None:
        self._try(reporting.accept, by, on=self.on)

    @rule(place=st.sampled_from([None, 1, 2]))
    def object(self, place: int | None) -> None:
        notice = self.plan.notices.order_by("-pk").first()
        if notice is not None:
            self._run(
                noticing.object_to,
                notice=notice,
                place=place,
                words="x",
                contact="",
                on=self.on,
            )

    @rule(by=OWN, upheld=st.booleans())
    def answer(self, by: str, upheld: bool) -> None:
        found = Objection.objects.order_by("pk").last()
        if found is not None:
            self._run(
                noticing.answer_objection,
                by=self._actor(by),
                objection=found.pk,
                words="x",
                upheld=upheld,
                on=self.on,
            )

    @rule(by=st.sampled_from(_OTHERS), act=st.sampled_from(["confirm", "decline", "end"]))
    def settle_entrustment(self, by: str, act: str) -> None:
        told: dict[str, Any] = {} if act == "confirm" else {"words": "x"}
        who = self.world.employer.one if by == "two" else self._actor(by)
        verb = getattr(entrusting, act)
        self._run(verb, by=who, entrustment=self.agreed, on=self.on, **told)

    @invariant()
    def the_database_finds_it_in_its_state_on_every_day(self) -> None:
        for days in (-1, 0):
            on = self.on + timedelta(days=days)
            states = {
                state
                for state in PlanState
                if Plan.objects.filter(in_state(state, on), pk=self.number).exists()
            }
            assert states == {state_of(self.plan, on)}

    @invariant()
    def who_made_it_did_not_accept_it(self) -> None:
        report = getattr(self.plan, "report", None)
        if report is not None and report.accepted_by:
            assert report.accepted_by != report.reported_by
            assert all(one.corrected_by != report.accepted_by for one in report.corrections.all())

    @invariant()
    def certificates_are_for_the_accepted_and_unobjected(self) -> None:
        found = set(issuable(self.plan, self.on))
        if state_of(self.plan) is not PlanState.ACCEPTED:
            assert not found
        for one in found:
            assert one.passed
            assert not one.objections.exclude(upheld=False).exists()

    @invariant()
    def every_change_has_its_event(self) -> None:
        told = Counter(Event.objects.values_list("action", flat=True))
        plan = self.plan
        assert told["plan.reported"] == (plan.reported_on is not None)
        assert told["plan.held"] == (plan.held_on is not None)
        assert told["plan.cancelled"] == (plan.cancelled_on is not None)
        assert told["plan.shown"] == plan.notices.count()
        assert told["report.returned"] == Correction.objects.count()
        assert told["objection.made"] == Objection.objects.count()
        assert told["objection.answered"] == Objection.objects.exclude(upheld=None).count()

    def _actor(self, name: str) -> Actor:
        offices: dict[str, Office] = {
            "bureau": self.world.bureau,
            "elsewhere": self.world.elsewhere,
            "sponsor": self.world.sponsor,
        }
        if name in offices:
            return offices[name].one
        return self.world.social.two if name == "two" else self.world.social.one

    def _try(self, act: Any, by: str, **given: Any) -> None:  # noqa: ANN401 - any service
        was = state_of(self.plan)
        step = PLAN_STEPS.get(STEPS.get(act.__name__, ""))
        may = step is None or allows(self.plan, STEPS[act.__name__])
        done = self._run(act, by=self._actor(by), plan=self.number, **given)
        now = state_of(self.plan)
        if not done:
            assert now is was
        elif step is not None:
            assert may
            assert now is (step.leads_to or was)

    def _run(self, act: Any, **given: Any) -> bool:  # noqa: ANN401 - any service
        before = _all()
        try:
            act(at=at(self.on), **given)
        except XianjieError as error:
            self.reached[type(error).__name__] += 1
            assert _all() == before
            return False
        self.reached[act.__name__] += 1
        return True


def _all() -> list[object]:
    return [
        list(model.objects.order_by("pk").values())
        for model in (Plan, Participant, Objection, Correction)
    ] + [
        Event.objects.count(),
        [entrustment_state(one) for one in Entrustment.objects.order_by("pk")],
    ]


@pytest.mark.slow
@pytest.mark.django_db
def test_steps_are_as_the_table_says_in_any_order() -> None:
    class Here(Evaluation):
        reached: ClassVar = Counter[str]()

    most = max(15, settings.default.max_examples // 3) if settings.default else 15
    run_state_machine_as_test(
        Here, settings=settings(max_examples=most, stateful_step_count=25, deadline=None)
    )
    wanted = {"report_plan", "hold_plan", "post_notice", "hand_in", "send_back", "confirm"}
    assert wanted <= set(Here.reached)
    assert {"Denied", "EvaluationError"} <= set(Here.reached)
