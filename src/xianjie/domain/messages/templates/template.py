"""A template: what a message says in both languages, with the values that it takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from string import Formatter

from xianjie.errors import XianjieError
from xianjie.text import Text

Value = str | int | date | Text


class NoTemplate(XianjieError):
    """There is no template of that name and version, or it lacks a value."""


@dataclass(frozen=True, slots=True)
class Template:
    """``title`` heads a mail or a page, ``body`` follows it, ``short`` is a text message."""

    name: str
    version: str
    title: Text
    body: Text
    short: Text
    clauses: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for text in (self.title, self.body, self.short):
            if _fields(text.zh) != _fields(text.en):
                message = f"{self.name}: the languages do not take the same values"
                raise ValueError(message)

    @property
    def takes(self) -> frozenset[str]:
        """The names of its values."""
        return frozenset().union(*(_fields(one.zh) for one in (self.title, self.body, self.short)))


@cache
def _fields(text: str) -> frozenset[str]:
    return frozenset(field for _, field, _, _ in Formatter().parse(text) if field)
