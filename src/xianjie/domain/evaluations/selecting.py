"""Reading: what there was as of a day, whom it reaches, what waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from xianjie.calendar import end_of
from xianjie.domain.evaluations.models import (
    Entrustment,
    Objection,
    Participant,
    Plan,
    PublicNotice,
)
from xianjie.domain.evaluations.states import PlanState, in_state
from xianjie.text import Text


def drafted_by(on: date) -> Q:
    """The plans that were written down by the end of a day."""
    return Q(drafted_at__lt=end_of(on))


def plans_on(on: date) -> QuerySet[Plan]:
    """The plans that there were on a day, with what their states are told from."""
    return (
        Plan.objects.filter(drafted_by(on))
        .select_related("organisation__body", "site", "filing", "report")
        .prefetch_related("notices", "report__corrections")
    )


def entrustments_on(on: date) -> QuerySet[Entrustment]:
    """The entrustments that there were on a day, without their files."""
    return (
        Entrustment.objects.filter(made_at__lt=end_of(on))
        .select_related("sponsor", "organisation__body")
        .defer("content")
    )


def notices_on(on: date) -> QuerySet[PublicNotice]:
    """What is on show to the public on a day; of a plan the newest notice alone."""
    newer = PublicNotice.objects.filter(
        plan=OuterRef("plan"), from_on__gt=OuterRef("from_on"), from_on__lte=on
    )
    shown = PublicNotice.objects.filter(~Exists(newer), from_on__lte=on, until_on__gte=on)
    return shown.select_related("plan__organisation__body", "plan__filing", "plan__site")


def people_on(plan: Plan, on: date) -> list[Participant]:
    """Who takes part; a result that came after the day is left out of what is given."""
    found = list(plan.participants.select_related("entrustment__sponsor").order_by("pk"))
    for one in found:
        if one.result_at is not None and one.result_at >= end_of(on):
            one.theory = one.practical = one.panel = one.passed = None
            one.is_absent = False
    return found


def places_of(plan: Plan) -> Mapping[int, int]:
    """Where each is on the list of who takes part, from 1 on."""
    people = plan.participants.order_by("pk").values_list("pk", flat=True)
    return {pk: place for place, pk in enumerate(people, start=1)}


def upheld_by(plan: Plan, on: date) -> frozenset[int | None]:
    """About whom an objection was found right by a day; None is about all of the batch."""
    found = Objection.objects.filter(notice__plan=plan, upheld=True, answered_on__lte=on)
    return frozenset(found.values_list("participant", flat=True))


@dataclass(frozen=True, slots=True)
class Bars:
    """What keeps a plan's results from certificates on a day, whatever they are."""

    of_all: Text | None
    of_some: frozenset[int]  # participants about whom an objection was right, or is open

    def about(self, participant: Participant) -> Text | None:
        """Why none may be asked for the participant; None where nothing is in the way."""
        return self.of_all or (_OBJECTED if participant.pk in self.of_some else None)


_NOT_ACCEPTED = Text("评价结果尚未审核通过", "the results of its plan are not accepted yet")
_ON_SHOW = Text("评价结果的公示尚未期满", "the public notice of its results is not over")
_OBJECTED = Text("对这项结果的异议成立或者尚未答复", "an objection to it was right, or is open")


def bars_of(plan: Plan, on: date) -> Bars:
    """Results count once the report is accepted and their public notice is over.

    An objection that was right or is open bars the result it is about; about none, all of them.
    """
    if not Plan.objects.filter(in_state(PlanState.ACCEPTED, on), pk=plan.pk).exists():
        return Bars(_NOT_ACCEPTED, frozenset())
    if not plan.notices.exists() or plan.notices.filter(until_on__gte=on).exists():
        return Bars(_ON_SHOW, frozenset())
    barring = Objection.objects.filter(notice__plan=plan).exclude(upheld=False)
    about = set(barring.values_list("participant", flat=True))
    return Bars(_OBJECTED if None in about else None, frozenset(one for one in about if one))


def issuable(plan: Plan, on: date) -> QuerySet[Participant]:
    """Those of a plan for whom a certificate may be asked on a day: they passed, nothing bars."""
    return unbarred(plan, bars_of(plan, on))


def unbarred(plan: Plan, bars: Bars) -> QuerySet[Participant]:
    """Those of a plan who passed and whom none of its bars is about."""
    people = plan.participants.filter(passed=True)
    return people.none() if bars.of_all else people.exclude(pk__in=bars.of_some)
