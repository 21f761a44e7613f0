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


@dataclass(frozen=True, slots=True)
class Reproof:
    """The last re-proof: how many certificates followed from their evidence, how many did not."""

    run: Run
    good: int
    bad: int

    def jsonable(self) -> dict[str, object]:
        return {
            "on": self.run.on.isoformat(),
            "at": self.run.at.isoformat(),
            "good": self.good,
            "bad": self.bad,
        }


def last_reproof() -> Reproof | None:
    """None before the first."""
    run = keeping.newest(Run.Kind.REPROOF)
    return Reproof(run, (run.looked_at or 0) - run.found, run.found) if run else None


def gauges() -> Gauges:
    last = last_reproof()
    return Gauges(
        keeping.newest(),
        last.run if last else None,
        last.good if last else 0,
        last.bad if last else 0,
        Alert.objects.filter(ended_run=None).count(),
    )
