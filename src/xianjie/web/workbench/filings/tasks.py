"""What waits in the inbox for filings: each with the day that its own clock gives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse

from xianjie.clock import CHINA
from xianjie.domain.accounts.acting import Actor, visible
from xianjie.domain.filings.models import Application, Measure
from xianjie.domain.filings.states import ApplicationState, clock_of, state_of
from xianjie.text import Text

GROUND = ("80/5",)
_OPEN = Q(decided_on=None, withdrawn_on=None, handed_in_on__isnull=False)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing: its words, since when, until when, where."""

    words: Text
    since: date
    due: date | None
    address: str


def for_the_organisation(actor: Actor, on: date) -> Iterator[Waiting]:
    """Applications that it was asked to complete."""
    reach = visible(actor, "filing.apply", area="area", body="organisation")
    for one in _applications(reach & Q(asked_on__lte=on)):
        if state_of(one) is ApplicationState.ASKED:
            words = Text(f"备案申请待补正：{one.pk}", f"an application to complete: {one.pk}")
            yield _task(one, words, one.asked_on)


def to_review(actor: Actor, on: date) -> Iterator[Waiting]:
    """Applications to be asked about or reviewed, and those whose days to complete it are over."""
    reach = visible(actor, "filing.review", area="area", body="organisation")
    for one in _applications(reach & Q(handed_in_on__lte=on, reviewed_on=None)):
        name = one.organisation.body.name
        match state_of(one):
            case ApplicationState.INCOMPLETE:
                words = Text(f"备案申请待告知补正：{name}", f"to ask what is missing: {name}")
                yield _task(one, words, one.handed_in_on)
            case ApplicationState.REVIEW:
                words = Text(f"备案申请待审核：{name}", f"an application to review: {name}")
                yield _task(one, words, one.complete_on)
            case ApplicationState.ASKED if (due := clock_of(one).due) and due < on:
                words = Text(f"备案申请逾期未补正：{name}", f"not completed in time: {name}")
                yield _task(one, words, due)
            case _:
                pass


def to_decide(actor: Actor, on: date) -> Iterator[Waiting]:
    """Applications that somebody else reviewed."""
    reach = visible(actor, "filing.decide", area="area", body="organisation")
    reviewed = _applications(reach & Q(reviewed_on__lte=on))
    for one in reviewed:
        if one.reviewed_by != actor.username:
            name = one.organisation.body.name
            words = Text(f"备案申请待决定：{name}", f"an application to decide: {name}")
            yield _task(one, words, one.reviewed_on)


def measures_to_decide(actor: Actor, on: date) -> Iterator[Waiting]:
    """Measures that somebody else proposed."""
    reach = visible(actor, "measure.decide", area="organisation__body__area", body="organisation")
    found = Measure.objects.filter(reach, decided_at=None).exclude(proposed_by=actor.username)
    for one in found.select_related("organisation__body").order_by("proposed_at"):
        since = one.proposed_at.astimezone(CHINA).date()
        if since <= on:
            name = one.organisation.body.name
            yield Waiting(
                Text(f"备案措施待决定：{name}", f"a measure to decide: {name}"),
                since,
                None,
                reverse("work:measure-decide", args=[one.pk]),
            )


def _applications(wanted: Q) -> list[Application]:
    found = Application.objects.filter(_OPEN & wanted).select_related("organisation__body")
    return list(found.order_by("handed_in_on"))


def _task(application: Application, words: Text, since: date | None) -> Waiting:
    assert since  # noqa: S101 - its state has that day
    return Waiting(
        words,
        since,
        clock_of(application).due,
        reverse("work:filing-application", args=[application.pk]),
    )
