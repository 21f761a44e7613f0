"""An impact worked out in a process of its own, for files that nobody vouches for.

A small file can ask its reader for more memory than there is, which ends the reader: then only
that process ends, and the limits here are all that it can use.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from xianjie.errors import XianjieError
from xianjie.instruments import law
from xianjie.law import CompiledDecision
from xianjie.populations.answering import require_column
from xianjie.populations.errors import PopulationError
from xianjie.populations.impact import Population, impact
from xianjie.populations.sources import open_source
from xianjie.populations.workbook import to_workbook
from xianjie.text import LANGS, Text

SECONDS = 60
MEMORY = 4 << 30  # bytes of addresses, of which libraries reserve two thirds at once
_LISTED = 100
_TOO_MUCH = Text(
    "这个文件要用的内存超过限度，可能已损坏；请另存后再试，或减少行数",
    "the file asks for more memory than there is; it may be damaged: save it anew, or send fewer "
    "rows",
)


@dataclass(frozen=True)
class Asked:
    """A change and the file it is tried on; the workbook is written to ``workbook`` if named."""

    path: str
    decision: str
    jurisdiction: str
    most_rows: int
    against: str | None = None
    readings: Mapping[str, str] = field(default_factory=dict)
    dates: Mapping[str, str] = field(default_factory=dict)
    by: str | None = None
    workbook: str | None = None
    lang: str = "zh"


@dataclass(frozen=True)
class Told:
    """The impact by language, as ``xianjie law impact`` says it in JSON, and a list of rows.

    ``rows`` are the first that change, with ``heads``; ``refused`` the first wrong values as
    (row, column, reason by language).
    """

    json: Mapping[str, Mapping[str, Any]]
    heads: list[str]
    rows: list[list[str]]
    refused: list[tuple[int, str, dict[str, str]]]


class NotAnswered(PopulationError):
    """What was asked for cannot be; ``field`` of it is the one to mend."""

    def __init__(self, message: Text, field: str = "path") -> None:
        super().__init__(message)
        self.field = field


def impact_apart(asked: Asked, *, seconds: int = SECONDS) -> Told:
    """Raises `NotAnswered` for what is wrong with the file, and where it takes too much."""
    command = [sys.executable, "-m", "xianjie.populations.apart"]
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            command,
            input=json.dumps(asdict(asked)),
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NotAnswered(
            Text(
                f"{seconds} 秒内没有算完；请减少行数，或用命令行 xianjie law impact",
                f"not done in {seconds} seconds; send fewer rows, or use the command xianjie law "
                "impact",
            )
        ) from error
    if done.returncode > 0:
        raise RuntimeError(done.stderr)  # a fault of ours
    if done.returncode < 0:  # ended by a signal
        raise NotAnswered(_TOO_MUCH)
    found = json.loads(done.stdout)
    if "error" in found:
        raise NotAnswered(Text(**found["error"]), found["field"])
    return Told(**found)


def _answer(asked: Asked) -> dict[str, Any]:
    before, after = decisions(asked)
    source = open_source(Path(asked.path))
    try:
        if asked.by:
            require_column(asked.by, source.columns)
    except PopulationError as error:
        raise NotAnswered(error.message, "by") from error
    if source.rows is not None and source.rows > asked.most_rows:
        raise _too_many(asked.most_rows)
    population = Population(Path(asked.path), by=(asked.by,) if asked.by else ())

    def stop(rows: int, _whole: int | None) -> None:
        if rows > asked.most_rows:
            raise _too_many(asked.most_rows)

    found = impact(before, after, population, stop)
    if asked.workbook:
        content = to_workbook(found, "en" if asked.lang == "en" else "zh")
        Path(asked.workbook).write_bytes(content)
    return asdict(
        Told(
            {lang: found.as_json(lang) for lang in LANGS},
            list(found.keys),
            [list(row) for row in found.rows[:_LISTED]],
            [
                (one.row, one.column, {lang: one.reason.in_(lang) for lang in LANGS})
                for one in found.refused[:_LISTED]
            ],
        )
    )


def decisions(asked: Asked) -> tuple[CompiledDecision, CompiledDecision]:
    """Before and after: the law in force, of ``against`` where named, and the law as changed."""
    moved = {name: date.fromisoformat(day) for name, day in asked.dates.items()}
    turned = dict.fromkeys(asked.readings, "alternative")
    before = law(asked.against or asked.jurisdiction)
    after = law(asked.jurisdiction, turned, moved)  # type: ignore[arg-type]  # a literal
    return before.decision(asked.decision), after.decision(asked.decision)


def _too_many(most: int) -> PopulationError:
    return PopulationError(
        Text(
            f"超过 {most:,} 行；请分开上传，或用命令行 xianjie law impact，行数不限",
            f"more than {most:,} rows; send it in parts, or use the command xianjie law impact, "
            "which takes any number",
        )
    )


def _error(message: Text, field: str) -> dict[str, Any]:
    return {"error": {"zh": message.zh, "en": message.en}, "field": field}


def _main() -> None:
    asked = Asked(**json.load(sys.stdin))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        found = _answer(asked)
    except XianjieError as error:
        field = error.field if isinstance(error, NotAnswered) else "path"
        found = _error(error.message, field)
    except (MemoryError, pa.ArrowMemoryError):
        found = _error(_TOO_MUCH, "path")
    json.dump(found, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    _main()
