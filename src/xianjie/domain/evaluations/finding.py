"""Filed organisations nearby that cover an occupation and levels on a day, with their load."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count

from xianjie.domain.evaluations.models import Plan
from xianjie.domain.evaluations.naming import occupation_named
from xianjie.domain.evaluations.selecting import drafted_by
from xianjie.domain.filings.models import Organisation, Scope, Site
from xianjie.domain.filings.standing import cover
from xianjie.identifiers.neighbours import Nearness, nearness
from xianjie.instruments.practice import practice


@dataclass(frozen=True, slots=True)
class Found:
    """An organisation, its nearest site that covers what is asked, and how busy it is."""

    organisation: Organisation
    site: Site
    nearness: Nearness
    seats: int  # of its sites that cover it
    planned: int  # people at plans that begin within the days that load is counted over

    @property
    def load(self) -> float:
        """People planned for each seat."""
        return self.planned / self.seats


def find_organisations(
    *, area: str, occupation: str, lowest: int, highest: int, on: date, without: int | None = None
) -> list[Found]:
    """Those filed that day for all of the levels, the nearest first, the least busy first of these.

    ``without`` leaves out a body: the one that asks.
    """
    name = occupation_named(occupation)
    sites: dict[Organisation, dict[int, Site]] = defaultdict(dict)
    scopes = Scope.objects.filter(
        occupation=name,
        highest__lte=highest,
        lowest__gte=lowest,
        from_on__lte=on,
        filing__from_on__lte=on,
        filing__until_on__gte=on,
    ).exclude(filing__organisation=without)
    for one in scopes.select_related("filing__organisation__body", "site"):
        organisation = one.filing.organisation
        if all(
            cover(organisation, occupation=name, level=level, on=on, site=one.site).covers
            for level in {lowest, highest}
        ):
            sites[organisation][one.site_id] = one.site
    planned = planned_people(sites, on)
    found = [
        _found(one, list(there.values()), area, planned.get(one.pk, 0))
        for one, there in sites.items()
    ]
    return sorted(found, key=lambda one: (one.nearness, one.load, one.organisation.number))


def planned_people(organisations: Iterable[Organisation], on: date) -> Mapping[int, int]:
    """How many people are at plans of each that begin within the days that load is counted over."""
    days = min(practice().number("finder_load_days", on), (date.max - on).days)
    rows = (
        Plan.objects.filter(
            drafted_by(on),
            organisation__in=[one.pk for one in organisations],
            from_on__range=(on, on + timedelta(days=days)),
            cancelled_on=None,
        )
        .values("organisation")
        .annotate(people=Count("participants"))
    )
    return dict(rows.values_list("organisation", "people"))


def _found(organisation: Organisation, sites: list[Site], area: str, planned: int) -> Found:
    nearest = min(sites, key=lambda one: (nearness(area, one.area), one.pk))
    seats = sum(one.seats for one in sites)
    return Found(organisation, nearest, nearness(area, nearest.area), seats, planned)
