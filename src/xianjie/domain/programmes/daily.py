"""The day's coverage in numbers, kept for the open statistics: working it out takes a while."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Max, Sum

from xianjie.domain.bulk import insert
from xianjie.domain.programmes.coverage import covered, in_training
from xianjie.domain.programmes.models import DailyCount
from xianjie.domain.programmes.reasons import State
from xianjie.law import Law


@dataclass(frozen=True)
class Counted:
    """The whole province's numbers on the day for which they were kept last."""

    on: date
    by_state: dict[State, int]

    @property
    def total(self) -> int:
        return sum(self.by_state.values())


def keep_counts(*, law: Law, on: date) -> int:
    """Keep the day's numbers if they are not kept yet; how many rows there are now."""
    kept = DailyCount.objects.filter(on=on).count()
    if kept:
        return kept
    counts: Counter[tuple[str, str, str]] = Counter()
    for one in covered(in_training(on).order_by("cohort", "pk"), law=law, on=on):
        programme = one.learner.cohort.programme
        counts[f"{programme.area[:4]}00", programme.kind, one.state.value] += 1
    with suppress(IntegrityError), transaction.atomic():  # another has just kept the same
        insert(
            [
                DailyCount(on=on, area=area, kind=kind, state=state, learners=learners)
                for (area, kind, state), learners in sorted(counts.items())
            ]
        )
    return len(counts)


def counted_on(on: date) -> Counted | None:
    """The newest numbers by that day; None where none were kept."""
    day = DailyCount.objects.filter(on__lte=on).aggregate(day=Max("on"))["day"]
    if day is None:
        return None
    rows = DailyCount.objects.filter(on=day).values_list("state").annotate(Sum("learners"))
    found = dict(rows.order_by())
    return Counted(day, {state: found.get(state.value, 0) for state in State})
