"""Races about filings: numbers wanted by many at once, one thing decided by many."""

from __future__ import annotations

from functools import partial

from django.db.models import Count

from tests.filings.conftest import ON, Office, make_office, moment
from tests.races.issuing import AtOnce, Told
from xianjie.domain.audit.models import Event
from xianjie.domain.filings import deciding, measuring
from xianjie.domain.filings.models import (
    Application,
    Filing,
    Measure,
    NumberSerial,
    Organisation,
)


def numbers(at_once: AtOnce) -> Told:
    """Sixteen organisations of one class are filed at the same moment: none skipped, none twice."""
    office = make_office()
    ready = [_reviewed(office) for _ in range(16)]
    at_once([partial(_decide, office, one) for one in ready])
    given = sorted(Organisation.objects.exclude(number="").values_list("number", flat=True))
    serials = [int(one[7:]) for one in given]
    last = NumberSerial.objects.values_list("last", flat=True).first() or 0
    return {
        "duplicates": len(serials) - len(set(serials)) + abs(last - len(serials)),
        "kept": len(set(serials) & set(range(1, 17))),
        "events": Event.objects.filter(action="filing.granted").count(),
    }


def double_decision(at_once: AtOnce) -> Told:
    """Five applications, each decided by eight at once."""
    office = make_office()
    for one in [_reviewed(office) for _ in range(5)]:
        at_once([partial(_decide, office, one)] * 8)
    return {
        "duplicates": Filing.objects.count() - Application.objects.filter(granted=True).count(),
        "kept": Filing.objects.values("organisation").distinct().count(),
        "events": Event.objects.filter(action="filing.granted").count(),
    }


def remove_or_add(at_once: AtOnce) -> Told:
    """Six organisations, each removed while an occupation is added: none is added to after."""
    office = make_office()
    for _ in range(6):
        organisation = office.filed()
        scope = office.draft(organisation, "scope")
        office.seek(scope, organisation.sites.get(), "焊工")
        office.examined(organisation, "焊工")
        added = _review(office, office.hand_in(scope))
        measure = _proposed(office, organisation)
        at_once([partial(_decide, office, added), partial(_remove, office, measure)] * 4)
    # Both hold the organisation, so their events are in the order in which they held it.
    removed = {
        Measure.objects.get(pk=one.subject_id).organisation_id: one.pk
        for one in Event.objects.filter(action="measure.removed")
    }
    added_at = {
        Application.objects.get(pk=one.subject_id).organisation_id: one.pk
        for one in Event.objects.filter(action="filing.granted", data__contains="scope")
    }
    return {
        "duplicates": sum(place > removed[pk] for pk, place in added_at.items()),
        "kept": len(removed),
        "events": Event.objects.filter(action="measure.removed").count(),
    }


def same_draft(at_once: AtOnce) -> Told:
    """One organisation drafts from eight windows."""
    office = make_office()
    organisation = office.registered()
    at_once([lambda: office.draft(organisation)] * 8)
    open_ = Application.objects.values("organisation").annotate(n=Count("pk"))
    return {
        "duplicates": sum(one["n"] - 1 for one in open_),
        "kept": len(open_),
        "events": Event.objects.filter(action="filing.drafted").count(),
    }


def _reviewed(office: Office) -> Application:
    return _review(office, office.hand_in(office.whole(office.registered())))


def _review(office: Office, application: Application) -> Application:
    return deciding.review(
        by=office.officer, application=application.pk, grant=True, words="", on=ON, at=moment(ON)
    )


def _decide(office: Office, application: Application) -> None:
    deciding.decide(
        by=office.other,
        application=application.pk,
        grant=True,
        words="",
        basis="通告1号",
        on=ON,
        at=moment(ON, 2),
    )


def _proposed(office: Office, organisation: Organisation) -> Measure:
    return measuring.propose(
        by=office.officer,
        organisation=organisation.pk,
        kind=Measure.Kind.REMOVED,
        occupation="",
        grounds="核查",
        basis="决定1号",
        from_on=ON,
        bars=False,
        on=ON,
        at=moment(ON),
    )


def _remove(office: Office, measure: Measure) -> None:
    measuring.decide(
        by=office.other, measure=measure.pk, grant=True, words="", on=ON, at=moment(ON, 1)
    )
