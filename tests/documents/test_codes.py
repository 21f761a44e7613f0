"""QR codes in pictures: of paper as a telephone takes it; hostile pictures are refused."""

from __future__ import annotations

import io
import struct
import time
import zlib

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from tests.documents.apart import apart
from xianjie.documents import codes
from xianjie.documents.code_process import MOST_PIXELS, answer
from xianjie.documents.codes import MOST_BYTES, PictureError, is_picture, read_codes

LONG = "https://hrss.example/verify/offline#" + "0123456789" * 70


def drawn(text: str, scale: int = 6) -> Image.Image:
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    return Image.fromarray(np.asarray(made.to_image(scale=scale, add_quiet_zones=True)))


def written(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def on_paper(*texts: str) -> Image.Image:
    """Codes on a page, photographed askew in poor light."""
    page = Image.new("L", (2400, 1800), 235)
    for place, text in enumerate(texts):
        page.paste(drawn(text, 5), (300 + 1000 * place, 600))
    turned = page.rotate(7, expand=True, fillcolor=90, resample=Image.Resampling.BICUBIC)
    return Image.eval(turned, lambda value: 40 + value // 2)


def refused(picture: bytes) -> str:
    with pytest.raises(PictureError) as refusal:
        read_codes(picture)
    assert refusal.value.message.zh
    return refusal.value.message.en


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("PNG", "1"),
        ("PNG", "RGBA"),
        ("PNG", "P"),
        ("JPEG", "RGB"),
        ("JPEG", "CMYK"),
        ("WEBP", "RGB"),
    ],
)
def test_a_code_is_read_from_each_kind_of_picture(kind: str, mode: str) -> None:
    picture = written(drawn(LONG).convert(mode), kind)
    assert is_picture(picture)
    assert answer(picture) == {"texts": [LONG]}


def test_codes_are_read_from_a_photograph_each_once() -> None:
    assert read_codes(written(on_paper(LONG), "JPEG", quality=60)) == [LONG]
    large = on_paper(LONG).resize((5200, 4100))
    assert answer(written(large, "JPEG", quality=60)) == {"texts": [LONG]}
    two = answer(written(on_paper("a", "b"), "JPEG"))["texts"]
    assert sorted(two) == ["a", "b"]
    assert answer(written(on_paper("a", "a")))["texts"] == ["a"]


def test_what_is_clear_counts_as_white() -> None:
    code = drawn(LONG)
    clear = Image.new("RGBA", code.size, (0, 0, 0, 0))
    clear.paste((0, 0, 0, 255), mask=Image.eval(code, lambda value: 255 - value))
    assert answer(written(clear)) == {"texts": [LONG]}


def test_a_picture_without_a_code_is_told_what_to_do() -> None:
    assert "no QR code was found" in refused(written(Image.new("L", (500, 500), 255)))
    assert answer(written(drawn(LONG).crop((0, 0, 200, 500)))) == {"texts": []}


def bomb(width: int, height: int) -> bytes:
    """A PNG that unpacks to so many pixels from a few kilobytes."""
    row = b"\0" + bytes(width // 8)
    pack = zlib.compressobj(9)
    data = b"".join(pack.compress(row) for _ in range(height)) + pack.flush()

    def chunk(name: bytes, content: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + content))
        return struct.pack(">I", len(content)) + name + content + check

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(40_000, 40_000), (65_000, 1_000)])
def test_a_bomb_is_refused_before_it_is_unpacked(size: tuple[int, int]) -> None:
    assert size[0] * size[1] > MOST_PIXELS
    begun = time.perf_counter()
    assert "too large" in refused(bomb(*size))
    assert time.perf_counter() - begun < 10


def test_what_is_no_picture_is_refused() -> None:
    whole = written(drawn("a"))
    for content in (b"", b"x", whole[:-30], b"GIF89a" + bytes(20), b"<svg/>", b"%PDF-1.7"):
        assert "no sound" in refused(content)
    assert "too large" in refused(b"\xff\xd8\xff" + bytes(MOST_BYTES))


def test_the_process_ends_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes too long or too much comes back as words, not as a hanging page."""
    for refusal, says in (("time", "too long"), ("memory", "abnormal size")):
        monkeypatch.setattr(codes, "answer_apart", lambda *_, told=refusal: {"refused": told})
        assert says in refused(written(drawn("a")))


@pytest.mark.slow
def test_damaged_pictures_never_crash_the_reader() -> None:
    whole = bytearray(written(on_paper("a"), "JPEG", quality=40))
    for at in range(0, len(whole), len(whole) // 200):
        damaged = bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        assert set(apart(answer, damaged)) in ({"texts"}, {"refused"})
