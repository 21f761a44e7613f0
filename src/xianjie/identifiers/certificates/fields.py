"""Fields at fixed positions: checked by rule, read from and written to a number, explained."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from xianjie.errors import XianjieError
from xianjie.identifiers.levels import Level
from xianjie.text import Text


class CertificateNumberError(XianjieError, ValueError):
    """A number that no certificate can have; ``positions`` are the first and last that are wrong.

    Counted from 1; None where it is the whole that is wrong.
    """

    def __init__(self, message: Text, positions: tuple[int, int] | None = None) -> None:
        super().__init__(message)
        self.positions = positions


class Part(NamedTuple):
    """A part of a number, told: positions from 1, both included."""

    positions: tuple[int, int]
    label: Text
    value: str
    meaning: Text


@dataclass(frozen=True, slots=True)
class Field:
    """Digits at fixed positions: the rule that they keep, and what they mean."""

    name: str
    first: int
    last: int
    label: Text
    form: re.Pattern[str]
    rule: Text
    read: Callable[[str], Any]
    told: Callable[[str], Text]

    def check(self, code: str) -> str:
        """The code itself; raises `CertificateNumberError`, which names positions, rule, fix."""
        if self.form.fullmatch(code):
            return code
        one = self.first == self.last
        zh = f"第 {self.first} 位" if one else f"第 {self.first}–{self.last} 位"
        en = f"position {self.first}" if one else f"positions {self.first}–{self.last}"
        raise CertificateNumberError(
            Text(
                f"证书编号{zh}（{self.label.zh}）是 {code!r}，应为{self.rule.zh}；请对照证书更正",
                f"{en} of the certificate number ({self.label.en}) hold {code!r}, but must be "
                f"{self.rule.en}; correct it by the certificate",
            ),
            (self.first, self.last),
        )


class Numbered:
    """What certificate numbers with a year in them share."""

    __slots__ = ()
    year: int

    def year_matches(self, issued: date) -> bool:
        """Whether the number's year is that of a date of issue.

        A number holds the last two digits; the date says which century they are of.
        """
        return issued.year % 100 == self.year

    def full_year(self, by: date) -> int:
        """The year that the two digits mean, where no date of issue is held.

        A certificate is not issued after the day on which it is looked at, so it is the latest
        year with these digits up to ``by``: on a day of 2020, 20 is 2020 and 21 is 1921.
        """
        return by.year - (by.year - self.year) % 100


def read_fields(fields: Sequence[Field], number: str) -> dict[str, Any]:
    """The values of a number of the right length, each field checked in turn."""
    return {
        field.name: field.read(field.check(number[field.first - 1 : field.last]))
        for field in fields
    }


def write_fields(fields: Sequence[Field], values: object) -> str:
    """The number that holds an object's values, each field checked in turn."""
    return "".join(field.check(_code(field, getattr(values, field.name))) for field in fields)


def told_fields(fields: Sequence[Field], number: str) -> list[Part]:
    found = []
    for field in fields:
        code = number[field.first - 1 : field.last]
        found.append(Part((field.first, field.last), field.label, code, field.told(code)))
    return found


def _code(field: Field, value: object) -> str:
    if isinstance(value, int):
        return str(int(value)).zfill(field.last - field.first + 1)
    return str(value)


def year_field(first: int) -> Field:
    return Field(
        "year",
        first,
        first + 1,
        Text("发证年份", "year of issue"),
        re.compile("[0-9]{2}"),
        Text("年份的末两位数字", "the last two digits of the year"),
        int,
        lambda code: Text(f"年份末两位为 {code}", f"the year ends in {code}"),
    )


def level_field(place: int, name: Callable[[Level], Text]) -> Field:
    return Field(
        "level",
        place,
        place,
        Text("等级", "level"),
        re.compile("[1-5]"),
        Text("1 至 5（5 最低，1 最高）", "1 to 5 (5 the lowest, 1 the highest)"),
        lambda code: Level(int(code)),
        lambda code: name(Level(int(code))),
    )


def serial_field(first: int, last: int, per: Text) -> Field:
    width = last - first + 1
    return Field(
        "serial",
        first,
        last,
        Text("顺序号", "serial"),
        re.compile(f"(?!0+$)[0-9]{{{width}}}"),
        Text(f"{1:0{width}} 至 {'9' * width}", f"{1:0{width}} to {'9' * width}"),
        int,
        lambda code: Text(f"{per.zh}的第 {int(code)} 号", f"number {int(code)} {per.en}"),
    )
