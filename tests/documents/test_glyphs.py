"""Which characters can be printed: rare names, other scripts of the package, the system's font."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from xianjie.documents.glyphs import (
    MissingGlyph,
    faces_for,
    missing_glyphs,
    packaged_faces,
    require_glyphs,
    system_faces,
)
from xianjie.text import Text

RARE = "𬎆𪨊"  # in no packaged face
NAME = Text("姓名", "Name")


@pytest.mark.parametrize(
    ("name", "families"),
    [
        ("李明", ["Noto Sans SC"]),
        ("阿卜杜拉·买买提", ["Noto Sans SC"]),
        ("王䶮", ["Noto Sans SC"]),
        ("𠮷田", ["Noto Sans SC", "Noto Sans JP"]),
        ("José", ["Noto Sans SC"]),
    ],
)
def test_a_name_is_printed_by_the_first_faces_that_have_it(name: str, families: list[str]) -> None:
    faces, missing = faces_for(name)
    assert [face.family for face in faces] == families
    assert missing == []
    require_glyphs(name, NAME)


def test_what_no_face_has_is_named_once_in_order() -> None:
    assert missing_glyphs("王\ue001李\ue000\ue001") == ["\ue001", "\ue000"]
    assert missing_glyphs("") == []
    assert missing_glyphs("李\n明") == []


@pytest.mark.parametrize("unseen", ["\x00", "\u200b", "\U000e0100", "\u202e"])
def test_what_is_not_seen_is_not_printed_either(unseen: str) -> None:
    assert missing_glyphs(f"李{unseen}明") in ([unseen], [])
    if missing_glyphs(unseen):
        with pytest.raises(MissingGlyph, match=f"U\\+{ord(unseen):04X}"):
            require_glyphs(f"李{unseen}明", NAME)


def test_a_refusal_names_character_field_and_fix() -> None:
    with pytest.raises(MissingGlyph) as refusal:
        require_glyphs("王\ue000", NAME)
    zh, en = refusal.value.message.zh, refusal.value.message.en
    assert "姓名" in zh
    assert "U+E000" in zh
    assert "fonts-noto-cjk" in zh
    assert "'Name'" in en
    assert "fonts-noto-cjk" in en


def test_the_packaged_faces_lack_these_rare_characters() -> None:
    held = {face.path for face in packaged_faces()}
    for character in RARE:
        faces, _ = faces_for(character)
        assert not {face.path for face in faces} & held


@pytest.mark.skipif(not system_faces(), reason="fonts-noto-cjk is not installed")
def test_the_systems_face_prints_what_the_package_lacks() -> None:
    assert "𬎆" not in missing_glyphs("𬎆")


def test_a_font_of_the_system_is_found_and_used(tmp_path: Path) -> None:
    """A font of one glyph, installed for a user whose home this is."""
    folder = tmp_path / ".local" / "share" / "fonts"
    folder.mkdir(parents=True)
    _font(folder / "one.ttf", RARE[0])
    done = subprocess.run(
        [sys.executable, "-c", _PRINTING],
        env=os.environ | {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / ".local/share")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == ["[]", "True", "True"], done.stderr


_PRINTING = f"""
import io
from pypdf import PdfReader
from tests.documents import made
from tests.documents.pdfa import faults
from xianjie.documents.glyphs import missing_glyphs
from xianjie.documents.official import Named
from xianjie.documents.skill_certificates import skill_certificate_document
pdf = skill_certificate_document(made.certificate(holder=Named("王{RARE[0]}")))
text = PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
print(missing_glyphs("{RARE[0]}"), "{RARE[0]}" in text, not faults(pdf))
"""


def _font(path: Path, character: str) -> None:
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    for point in ((100, 700), (800, 700), (800, 0)):
        pen.lineTo(point)
    pen.closePath()
    empty = TTGlyphPen(None).glyph()
    builder = FontBuilder(1000)
    builder.setupGlyphOrder([".notdef", "one"])
    builder.setupCharacterMap({ord(character): "one"})
    builder.setupGlyf({".notdef": empty, "one": pen.glyph()})
    builder.setupHorizontalMetrics({".notdef": (1000, 0), "one": (1000, 100)})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    names = {"familyName": "Noto Sans CJK SC", "styleName": "Regular"}
    builder.setupNameTable(names | {"fullName": "Noto Sans CJK SC", "psName": "NotoSansCJKsc"})
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120)
    builder.setupPost()
    builder.save(path)
