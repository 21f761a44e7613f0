"""Official documents: PDF/A-3 and PDF/UA, with their data attached, the same bytes each time.

PDF/A-3a (ISO 19005-3), which holds all that 3b asks, and PDF/UA-1 (ISO 14289-1): every font is
inside, everything shown is tagged, and the attachment is an associated file of the document.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import typst
import zxingcpp

from xianjie.documents.glyphs import Face, faces_for, fonts_of, require_glyphs
from xianjie.errors import XianjieError
from xianjie.text import Text

_HERE = Path(__file__).parent
_CHINA = ZoneInfo("Asia/Shanghai")
_STANDARDS: list[typst.PDFStandard] = ["a-3a", "ua-1"]
_DOCUMENT = Text("文件", "document")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
NONE = "--"  # as certificates say that there is none


class AttachmentError(XianjieError, ValueError):
    """What was to be attached is no text."""


class CodeError(XianjieError, ValueError):
    """What was to be in a QR code does not fit one."""


@dataclass(frozen=True, slots=True)
class Named:
    """A name as registered, and in English where one is held."""

    zh: str
    en: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """Data that a document carries: UTF-8 text such as JSON, its file name and media type."""

    name: str
    content: bytes
    media_type: str
    description: Text


@dataclass(frozen=True, slots=True)
class Picture:
    """An SVG for a template."""

    svg: str


@dataclass(frozen=True, slots=True)
class Row:
    """A label and what stands beside it; ``under`` is the same in English."""

    label: Text
    value: str
    under: str = ""


def official_document(
    template: str,
    data: Mapping[str, object],
    *,
    title: Text,
    number: str,
    attachment: Attachment,
    on: date | datetime,
    pictures: Mapping[str, Picture | None],
) -> bytes:
    """The PDF of a template beside this module; dated ``on``, a day or a moment with its zone.

    Raises `MissingGlyph` if anything to be shown has a character that no font here can print.
    """
    shown = {"title": _both(title), "number": number, **data}
    faces = _require_faces(shown)
    dated = on if isinstance(on, datetime) else datetime.combine(on, time(), _CHINA)
    shown |= {
        "pictures": {name: one.svg if one else "" for name, one in pictures.items()},
        "fonts": list(dict.fromkeys(face.family for face in faces)),
        "attachment": {
            "name": attachment.name,
            "type": attachment.media_type,
            "description": f"{attachment.description.zh} {attachment.description.en}",
        },
    }
    return typst.compile(
        _HERE / template,
        font_paths=fonts_of(faces),
        ignore_system_fonts=True,
        sys_inputs={
            "data": json.dumps(shown, ensure_ascii=False),
            "attached": _attached(attachment),
        },
        pdf_standards=_STANDARDS,
        timestamp=dated.astimezone(UTC).replace(microsecond=0),  # it takes whole seconds
    )


def qr(content: str) -> Picture:
    """A QR code at level M, without a margin of its own; raises `CodeError` if it does not fit."""
    try:
        code = zxingcpp.create_barcode(content, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    except (RuntimeError, ValueError) as error:
        raise CodeError(
            Text(
                f"二维码放不下 {len(content.encode())} 字节的内容；请缩短",
                f"a QR code cannot hold these {len(content.encode())} bytes; shorten them",
            )
        ) from error
    drawn = code.to_image(scale=1, add_quiet_zones=False)
    dark = np.pad(np.asarray(drawn) == 0, ((0, 0), (1, 1))).astype(np.int8)
    edges = np.diff(dark, axis=1)
    down, begin = np.nonzero(edges > 0)
    wide = np.nonzero(edges < 0)[1] - begin
    runs = map("M{} {}.5h{}".format, begin.tolist(), down.tolist(), wide.tolist())
    size = len(dark)
    return Picture(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<path stroke="#000" d="{"".join(runs)}"/></svg>'
    )


def jpeg(content: bytes, width: int, height: int) -> Picture:
    """A JPEG as it is: an SVG around it is the one way in that does not cost its size in time."""
    inside = base64.b64encode(content).decode()
    return Picture(
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="0 0 {width} {height}"><image width="{width}" height="{height}" '
        f'xlink:href="data:image/jpeg;base64,{inside}"/></svg>'
    )


def day(on: date) -> Text:
    """2020年9月15日, 15 September 2020."""
    return Text(f"{on.year}年{on.month}月{on.day}日", f"{on.day} {_MONTHS[on.month - 1]} {on.year}")


def moment(at: datetime) -> Text:
    """The day and the minute in China."""
    local = at.astimezone(_CHINA)
    on = day(local.date())
    return Text(f"{on.zh} {local:%H:%M}", f"{on.en}, {local:%H:%M} (UTC+8)")


def named_row(label: Text, named: Named | None) -> Row:
    return Row(label, named.zh, named.en) if named else Row(label, NONE)


def text_row(label: Text, text: Text) -> Row:
    """A text with the same in English below, where that is not the same letters."""
    return Row(label, text.zh, text.en if text.en != text.zh else "")


def rows(*given: Row) -> list[dict[str, str]]:
    """Rows as a template reads them."""
    return [
        {"zh": row.label.zh, "en": row.label.en, "value": row.value, "under": row.under}
        for row in given
    ]


def words(**texts: Text) -> dict[str, dict[str, str]]:
    """Words as a template reads them, by name."""
    return {name: _both(text) for name, text in texts.items()}


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _attached(attachment: Attachment) -> str:
    try:
        return attachment.content.decode()
    except UnicodeDecodeError as error:
        raise AttachmentError(
            Text(
                f"附件 {attachment.name} 不是 UTF-8 文本；请附 JSON",
                f"the attachment {attachment.name} is no UTF-8 text; attach JSON",
            )
        ) from error


def _require_faces(shown: Mapping[str, object]) -> list[Face]:
    """The faces for all that is shown; raises `MissingGlyph` with the label of the row."""
    texts = list(_texts(shown, _DOCUMENT))
    faces, missing = faces_for("".join(text for _, text in texts))
    if missing:
        for label, text in texts:
            require_glyphs(text, label)
    return faces


def _texts(data: object, label: Text) -> Iterator[tuple[Text, str]]:
    match data:
        case str():
            yield label, data
        case Mapping():
            own = Text(data["zh"], data["en"]) if "value" in data else label
            for one in data.values():
                yield from _texts(one, own)
        case list():
            for one in data:
                yield from _texts(one, label)
