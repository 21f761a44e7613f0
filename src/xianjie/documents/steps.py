"""A step of a check: what was looked at, how it came out, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from xianjie.text import Text


class Outcome(StrEnum):
    """How a step came out; `OPEN` is neither: what it needs is lacking."""

    HELD = "held"
    FAILED = "failed"
    OPEN = "open"
    LEFT_OUT = "left_out"

    @property
    def label(self) -> Text:
        return _LABELS[self]


_LABELS = {
    Outcome.HELD: Text("成立", "holds"),
    Outcome.FAILED: Text("不成立", "does not hold"),
    Outcome.OPEN: Text("未能确定", "not settled"),
    Outcome.LEFT_OUT: Text("未进行", "not carried out"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """``name`` is for programs; ``title`` and ``detail`` are for people."""

    name: str
    title: Text
    outcome: Outcome
    detail: Text
