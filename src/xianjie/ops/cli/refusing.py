"""What click refuses, an option that lacks or a value that cannot be, in the reader's language.

Click's own words are English. The Chinese ones are made from what its errors hold: which option it
is, and which values it takes.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from contextlib import contextmanager

import click
from click.exceptions import NoArgsIsHelpError, NoSuchCommand, NoSuchOption

from xianjie.errors import XianjieError
from xianjie.text import Text

_TOO_MANY = re.compile(r"Got unexpected extra arguments? \((.*)\)", re.DOTALL)
_GIVEN = re.compile(r"'[^']*'|^-?[0-9.]+")  # click writes it as Python would
_PLAIN = {click.INT: "应为整数", click.FLOAT: "应为数", click.BOOL: "应为 true 或 false"}
_VALUES = re.compile(r"requires (an|\d+) arguments?")


class WrongUsage(XianjieError):
    """A command that was typed wrongly; the message says what is wrong and where help is."""


@contextmanager
def in_our_words() -> Generator[None]:
    """Raises `WrongUsage` for what click refuses; help that stands for an error is left alone."""
    try:
        yield
    except NoArgsIsHelpError:
        raise
    except click.ClickException as error:
        raise WrongUsage(_told(error)) from error


def _told(error: click.ClickException) -> Text:
    zh, en = _zh(error), error.format_message().rstrip(".")
    context = getattr(error, "ctx", None)
    if context is None:
        return Text(zh, en)
    at = f"{context.command_path} --help"
    return Text(f"{zh}；用法见 {at}", f"{en}; see {at}")


def _zh(error: click.ClickException) -> str:
    if isinstance(error, click.BadParameter):
        return _of_value(error)
    match error:
        case NoSuchCommand(command_name=name, possibilities=near):
            return f"没有命令 {name}{_near(near)}"
        case NoSuchOption(option_name=name, possibilities=near):
            return f"没有选项 {name}{_near(near)}"
        case click.BadOptionUsage(option_name=name):
            takes = _VALUES.search(error.message)
            return f"选项 {name} " + ("要带一个值" if takes else "不带值，或用法不对")
        case click.FileError(ui_filename=name):
            return f"不能打开文件 {name}"
        case _:
            extra = _TOO_MANY.match(error.message)
            return f"多出的参数：{extra[1]}" if extra else f"用法不对：{error.message}"


def _of_value(error: click.BadParameter) -> str:
    parameter = error.param
    if isinstance(error, click.MissingParameter):
        kind = "参数" if isinstance(parameter, click.Argument) else "选项"
        wanted = isinstance(parameter and parameter.type, click.Choice)
        return f"缺少{kind} {_named(error)}" + (f"，{rule_of(parameter)}" if wanted else "")
    given = _GIVEN.search(error.message)
    got = f"；得到的是 {given[0]}" if given else ""
    return f"{_named(error)}：{rule_of(parameter) or error.message}{got}"


def _near(names: Sequence[str] | None) -> str:
    return f"；是否指 {'、'.join(names)}" if names else ""


def _named(error: click.BadParameter) -> str:
    """The option or argument as it is typed."""
    if isinstance(error.param_hint, str):
        return error.param_hint
    match error.param:
        case None:
            return "、".join(error.param_hint or ("值",))
        case click.Argument():
            return error.param.make_metavar(error.ctx) if error.ctx else error.param.name or ""
        case _:
            return max(error.param.opts, key=len)


def rule_of(parameter: click.Parameter | None) -> str:
    """What its values are; empty where only the message says so."""
    kind = parameter and parameter.type
    match kind:
        case click.Choice(choices=choices):
            return f"应为 {'、'.join(map(str, choices))} 之一"
        case click.IntRange():
            return f"应为整数{_bounds(kind)}"
        case click.FloatRange():
            return f"应为数{_bounds(kind)}"
        case click.Path():
            what = "文件" if kind.file_okay else "文件夹"
            return f"没有这个{what}，或不能用"
        case _:
            return _PLAIN.get(kind, "") if kind else ""


def _bounds(kind: click.IntRange | click.FloatRange) -> str:
    least = f"，{'大于' if kind.min_open else '不小于'} {kind.min}" if kind.min is not None else ""
    most = f"，{'小于' if kind.max_open else '不大于'} {kind.max}" if kind.max is not None else ""
    return least + most
