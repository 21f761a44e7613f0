"""Tables of level certification, a module for each matter."""

from xianjie.domain.evaluations.models.entrusting import Entrustment
from xianjie.domain.evaluations.models.plans import (
    Correction,
    Objection,
    Participant,
    Plan,
    Post,
    PublicNotice,
    Recusal,
    Report,
)

__all__ = [
    "Correction",
    "Entrustment",
    "Objection",
    "Participant",
    "Plan",
    "Post",
    "PublicNotice",
    "Recusal",
    "Report",
]
