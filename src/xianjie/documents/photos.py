"""Photographs of holders: checked, turned upright, cut to the slot, written anew as plain JPEG.

Nothing but the picture is kept: places, times and devices that a camera wrote are left behind.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, ImageOps

from xianjie.errors import XianjieError
from xianjie.text import Text

_WHITE = (255, 255, 255)


class PhotoError(XianjieError, ValueError):
    """A file that cannot be a holder's photograph."""


@dataclass(frozen=True, slots=True)
class PhotoRule:
    """What is taken; pixels and bytes. No source fixes these, so they are an installation's.

    The slot is ``width`` by ``height``: 30 mm by 42 mm at 300 to the inch. A picture may be from
    ``narrowest`` to ``widest`` times as wide as high; it is cut about its middle.
    """

    most_bytes: int = 4 << 20
    least_width: int = 177
    least_height: int = 248
    most_pixels: int = 25_000_000
    narrowest: float = 0.6
    widest: float = 0.85
    width: int = 354
    height: int = 496
    quality: int = 85


RULE = PhotoRule()
SCENE = PhotoRule(most_bytes=10 << 20, most_pixels=60_000_000, width=1600, height=1600)


def photo(content: bytes, rule: PhotoRule = RULE) -> bytes:
    """A JPEG of the slot's size, without metadata; raises `PhotoError`, which names the fix."""
    return _read(content, rule, lambda opened: _written(_upright(opened, rule), rule))


def scene(content: bytes) -> bytes:
    """A JPEG of what was seen on the spot, whole, upright and without metadata.

    Raises `PhotoError`, which names the fix.
    """
    return _read(content, SCENE, _whole)


def _read(content: bytes, rule: PhotoRule, write: Callable[[Image.Image], bytes]) -> bytes:
    if len(content) > rule.most_bytes:
        most = rule.most_bytes >> 10
        raise PhotoError(
            Text(
                f"照片有 {len(content) >> 10} KB，至多 {most} KB；请缩小后再交",
                f"the photograph has {len(content) >> 10} KB where {most} may be; make it smaller",
            )
        )
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as opened:
            if opened.width * opened.height <= rule.most_pixels:  # told before it is unpacked
                return write(opened)
            size = f"{opened.width}×{opened.height}"
    # Image.open gives OSError, the decoders of damaged files the others.
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as error:
        if isinstance(error, PhotoError):
            raise
        raise PhotoError(
            Text(
                "照片不是完好的 JPEG 或 PNG；请用照片的原件，或另存为 JPEG 再交",
                "the photograph is no sound JPEG or PNG; hand in the original, or save it as JPEG",
            )
        ) from error
    raise PhotoError(
        Text(
            f"照片为 {size} 像素，至多 {rule.most_pixels} 像素；请缩小后再交",
            f"the photograph has {size} pixels where {rule.most_pixels} may be; make it smaller",
        )
    )


def _upright(opened: Image.Image, rule: PhotoRule) -> Image.Image:
    turned = ImageOps.exif_transpose(opened)
    if turned.width < rule.least_width or turned.height < rule.least_height:
        raise PhotoError(
            Text(
                f"照片为 {turned.width}×{turned.height} 像素，至少 {rule.least_width}×"
                f"{rule.least_height}；请用更清晰的照片",
                f"the photograph has {turned.width}×{turned.height} pixels where at least "
                f"{rule.least_width}×{rule.least_height} are needed; use a sharper one",
            )
        )
    if not rule.narrowest <= turned.width / turned.height <= rule.widest:
        raise PhotoError(
            Text(
                f"照片的宽高比为 {turned.width / turned.height:.2f}，应在 {rule.narrowest} 至 "
                f"{rule.widest} 之间；请裁成证件照的竖幅",
                f"the photograph is {turned.width / turned.height:.2f} times as wide as high where "
                f"{rule.narrowest} to {rule.widest} may be; cut it upright as for a document",
            )
        )
    return turned


def _written(picture: Image.Image, rule: PhotoRule) -> bytes:
    if picture.mode in {"LA", "PA", "RGBA"} or "transparency" in picture.info:
        clear = picture.convert("RGBA")
        picture = Image.new("RGB", clear.size, _WHITE)
        picture.paste(clear, mask=clear.getchannel("A"))
    return _bare(ImageOps.fit(picture.convert("RGB"), (rule.width, rule.height)), rule)


def _whole(opened: Image.Image) -> bytes:
    """The whole picture, no larger than it need be."""
    turned = ImageOps.exif_transpose(opened).convert("RGB")
    turned.thumbnail((SCENE.width, SCENE.height))
    return _bare(turned, SCENE)


def _bare(picture: Image.Image, rule: PhotoRule) -> bytes:
    """A picture of its own: what the file said beside its pixels is not written again."""
    bare = Image.new("RGB", picture.size)
    bare.paste(picture)
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=rule.quality, optimize=True)
    return out.getvalue()
