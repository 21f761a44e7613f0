"""What an organisation was filed for on a day: its terms, less what measures took out of them.

Worked out from the stored filings, scopes and measures alone, so any day can be asked about, and
asking is replaying the history. A measure counts once it is decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from xianjie.domain.filings.models import Filing, Measure, Organisation, Scope, Site

_DAY = timedelta(days=1)
_END = date.max


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days on which a filing is in force without a break, first and last day in."""

    filing: Filing
    from_on: date
    until_on: date

    def holds(self, on: date) -> bool:
        return self.from_on <= on <= self.until_on


@dataclass(frozen=True, slots=True)
class Cover:
    """What the register says of an organisation, an occupation and a level on a day.

    ``stretch`` is the one that holds that day, else the newest that had begun, else the first;
    none for an organisation that was never filed.
    """

    stretch: Stretch | None
    in_force: bool
    occupation_in_scope: bool
    level_in_scope: bool

    @property
    def covers(self) -> bool:
        """Whether it may certify this that day, as far as its filing goes."""
        return self.in_force and self.occupation_in_scope and self.level_in_scope


def stretches(organisation: Organisation) -> list[Stretch]:
    """When the organisation's filings are in force, in order; one a filing where nothing cut it."""
    measures = list(_decided(organisation).filter(occupation=""))
    return [
        Stretch(filing, first, last)
        for filing in organisation.filings.order_by("from_on")
        for first, last in _less(
            filing.from_on, filing.until_on, list(_cuts(measures, filing.entered_at))
        )
    ]


def stretch_on(organisation: Organisation, on: date) -> Stretch | None:
    """The stretch that holds that day, else the newest that had begun, else the first."""
    found = stretches(organisation)
    begun = [one for one in found if one.from_on <= on]
    return begun[-1] if begun else found[0] if found else None


def cover(
    organisation: Organisation,
    *,
    occupation: str,
    level: int,
    on: date,
    site: Site | None = None,
) -> Cover:
    """Whether it was filed for an occupation and level on a day, at a site where one is named."""
    stretch = stretch_on(organisation, on)
    if stretch is None:
        return Cover(None, in_force=False, occupation_in_scope=False, level_in_scope=False)
    within = [
        one for one in scopes_on(stretch.filing, on, site=site) if one.occupation == occupation
    ]
    return Cover(
        stretch,
        in_force=stretch.holds(on),
        occupation_in_scope=bool(within),
        level_in_scope=any(one.highest <= level <= one.lowest for one in within),
    )


def scopes_on(filing: Filing, on: date, *, site: Site | None = None) -> list[Scope]:
    """What a filing covers on a day of its term, less occupations that a measure took out."""
    scopes = filing.scopes.filter(from_on__lte=on).select_related("site")
    if site is not None:
        scopes = scopes.filter(site=site)
    of: dict[str, list[Measure]] = {}
    for one in _decided(filing.organisation).exclude(occupation=""):
        of.setdefault(one.occupation, []).append(one)
    return [
        one
        for one in scopes.order_by("occupation", "site", "from_on")
        if not any(
            first <= on <= last
            for first, last in _cuts(
                of.get(one.occupation, ()), one.entered_at or filing.entered_at
            )
        )
    ]


@dataclass(frozen=True, slots=True)
class Held:
    """Days on which what a filing covers is in force without a break, first and last day in."""

    filing: Filing
    scope: Scope
    from_on: date
    until_on: date


def held(organisation: Organisation, by: datetime) -> Iterator[Held]:
    """All that `cover` finds of an organisation on any day, at once, as it was known by a moment.

    Reads its filings, their scopes and its measures as they were fetched, so that many
    organisations take few queries.
    """
    measures = sorted(
        (one for one in organisation.measures.all() if one.granted and _is_by(one.decided_at, by)),
        key=lambda one: (one.from_on, one.pk),
    )
    whole = [one for one in measures if not one.occupation]
    for filing in organisation.filings.all():
        if filing.entered_at >= by:
            continue
        cuts = list(_cuts(whole, filing.entered_at))
        for scope in filing.scopes.all():
            made_at = scope.entered_at or filing.entered_at
            if made_at >= by:
                continue
            own = [one for one in measures if one.occupation == scope.occupation]
            all_cuts = [*cuts, *_cuts(own, made_at)]
            for first, last in _less(max(scope.from_on, filing.from_on), filing.until_on, all_cuts):
                yield Held(filing, scope, first, last)


def _is_by(decided_at: datetime | None, by: datetime) -> bool:
    return decided_at is not None and decided_at < by


def _decided(organisation: Organisation) -> QuerySet[Measure]:
    return organisation.measures.filter(granted=True).order_by("from_on", "pk")


def _cuts(measures: Iterable[Measure], made_at: datetime) -> Iterator[tuple[date, date]]:
    """Days taken out of what was made then, first and last in.

    From a suspension to its end; from a removal on for good. What is made after a removal stands
    for itself, and whatever was suspended before it is over.
    """
    since: date | None = None
    for one in measures:
        match one.kind:
            case Measure.Kind.SUSPENDED:
                since = since or one.from_on
            case Measure.Kind.LIFTED if since is not None:
                if one.from_on > since:
                    yield since, one.from_on - _DAY
                since = None
            case Measure.Kind.REMOVED if one.decided_at and one.decided_at >= made_at:
                yield since or one.from_on, _END
                return
            case Measure.Kind.REMOVED:
                since = None
            case _:
                pass
    if since is not None:
        yield since, _END


def _less(
    first: date, last: date, cuts: Sequence[tuple[date, date]]
) -> Iterator[tuple[date, date]]:
    """The days from first to last that no cut takes out, as stretches."""
    start = first
    for begin, end in sorted(cuts):
        if end < start or begin > last:
            continue
        if begin > start:
            yield start, begin - _DAY
        if end >= last:
            return
        start = max(start, end + _DAY)
    if start <= last:
        yield start, last
