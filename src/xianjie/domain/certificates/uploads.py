"""Old registers that programs hand in: the file is kept until it is done, and read piece by piece.

It holds identity numbers in the clear, so that only this account can read it, and it is removed
when its last row is done, or after a week.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from xianjie.domain.accounts.acting import Actor, Target, require
from xianjie.domain.certificates.errors import CertificateError
from xianjie.domain.certificates.importing import Told, run
from xianjie.domain.certificates.models import Import
from xianjie.text import Lang, Text

MOST_BYTES = 256 << 20
_KEPT = timedelta(days=7)
_ENDINGS = (".csv", ".xlsx", ".parquet")
_UNSAFE = re.compile(r"[^\w.-]")
_LONGEST = 80
IMPORT = "certificate.import"


@dataclass(frozen=True, slots=True)
class Wrong:
    """A row of the file that was not entered: its number, the certificate's as typed, why."""

    row: int
    number: str
    reason: str


@dataclass(frozen=True, slots=True)
class Went:
    """How far it is, and the rows of this piece that were wrong."""

    told: Told
    wrong: Sequence[Wrong]


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that was handed in, of which area."""

    path: Path
    digest: str
    area: str


def keep(*, by: Actor, chunks: Iterable[bytes], filename: str, area: str, at: datetime) -> Kept:
    """Take a file in, whole or not at all; raises `Denied`, `CertificateError`."""
    require(by, IMPORT, Target(area=area))
    name = _UNSAFE.sub("_", Path(filename).name)[-_LONGEST:]
    if Path(name).suffix.lower() not in _ENDINGS:
        raise CertificateError(
            Text(
                f"只认 {'、'.join(_ENDINGS)}，按文件名结尾区分",
                f"the file's name must end in one of {', '.join(_ENDINGS)}",
            )
        )
    _sweep(at)
    partial = _home() / f".{os.urandom(8).hex()}"
    try:
        digest = _written(partial, chunks)
        folder = _folder(area, digest)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        partial.replace(folder / name)
    finally:
        partial.unlink(missing_ok=True)
    return Kept(folder / name, digest, area)


def check(*, by: Actor, kept: Kept, mapping: Mapping[str, str], lang: Lang, at: datetime) -> Went:
    """Look at the first piece and write nothing."""
    return _piece(by, kept, mapping, lang, at, dry_run=True)


def go_on(*, by: Actor, kept: Kept, mapping: Mapping[str, str], lang: Lang, at: datetime) -> Went:
    """Enter the next piece. Raises as `xianjie.domain.certificates.importing.run` does."""
    return _piece(by, kept, mapping, lang, at, dry_run=False)


def file_of(found: Import) -> Kept:
    """The file of an import that is not done; raises `CertificateError` where it is gone."""
    folder = _folder(found.area, found.digest)
    path = next(folder.iterdir(), None) if folder.exists() else None
    if path is None:
        raise CertificateError(
            Text(
                "文件已不在这里；请再传一次同一文件，从停下处继续",
                "the file is not here any more; hand in the same file again and it goes on from "
                "there",
            )
        )
    return Kept(path, found.digest, found.area)


def release(area: str, digest: str) -> None:
    """Remove a file that is done, or was only looked at."""
    shutil.rmtree(_folder(area, digest), ignore_errors=True)


def _written(partial: Path, chunks: Iterable[bytes]) -> str:
    """The digest of what was written, for this account to read alone."""
    hashed, size = hashlib.sha256(), 0
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        for chunk in chunks:
            size += len(chunk)
            if size > MOST_BYTES:
                raise CertificateError(_TOO_LARGE)
            hashed.update(chunk)
            out.write(chunk)
    return hashed.hexdigest()


def _piece(
    by: Actor, kept: Kept, mapping: Mapping[str, str], lang: Lang, at: datetime, *, dry_run: bool
) -> Went:
    report = io.StringIO()
    told = run(
        by=by,
        path=kept.path,
        mapping=mapping,
        area=kept.area,
        report=report,
        lang=lang,
        dry_run=dry_run,
        at=at,
        pieces=1,
    )
    lines = csv.reader(io.StringIO(report.getvalue(), newline=""))
    wrong = [Wrong(int(row), number, reason) for row, number, reason in lines if row.isdigit()]
    return Went(told, wrong)


def _home() -> Path:
    home = Path(settings.HOME) / "imports"
    home.mkdir(mode=0o700, exist_ok=True)
    return home


def _folder(area: str, digest: str) -> Path:
    return _home() / f"{area}-{digest}"


def _sweep(at: datetime) -> None:
    """Files that nobody went on with."""
    for path in _home().iterdir():
        if path.stat().st_mtime < (at - _KEPT).timestamp():
            shutil.rmtree(path, ignore_errors=True)


_TOO_LARGE = Text(
    f"文件不能超过 {MOST_BYTES >> 20} MB；请分成几个，或用命令行 xianjie certificate import",
    f"a file has at most {MOST_BYTES >> 20} MB; split it, or use xianjie certificate import",
)
