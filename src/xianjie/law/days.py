"""Comparisons of days: a fact with a dated parameter of the law, or two facts with each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from xianjie.law.conditions import Condition, Leaf, Not, Value
from xianjie.law.facts import DayFact, Fact
from xianjie.text import Text

Comparison = Literal["<", "<=", ">", ">="]

_WORDS: Mapping[Comparison, Text] = {
    "<": Text("早于", "is before"),
    "<=": Text("不晚于", "is on or before"),
    ">": Text("晚于", "is after"),
    ">=": Text("不早于", "is on or after"),
}
_OPPOSITE: Mapping[Comparison, Comparison] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


@dataclass(frozen=True)
class NamedDay:
    """A dated parameter by name; its day is known once a jurisdiction and readings are chosen."""

    name: str


@dataclass(frozen=True)
class FixedDay:
    """A parameter with its day, clauses and the reading it rests on."""

    name: str
    day: date
    label: Text = field(compare=False)
    clauses: tuple[str, ...] = field(default=(), compare=False)
    reading: str | None = field(default=None, compare=False)


@dataclass(frozen=True)
class CompareNamed(Condition):
    """``left`` against a parameter that still has no day; replaced by `CompareDay`."""

    left: DayFact
    comparison: Comparison
    right: NamedDay


@dataclass(frozen=True)
class CompareDay(Leaf):
    """``left`` against a day of the law. False where the fact is none."""

    left: DayFact
    comparison: Comparison
    right: FixedDay

    @property
    def facts(self) -> tuple[Fact, ...]:
        return (self.left,)

    @property
    def formula(self) -> str:
        return f"{self.left.name} {self.comparison} {self.right.name}"

    @property
    def exact(self) -> str:
        return f"{self.formula} ({self.right.day})"

    def holds(self, values: Mapping[str, Value]) -> bool:
        return compare(values[self.left.name], self.comparison, self.right.day)

    def text(self, *, holds: bool) -> Text:
        right = self.right
        said = Text(f"{right.day}（{right.label.zh}）", f"{right.day} ({right.label.en})")
        return _words(self.left, self.comparison, said, holds=holds)


@dataclass(frozen=True)
class CompareFacts(Leaf):
    """Two days of the case against each other. False where either is none."""

    left: DayFact
    comparison: Comparison
    right: DayFact

    @property
    def facts(self) -> tuple[Fact, ...]:
        return (self.left, self.right)

    @property
    def formula(self) -> str:
        return f"{self.left.name} {self.comparison} {self.right.name}"

    def holds(self, values: Mapping[str, Value]) -> bool:
        return compare(values[self.left.name], self.comparison, values[self.right.name])

    def text(self, *, holds: bool) -> Text:
        said = _words(self.left, self.comparison, self.right.label, holds=holds)
        return said if holds else _unless_none(self.right, said)


@dataclass(frozen=True)
class IsDay(Leaf):
    """A day as given. No rule says so: it explains how two days of a case force a third's part."""

    left: DayFact
    day: date | None

    @property
    def facts(self) -> tuple[Fact, ...]:
        return (self.left,)

    @property
    def formula(self) -> str:
        return f"{self.left.name} == {self.day or 'none'}"

    def holds(self, values: Mapping[str, Value]) -> bool:
        return values[self.left.name] == self.day

    def text(self, *, holds: bool) -> Text:
        zh, en = self.left.show(self.day, "zh"), self.left.show(self.day, "en")
        if holds:
            return Text(f"{self.left.label.zh}为{zh}", f"{self.left.label.en} is {en}")
        return Text(f"{self.left.label.zh}不是{zh}", f"{self.left.label.en} is not {en}")


class Day:
    """One side of a comparison as rules write it: ``Day(held_on) < PROVINCIAL_NOTICE``.

    A thin shell, so that facts keep Python's own equality and order.
    """

    def __init__(self, fact: DayFact) -> None:
        self.fact = fact

    def __lt__(self, other: NamedDay | Day) -> Condition:
        return _comparison(self.fact, "<", other)

    def __le__(self, other: NamedDay | Day) -> Condition:
        return _comparison(self.fact, "<=", other)

    def __gt__(self, other: NamedDay | Day) -> Condition:
        return _comparison(self.fact, ">", other)

    def __ge__(self, other: NamedDay | Day) -> Condition:
        return _comparison(self.fact, ">=", other)


def compare(left: Value, comparison: Comparison, right: Value) -> bool:
    """Two days, or false when either is none."""
    if not isinstance(left, date) or not isinstance(right, date):
        return False
    match comparison:
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case _:
            return left >= right


def _comparison(left: DayFact, comparison: Comparison, right: NamedDay | Day) -> Condition:
    """In the one form that shares atoms: > and >= become the opposite where none cannot be."""
    may_be_none = left.none is not None or (isinstance(right, Day) and right.fact.none is not None)
    if comparison in {">", ">="} and not may_be_none:
        return Not(_comparison(left, _OPPOSITE[comparison], right))
    if isinstance(right, Day):
        return CompareFacts(left, comparison, right.fact)
    return CompareNamed(left, comparison, right)


def _words(left: DayFact, comparison: Comparison, right: Text, *, holds: bool) -> Text:
    words = _WORDS[comparison if holds else _OPPOSITE[comparison]]
    said = Text(f"{left.label.zh}{words.zh}{right.zh}", f"{left.label.en} {words.en} {right.en}")
    return said if holds else _unless_none(left, said)


def _unless_none(fact: DayFact, said: Text) -> Text:
    """A comparison that does not hold, where the day may be one that there was not."""
    if fact.none is None:
        return said
    return Text(f"{fact.none.zh}，或{said.zh}", f"{fact.none.en}, or {said.en}")
