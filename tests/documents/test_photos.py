"""Photographs: size, form and kind are checked; nothing but the picture is kept."""

from __future__ import annotations

import io
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from xianjie.documents.photos import RULE, PhotoError, PhotoRule, photo
from xianjie.documents.portraits import portrait

PLANTED = "WHERE-AND-WHEN"


def picture(
    size: tuple[int, int] = (413, 579), kind: str = "JPEG", mode: str = "RGB", **options: object
) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert(mode).save(out, kind, **options)
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def refused(content: bytes, rule: PhotoRule = RULE) -> PhotoError:
    with pytest.raises(PhotoError) as refusal:
        photo(content, rule)
    return refusal.value


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("JPEG", "RGB"),
        ("JPEG", "L"),
        ("JPEG", "CMYK"),
        ("PNG", "RGB"),
        ("PNG", "RGBA"),
        ("PNG", "P"),
        ("PNG", "1"),
        ("PNG", "LA"),
        ("PNG", "I;16"),
    ],
)
def test_a_picture_is_written_anew_for_the_slot(kind: str, mode: str) -> None:
    found = opened(photo(picture(kind=kind, mode=mode)))
    assert (found.format, found.mode, found.size) == ("JPEG", "RGB", (RULE.width, RULE.height))


def test_what_a_camera_wrote_is_left_behind() -> None:
    exif = Image.Exif()
    exif[0x010E] = PLANTED  # ImageDescription
    jpeg = picture(exif=exif, comment=PLANTED.encode(), icc_profile=PLANTED.encode())
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", PLANTED)
    png = picture(kind="PNG", pnginfo=text)
    for content in (jpeg, png):
        assert PLANTED.encode() in content
        found = photo(content)
        assert PLANTED.encode() not in found
        assert set(opened(found).info) == {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_picture_lying_on_its_side_is_turned() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # Orientation: turn right
    turned = opened(photo(picture((579, 413), exif=exif)))
    assert turned.size == (RULE.width, RULE.height)
    assert "0.6" in refused(picture((579, 413))).message.en


def test_what_is_clear_becomes_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (413, 579), (200, 0, 0, 0)).save(out, "PNG")
    assert opened(photo(out.getvalue())).getpixel((9, 9)) == (255, 255, 255)
    out = io.BytesIO()
    Image.new("P", (413, 579), 0).save(out, "PNG", transparency=0)
    assert opened(photo(out.getvalue())).getpixel((9, 9)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no sound JPEG or PNG"),
        (b"GIF89a" + bytes(99), "no sound JPEG or PNG"),
        (picture(kind="BMP"), "no sound JPEG or PNG"),
        (picture()[:900], "no sound JPEG or PNG"),
        (picture((100, 140)), "at least 177×248"),
        (picture((600, 600)), "as wide as high"),
        (picture((300, 600)), "as wide as high"),
        (picture() + bytes(RULE.most_bytes), "where 4096 may be"),
    ],
)
def test_what_is_no_photograph_is_refused(content: bytes, words: str) -> None:
    assert words in refused(content).message.en


def test_a_picture_that_unpacks_without_end_is_refused_unopened() -> None:
    def chunk(name: bytes, data: bytes) -> bytes:
        body = name + data
        return len(data).to_bytes(4) + body + zlib.crc32(body).to_bytes(4)

    def bomb(side: int) -> bytes:
        header = side.to_bytes(4) + side.to_bytes(4) + b"\x08\x02\0\0\0"
        parts = (
            chunk(b"IHDR", header),
            chunk(b"IDAT", zlib.compress(bytes(9))),
            chunk(b"IEND", b""),
        )
        return b"\x89PNG\r\n\x1a\n" + b"".join(parts)

    assert "9000×9000" in refused(bomb(9_000)).message.en
    assert "no sound" in refused(bomb(100_000)).message.en  # Pillow's own limit


@given(st.binary(max_size=80), st.integers(0, 3_000), st.booleans())
def test_damage_is_refused_or_mended_never_a_crash(junk: bytes, at: int, png: bool) -> None:
    content = bytearray(picture((200, 280), "PNG" if png else "JPEG"))
    content[at : at + len(junk)] = junk
    try:
        assert opened(photo(bytes(content))).size == (RULE.width, RULE.height)
    except PhotoError as error:
        assert error.message.en  # noqa: PT017 – either end is right


def test_a_drawn_portrait_is_a_photograph_and_the_same_each_time() -> None:
    assert portrait(1) == portrait(1) != portrait(2)
    assert {photo(portrait(seed))[:2] for seed in range(8)} == {b"\xff\xd8"}
