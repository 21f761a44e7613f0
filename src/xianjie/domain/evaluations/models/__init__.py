"""Tables of level certification, a module for each matter."""

from xianjie.domain.evaluations.models.entrusting import Entrustment
from xianjie.domain.evaluations.models.plans import (
    Objection,
    Participant,
    Plan,
    Post,
    PublicNotice,
    Report,
)

__all__ = [
    "Entrustment",
    "Objection",
    "Participant",
    "Plan",
    "Post",
    "PublicNotice",
    "Report",
]
