"""Which characters can be printed: the packaged faces first, then Noto Sans CJK of the system.

What is printed with the packaged faces alone has the same bytes on every machine.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

import typst
from fontTools.ttLib import TTFont

from xianjie.errors import XianjieError
from xianjie.text import Text

# Simplified first; the others only for what it lacks, as Japanese for U+20BB7 of 吉.
_PACKAGED = (("Noto Sans SC", "sc"), ("Noto Sans TC", "tc"), ("Noto Sans JP", "jp"))
_OF_SYSTEM = ("Noto Sans CJK SC", "Noto Sans CJK TC", "Noto Serif CJK SC")


class MissingGlyph(XianjieError, ValueError):
    """A character that no font here can print; ``characters`` are all of them."""

    def __init__(self, message: Text, characters: Sequence[str]) -> None:
        super().__init__(message)
        self.characters = tuple(characters)


@dataclass(frozen=True, slots=True)
class Face:
    """A font face: its family, its file and its place in it."""

    family: str
    path: Path
    index: int


def missing_glyphs(text: str) -> list[str]:
    """The characters of a text that no font here has, once each, in their order."""
    return faces_for(text)[1]


def require_glyphs(text: str, label: Text) -> None:
    """Raises `MissingGlyph`, which names the characters, the field and what to do."""
    missing = missing_glyphs(text)
    if not missing:
        return
    named = "、".join(_named(character) for character in missing)
    raise MissingGlyph(
        Text(
            f"“{label.zh}”中有本机字体打不出的字：{named}；不得以别的字代替，"
            "请装上含此字的字体（Debian 的 fonts-noto-cjk）后重印，"
            "仍缺的请核对登记用字后转人工制证",
            f"{label.en!r} holds what no font here can print: {named}; print no other character "
            "in its place: install a font that has it (Debian's fonts-noto-cjk) and print again; "
            "if it is still missing, check the character and have the document made by hand",
        ),
        missing,
    )


def faces_for(text: str) -> tuple[list[Face], list[str]]:
    """The faces that a text needs, first choice first, and the characters that none has."""
    wanted = [letter for letter in dict.fromkeys(text) if letter != "\n"]
    used = []
    for faces in (packaged_faces, system_faces):
        for face in faces():
            held = _characters(face)
            lacking = [letter for letter in wanted if ord(letter) not in held]
            if len(lacking) < len(wanted):
                used.append(face)
            wanted = lacking
            if not wanted:
                return used, []
    return used, wanted


@cache
def packaged_faces() -> tuple[Face, ...]:
    root = Path(str(resources.files("justmytype_intl_cjk"))) / "fonts" / "ofl"
    found = []
    for family, script in _PACKAGED:
        (path,) = (root / f"notosans{script}").glob("*.ttf")
        found.append(Face(family, path, 0))
    return tuple(found)


@cache
def system_faces() -> tuple[Face, ...]:
    """Looked for once, and only when the packaged faces lack a character."""
    listed = typst.Fonts(include_embedded_fonts=False).fonts()
    return tuple(
        Face(family, Path(info.path), info.index)
        for family in _OF_SYSTEM
        for info in listed
        if info.family == family and info.path
    )


def fonts_of(faces: Iterable[Face]) -> typst.Fonts:
    """The fonts in which typst finds these faces."""
    return _fonts(tuple(sorted({str(face.path.parent) for face in faces})))


@cache
def _fonts(folders: tuple[str, ...]) -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders)
    )


@cache
def _characters(face: Face) -> frozenset[int]:
    with TTFont(face.path, fontNumber=face.index, lazy=True) as font:
        return frozenset(font.getBestCmap())


def _named(character: str) -> str:
    shown = character if unicodedata.category(character)[0] not in "CM" else ""
    return f"{shown}（U+{ord(character):04X}）"
