"""Old registers into ours: a file's rows checked and written some thousand at a time.

The file is told by its digest, so an import that was cut off goes on where it stopped, and the same
file again changes nothing. A row that the register has already, and the same, is counted as known;
one that says otherwise is wrong.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TextIO

from django.db import transaction

from xianjie.domain.accounts.acting import Actor, Target, require
from xianjie.domain.accounts.sealed import seal
from xianjie.domain.audit.events import record
from xianjie.domain.bulk import insert_values
from xianjie.domain.certificates.errors import CertificateError
from xianjie.domain.certificates.models import Certificate, Import
from xianjie.domain.certificates.old_rows import Old, check_row, mapped
from xianjie.populations.sources import Batch, Source, open_source
from xianjie.text import Lang, Text

AT_ONCE = 10_000  # rows of a transaction
Progress = Callable[[int], None]  # rows of the file done

_FACTS = ("route", "announced_on", "registration_accepted_on")
_TEXTS = ("direction", "institution", "theory", "practical", "overall", "education", "print_serial")
_KEPT = (
    "scheme",
    "number",
    "name",
    "document",
    "number_hash",
    "number_sealed",
    "occupation",
    "direction",
    "level",
    "issued_on",
    "issuer",
    "area",
    "theory",
    "practical",
    "overall",
    "education",
    "institution",
    "print_serial",
    "photo",
    "exam_facts",
    "imported_id",
)
_SAME = ("name", "document", "number_hash", "occupation", "direction", "level", "issued_on")


@dataclass
class Told:
    """What became of the rows."""

    rows: int = 0
    entered: int = 0
    known: int = 0
    wrong: int = 0


def run(
    *,
    by: Actor,
    path: Path,
    mapping: Mapping[str, str],
    area: str,
    report: TextIO | None,
    lang: Lang,
    dry_run: bool,
    at: datetime,
    filename: str = "",
    progress: Progress = lambda _: None,
    pieces: int | None = None,
) -> Told:
    """Check every row and, unless it is a dry run, write the right ones; wrong rows to ``report``.

    ``filename`` is what the file was called where its path says otherwise. ``pieces`` of `AT_ONCE`
    rows end it early; the same again goes on. Raises `Denied`, `CertificateError`,
    `xianjie.populations.errors.PopulationError`.
    """
    require(by, "certificate.import", Target(area=area))
    source = open_source(path)
    columns = mapped(source.columns, mapping)
    kept = None if dry_run else _started(by, path, filename or path.name, columns, area, at)
    told = Told(kept.rows_done, kept.entered, kept.known, kept.wrong) if kept else Told()
    done = told.rows
    writer = csv.writer(report) if report else None
    if writer and not done:
        words = ("行", "证书编号", "原因") if lang == "zh" else ("row", "number", "reason")
        writer.writerow(words)
    for piece, (numbers, rows) in enumerate(_left(source, columns, done)):
        if piece == pieces:
            return told
        _piece(by, kept, told, numbers, rows, area, writer, lang, at)
        progress(told.rows)
    if kept:
        _finish(by, kept, at)
    return told


def _left(
    source: Source, columns: Mapping[str, str], done: int
) -> Iterator[tuple[Sequence[int], list[dict[str, object]]]]:
    """Pieces of the file after so many rows."""
    seen = 0
    for batch in source.batches():
        for numbers, rows in _pieces(batch, columns):
            seen += len(numbers)
            if seen > done:
                skip = max(0, len(numbers) - (seen - done))
                yield numbers[skip:], rows[skip:]


def _started(  # noqa: PLR0917 - what an import is
    by: Actor, path: Path, filename: str, columns: Mapping[str, str], area: str, at: datetime
) -> Import:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    with transaction.atomic():
        made, is_new = Import.objects.get_or_create(
            digest=digest,
            area=area,
            defaults={
                "filename": filename[:200],
                "mapping": columns,
                "started_by": by.username,
                "started_at": at,
            },
        )
        if is_new:
            record(by=by.username, at=at, action="import.started", subject=made, area=area)
    if made.mapping != columns:
        raise CertificateError(
            Text(
                "这个文件已按另一种列对应开始导入；请用同样的对应",
                "this file's import began with another mapping of columns; use the same",
            )
        )
    return made


def _pieces(
    batch: Batch, columns: Mapping[str, str]
) -> Iterator[tuple[Sequence[int], list[dict[str, object]]]]:
    for start in range(0, len(batch.numbers), AT_ONCE):
        numbers = batch.numbers[start : start + AT_ONCE]
        cells = {
            field: _listed(batch.columns[column], start, len(numbers))
            for field, column in columns.items()
        }
        names = list(cells)
        rows = [
            dict(zip(names, values, strict=True)) for values in zip(*cells.values(), strict=True)
        ]
        yield numbers, rows


def _listed(column: Any, start: int, count: int) -> list[object]:  # noqa: ANN401 - Arrow's or a list
    piece = column[start : start + count]
    return piece.to_pylist() if hasattr(piece, "to_pylist") else list(piece)


def _piece(  # noqa: PLR0917 - the state of one import
    by: Actor,
    kept: Import | None,
    told: Told,
    numbers: Sequence[int],
    rows: Sequence[Mapping[str, object]],
    area: str,
    writer: Any,  # noqa: ANN401 - of the csv module
    lang: Lang,
    at: datetime,
) -> None:
    good: dict[str, tuple[int, Old]] = {}
    wrong: list[tuple[int, object, list[Text]]] = []
    for number, row in zip(numbers, rows, strict=True):
        found = check_row(row)
        if isinstance(found, list):
            wrong.append((number, row.get("number"), found))
        elif found.values["number"] in good:
            wrong.append((number, row.get("number"), [_TWICE]))
        else:
            good[found.values["number"]] = (number, found)
    with transaction.atomic():
        new, known = _sorted_out(good, wrong)
        if kept is not None:
            _write(by, kept, new, area, at)
            kept.rows_done = told.rows + len(numbers)
            kept.entered = told.entered + len(new)
            kept.known = told.known + known
            kept.wrong = told.wrong + len(wrong)
            kept.save(update_fields=["rows_done", "entered", "known", "wrong"])
    told.rows += len(numbers)
    told.entered += len(new)
    told.known += known
    told.wrong += len(wrong)
    if writer:
        for number, said, reasons in sorted(wrong, key=lambda one: one[0]):
            writer.writerow((number, said, " ".join(one.in_(lang) for one in reasons)))


_TWICE = Text("这个编号在文件里重复；请核对", "the number occurs before in the file; look again")
_OTHERWISE = Text(
    "登记册已有这个编号，内容不同；请核对，或走更正程序",
    "the register has this number and says otherwise; look again, or have it corrected",
)


def _sorted_out(
    good: Mapping[str, tuple[int, Old]], wrong: list[tuple[int, object, list[Text]]]
) -> tuple[list[Old], int]:
    """The rows that are new, and how many the register has already, the same."""
    there = {
        one["number"]: one
        for one in Certificate.objects.filter(number__in=list(good)).values("number", *_SAME)
    }
    new, known = [], 0
    for number, (row, old) in good.items():
        if number not in there:
            new.append(old)
        elif all(there[number][name] == _same(old, name) for name in _SAME):
            known += 1
        else:
            wrong.append((row, number, [_OTHERWISE]))
    return new, known


def _same(old: Old, name: str) -> object:
    if name == "number_hash":
        return old.number_hash
    return old.values[name] or ("" if name in _TEXTS else old.values[name])


def _write(by: Actor, kept: Import, new: Sequence[Old], area: str, at: datetime) -> None:
    if not new:
        return
    insert_values(Certificate, _KEPT, [_row(old, kept, area) for old in new])
    record(
        by=by.username,
        at=at,
        action="certificates.imported",
        subject=kept,
        area=area,
        data={
            "rows": len(new),
            "digest": hashlib.sha256(
                "\n".join(old.values["number"] for old in new).encode()
            ).hexdigest(),
        },
    )


def _row(old: Old, kept: Import, area: str) -> tuple[object, ...]:
    values = old.values
    told = {
        name: value.isoformat() if isinstance(value, date) else value
        for name in _FACTS
        if (value := values[name]) is not None
    }
    texts = {name: values[name] or "" for name in _TEXTS}
    row = {
        **values,
        **texts,
        "scheme": old.scheme.value,
        "number_hash": old.number_hash,
        "number_sealed": seal(old.identity),
        "area": area,
        "photo": "",
        "exam_facts": told,
        "imported_id": kept.pk,
    }
    return tuple(row[name] for name in _KEPT)


def _finish(by: Actor, kept: Import, at: datetime) -> None:
    if kept.finished_at is not None:
        return
    with transaction.atomic():
        kept.finished_at = at
        kept.save(update_fields=["finished_at"])
        record(
            by=by.username,
            at=at,
            action="import.finished",
            subject=kept,
            area=kept.area,
            data={"entered": kept.entered, "known": kept.known, "wrong": kept.wrong},
        )
