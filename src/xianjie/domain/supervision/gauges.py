"""How supervision stands, in figures for who operates it."""

from __future__ import annotations

from dataclasses import dataclass

from xianjie.domain.supervision import keeping
from xianjie.domain.supervision.models import Alert, Run


@dataclass(frozen=True, slots=True)
class Gauges:
    """The last run and re-proof, how many certificates followed and how many did not, alerts."""

    run: Run | None
    reproof: Run | None
    good: int
    bad: int
    alerts: int  # that have not ended


def gauges() -> Gauges:
    reproof = keeping.newest(Run.Kind.REPROOF)
    bad = reproof.found if reproof else 0
    looked_at = (reproof.looked_at or 0) if reproof else 0
    return Gauges(
        keeping.newest(),
        reproof,
        looked_at - bad,
        bad,
        Alert.objects.filter(ended_run=None).count(),
    )
