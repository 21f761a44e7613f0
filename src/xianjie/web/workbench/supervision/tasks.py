"""What waits in the inbox for cases: each with the day that its own clock gives."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.urls import reverse

from xianjie.calendar import end_of
from xianjie.clock import CHINA
from xianjie.domain.accounts.acting import Actor, Target, effect, visible
from xianjie.domain.accounts.roles import Effect
from xianjie.domain.organisations.models import Blacklisting
from xianjie.domain.supervision import selecting
from xianjie.domain.supervision.locking import target_of
from xianjie.domain.supervision.models import Case, Draw, Inspection
from xianjie.domain.supervision.stages import Stage, course_of, stage_of, with_steps
from xianjie.text import Text
from xianjie.web.workbench.evaluations.waiting import Waiting
from xianjie.web.workbench.supervision.words import title_of

_GROUND = ("252/2.4", "80/4")
_VERBS = {  # by whom a case in a stage is taken further
    Stage.LOOK: "case.ask",
    Stage.FIND: "case.find",
    Stage.ACT: "case.order",
    Stage.RECHECK: "case.recheck",
    Stage.CLOSE: "case.close",
    Stage.APPEALED: "case.settle",
}
_LATE = {Stage.ASKED: "case.find", Stage.ORDERED: "case.recheck"}


def cases_to_work_on(actor: Actor, on: date) -> Iterator[Waiting]:
    """Open cases whose next step is this person's; a silent body's once its deadline is over.

    Who reaches all areas finds objections alone: the cases are their bureaus' to work on.
    """
    reach = visible(actor, "supervision.read", area="area", owner="assignee")
    found = Case.objects.filter(reach, opened_on__lte=on).filter(
        ~selecting.is_closed(on) | Q(steps__kind="appealed")
    )
    for one in with_steps(found.distinct().select_related("body", "complaint")):
        waiting = _waiting(actor, one, on)
        if waiting and (reach or stage_of(one, on) is Stage.APPEALED):
            yield waiting


def _waiting(actor: Actor, case: Case, on: date) -> Waiting | None:
    course = course_of(case, on)
    stage, clock = course.stage, course.clock
    is_late = bool(clock.due and clock.due < on)
    verb = _VERBS.get(stage) or (_LATE.get(stage) if is_late else None)
    if verb is None or effect(actor, verb, target_of(case)) is not Effect.ALLOW:
        return None
    name = case.body.name
    words = (
        Text(f"投诉待答复：{name}", f"a complaint to answer: {name}")
        if stage is Stage.LOOK and hasattr(case, "complaint")
        else Text(f"案件{stage.label.zh}：{name}", f"a case {stage.label.en}: {name}")
    )
    since = max((one.on for one in course.steps), default=case.opened_on)
    return Waiting(words, since, clock.due, reverse("work:case", args=[case.pk]), _GROUND)


def to_answer(actor: Actor, on: date) -> Iterator[Waiting]:
    """What the body is asked or ordered, until it says something."""
    reach = visible(actor, "case.answer", area="area", body="body")
    told = Case.objects.filter(
        ~selecting.is_closed(on), reach, selecting.of_which_the_body_was_told(on)
    )
    for one in with_steps(told.select_related("body")).order_by("opened_on"):
        course = course_of(one, on)
        clock = course.clock
        if clock.turn == "body":
            title = title_of(one)
            words = (
                Text(f"核查待说明：{title.zh}", f"an inquiry to answer: {title.en}")
                if course.stage is Stage.ASKED
                else Text(f"整改待报告：{title.zh}", f"to put right and report: {title.en}")
            )
            since = course.steps[-1].on
            address = reverse("work:own-case", args=[one.pk])
            yield Waiting(words, since, clock.due, address, _GROUND)


def blacklistings_to_decide(actor: Actor, on: date) -> Iterator[Waiting]:
    """Entries that somebody else proposed."""
    reach = visible(actor, "case.sanction", area="area")
    waits = Q(decided_at=None) | Q(decided_at__gte=end_of(on))
    found = Blacklisting.objects.filter(reach, waits).exclude(proposed_by=actor.username)
    for one in found.order_by("proposed_at"):
        since = one.proposed_at.astimezone(CHINA).date()
        if since <= on and effect(actor, "case.sanction", Target(area=one.area)):
            words = Text(f"失信名单待决定：{one.name}", f"a blacklisting to decide: {one.name}")
            address = reverse("work:blacklisting-decide", args=[one.pk])
            yield Waiting(words, since, None, address, _GROUND)


def to_inspect(actor: Actor, on: date) -> Iterator[Waiting]:
    """Bodies that the person was drawn to inspect."""
    found = Inspection.objects.filter(
        Q(handed_in_on=None) | Q(handed_in_on__gt=on),
        inspectors=actor.user,
        draw__drawn_at__lt=end_of(on),
    )
    for one in found.select_related("body", "draw").order_by("draw__until_on", "place"):
        words = Text(f"待检查：{one.body.name}", f"to inspect: {one.body.name}")
        address = reverse("work:my-inspection", args=[one.pk])
        yield Waiting(words, one.draw.announced_on, one.draw.until_on, address, _GROUND)


def to_draw(actor: Actor, on: date) -> Iterator[Waiting]:
    """Draws that were announced and are not drawn."""
    reach = visible(actor, "inspection.draw", area="area")
    waits = Q(drawn_at=None) | Q(drawn_at__gte=end_of(on))
    for one in Draw.objects.filter(reach, waits, announced_on__lte=on).order_by("pk"):
        words = Text(f"抽查待抽取：{one.title}", f"to be drawn: {one.title}")
        address = reverse("work:inspection-draw", args=[one.pk])
        yield Waiting(words, one.announced_on, None, address, _GROUND)


MAKERS = (
    ("supervision.read", cases_to_work_on),
    ("case.answer", to_answer),
    ("case.sanction", blacklistings_to_decide),
    ("inspection.fill", to_inspect),
    ("inspection.draw", to_draw),
)
