"""QR codes in a picture that somebody hands in: a photograph of paper, a scan, a screenshot."""

from __future__ import annotations

from xianjie.documents import code_process
from xianjie.documents.apart import answer_apart
from xianjie.documents.code_process import MOST_PIXELS
from xianjie.errors import XianjieError
from xianjie.text import Text

MOST_BYTES = 10 << 20
_BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")  # JPEG, PNG, WebP


class PictureError(XianjieError, ValueError):
    """A picture that cannot be read within limits, or has no QR code."""


def is_picture(content: bytes) -> bool:
    """Whether the bytes begin as a picture that is read here."""
    return content.startswith(_BEGINNINGS)


def read_codes(picture: bytes) -> list[str]:
    """The texts of its QR codes, at least one and each once; raises `PictureError`."""
    if len(picture) > MOST_BYTES:
        raise PictureError(_REFUSALS["pixels"])
    answer = answer_apart(code_process, picture)
    if "refused" in answer:
        raise PictureError(_REFUSALS[answer["refused"]])
    if not answer["texts"]:
        raise PictureError(
            Text(
                "图片里没有找到二维码；请拍得近一些、正一些、清楚一些，不要反光",
                "no QR code was found in the picture; take it closer, straighter and sharper, "
                "without reflections",
            )
        )
    return [str(one) for one in answer["texts"]]


_REFUSALS = {
    "pixels": Text(
        f"图片太大：至多 {MOST_BYTES >> 20} MB、{MOST_PIXELS:,} 像素；请只截取二维码",
        f"the picture is too large: at most {MOST_BYTES >> 20} MB and {MOST_PIXELS:,} pixels; cut "
        "out the code alone",
    ),
    "damaged": Text(
        "不是完好的 JPEG、PNG 或 WebP 图片；请换一张，或另存为 JPEG",
        "this is no sound JPEG, PNG or WebP; take another, or save it as JPEG",
    ),
    "memory": Text(
        "图片解开后大得不正常；请只截取二维码",
        "the picture unpacks to an abnormal size; cut out the code alone",
    ),
    "time": Text(
        "图片太复杂，限时内读不完；请只截取二维码",
        "the picture takes too long to read; cut out the code alone",
    ),
}
