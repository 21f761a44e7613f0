"""An alert: what an indicator found at a subject, how grave, and the rows that show it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xianjie.indicators.rows import Row
from xianjie.text import Lang, Text


@dataclass(frozen=True, slots=True)
class Alert:
    """``score`` is from 0 to 100: of a rule its gravity, of a statistic how surprising it is.

    ``evidence`` has the newest of the rows found, ``rows`` says how many there are in all.
    """

    indicator: str
    subject: str
    body: str
    area: str
    day: date  # of its newest row
    score: float
    clauses: tuple[str, ...]
    sentence: Text
    evidence: Sequence[Row]
    rows: int

    @property
    def key(self) -> str:
        """The same for the same finding in every run, whatever else is in the tables."""
        told = [self.indicator, self.body, self.subject]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()[:32]

    def jsonable(self, lang: Lang) -> dict[str, object]:
        return {
            "key": self.key,
            "indicator": self.indicator,
            "subject": self.subject,
            "body": self.body,
            "area": self.area,
            "day": self.day.isoformat(),
            "score": round(self.score, 1),
            "clauses": list(self.clauses),
            "sentence": self.sentence.in_(lang),
            "rows": self.rows,
            "evidence": [
                {
                    name: value.isoformat() if isinstance(value, date) else value
                    for name, value in row.items()
                }
                for row in self.evidence
            ],
        }
