"""Photographs of a batch from a ZIP, whose files are named by ticket or identity document number.

Every line and every file is told of. What a file is called may be a person's number: it is read,
shown covered in the report, and written nowhere else.
"""

from __future__ import annotations

import unicodedata
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath

from xianjie.documents.photos import RULE, PhotoError, photo
from xianjie.domain.accounts.acting import Actor, Target, require
from xianjie.domain.accounts.sealed import keyed_hash, unseal
from xianjie.domain.certificates.errors import CertificateError
from xianjie.domain.certificates.models import Batch, Line
from xianjie.domain.certificates.photographs import add_to_lines, digest_of
from xianjie.domain.certificates.submitting import require_waiting
from xianjie.identifiers.persons import DocumentKind
from xianjie.tables import Column, write_xlsx
from xianjie.text import Lang, Text

MOST_FILES = 20_000
_AT_ONCE = 50  # pictures of a transaction
_SHOWN_END = 4
_LITTER = ("__MACOSX/",)  # what archivers and file managers leave
_LITTER_FILES = {"thumbs.db", "desktop.ini"}
_UNREADABLE = (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, OSError, EOFError)
_USED, _SAME = Text("采用", "used"), Text("已有，相同", "there already, the same")
_KEPT = Text("已有，未换", "there already, kept")
_MISSING, _WRONG = Text("缺照片", "no photograph"), Text("有误", "wrong")
_UNKNOWN = Text("对不上", "of nobody")
_COLUMNS = (
    Column("row", Text("序号", "No."), "whole"),
    Column("name", Text("姓名", "Name")),
    Column("known_by", Text("准考证号或证件末四位", "Ticket, or end of the document's number")),
    Column("file", Text("文件", "File")),
    Column("result", Text("结果", "Result")),
    Column("reason", Text("原因", "Reason")),
)


@dataclass
class Told:
    """What became of lines and files, and the report that says so of each."""

    lines: int = 0
    used: int = 0
    missing: int = 0
    problems: list[tuple[int, Text]] = field(default_factory=list)  # of a line, or 0 of a file
    report: bytes = b""


@dataclass
class _Said:
    """Of one line."""

    result: Text = _MISSING
    reason: Text | None = None
    file: str = ""


def use_archive(
    *,
    by: Actor,
    batch: Batch,
    path: Path,
    check_only: bool,
    lang: Lang,
    at: datetime,
    progress: Callable[[int], object] = int,
) -> Told:
    """Put the pictures of the archive to the lines that they are named for.

    The same archive again changes nothing. Raises `Denied`, and `CertificateError` for a file that
    is no ZIP, or once the batch is approved.
    """
    require(by, "certificate.submit", Target(area=batch.area, body=batch.body_id))
    require_waiting(batch)
    lines = lines_of(batch)
    said = {line.pk: _Said(_KEPT if hasattr(line, "photo") else _MISSING) for line in lines}
    strangers: list[tuple[str, Text, Text]] = []
    waiting: dict[int, bytes] = {}

    def write() -> None:
        if waiting and not check_only:
            add_to_lines(by=by, batch=batch.pk, pictures=waiting, at=at)
        waiting.clear()

    try:
        with zipfile.ZipFile(path) as archive:
            names = _names_of(lines)
            for done, info in enumerate(_pictures(archive), 1):
                file = PurePosixPath(info.filename)
                concerned = names.get(_normal(file.stem)) or _by_document(names, file.stem)
                if concerned:
                    _take(archive, info, concerned, said, waiting)
                else:
                    strangers.append((covered(file), _UNKNOWN, _NOBODY))
                if len(waiting) >= _AT_ONCE:
                    write()
                progress(done)
            write()
    except zipfile.BadZipFile as error:
        raise CertificateError(
            Text("文件不是完好的 ZIP；请重新打包", "the file is no sound ZIP; pack it again")
        ) from error
    return _told(lines, said, strangers, lang)


_NOBODY = Text(
    "批次里没有这个准考证号或证件号码（不予核发的不需要照片）",
    "the batch has no such ticket or document (what is refused needs no photograph)",
)
_TWICE = Text("同一人有两个文件，只采用前一个", "a second file of one person; the first is used")


def lines_of(batch: Batch) -> list[Line]:
    """Those that are to be issued, in order, without their pictures."""
    found = batch.lines.filter(refused=False, dropped=False)
    named = found.select_related(
        "registration__place", "registration__candidate", "participant__plan", "photo"
    )
    return list(named.defer("photo__content").order_by("pk"))


def covered(file: PurePosixPath) -> str:
    """A file's name that tells it from others and tells no one's number."""
    stem = file.stem
    hidden = "＊" * max(0, len(stem) - _SHOWN_END)
    return f"{hidden}{stem[-_SHOWN_END:]}{file.suffix[:8]}"


def _pictures(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    found = [
        one
        for one in archive.infolist()
        if not one.is_dir()
        and not one.filename.startswith(_LITTER)
        and not PurePosixPath(one.filename).name.startswith(".")
        and PurePosixPath(one.filename).name.lower() not in _LITTER_FILES
    ]
    if len(found) > MOST_FILES:
        raise CertificateError(
            Text(
                f"压缩包里有 {len(found)} 个文件，至多 {MOST_FILES} 个；请分几次交",
                f"the archive has {len(found)} files where {MOST_FILES} may be; send it in parts",
            )
        )
    yield from sorted(found, key=lambda one: one.filename)


def _names_of(lines: list[Line]) -> Mapping[str, list[Line]]:
    """Lines by ticket, and by the hash of the holder's document."""
    found: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        if line.registration:
            found[_normal(line.registration.place.ticket)].append(line)
            found[line.registration.candidate.number_hash].append(line)
        elif line.participant:
            found[line.participant.number_hash].append(line)
    return dict(found)


def _by_document(names: Mapping[str, list[Line]], stem: str) -> list[Line]:
    number = _normal(stem)
    hashes = (keyed_hash(f"{kind.value}:{number}") for kind in DocumentKind)
    return next((names[one] for one in hashes if one in names), [])


def _normal(stem: str) -> str:
    """As numbers are kept: half-width, capital, without spaces."""
    return "".join(unicodedata.normalize("NFKC", stem).upper().split())


def _take(
    archive: zipfile.ZipFile,
    info: zipfile.ZipInfo,
    lines: list[Line],
    said: Mapping[int, _Said],
    waiting: dict[int, bytes],
) -> None:
    """A person's picture, for all lines of the person."""
    file = covered(PurePosixPath(info.filename))
    try:
        picture = photo(_content(archive, info))
    except PhotoError as error:
        for line in lines:
            said[line.pk].result, said[line.pk].reason = _WRONG, error.message
            said[line.pk].file = file
        return
    for line in lines:
        told = said[line.pk]
        if told.result in {_USED, _SAME}:
            told.reason = _TWICE
            continue
        is_same = hasattr(line, "photo") and line.photo.digest == digest_of(picture)
        told.result, told.reason, told.file = _SAME if is_same else _USED, None, file
        if not is_same:
            waiting[line.pk] = picture


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """What a file holds, never unpacked beyond what a photograph may have; raises `PhotoError`."""
    try:
        with archive.open(info) as file:
            return file.read(RULE.most_bytes + 1)
    except _UNREADABLE as error:
        raise PhotoError(
            Text(
                "压缩包里的这个文件读不出（已加密或损坏）；请重新打包",
                "the file cannot be read out of the archive (encrypted or damaged); pack it again",
            )
        ) from error


def _told(
    lines: list[Line],
    said: Mapping[int, _Said],
    strangers: list[tuple[str, Text, Text]],
    lang: Lang,
) -> Told:
    told = Told(lines=len(lines))
    rows: list[dict[str, object]] = []
    for number, line in enumerate(lines, 1):
        one = said[line.pk]
        told.used += one.result == _USED
        told.missing += one.result in {_MISSING, _WRONG} and not hasattr(line, "photo")
        if one.result in {_MISSING, _WRONG} or one.reason:
            told.problems.append((number, one.reason or one.result))
        rows.append(
            {
                "row": number,
                "name": line.name,
                "known_by": known_by(line),
                "file": one.file,
                "result": one.result,
                "reason": one.reason,
            }
        )
    for file, result, reason in strangers:
        told.problems.append((0, Text(f"{file}：{reason.zh}", f"{file}: {reason.en}")))
        rows.append({"file": file, "result": result, "reason": reason})
    told.report = write_xlsx(_COLUMNS, rows, lang)
    return told


def known_by(line: Line) -> str:
    """By what else than the name its person is known: the ticket, or the end of the document."""
    if line.registration:
        return line.registration.place.ticket
    assert line.participant  # noqa: S101 - a constraint of the table
    return f"…{unseal(line.participant.number_sealed)[-_SHOWN_END:]}"
