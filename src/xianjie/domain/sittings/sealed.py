"""The text of published results: canonical JSON without a name, read back as lines.

Canonical is: UTF-8, keys in order, no space, nothing escaped that need not be. Whoever has the
text computes its SHA-256 and compares it with the digest in the audit log.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from xianjie.domain.appraisals.models import Exam
from xianjie.domain.sittings.models import Publication
from xianjie.domain.sittings.parts import Part


@dataclass(frozen=True, slots=True)
class Line:
    """One result as published: by its ticket, each part's points, and whether it passed."""

    ticket: str
    occupation: str
    level: int
    points: Mapping[Part, int | None]
    standing: str
    pass_mark: int

    @property
    def parts(self) -> tuple[Part, ...]:
        return tuple(self.points)

    @property
    def passed(self) -> bool:
        return self.standing == "scored" and all(
            (points or 0) >= self.pass_mark for points in self.points.values()
        )


def text_of(exam: Exam, version: int, before: str, lines: Iterable[Line], pass_mark: int) -> str:
    """The text of a publication; ``before`` is the digest of the version that it replaces."""
    return json.dumps(
        {
            "format": "xianjie-results-1",
            "exam": exam.pk,
            "title": exam.title,
            "institution": exam.institution.number,
            "area": exam.area,
            "held_on": exam.held_on.isoformat(),
            "sitting": exam.sitting,
            "first": exam.first_id,
            "version": version,
            "before": before,
            "pass_mark": pass_mark,
            "results": [
                {
                    "ticket": one.ticket,
                    "occupation": one.occupation,
                    "level": one.level,
                    "points": {part.value: points for part, points in one.points.items()},
                    "standing": one.standing,
                    "passed": one.passed,
                }
                for one in sorted(lines, key=lambda one: one.ticket)
            ],
        },
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )


def digest_of(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def lines_of(publication: Publication) -> list[Line]:
    """What was published."""
    told = json.loads(publication.content)
    return [_line(one, told["pass_mark"]) for one in told["results"]]


def _line(told: Mapping[str, Any], pass_mark: int) -> Line:
    return Line(
        told["ticket"],
        told["occupation"],
        told["level"],
        {part: told["points"][part.value] for part in Part if part.value in told["points"]},
        told["standing"],
        pass_mark,
    )
