"""What commands share in speaking to people: language, values typed in, tables, colours."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

import click

from xianjie import clock
from xianjie.clock import iso_day
from xianjie.errors import XianjieError
from xianjie.identifiers import areas
from xianjie.law import Choice
from xianjie.text import LANGS, Lang, Text

T = TypeVar("T")
Decorator = Callable[[Callable[..., object]], Callable[..., object]]


class WrongOption(XianjieError):
    """An option's value that cannot be; the message names the option, the rule and the fix."""


def language(arguments: Sequence[str] = ()) -> Lang:
    """The language of messages: ``--lang``, else ``XIANJIE_LANG``, else Chinese."""
    for option, value in zip(("", *arguments), (*arguments, ""), strict=True):
        if option == "--lang" and value in LANGS:
            return "en" if value == "en" else "zh"
    return "en" if os.environ.get("XIANJIE_LANG", "").lower().startswith("en") else "zh"


LANG_OPTION = click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    default=language,
    show_default="zh",
    help="语言 · language",
)


def day(option: str, given: str) -> date:
    """An ISO day given to an option; raises `WrongOption`."""
    try:
        return iso_day(given)
    except ValueError as error:
        raise WrongOption(
            Text(
                f"{option}：应为日期，写作 2020-09-04；得到的是 {given!r}",
                f"{option}: must be a day written as 2020-09-04, not {given!r}",
            )
        ) from error


def known_day(option: str, given: str | None) -> date:
    """As of which day a register is read: today where none is given; raises `WrongOption`.

    What the law says may be asked of days to come: there it is `day`. A demonstration's records
    reach beyond its day; here, where nobody can switch that day, they are told until the real one.
    """
    today = clock.today()
    if given is None:
        return today
    try:
        return clock.known(day(option, given), max(today, clock.real_today()))
    except clock.DayToCome as error:
        raise WrongOption(
            Text(f"{option}：{error.message.zh}", f"{option}: {error.message.en}")
        ) from error


def as_of_option(option: str = "--on") -> Decorator:
    """The option that says as of which day a register is read: the command is handed the day."""
    return click.option(
        option,
        metavar="DAY",
        callback=lambda context, parameter, given: known_day(option, given),  # noqa: ARG005 - click's
        help="以哪天为准，缺省为今天，不能在今天之后 · as of which day, today or before",
    )


def area(option: str, given: str) -> str:
    """The code of an area given to an option by its code or name; raises `WrongOption`."""
    if found := areas.named(given):
        return found.code
    try:
        return areas.area(given.strip()).code
    except areas.UnknownArea as error:
        raise WrongOption(
            Text(f"{option}：{error.message.zh}", f"{option}: {error.message.en}")
        ) from error


def pairs(option: str, given: Sequence[str]) -> dict[str, str]:
    """``NAME=VALUE`` options as a mapping; raises `WrongOption` for a bad or repeated one."""
    found: dict[str, str] = {}
    for entry in given:
        name, equals, value = entry.partition("=")
        name = name.strip()
        if not equals or not name:
            raise WrongOption(
                Text(
                    f"{option}：应写作 名称=值，得到的是 {entry!r}",
                    f"{option}: must be NAME=VALUE, not {entry!r}",
                )
            )
        if name in found:
            raise WrongOption(
                Text(f"{option}：{name} 给了两次，请只留一个", f"{option}: {name} is given twice")
            )
        found[name] = value
    return found


def choices(given: Sequence[str]) -> dict[str, Choice]:
    """``--reading R4=alternative`` options; raises `WrongOption`."""
    chosen: dict[str, Choice] = {}
    for name, value in pairs("--reading", given).items():
        if value == "alternative":
            chosen[name] = "alternative"
        elif value == "taken":
            chosen[name] = "taken"
        else:
            raise WrongOption(
                Text(
                    f"--reading：{name} 应为 alternative 或 taken，得到的是 {value!r}",
                    f"--reading: {name} must be alternative or taken, not {value!r}",
                )
            )
    return chosen


def table(rows: Sequence[Sequence[str]], *, head: Sequence[str]) -> str:
    """Columns aligned by the width a terminal gives each character."""
    widths = [max(width(row[i]) for row in (head, *rows)) for i in range(len(head))]
    lines = [_line(head, widths), _line(["─" * w for w in widths], widths)]
    return "\n".join([*lines, *(_line(row, widths) for row in rows)])


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(mark) in "WF" else 1 for mark in text)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell + " " * (w - width(cell)) for cell, w in zip(cells, widths, strict=True))
    return "  ".join(padded).rstrip()


def labelled(label: str, said: str, lang: Lang) -> str:
    """A label and what it stands for, in the punctuation of the language."""
    return f"{label}：{said}" if lang == "zh" else f"{label}: {said}"


def aside(said: str, lang: Lang) -> str:
    """An addition in brackets."""
    return f"（{said}）" if lang == "zh" else f" ({said})"


def heading(text: str) -> str:
    return click.style(text, bold=True)


def muted(text: str) -> str:
    return click.style(text, dim=True)
