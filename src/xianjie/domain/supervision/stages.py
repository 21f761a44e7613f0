"""How far a case is, and whose turn it is: derived from its steps, here alone.

As of a day, for who reads; by everything that is stored, for the verbs (ADR 0019).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from django.db.models import Prefetch, QuerySet

from xianjie.calendar import CHINA, add_working_days, end_of
from xianjie.domain.supervision.errors import SupervisionError
from xianjie.domain.supervision.models import Alert, Case, CaseStep
from xianjie.errors import XianjieError
from xianjie.instruments.practice import practice
from xianjie.text import Text

Kind = CaseStep.Kind
EVER = date.max


class Stage(StrEnum):
    """In the order in which a case goes through them."""

    LOOK = "look"
    ASKED = "asked"  # the body is to answer
    FIND = "find"  # it answered
    ACT = "act"  # something is confirmed, and nothing done about it yet
    ORDERED = "ordered"  # the body is to put it right
    RECHECK = "recheck"
    DECIDE = "decide"  # a sanction that another decides
    CLOSE = "close"
    APPEALED = "appealed"
    CLOSED = "closed"

    @property
    def label(self) -> Text:
        return _LABELS[self]


_LABELS = {
    Stage.LOOK: Text("待核查", "to be looked into"),
    Stage.ASKED: Text("待机构说明", "the body is asked"),
    Stage.FIND: Text("待认定", "to be found on"),
    Stage.ACT: Text("待处理", "to be acted on"),
    Stage.ORDERED: Text("整改中", "being put right"),
    Stage.RECHECK: Text("待复查", "to be checked again"),
    Stage.DECIDE: Text("处理待决定", "a sanction is to be decided"),
    Stage.CLOSE: Text("待办结", "to be closed"),
    Stage.APPEALED: Text("待答复异议", "an objection is to be answered"),
    Stage.CLOSED: Text("已办结", "closed"),
}
_S = Stage
_OPEN = frozenset(set(Stage) - {_S.CLOSED})
# Which verb a case takes in which stage. Facts narrow it further: a silent body is found on, and
# an order that it let pass is checked, only after the deadline.
ALLOWED: Mapping[str, frozenset[Stage]] = {
    "assign": _OPEN,
    "note": _OPEN,
    "ask": frozenset({_S.LOOK, _S.FIND}),
    "answer": frozenset({_S.ASKED}),
    "find": frozenset({_S.LOOK, _S.ASKED, _S.FIND}),
    "order": frozenset({_S.ACT, _S.CLOSE}),
    "report": frozenset({_S.ORDERED, _S.DECIDE}),
    "recheck": frozenset({_S.ORDERED, _S.RECHECK, _S.DECIDE}),
    "sanction": frozenset({_S.ACT, _S.ORDERED, _S.RECHECK, _S.CLOSE}),
    "settle": frozenset({_S.APPEALED}),
    "close": frozenset({_S.CLOSE}),
}


@dataclass(frozen=True)
class Course:
    """The steps of a case by a day, with what follows from them."""

    case: Case
    steps: Sequence[CaseStep]
    on: date = EVER

    @cached_property
    def answers(self) -> Mapping[tuple[int, str], CaseStep]:
        """What answers a step, by the step and the kind of the answer."""
        return {(one.of_id, one.kind): one for one in self.steps if one.of_id is not None}

    def answer(self, step: CaseStep, kind: Kind) -> CaseStep | None:
        return self.answers.get((step.pk, kind))

    def is_set_aside(self, step: CaseStep) -> bool:
        """Whether an objection to it was upheld."""
        appeal = self.answer(step, Kind.APPEALED)
        settled = self.answer(appeal, Kind.SETTLED) if appeal else None
        return bool(settled and settled.holds)

    def standing(self, kind: Kind) -> list[CaseStep]:
        """Steps of a kind that no objection set aside, the earliest first."""
        return [one for one in self.steps if one.kind == kind and not self.is_set_aside(one)]

    @property
    def question(self) -> CaseStep | None:
        """What the body was asked and has not answered."""
        asked = [one for one in self.steps if one.kind == Kind.ASKED]
        return asked[-1] if asked and not self.answer(asked[-1], Kind.ANSWERED) else None

    @property
    def appeal(self) -> CaseStep | None:
        """An objection that waits."""
        made = (one for one in self.steps if one.kind == Kind.APPEALED)
        return next((one for one in made if not self.answer(one, Kind.SETTLED)), None)

    @property
    def order(self) -> CaseStep | None:
        """The order that holds: the last."""
        orders = self.standing(Kind.ORDERED)
        return orders[-1] if orders else None

    @cached_property
    def alerts(self) -> list[Alert]:
        return sorted(self.case.alerts.all(), key=lambda one: (-one.score, one.pk))

    def findings(self) -> dict[int | None, CaseStep]:
        """The last finding that stands, of each alert, or of none."""
        return {one.alert_id: one for one in self.standing(Kind.FOUND)}

    @property
    def is_found(self) -> bool:
        found = self.findings()
        if not self.alerts:
            return bool(found)
        return all(one.pk in found for one in self.alerts)

    @property
    def is_confirmed(self) -> bool:
        return any(one.holds for one in self.findings().values())

    def sanctions(self) -> list[Sanction]:
        return [sanction_of(one, self.on) for one in self.standing(Kind.PROPOSED)]

    @cached_property
    def stage(self) -> Stage:
        return _stage(self)

    @cached_property
    def clock(self) -> Clock:
        return _clock(self)

    @property
    def assigned_to(self) -> str:
        """The name of who looks into it; empty for nobody in particular."""
        given = [one for one in self.steps if one.kind == Kind.ASSIGNED]
        return given[-1].words if given else ""

    @property
    def closing(self) -> Closing | None:
        """What closed it; none of a case that is open, or was opened again."""
        closed = next((one for one in reversed(self.steps) if one.kind == Kind.CLOSED), None)
        case = self.case
        if closed and not self._is_reopened(closed):
            return Closing(closed.on, closed.by, closed.words)
        if closed is None and case.closed_on and case.closed_on <= self.on:  # without steps
            return Closing(case.closed_on, case.closed_by, case.findings)
        return None

    def _is_reopened(self, closed: CaseStep) -> bool:
        """Whether an objection was upheld after it."""
        return any(
            one.kind == Kind.SETTLED and one.holds and one.pk > closed.pk for one in self.steps
        )


def course_of(case: Case, on: date = EVER) -> Course:
    """As its steps are by a day; of a case of `with_steps`, as they were when it was read."""
    if "steps" in getattr(case, "_prefetched_objects_cache", {}):
        return Course(case, [one for one in case.steps.all() if one.on <= on], on)
    return Course(case, list(_steps().filter(case=case, on__lte=on)), on)


def with_steps(cases: QuerySet[Case]) -> QuerySet[Case]:
    """The same rows with their steps and alerts, read for all of them at once."""
    return cases.prefetch_related(Prefetch("steps", _steps()), "alerts")


def _steps() -> QuerySet[CaseStep]:
    related = ("alert", "measure", "proposal__certificate", "blacklisting", "of")
    return CaseStep.objects.select_related(*related).order_by("pk")


@dataclass(frozen=True, slots=True)
class Closing:
    """When a case was closed, by whom, and what it came to."""

    on: date
    by: str
    findings: str


@dataclass(frozen=True, slots=True)
class Sanction:
    """A sanction as it stands where it is kept."""

    step: CaseStep
    granted: bool | None  # none while it waits
    decided_by: str
    decided_on: date | None


def sanction_of(step: CaseStep, on: date = EVER) -> Sanction:
    kept = step.measure or step.blacklisting
    if kept is not None:
        at, by, granted = kept.decided_at, kept.decided_by, kept.granted
    else:
        proposal = step.proposal
        assert proposal  # noqa: S101 - a constraint says that there is one of the three
        at, by, granted = proposal.decided_at, proposal.decided_by, proposal.change_id is not None
    if at is None or at >= end_of(on):
        return Sanction(step, None, "", None)
    return Sanction(step, granted, by, at.astimezone(CHINA).date())


def stage_of(case: Case, on: date = EVER) -> Stage:
    return course_of(case, on).stage


def _stage(course: Course) -> Stage:
    if course.appeal:
        return _S.APPEALED
    if course.closing:
        return _S.CLOSED
    sanctions = course.sanctions()
    if any(one.granted is None for one in sanctions):
        return _S.DECIDE
    if not course.is_found:
        return _before_finding(course)
    if not course.is_confirmed:
        return _S.CLOSE
    return _after_finding(course, has_sanction=any(one.granted for one in sanctions))


def _before_finding(course: Course) -> Stage:
    if course.question:
        return _S.ASKED
    return _S.FIND if any(one.kind == Kind.ANSWERED for one in course.steps) else _S.LOOK


def _after_finding(course: Course, *, has_sanction: bool) -> Stage:
    order = course.order
    if order is None:
        return _S.CLOSE if has_sanction else _S.ACT
    check = course.answer(order, Kind.CHECKED)
    if check is None:
        return _S.RECHECK if course.answer(order, Kind.REPORTED) else _S.ORDERED
    return _S.CLOSE if check.holds or has_sanction else _S.ACT


def require_step(case: Case, verb: str) -> Course:
    """The course of a case that takes the verb now; raises `SupervisionError` for another."""
    course = course_of(case)
    stage = course.stage
    if stage not in ALLOWED[verb]:
        raise SupervisionError(
            Text(
                f"案件的状态是“{stage.label.zh}”，现在不能这样办",
                f"the case is in the state {stage.label.en!r}, in which this cannot be done",
            )
        )
    return course


@dataclass(frozen=True, slots=True)
class Clock:
    """Whose turn it is, and until which day; no day where no clock runs."""

    turn: str  # body, supervisor, or nobody
    due: date | None


def clock_of(case: Case, on: date = EVER) -> Clock:
    return course_of(case, on).clock


def _clock(course: Course) -> Clock:
    match course.stage:
        case _S.ASKED if course.question:
            return Clock("body", course.question.due_on)
        case _S.ORDERED if course.order:
            return Clock("body", course.order.due_on)
        case _S.CLOSED:
            return Clock("nobody", None)
        case _:
            since = max((one.on for one in course.steps), default=course.case.opened_on)
            return Clock("supervisor", days_after(since, "case_step_days"))


def appeal_until(step: CaseStep, on: date = EVER) -> date | None:
    """The last day on which the body may object to a step; none for one that waits or is another's.

    To a certificate's revocation its holder objects, and to a measure or an entry the body does
    once it is decided.
    """
    match step.kind:
        case Kind.FOUND | Kind.ORDERED if step.holds is not False:
            return days_after(step.on, "case_appeal_days")
        case Kind.PROPOSED if step.proposal_id is None:
            decided = sanction_of(step, on)
            if not decided.granted or decided.decided_on is None:
                return None
            return days_after(decided.decided_on, "case_appeal_days")
        case _:
            return None


def days_after(day: date, quantity: str) -> date | None:
    """So many working days later; none in a year of which the holidays are not known."""
    try:
        return add_working_days(day, practice().number(quantity, day))
    except XianjieError:
        return None
