"""What the form asks for: the change, the file, and what is wrong with either, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from xianjie.clock import iso_day
from xianjie.instruments import jurisdictions
from xianjie.law import CompiledDecision, Law
from xianjie.text import Text

MOST_BYTES = 20 << 20
MOST_ROWS = 200_000
ENDINGS = (".csv", ".xlsx", ".parquet", ".jsonl")
_FORM_ITSELF = 1 << 20  # bytes of a request beside its file


@dataclass
class Asking:
    """The form as it was sent: what it asks, and errors by the name of the field."""

    law: Law
    decision: CompiledDecision
    readings: tuple[str, ...] = ()
    date: str = ""
    day: str = ""
    against: str = ""
    by: str = ""
    form: str = "page"
    upload: UploadedFile[bytes] | None = None
    errors: dict[str, Text] = field(default_factory=dict)

    @property
    def turned(self) -> Mapping[str, str]:
        return dict.fromkeys(self.readings, "alternative")

    @property
    def moved(self) -> Mapping[str, str]:
        return {self.date: self.day} if self.date else {}


def is_too_large(request: HttpRequest) -> bool:
    """By what it says of its length, before any of it is read."""
    sent = request.META.get("CONTENT_LENGTH") or "0"
    return not sent.isdigit() or int(sent) > MOST_BYTES + _FORM_ITSELF


def asking_of(request: HttpRequest, rules: Law, decision: CompiledDecision) -> Asking:
    """Read a form that was sent."""
    asked = Asking(rules, decision)
    form = request.POST
    asked.readings = tuple(name for name in form.getlist("reading") if name in rules.readings)
    asked.date, asked.day = form.get("date", ""), form.get("day", "").strip()
    asked.against, asked.by = form.get("against", ""), form.get("by", "").strip()
    asked.form = form.get("form", "page")
    asked.upload = request.FILES.get("file")
    _check_change(asked)
    _check_file(asked)
    return asked


def _check_change(asked: Asking) -> None:
    if asked.date and asked.date not in asked.law.parameters:
        asked.errors["date"] = Text("没有这个日期", "there is no such date")
    if asked.date and not _is_day(asked.day):
        asked.errors["day"] = Text(
            "请填改到哪一天，写作 2021-06-30", "say which day it becomes, written as 2021-06-30"
        )
    if asked.day and not asked.date:
        asked.errors["date"] = Text("请选要改的日期", "choose the date that is to change")
    if asked.against and asked.against not in jurisdictions():
        asked.errors["against"] = Text("没有收录这个法域", "there is no such jurisdiction here")
    if not (asked.readings or asked.date or asked.against or asked.errors):
        asked.errors["reading"] = Text(
            "请至少选一种改动：换一种理解、改一个日期，或与另一法域相比",
            "choose a change: another reading, another day, or another jurisdiction to compare",
        )


def _check_file(asked: Asking) -> None:
    if asked.upload is None or not asked.upload.size:
        asked.errors["file"] = Text(
            "请选一个不为空的文件；没有的话可先下载样例",
            "choose a file that is not empty; there is a sample to download",
        )
    elif asked.upload.size > MOST_BYTES:
        asked.errors["file"] = too_large()
    elif not str(asked.upload.name).lower().endswith(ENDINGS):
        asked.errors["file"] = Text(
            f"只认 {'、'.join(ENDINGS)}，按文件名结尾区分",
            f"the ending must be one of {', '.join(ENDINGS)}",
        )


@contextmanager
def kept_for_now(upload: UploadedFile[bytes]) -> Iterator[Path]:
    """The file in a folder of its own, both gone afterwards whatever happens."""
    with TemporaryDirectory(prefix="xianjie-impact-") as folder:
        path = Path(folder) / f"cases{Path(str(upload.name)).suffix.lower()}"
        with path.open("wb") as file:
            for chunk in upload.chunks():
                file.write(chunk)
        yield path


def _is_day(written: str) -> bool:
    try:
        iso_day(written)
    except ValueError:
        return False
    return True


def too_large() -> Text:
    most = MOST_BYTES >> 20
    return Text(
        f"文件不能超过 {most} MB；更大的请用命令行 xianjie law impact",
        f"the file must not exceed {most} MB; for more use the command xianjie law impact",
    )
