"""What a table's columns are: the same words write the template and read it back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Literal

from xianjie.text import LANGS, Text

_FULL_WIDTH = re.compile("[０-９Ａ-Ｚａ-ｚ]")
_FULL_WIDTH_TO_ASCII = 0xFF10 - 0x30

Kind = Literal["text", "day", "whole", "money", "choice"]


@dataclass(frozen=True)
class Column:
    """One column. A choice is read as its code; either language's label or the code may be typed.

    Money is whole fen. Text is where digits must survive: numbers in it are refused.
    """

    name: str
    title: Text
    kind: Kind = "text"
    required: bool = True
    choices: Mapping[str, Text] = field(default_factory=lambda: MappingProxyType({}))
    note: Text | None = None
    example: str = ""
    needed: Text | None = None  # by which rows, where some need what not all do

    def __post_init__(self) -> None:
        if (self.kind == "choice") != bool(self.choices):
            raise ValueError(f"{self.name}: a column of choices has choices, no other has")

    @cached_property
    def codes(self) -> Mapping[str, str]:
        """What may be typed, as `alike` has it → code."""
        return {
            alike(words): code
            for code, label in reversed(tuple(self.choices.items()))  # of two alike, the first
            for words in (label.en, label.zh, code)
        }


@dataclass(frozen=True)
class Template:
    """Columns under an id; a file made from another id or version is refused by name."""

    id: str
    version: int
    title: Text
    columns: tuple[Column, ...]
    examples: tuple[Mapping[str, str], ...] = ()  # rows by the names of columns, as one types them

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        titles = [[column.title.in_(lang) for column in self.columns] for lang in LANGS]
        if not names or any(len(set(each)) < len(each) for each in (names, *titles)):
            raise ValueError(f"{self.id}: no columns, or two of one name or title")

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


def full_width_folded(words: str) -> str:
    """Digits and letters only: other signs may belong to a name as it is registered."""
    return _FULL_WIDTH.sub(lambda found: chr(ord(found[0]) - _FULL_WIDTH_TO_ASCII), words)


def alike(words: str) -> str:
    """Equal for what differs only in case and width."""
    return full_width_folded(words).casefold()
