"""What state a plan or an entrustment is in, and which step is allowed in which: one table each.

States are derived from the days of the stored facts, so that they can be asked about as of any
day. Steps are allowed by all that is stored, whatever day is looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial

from django.db.models import Exists, OuterRef, Q

from xianjie.domain.evaluations.errors import EvaluationError
from xianjie.domain.evaluations.models import Correction, Entrustment, Plan, PublicNotice, Report
from xianjie.text import Text

EVER = date.max


class PlanState(StrEnum):
    """In the order in which a plan goes through them."""

    DRAFT = "draft"
    REPORTED = "reported"
    HELD = "held"
    POSTED = "posted"
    HANDED_IN = "handed_in"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    CANCELLED = "cancelled"

    @property
    def label(self) -> Text:
        return _PLAN[self]


class EntrustmentState(StrEnum):
    ENTERED = "entered"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    ENDED = "ended"

    @property
    def label(self) -> Text:
        return _ENTRUSTMENT[self]


_PLAN = {
    PlanState.DRAFT: Text("起草", "draft"),
    PlanState.REPORTED: Text("已报告", "reported"),
    PlanState.HELD: Text("已举行", "held"),
    PlanState.POSTED: Text("结果已公示", "results shown to the public"),
    PlanState.HANDED_IN: Text("结果待审核", "results reported"),
    PlanState.RETURNED: Text("退回更正", "sent back"),
    PlanState.ACCEPTED: Text("结果已审核", "results accepted"),
    PlanState.CANCELLED: Text("已取消", "cancelled"),
}
_ENTRUSTMENT = {
    EntrustmentState.ENTERED: Text("待机构确认", "to be confirmed"),
    EntrustmentState.CONFIRMED: Text("已确认", "confirmed"),
    EntrustmentState.DECLINED: Text("机构未接受", "declined"),
    EntrustmentState.ENDED: Text("已终止", "ended"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """A step: in which states it is allowed, to which it leads (none: the same), by which right."""

    words: Text
    states: tuple[StrEnum, ...]
    leads_to: StrEnum | None
    verb: str


_DRAFT, _REPORTED, _HELD, _POSTED = (
    PlanState.DRAFT,
    PlanState.REPORTED,
    PlanState.HELD,
    PlanState.POSTED,
)
_HANDED_IN, _RETURNED = PlanState.HANDED_IN, PlanState.RETURNED
PLAN_STEPS = {
    "amend": Step(Text("修改", "amend"), (_DRAFT,), None, "plan.draft"),
    "enter": Step(Text("登记参加人员", "enter participants"), (_DRAFT,), None, "plan.draft"),
    "post": Step(Text("派考评员", "post examiners"), (_DRAFT, _REPORTED), None, "plan.draft"),
    "report": Step(Text("报告计划", "report the plan"), (_DRAFT,), _REPORTED, "plan.report"),
    "cancel": Step(Text("取消", "cancel"), (_DRAFT, _REPORTED), PlanState.CANCELLED, "plan.report"),
    "hold": Step(Text("登记举行", "record as held"), (_REPORTED,), _HELD, "plan.hold"),
    "result": Step(Text("录入结果", "enter results"), (_HELD, _RETURNED), None, "evaluation.enter"),
    "show": Step(Text("公示结果", "show the results"), (_HELD,), _POSTED, "evaluation.post"),
    "show again": Step(
        Text("更正后再公示", "show them again"), (_RETURNED,), None, "evaluation.post"
    ),
    "hand in": Step(
        Text("报告结果", "report the results"), (_POSTED,), _HANDED_IN, "evaluation.hand_in"
    ),
    "send back": Step(Text("退回更正", "send back"), (_HANDED_IN,), _RETURNED, "evaluation.accept"),
    "correct": Step(
        Text("更正后再报", "hand in again"), (_RETURNED,), _HANDED_IN, "evaluation.hand_in"
    ),
    "accept": Step(
        Text("审核通过", "accept"), (_HANDED_IN,), PlanState.ACCEPTED, "evaluation.accept"
    ),
}
_ENTERED, _CONFIRMED = EntrustmentState.ENTERED, EntrustmentState.CONFIRMED
ENTRUSTMENT_STEPS = {
    "confirm": Step(Text("确认", "confirm"), (_ENTERED,), _CONFIRMED, "entrustment.answer"),
    "decline": Step(
        Text("不接受", "decline"), (_ENTERED,), EntrustmentState.DECLINED, "entrustment.answer"
    ),
    "end": Step(
        Text("终止", "end"), (_ENTERED, _CONFIRMED), EntrustmentState.ENDED, "entrustment.make"
    ),
}


def state_of(plan: Plan, on: date = EVER) -> PlanState:
    """What the plan was on a day; by all that is stored, unless one is given.

    Reads the plan's notices, report and corrections: select and prefetch them for many.
    """
    if _by(plan.cancelled_on, on):
        return PlanState.CANCELLED
    report = getattr(plan, "report", None)
    if report is not None and _by(report.reported_on, on):
        return _of_report(report, on)
    if any(one.from_on <= on for one in plan.notices.all()):
        return PlanState.POSTED
    if _by(plan.held_on, on):
        return PlanState.HELD
    return PlanState.REPORTED if _by(plan.reported_on, on) else PlanState.DRAFT


def _of_report(report: Report, on: date) -> PlanState:
    if _by(report.accepted_on, on):
        return PlanState.ACCEPTED
    is_open = any(
        one.returned_on <= on and not _by(one.corrected_on, on) for one in report.corrections.all()
    )
    return PlanState.RETURNED if is_open else PlanState.HANDED_IN


def entrustment_state(entrustment: Entrustment, on: date = EVER) -> EntrustmentState:
    """What the entrustment was on a day; by all that is stored, unless one is given."""
    if _by(entrustment.ended_on, on):
        return EntrustmentState.ENDED
    if _by(entrustment.declined_on, on):
        return EntrustmentState.DECLINED
    return _CONFIRMED if _by(entrustment.confirmed_on, on) else _ENTERED


def entrustments_in(state: EntrustmentState, on: date) -> Q:
    """The same of entrustments."""
    going, agreeing = _not_yet("ended_on", on), _not_yet("declined_on", on)
    found = {
        EntrustmentState.ENDED: _by_then("ended_on", on),
        EntrustmentState.DECLINED: going & _by_then("declined_on", on),
        EntrustmentState.CONFIRMED: going & agreeing & _by_then("confirmed_on", on),
        EntrustmentState.ENTERED: going & agreeing & _not_yet("confirmed_on", on),
    }
    return found[state]


def in_state(state: PlanState, on: date) -> Q:
    """The plans that `state_of` says are in that state on a day, as the database finds them."""
    by, not_yet = partial(_by_then, on=on), partial(_not_yet, on=on)
    shown = Q(Exists(PublicNotice.objects.filter(plan=OuterRef("pk"), from_on__lte=on)))
    corrections = Correction.objects.filter(report__plan=OuterRef("pk"), returned_on__lte=on)
    returned = Q(Exists(corrections.filter(Q(corrected_on=None) | Q(corrected_on__gt=on))))
    going = not_yet("cancelled_on")
    unreported = going & not_yet("report__reported_on")
    in_review = going & by("report__reported_on") & not_yet("report__accepted_on")
    unheld = unreported & ~shown & not_yet("held_on")
    found: dict[PlanState, Q] = {
        PlanState.CANCELLED: by("cancelled_on"),
        PlanState.ACCEPTED: going & by("report__accepted_on"),
        PlanState.RETURNED: in_review & returned,
        PlanState.HANDED_IN: in_review & ~returned,
        PlanState.POSTED: unreported & shown,
        PlanState.HELD: unreported & ~shown & by("held_on"),
        PlanState.REPORTED: unheld & by("reported_on"),
        PlanState.DRAFT: unheld & not_yet("reported_on"),
    }
    return found[state]


def _by_then(day: str, on: date) -> Q:
    return Q(**{f"{day}__lte": on})


def _not_yet(day: str, on: date) -> Q:
    return Q(**{f"{day}__isnull": True}) | Q(**{f"{day}__gt": on})


def _by(day: date | None, on: date) -> bool:
    return day is not None and day <= on


def require_step(plan: Plan, step: str) -> None:
    """Raises `EvaluationError` where the plan's state does not allow the step."""
    _require(PLAN_STEPS[step], state_of(plan))


def allows(plan: Plan, step: str) -> bool:
    """Whether the plan's state allows the step."""
    return state_of(plan) in PLAN_STEPS[step].states


def require_entrustment_step(entrustment: Entrustment, step: str) -> None:
    """Raises `EvaluationError` where the entrustment's state does not allow the step."""
    _require(ENTRUSTMENT_STEPS[step], entrustment_state(entrustment))


def _require(step: Step, state: PlanState | EntrustmentState) -> None:
    if state not in step.states:
        raise EvaluationError(
            Text(
                f"现在的状态是“{state.label.zh}”，不能{step.words.zh}",
                f"the state is “{state.label.en}”: {step.words.en} is not possible now",
            )
        )
