"""Evaluations of the province from 2020 to 2026: batches, people, results, reports, entrustments.

Those of the demonstration's own organisation around its day are made by the services; the rest is
inserted at once. What is dated after the demonstration's day is seen once that is moved
(``XIANJIE_NOW=2026-06-01``, or on a page).
"""

from __future__ import annotations

import random
from datetime import date

from xianjie.ops.province.evaluations.current import Staff, make_current
from xianjie.ops.province.evaluations.grounds import days, grounds, pools_of
from xianjie.ops.province.evaluations.history import History, sponsors
from xianjie.ops.province.evaluations.unlawful import make_unlawful

__all__ = ["Staff", "build"]
_SEED = 20200924
_PLANS = 600
_BUSIER = 8  # as often as others those are drawn who are entrusted


def build(staff: Staff, on: date) -> None:
    """Evaluations of all filed organisations that there are; none where there is none."""
    chance = random.Random(_SEED)  # noqa: S311 - the same every time
    found = list(grounds())
    if not found:
        return
    history = History(chance, pools_of(found))
    entrusted = history.entrust(found, sponsors())
    for ground, from_on in days(chance, [*found, *entrusted * _BUSIER], _PLANS):
        history.add(ground, from_on)
    history.write()
    own = [one for one in found if one.organisation.pk == staff.one.capacities[0].body]
    current = [one for one in own if one.holds(on)]
    if current:
        make_current(chance, staff, current[0], on)
    make_unlawful(found, on)
