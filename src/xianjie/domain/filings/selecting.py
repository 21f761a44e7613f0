"""Organisations as of a day, many at once: what `standing` and `states` say, as queries."""

from __future__ import annotations

from datetime import date

from django.db.models import (
    Case,
    CharField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from xianjie.domain.accounts.acting import Target, prefix
from xianjie.domain.filings.errors import FilingError
from xianjie.domain.filings.models import (
    Application,
    Filing,
    Measure,
    Organisation,
    Renaming,
    Scope,
    Site,
)
from xianjie.domain.filings.states import Standing
from xianjie.text import Text


class NoSuchOrganisation(FilingError, LookupError):
    """The register has no organisation of this number."""


def by_number(number: str) -> Organisation:
    """The organisation of positions 1 to 13; raises `NoSuchOrganisation`."""
    found = Organisation.objects.select_related("body").filter(number=number).first()
    if found is None or not number:
        raise NoSuchOrganisation(
            Text(
                f"备案登记册里没有编号 {number[:20]!r}；编号是证书编号的前13位",
                f"the register has no organisation {number[:20]!r}; it is known by the first 13 "
                "letters of its certificates' numbers",
            )
        )
    return found


def target_of(organisation: Organisation) -> Target:
    """What the table must know of it."""
    return Target(area=organisation.body.area, body=organisation.pk)


def target_of_application(application: Application) -> Target:
    """What the table must know of it: of the area in which it was handed in."""
    return Target(area=application.area, body=application.organisation_id)


def name_on(organisation: Organisation, on: date) -> str:
    """The name that it bore that day: as filed, or as it was renamed since; else its first."""
    filed = organisation.filings.filter(from_on__lte=on).order_by("-from_on").first()
    renamed = organisation.renamings.filter(from_on__lte=on).order_by("-from_on").first()
    begun: list[Filing | Renaming] = [one for one in (filed, renamed) if one]
    if begun:
        return max(begun, key=lambda one: one.from_on).name
    first = organisation.filings.order_by("from_on").first()
    return first.name if first else organisation.body.name


def with_standing(organisations: QuerySet[Organisation], on: date) -> QuerySet[Organisation]:
    """The same rows with ``standing`` and, of the newest term that has begun, ``term``.

    ``term`` is its filing's number, ``term_from`` and ``term_until`` its first and last day,
    ``known_as`` the name of that day; all none for who is not filed yet.
    """
    begun = Filing.objects.filter(organisation=OuterRef("pk"), from_on__lte=on)
    newest = begun.order_by("-from_on")
    measures = Measure.objects.filter(
        organisation=OuterRef("pk"), occupation="", granted=True, from_on__lte=on
    )
    renamed = Renaming.objects.filter(
        organisation=OuterRef("pk"), from_on__lte=on, from_on__gt=OuterRef("term_from")
    )
    return (
        organisations.annotate(
            term=Subquery(newest.values("pk")[:1]),
            term_from=Subquery(newest.values("from_on")[:1]),
            term_until=Subquery(newest.values("until_on")[:1]),
            term_made=Subquery(newest.values("entered_at")[:1]),
            last_measure=Subquery(measures.order_by("-from_on", "-pk").values("kind")[:1]),
        )
        .annotate(
            known_as=Coalesce(
                Subquery(renamed.order_by("-from_on").values("name")[:1]),
                Subquery(newest.values("name")[:1]),
            ),
            is_removed=Exists(
                measures.filter(kind=Measure.Kind.REMOVED, decided_at__gte=OuterRef("term_made"))
            ),
        )
        .annotate(
            standing=Case(
                When(term=None, then=Value(Standing.NOT_FILED.value)),
                When(is_removed=True, then=Value(Standing.REMOVED.value)),
                When(term_until__lt=on, then=Value(Standing.LAPSED.value)),
                When(last_measure=Measure.Kind.SUSPENDED, then=Value(Standing.SUSPENDED.value)),
                default=Value(Standing.IN_FORCE.value),
                output_field=CharField(),
            )
        )
    )


def is_standing(standing: Standing) -> Q:
    """The rows of `with_standing` that stand so."""
    return Q(standing=standing.value)


def covered(on: date) -> QuerySet[Scope]:
    """The scopes that have begun by that day, less those of which a measure took the occupation.

    That their filing is in force besides is `with_standing`'s to say.
    """
    measures = Measure.objects.filter(
        organisation=OuterRef("filing__organisation"),
        occupation=OuterRef("occupation"),
        granted=True,
        from_on__lte=on,
    )
    return (
        Scope.objects.filter(from_on__lte=on)
        .annotate(
            made=Coalesce("entered_at", "filing__entered_at"),
            last_measure=Coalesce(
                Subquery(measures.order_by("-from_on", "-pk").values("kind")[:1]), Value("")
            ),
        )
        .exclude(last_measure=Measure.Kind.SUSPENDED)
        .exclude(
            Exists(measures.filter(kind=Measure.Kind.REMOVED, decided_at__gte=OuterRef("made")))
        )
    )


def covering(
    organisations: QuerySet[Organisation],
    on: date,
    *,
    occupation: str,
    level: int | None = None,
    area: str = "",
) -> QuerySet[Organisation]:
    """Those in force that day for an occupation, at a level and in an area where these are named.

    The area is that of a site.
    """
    scopes = covered(on).filter(filing=OuterRef("term"), occupation=occupation)
    if level is not None:
        scopes = scopes.filter(highest__lte=level, lowest__gte=level)
    if area:
        scopes = scopes.filter(site__area__startswith=prefix(area))
    return with_standing(organisations, on).filter(Exists(scopes), is_standing(Standing.IN_FORCE))


def registered(
    on: date,
    *,
    words: str = "",
    area: str = "",
    occupation: str = "",
    level: int | None = None,
    kind: str = "",
    standing: Standing | None = None,
) -> QuerySet[Organisation]:
    """The public register as of a day: who was filed by then and fits all that is named.

    ``words`` are of a name or begin a number. An occupation is found while it is in force.
    """
    everybody = Organisation.objects.select_related("body")
    found = (
        covering(everybody, on, occupation=occupation, level=level)
        if occupation
        else with_standing(everybody, on)
    )
    wanted = ~is_standing(Standing.NOT_FILED)
    if words:
        wanted &= Q(known_as__contains=words) | Q(number__startswith=words.upper())
    if area:
        wanted &= in_area(area, on)
    if kind:
        wanted &= Q(kind=kind)
    if standing:
        wanted &= is_standing(standing)
    return found.filter(wanted).order_by("body__area", "number")


def in_area(area: str, on: date) -> Q:
    """Organisations of an area, or with a site there in the term that holds (`with_standing`)."""
    sites = Scope.objects.filter(
        filing=OuterRef("term"), from_on__lte=on, site__area__startswith=prefix(area)
    )
    return Q(body__area__startswith=prefix(area)) | Q(Exists(sites))


def sites_in_use(organisation: Organisation) -> QuerySet[Site]:
    """Sites that a filing or an application names: these stay as they are."""
    return organisation.sites.filter(Q(scopes__isnull=False) | Q(sought__isnull=False)).distinct()
