"""A person's path: what they hold, what it links to, what they may take next and from whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q

from xianjie.domain.appraisals.models import Candidate
from xianjie.domain.certificates.models import Certificate
from xianjie.domain.certificates.selecting import of_candidate
from xianjie.domain.certificates.standing import State, state_after
from xianjie.domain.filings.models import Organisation, Scope
from xianjie.domain.filings.standing import cover
from xianjie.domain.programmes.coverage import canonical
from xianjie.domain.programmes.knowing import as_corrected
from xianjie.instruments import catalogue
from xianjie.instruments.catalogue import Occupation
from xianjie.instruments.linkage import Step, linkage

_MOST = 5  # organisations that are named


@dataclass(frozen=True)
class Next:
    """The step after the one held. ``years`` is usual in the occupation; None: an appointment."""

    step: Step
    years: int | None
    organisations: tuple[Organisation, ...]  # some that are filed for it


@dataclass(frozen=True)
class Held:
    """A certificate with its step and the occupation as the annex and the Dadian have it."""

    certificate: Certificate
    occupation: str
    listed: Occupation | None  # None: the annex does not have it
    step: Step
    next: Next | None


def path_of(candidate: Candidate, on: date) -> list[Held]:
    """The live certificates of a person, the highest of each occupation, and what follows each."""
    highest: dict[str, tuple[int, Certificate]] = {}
    for one in of_candidate(candidate, on).prefetch_related("changes"):
        if state_after(one.changes.all(), on) is not State.LIVE:
            continue
        occupation, level = as_corrected(one, on)
        name = canonical(occupation)
        if name not in highest or level < highest[name][0]:
            highest[name] = level, one
    return [
        Held(one, name, _listed(name), linkage().step(level), _next(name, level, on))
        for name, (level, one) in sorted(highest.items())
    ]


def certifying(occupation: str, level: int, on: date) -> Iterator[Organisation]:
    """Organisations that are filed for the occupation and level that day."""
    scopes = Scope.objects.filter(
        Q(highest__lte=level, lowest__gte=level),
        occupation=occupation,
        from_on__lte=on,
        filing__from_on__lte=on,
        filing__until_on__gte=on,
    )
    wanted = scopes.values("filing__organisation")
    organisations = Organisation.objects.filter(pk__in=wanted).select_related("body")
    for one in organisations.order_by(F("number")):
        if cover(one, occupation=occupation, level=level, on=on).covers:
            yield one


def _next(occupation: str, level: int, on: date) -> Next | None:
    step = linkage().above(level)
    if step is None:
        return None
    if step.level is None:
        return Next(step, None, ())
    found = []
    for one in certifying(occupation, step.level, on):
        found.append(one)
        if len(found) == _MOST:
            break
    return Next(step, linkage().usual_years[step.level], tuple(found))


def _listed(name: str) -> Occupation | None:
    return next((one for one in catalogue.load().occupations if one.occupation == name), None)
