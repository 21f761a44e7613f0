"""Where and when organisations of the province may evaluate, and who examines for them."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from xianjie.domain.accounts.sealed import keyed_hash, seal
from xianjie.domain.bulk import insert
from xianjie.domain.filings.models import Assessor, Competence, Organisation, Scope
from xianjie.domain.filings.standing import Stretch, stretches
from xianjie.ops.province.evaluations.people import document_of, name_of

FIRST, LAST = date(2020, 7, 6), date(2026, 7, 1)
_APART = 4  # days at least between batches of an organisation
_POOL = 5


@dataclass(frozen=True)
class Ground:
    """Days on which an organisation is filed for an occupation at a site."""

    organisation: Organisation
    stretch: Stretch
    scope: Scope

    def holds(self, on: date) -> bool:
        return max(self.stretch.from_on, self.scope.from_on) <= on <= self.stretch.until_on


def grounds() -> Iterator[Ground]:
    """Every scope of every stretch of days in force; occupations taken out by a measure apart."""
    rows = Organisation.objects.select_related("body").order_by("pk")
    for organisation in rows.prefetch_related("measures"):
        out = {one.occupation for one in organisation.measures.all() if one.occupation}
        for stretch in stretches(organisation):
            for scope in stretch.filing.scopes.select_related("site").order_by("pk"):
                if scope.occupation not in out:
                    yield Ground(organisation, stretch, scope)


def pools_of(
    found: Sequence[Ground],
) -> Mapping[tuple[int, str], list[Assessor]]:
    """Examiners of each organisation for each occupation; more are entered where there are few."""
    pools: dict[tuple[int, str], list[Assessor]] = defaultdict(list)
    able = Competence.objects.filter(highest=1, assessor__to_on=None).select_related("assessor")
    for one in able.order_by("pk"):
        pools[one.assessor.organisation_id, one.occupation].append(one.assessor)
    new: list[tuple[Assessor, str]] = []
    numbers = count(1)
    for organisation, occupation in dict.fromkeys(
        (one.organisation.pk, one.scope.occupation) for one in found
    ):
        pool = pools[organisation, occupation]
        while len(pool) < _POOL:
            number = next(numbers)
            made = Assessor(
                organisation_id=organisation,
                name=f"考评{name_of(number)}",
                document="resident",
                number_hash=keyed_hash(f"resident:{document_of('440200', number)}"),
                number_sealed=seal(document_of("440200", number)),
                card=f"PJ{organisation:05}{number:06}",
                from_on=date(2019, 1, 1),
            )
            new.append((made, occupation))
            pool.append(made)
    insert([made for made, _ in new])
    insert([Competence(assessor=made, occupation=name, highest=1) for made, name in new])
    return pools


def days(
    chance: random.Random, found: Sequence[Ground], most: int
) -> Iterator[tuple[Ground, date]]:
    """So many batches, each within its ground, those of one organisation some days apart."""
    taken: dict[int, list[date]] = defaultdict(list)
    made = 0
    for _ in range(most * 4):
        if made == most:
            return
        ground = chance.choice(found)
        first = max(FIRST, ground.stretch.from_on, ground.scope.from_on) + timedelta(days=30)
        last = min(LAST, ground.stretch.until_on - timedelta(days=60))
        if first >= last:
            continue
        day = first + timedelta(days=chance.randrange((last - first).days))
        there = taken[ground.organisation.pk]
        if any(abs((day - one).days) < _APART for one in there):
            continue
        there.append(day)
        made += 1
        yield ground, day
