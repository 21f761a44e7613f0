"""A file of cases, one JSON object a line, answered line by line in the same order.

A line that cannot be answered gets ``{"error": …, "line": n}`` in its place. The answers appear
under their name only when all of them are written.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import orjson

from xianjie.errors import XianjieError
from xianjie.law import Answer, CompiledDecision
from xianjie.law.answers import Explanation
from xianjie.populations.lines import BOM, case_of
from xianjie.text import Lang, Text

_EVERY = 20_000
_MOST_TEMPLATES = 20_000
_MOST_VALUES = 50_000


class BatchError(XianjieError):
    """A file that cannot be read or written."""


@dataclass(frozen=True, slots=True)
class Done:
    lines: int
    refused: int


def answer_file(
    decision: CompiledDecision, source: Path, target: Path, *, bare: bool, lang: Lang
) -> Done:
    """Answer every line of ``source`` into ``target``; raises `BatchError`, then writes nothing."""
    answer = _bare(decision) if bare else _full(decision, lang)
    refused = 0
    number = 0
    with _reading(source) as lines, _writing(target) as out, _progress(source) as progress:
        for number, line in enumerate(lines, start=1):
            try:
                out.write(answer(case_of(line.removeprefix(BOM) if number == 1 else line)))
            except XianjieError as error:
                refused += 1
                out.write(_line({"error": error.in_(lang), "line": number}))
            if number % _EVERY == 0:
                progress(number, lines.tell())
    return Done(number, refused)


def _line(value: object) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)


def _bare(decision: CompiledDecision) -> Callable[[dict[str, object]], bytes]:
    lines = {name: _line({"outcome": name}) for name in decision.outcomes}

    def answer(case: dict[str, object]) -> bytes:
        outcome = decision.outcome(case)
        if outcome is not None:
            return lines[outcome]
        return _line({"outcome": None, "needs": decision.decide(case).needs})

    return answer


def _full(decision: CompiledDecision, lang: Lang) -> Callable[[dict[str, object]], bytes]:
    templates: dict[int, tuple[Explanation, _Template]] = {}
    written = _Written()

    def answer(case: dict[str, object]) -> bytes:
        given = decision.decide(case)
        found = templates.get(id(given.explanation))
        if found is None or found[0] is not given.explanation:
            found = given.explanation, _Template(given, lang, written)
            if len(templates) < _MOST_TEMPLATES:
                templates[id(given.explanation)] = found
        return found[1].line(given)

    return answer


class _Written(dict[object, bytes]):
    """Values as JSON: the same days and names come again and again."""

    def __missing__(self, value: object) -> bytes:
        if len(self) >= _MOST_VALUES:
            self.clear()
        self[value] = written = orjson.dumps(value)
        return written


class _Template:
    """An answer as JSON with holes for the values of the case: what differs from line to line."""

    def __init__(self, answer: Answer, lang: Lang, written: _Written) -> None:
        told = answer.as_json(lang)
        self._written = written
        self._facts = [reason.fact.name for reason in answer.explanation.reasons]
        marks = [f"\0{index}\0" for index in range(len(self._facts))]
        reasons = told["because"]
        if isinstance(reasons, list):
            told["because"] = [
                {**reason, "value": mark} for reason, mark in zip(reasons, marks, strict=True)
            ]
        rest = _line(told)
        self._pieces: list[bytes] = []
        for mark in marks:
            piece, _, rest = rest.partition(orjson.dumps(mark))
            self._pieces += (piece, b"")
        self._pieces.append(rest)

    def line(self, answer: Answer) -> bytes:
        values, written = answer.values, self._written
        pieces = self._pieces.copy()
        pieces[1::2] = [written[values[fact]] for fact in self._facts]
        return b"".join(pieces)


@contextmanager
def _reading(source: Path) -> Iterator[BinaryIO]:
    try:
        with source.open("rb") as lines:
            yield lines
    except OSError as error:
        raise BatchError(
            Text(
                f"读不了 {source}：{error.strerror}；请检查路径",
                f"cannot read {source}: {error.strerror}; check the path",
            )
        ) from error


@contextmanager
def _writing(target: Path) -> Iterator[BinaryIO]:
    """A file that takes its name only once everything is in it."""
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    except OSError as error:
        raise BatchError(
            Text(
                f"写不了 {target}：{error.strerror}；请检查文件夹",
                f"cannot write {target}: {error.strerror}; check the folder",
            )
        ) from error
    partial = Path(name)
    try:
        with os.fdopen(handle, "wb", buffering=1 << 20) as out:
            yield out
        partial.chmod(0o644)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def _progress(source: Path) -> Iterator[Callable[[int, int], None]]:
    """Lines and share done, on a terminal's standard error only."""
    if not sys.stderr.isatty():
        yield lambda _lines, _position: None
        return
    size = max(source.stat().st_size, 1)

    def show(lines: int, position: int) -> None:
        sys.stderr.write(f"\r{lines:,}  {position / size:4.0%}")
        sys.stderr.flush()

    try:
        yield show
    finally:
        sys.stderr.write("\r\033[K")
