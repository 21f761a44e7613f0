"""Alerts between a body and its supervisor: explained or corrected by one, judged by the other.

What was said is kept as steps that never change; whose turn it is follows from the last of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from xianjie.calendar import end_of
from xianjie.domain.accounts.acting import Actor, Target, require, visible
from xianjie.domain.audit.events import record
from xianjie.domain.supervision.described import DESCRIBED
from xianjie.domain.supervision.errors import SupervisionError
from xianjie.domain.supervision.models import Alert, AlertStep
from xianjie.text import Text

MOST_WORDS = 1_000
GROUND = ("252/2.4", "80/4")
_Kind = AlertStep.Kind


class AlertState(StrEnum):
    """Whose turn it is: the body's, the supervisor's, or nobody's any more."""

    WAITING = "waiting"
    EXPLAINED = "explained"
    IN_CASE = "in_case"
    DISMISSED = "dismissed"
    ENDED = "ended"

    @property
    def label(self) -> Text:
        return _LABELS[self]


_LABELS = {
    AlertState.WAITING: Text("待单位说明", "waits for the body"),
    AlertState.EXPLAINED: Text("已说明，待监管判断", "explained, to be judged"),
    AlertState.IN_CASE: Text("已立案", "in a case"),
    AlertState.DISMISSED: Text("已排除", "dismissed"),
    AlertState.ENDED: Text("已消除", "no longer found"),
}
OPEN = (AlertState.WAITING, AlertState.EXPLAINED)  # somebody has yet to do something
_ANSWERED = (_Kind.EXPLAINED, _Kind.CORRECTED)


@dataclass(frozen=True, slots=True)
class Step:
    """A step: in which states it is allowed, by which right, what it is called."""

    kind: AlertStep.Kind
    states: tuple[AlertState, ...]
    verb: str
    words: Text


STEPS = {
    "explain": Step(_Kind.EXPLAINED, OPEN, "alert.explain", Text("说明", "explain")),
    "correct": Step(
        _Kind.CORRECTED, OPEN, "alert.explain", Text("报告已更正", "say what was put right")
    ),
    "dismiss": Step(_Kind.DISMISSED, OPEN, "alert.dismiss", Text("排除", "dismiss")),
    "reopen": Step(
        _Kind.REOPENED,
        (AlertState.EXPLAINED, AlertState.DISMISSED),
        "alert.dismiss",
        Text("再问", "ask again"),
    ),
}


def alerts_on(on: date) -> QuerySet[Alert]:
    """The alerts that runs as of that day or earlier found, each with its ``last_step``.

    Sentence, score and evidence are those of the newest run, of whatever day it was.
    """
    said = AlertStep.objects.filter(alert=OuterRef("pk"), at__lt=end_of(on)).order_by("-pk")
    return (
        Alert.objects.filter(first_run__on__lte=on)
        .select_related("body", "ended_run", "case")
        .annotate(last_step=Coalesce(Subquery(said.values("kind")[:1]), Value("")))
    )


def state_of(alert: Alert, on: date) -> AlertState:
    """Of an alert from `alerts_on` the same day."""
    if alert.ended_run is not None and alert.ended_run.on <= on:
        return AlertState.ENDED
    if alert.case is not None and alert.case.opened_on <= on:
        return AlertState.IN_CASE
    match alert.last_step:  # type: ignore[attr-defined] # annotated
        case _Kind.DISMISSED:
            return AlertState.DISMISSED
        case _Kind.EXPLAINED | _Kind.CORRECTED:
            return AlertState.EXPLAINED
        case _:
            return AlertState.WAITING


def in_state(state: AlertState, on: date) -> Q:
    """The rows of `alerts_on` the same day that `state_of` says are in it."""
    ended = Q(ended_run__on__lte=on)
    if state is AlertState.ENDED:
        return ended
    in_case = Q(case__opened_on__lte=on)
    if state is AlertState.IN_CASE:
        return ~ended & in_case
    said = {
        AlertState.DISMISSED: Q(last_step=_Kind.DISMISSED),
        AlertState.EXPLAINED: Q(last_step__in=_ANSWERED),
        AlertState.WAITING: ~Q(last_step__in=(*_ANSWERED, _Kind.DISMISSED)),
    }
    return ~ended & ~in_case & said[state]


def still_open(on: date) -> Q:
    """The rows of `alerts_on` that wait for somebody."""
    found = Q()
    for state in OPEN:
        found |= in_state(state, on)
    return found


def steps_of(alert: Alert, on: date) -> QuerySet[AlertStep]:
    """What was said of it by the end of a day, in order."""
    return alert.steps.filter(at__lt=end_of(on)).order_by("pk")


def within_reach(actor: Actor, verb: str = "alert.read") -> Q:
    """The alerts to which the actor may do a verb."""
    return visible(actor, verb, area="area", body="body", owner="case__assignee")


def target_of(alert: Alert) -> Target:
    """What the table must know of it: its area, its body, who looks into the case that it is in."""
    owner = alert.case.assignee_id if alert.case else None
    return Target(area=alert.area, body=alert.body_id, owner=owner)


def explain(*, by: Actor, alert: int, words: str, on: date, at: datetime) -> AlertStep:
    """The body says why it is in order. Raises `Denied` and `SupervisionError`."""
    return _take("explain", by, alert, words, on, at)


def correct(*, by: Actor, alert: int, words: str, on: date, at: datetime) -> AlertStep:
    """The body says what it put right. Raises `Denied` and `SupervisionError`."""
    return _take("correct", by, alert, words, on, at)


def dismiss(*, by: Actor, alert: int, words: str, on: date, at: datetime) -> AlertStep:
    """The supervisor finds nothing in it. Raises `Denied` and `SupervisionError`."""
    return _take("dismiss", by, alert, words, on, at)


def reopen(*, by: Actor, alert: int, words: str, on: date, at: datetime) -> AlertStep:
    """The supervisor asks the body again. Raises `Denied` and `SupervisionError`."""
    return _take("reopen", by, alert, words, on, at)


def _take(  # noqa: PLR0917 - the columns of a step
    name: str, by: Actor, pk: int, words: str, on: date, at: datetime
) -> AlertStep:
    step = STEPS[name]
    with transaction.atomic():
        alert = _locked(pk, on)
        require(by, step.verb, target_of(alert))
        _require(alert, step, on)
        made = alert.steps.create(
            kind=step.kind,
            words=worded(words),
            rows=alert.rows,
            score=alert.score,
            by=by.username,
            at=at,
        )
        record(
            by=by.username,
            at=at,
            action=f"alert.{step.kind.value}",
            subject=alert,
            area=alert.area,
            ground=clauses_of(alert),
            data={"indicator": alert.indicator, "key": alert.key, "rows": alert.rows},
        )
    return made


def check_step(*, name: str, alert: int, on: date) -> None:
    """Raises `SupervisionError` where the alert's state does not allow the step that day."""
    _require(_found(alert, on), STEPS[name], on)


def clauses_of(alert: Alert) -> tuple[str, ...]:
    """Those that its indicator rests on."""
    found = DESCRIBED.get(alert.indicator)
    return found.clauses if found else GROUND


def _locked(pk: int, on: date) -> Alert:
    """Locked first and read after: what was read while waiting for the lock would be old."""
    if Alert.objects.select_for_update(of=("self",)).filter(pk=pk).first() is None:
        raise SupervisionError(Text("没有这条预警", "there is no such alert"))
    return _found(pk, on)


def _found(pk: int, on: date) -> Alert:
    found = alerts_on(on).filter(pk=pk).first()
    if found is None:
        raise SupervisionError(Text(f"{on} 还没有这条预警", f"on {on} this alert is not there yet"))
    return found


def _require(alert: Alert, step: Step, on: date) -> None:
    state = state_of(alert, on)
    if state not in step.states:
        raise SupervisionError(
            Text(
                f"这条预警{state.label.zh}，不能{step.words.zh}",
                f"this alert is {state.label.en}: one cannot {step.words.en}",
            )
        )


def worded(words: str) -> str:
    told = words.strip()
    if not 0 < len(told) <= MOST_WORDS:
        raise SupervisionError(
            Text(
                f"请写明情况，不超过 {MOST_WORDS} 字",
                f"say what there is to say, in {MOST_WORDS} letters at most",
            )
        )
    return told
