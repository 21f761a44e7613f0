"""All certificates of a batch on paper: one file at a time on disk, then one archive of all.

What is made stays when the work is cut off, and is not made again. Characters that no font has are
told before anything is printed.
"""

from __future__ import annotations

import os
import shutil
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from xianjie.documents.glyphs import missing_glyphs
from xianjie.documents.merging import print_file
from xianjie.domain.accounts.acting import Actor, Target, require
from xianjie.domain.audit.events import record
from xianjie.domain.certificates.errors import CertificateError
from xianjie.domain.certificates.models import Batch, Certificate, Line
from xianjie.domain.certificates.photo_files import lines_of
from xianjie.domain.certificates.printing import certificate_pdf
from xianjie.domain.certificates.standing import State, current, state_of
from xianjie.errors import XianjieError
from xianjie.law import Law
from xianjie.tables import Column, write_xlsx
from xianjie.text import Lang, Text

_IN_A_FILE = 200  # pages that a printer is given at once
_PRINTED = ("name", "occupation", "direction", "issuer", "institution")
_COLUMNS = (
    Column("number", Text("证书编号", "Certificate number")),
    Column("name", Text("姓名", "Name")),
    Column("print", Text("打印文件", "File to print")),
    Column("page", Text("页", "Page"), "whole"),
    Column("result", Text("结果", "Result")),
    Column("reason", Text("原因", "Reason")),
)
_MADE, _LEFT_OUT = Text("已生成", "made"), Text("未生成", "not made")


@dataclass
class Printed:
    """How many were made; of the others the number and why."""

    made: int = 0
    left_out: list[tuple[str, Text]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Unprintable:
    """A holder whose certificate has characters that no font here can print."""

    name: str
    number: str  # of the certificate; empty before it is issued
    characters: tuple[str, ...]


def unprintable_lines(batch: Batch) -> list[Unprintable]:
    """Of what is still to be issued, so that it can be mended before."""
    return _unprintable((one.name, "", _texts_of(one)) for one in lines_of(batch))


def unprintable_certificates(batch: Batch) -> list[Unprintable]:
    """Of what is issued."""
    told = ((one, current(one)) for one in _certificates(batch))
    return _unprintable(
        (str(fields["name"]), one.number, "".join(str(fields[name] or "") for name in _PRINTED))
        for one, fields in told
    )


def print_batch(
    *,
    by: Actor,
    batch: Batch,
    folder: Path,
    law: Law,
    lang: Lang,
    on: date,
    at: datetime,
    progress: Callable[[int], object] = int,
) -> Printed:
    """Make each live certificate's sealed PDF and, of all, files to print: ``returned``, a ZIP.

    Done again in the same folder it goes on where it stopped. Raises `Denied`, `CertificateError`.
    """
    require(by, "certificate.submit", Target(area=batch.area, body=batch.body_id))
    parts = folder / "parts"
    parts.mkdir(exist_ok=True)
    printed = Printed()
    made: list[Certificate] = []
    for one in _certificates(batch):
        reason = _one(one, parts, law=law, on=on, at=at)
        if reason is None:
            made.append(one)
        else:
            printed.left_out.append((one.number, reason))
        progress(len(made) + len(printed.left_out))
    if not made and not printed.left_out:
        raise CertificateError(Text("还没有核发", "nothing is issued yet"))
    printed.made = len(made)
    _pack(folder, parts, made, printed, lang)
    shutil.rmtree(parts)
    with transaction.atomic():
        record(
            by=by.username,
            at=at,
            action="issue.printed",
            subject=batch,
            area=batch.area,
            data={"issued": printed.made},
        )
    return printed


def _certificates(batch: Batch) -> list[Certificate]:
    """In the order of their numbers; read at once, so that no statement stays open for minutes."""
    found = Certificate.objects.filter(issue_line__batch=batch).prefetch_related("changes")
    return list(found.order_by("number").iterator(chunk_size=_IN_A_FILE))


def _one(certificate: Certificate, parts: Path, *, law: Law, on: date, at: datetime) -> Text | None:
    """Its PDF in the folder, or why there is none."""
    path = parts / f"{certificate.number}.pdf"
    if path.exists():
        return None
    state = state_of(certificate)
    if state is not State.LIVE:
        return state.label
    try:
        content = certificate_pdf(certificate, law=law, on=on, at=at)
    except XianjieError as error:
        return error.message
    partial = path.with_suffix(".partial")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    partial.replace(path)
    return None


def _pack(
    folder: Path, parts: Path, made: Sequence[Certificate], printed: Printed, lang: Lang
) -> None:
    """The sealed files, files of pages to print, and a list of what is where."""
    rows: list[dict[str, object]] = []
    partial = folder / "returned.partial"
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_STORED) as archive:
        for start in range(0, len(made), _IN_A_FILE):
            some = made[start : start + _IN_A_FILE]
            name = f"print/{start // _IN_A_FILE + 1:03}.pdf"
            archive.writestr(name, print_file(_read(parts, one) for one in some))
            for page, one in enumerate(some, 1):
                archive.write(parts / f"{one.number}.pdf", f"sealed/{one.number}.pdf")
                rows.append(
                    {
                        "number": one.number,
                        "name": current(one)["name"],
                        "print": name,
                        "page": page,
                        "result": _MADE,
                    }
                )
        rows += [
            {"number": number, "result": _LEFT_OUT, "reason": reason}
            for number, reason in printed.left_out
        ]
        archive.writestr("list.xlsx", write_xlsx(_COLUMNS, rows, lang))
    partial.replace(folder / "returned")


def _read(parts: Path, certificate: Certificate) -> bytes:
    return (parts / f"{certificate.number}.pdf").read_bytes()


def _unprintable(told: Iterable[tuple[str, str, str]]) -> list[Unprintable]:
    rows = list(told)
    missing = set(missing_glyphs("".join(texts for _, _, texts in rows)))
    return [
        Unprintable(name, number, tuple(found))
        for name, number, texts in rows
        if missing and (found := [one for one in dict.fromkeys(texts) if one in missing])
    ]


def _texts_of(line: Line) -> str:
    plan = line.participant.plan if line.participant else None
    rest = f"{plan.occupation}{plan.direction}" if plan else ""
    return f"{line.name}{rest}"
