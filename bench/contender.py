"""What takes part: a way to answer one case, and how its answer is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from xianjie.law import Value
from xianjie.text import Text

Case = Mapping[str, Value]


def as_it_is(value: object) -> Any:  # noqa: ANN401 - each contender has a form of its own
    return value


@dataclass(frozen=True, slots=True)
class Contender:
    """``prepare`` (never timed) gives a case the form that ``ask`` (timed) takes.

    ``outcome`` (never timed) reads the outcome's name from what ``ask`` returned; ``aim`` is how
    many times the hand-written function's time it may take, where the project has set one.
    """

    name: Text
    ask: Callable[[Any], object]
    prepare: Callable[[Case], Any] = as_it_is
    outcome: Callable[[Any], object] = as_it_is
    aim: int | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """A peer that cannot take part here, and why."""

    name: Text
    reason: Text
