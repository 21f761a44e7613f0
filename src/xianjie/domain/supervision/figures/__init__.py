"""Figures for who supervises: where to look first, issuing by day, pass rates beside their peers.

All are counted as of a day, from the register itself and within the actor's territory alone.
"""

from xianjie.domain.supervision.figures.alerts import (
    Kind,
    Looked,
    Ranked,
    is_whole,
    kinds,
    looked,
    ranked,
)
from xianjie.domain.supervision.figures.issuing import (
    Calendar,
    Rush,
    calendar,
    certificates,
    years,
)
from xianjie.domain.supervision.figures.passing import (
    Examined,
    Funnel,
    Limit,
    Point,
    examined,
    funnel,
)
from xianjie.domain.supervision.figures.wanted import Wanted

__all__ = [
    "Calendar",
    "Examined",
    "Funnel",
    "Kind",
    "Limit",
    "Looked",
    "Point",
    "Ranked",
    "Rush",
    "Wanted",
    "calendar",
    "certificates",
    "examined",
    "funnel",
    "is_whole",
    "kinds",
    "looked",
    "ranked",
    "years",
]
