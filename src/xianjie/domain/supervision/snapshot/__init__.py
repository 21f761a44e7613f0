"""The register as of a day, as the tables that indicators read (`xianjie.indicators.schema`).

Both schemes are in it: exams with what each offers, and plans of evaluation, in one series of
sittings (`numbers`). People are told by the keyed hash that the register finds them by; identity
numbers, names and words are not in it.

As of the day: certificates issued and entered by then, corrections and revocations made by then,
exams and plans public and not called off by then, registrations and participants entered by then,
results published or entered by then, notices and reports of then, filings and measures as they
were known then, learners as `programmes.coverage` knows them. As they stand now, since their
tables keep no day: seats of sites, who is posted to a plan, competences of assessors, an exam that
was moved, an entrustment's own words.

Tables are read in pieces and written in row groups, certificates first: what they rest on was
there before them and is not taken away, so it is in the tables read after.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from pathlib import Path

from xianjie.domain.supervision.snapshot import appraisals, evaluations
from xianjie.domain.supervision.snapshot.asked import Asked, Cells, Part
from xianjie.domain.supervision.snapshot.certificates import certificates
from xianjie.domain.supervision.snapshot.filings import filings
from xianjie.domain.supervision.snapshot.learners import learners
from xianjie.domain.supervision.snapshot.sheets import write
from xianjie.indicators.schema import TABLES
from xianjie.law import Law

__all__ = ["Part", "digest_of", "take"]


def take(
    folder: Path,
    *,
    on: date,
    law: Law,
    part: Part | None = None,
    only: Collection[str] = TABLES,
    progress: Callable[[str], None] = lambda _: None,
) -> Mapping[str, int]:
    """Write all tables into a folder that is there, of a part of the register where one is named.

    How many rows each has; ``only`` leaves the others out.
    """
    asked = Asked(on, law, part)
    counts = {}
    for name in (one for one in TABLES if one in only):
        progress(name)
        counts[name] = write(folder / f"{name}.parquet", name, _TABLES[name](asked))
    return counts


def digest_of(folder: Path) -> str:
    """SHA-256 over the files of a snapshot, names and bytes."""
    whole = hashlib.sha256()
    for file in sorted(folder.glob("*.parquet")):
        with file.open("rb") as opened:
            told = hashlib.file_digest(opened, "sha256").hexdigest()
        whole.update(f"{file.name} {told}\n".encode())
    return whole.hexdigest()


def _both(name: str) -> Callable[[Asked], Iterator[Cells]]:
    """The rows of both schemes."""

    def rows(asked: Asked) -> Iterator[Cells]:
        yield from getattr(appraisals, name)(asked)
        yield from getattr(evaluations, name)(asked)

    return rows


_TABLES: Mapping[str, Callable[[Asked], Iterator[Cells]]] = {
    "certificates": certificates,
    "sittings": _both("sittings"),
    "results": _both("results"),
    "filings": filings,
    "examiners": _both("examiners"),
    "learners": learners,
}
