"""What waits for somebody in level certification, for the inbox: each with its own clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from xianjie.domain.accounts.acting import Actor, visible
from xianjie.domain.certificates import submitting
from xianjie.domain.certificates.models import Line
from xianjie.domain.evaluations.clocks import clock_of, newest_correction
from xianjie.domain.evaluations.models import Objection, Participant, Plan
from xianjie.domain.evaluations.selecting import entrustments_on, plans_on
from xianjie.domain.evaluations.states import (
    EntrustmentState,
    PlanState,
    entrustments_in,
    in_state,
)
from xianjie.text import Text


class Waiting(NamedTuple):
    """One thing to do: since when, until when, where."""

    words: Text
    since: date
    due: date | None
    address: str
    clauses: tuple[str, ...] = ()


_MOST = 50  # of a kind: the list of plans has the rest


def _plans(
    actor: Actor, verb: str, state: PlanState, on: date, more: Q | None = None
) -> list[Plan]:
    reach = visible(actor, verb, area="area", body="organisation")
    return list(
        plans_on(on).filter(reach, in_state(state, on), more or Q()).order_by("until_on")[:_MOST]
    )


def _to_hold(actor: Actor, on: date) -> Iterator[Waiting]:
    for one in _plans(actor, "plan.hold", PlanState.REPORTED, on, Q(until_on__lte=on)):
        words = Text(f"评价已结束，登记举行：{one.title}", f"over, record it as held: {one.title}")
        address = reverse("work:plan-hold", args=[one.pk])
        yield Waiting(words, one.until_on, clock_of(one).results_due, address)


def _to_report(actor: Actor, on: date) -> Iterator[Waiting]:
    for state, zh, en, page in (
        (PlanState.HELD, "结果待录入和公示", "results to enter and show", "work:plan-results"),
        (PlanState.POSTED, "结果待报告", "results to report", "work:plan-hand-in"),
    ):
        for one in _plans(actor, "evaluation.hand_in", state, on):
            words = Text(f"{zh}：{one.title}", f"{en}: {one.title}")
            address = reverse(page, args=[one.pk])
            yield Waiting(words, one.until_on, clock_of(one).results_due, address)


def _to_correct(actor: Actor, on: date) -> Iterator[Waiting]:
    for one in _plans(actor, "evaluation.hand_in", PlanState.RETURNED, on):
        correction = newest_correction(one)
        since = correction.returned_on if correction else one.until_on
        words = Text(f"结果待更正：{one.title}", f"results to put right: {one.title}")
        address = reverse("work:plan-report", args=[one.pk])
        yield Waiting(words, since, clock_of(one).correction_due, address)


def _to_accept(actor: Actor, on: date) -> Iterator[Waiting]:
    for one in _plans(actor, "evaluation.accept", PlanState.HANDED_IN, on):
        words = Text(f"评价结果待审核：{one.title}", f"results to review: {one.title}")
        address = reverse("work:plan-report", args=[one.pk])
        yield Waiting(words, one.report.reported_on, clock_of(one).review_due, address)


def _to_submit(actor: Actor, on: date) -> Iterator[Waiting]:
    live = Line.objects.filter(participant=OuterRef("pk"), refused=False, dropped=False)
    passed = Participant.objects.filter(~Exists(live), plan=OuterRef("pk"), passed=True)
    for one in _plans(actor, "certificate.submit", PlanState.ACCEPTED, on, Q(Exists(passed))):
        if submitting.unasked(one, on):
            words = Text(
                f"合格人员待提交核发：{one.title}", f"certificates to ask for: {one.title}"
            )
            address = reverse("work:plan-submit", args=[one.pk])
            yield Waiting(words, one.report.accepted_on or on, None, address)


def _to_answer(actor: Actor, on: date) -> Iterator[Waiting]:
    reach = visible(
        actor, "evaluation.answer", area="notice__plan__area", body="notice__plan__organisation"
    )
    found = Objection.objects.filter(reach, answered_on=None, made_on__lte=on)
    for one in found.select_related("notice__plan").order_by("made_on")[:_MOST]:
        title = one.notice.plan.title
        words = Text(f"异议待答复：{title}", f"an objection to answer: {title}")
        address = reverse("work:objection", args=[one.pk])
        yield Waiting(words, one.made_on, one.notice.until_on, address)


def _to_confirm(actor: Actor, on: date) -> Iterator[Waiting]:
    reach = visible(
        actor, "entrustment.answer", area="organisation__body__area", body="organisation"
    )
    waiting = entrustments_on(on).filter(reach, entrustments_in(EntrustmentState.ENTERED, on))
    for one in waiting.order_by("made_at")[:_MOST]:
        name = one.sponsor.name
        words = Text(f"委托待确认：{name}", f"an entrustment to confirm: {name}")
        address = reverse("work:received-entrustment", args=[one.pk])
        yield Waiting(words, one.signed_on, None, address, ("252/2.2",))


MAKERS: tuple[tuple[str, Callable[[Actor, date], Iterator[Waiting]]], ...] = (
    ("plan.hold", _to_hold),
    ("evaluation.hand_in", _to_report),
    ("evaluation.hand_in", _to_correct),
    ("evaluation.accept", _to_accept),
    ("certificate.submit", _to_submit),
    ("evaluation.answer", _to_answer),
    ("entrustment.answer", _to_confirm),
)
