"""Whose figures are asked for, and of what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from xianjie.domain.accounts.acting import Actor, visible

VERB = "supervision.read"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose figures, as of which day, and of what of them; what is left empty is not asked for."""

    by: Actor
    on: date
    year: int = 0
    body: int | None = None
    scheme: str = ""
    occupation: str = ""

    def reach(self, area: str, body: str) -> Q:
        """The rows within territory and of the body asked for, by the names of their columns."""
        found = visible(self.by, VERB, area=area)
        return found & Q(**{body: self.body}) if self.body else found

    def during(self, day: str) -> Q:
        """The rows of the year, up to the day."""
        until = min(date(self.year, 12, 31), self.on)
        return Q(**{f"{day}__range": (date(self.year, 1, 1), until)})
