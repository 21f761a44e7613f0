"""What can be wrong with a notice, and how it is said.

NoticeError  the notice cannot be read; ``problems`` names every line, rule and fix
"""

from dataclasses import dataclass
from enum import StrEnum

from xianjie.errors import XianjieError
from xianjie.text import Text

_SHOWN_PROBLEMS = 10
_SHOWN_CHARACTERS = 60


class ProblemKind(StrEnum):
    ENCODING = "encoding"
    NO_TABLE = "no_table"
    STRAY_LINE = "stray_line"
    CELLS = "cells"
    ITEM = "item"
    SEQUENCE = "sequence"
    ORPHAN = "orphan"
    QUALIFICATION = "qualification"
    OCCUPATIONS = "occupations"
    DEPARTMENTS = "departments"
    BATCH = "batch"
    TITLE_COUNT = "title_count"


@dataclass(frozen=True, slots=True)
class Problem:
    """One broken rule. ``line`` counts from 1; ``occupations`` are those the line names."""

    kind: ProblemKind
    line: int
    message: Text
    item: int | None = None
    occupations: tuple[str, ...] = ()


class NoticeError(XianjieError):
    """The notice has no annex that can be read; ``line`` is that of the first problem."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(_joined(problems))
        self.problems = problems
        self.line = problems[0].line


def shown(text: str) -> str:
    """The text on one line and no longer than a message can bear."""
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN_CHARACTERS else line[:_SHOWN_CHARACTERS] + "…"


def _joined(problems: tuple[Problem, ...]) -> Text:
    told = problems[:_SHOWN_PROBLEMS]
    zh = [problem.message.zh for problem in told]
    en = [problem.message.en for problem in told]
    left = len(problems) - len(told)
    if left:
        zh.append(f"另有 {left} 处问题。")
        en.append(f"{left} more problems.")
    return Text("\n".join(zh), "\n".join(en))
