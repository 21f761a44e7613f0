"""The law of one jurisdiction under one set of choices: what is asked, shown and compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import get_args

from xianjie.law.answers import Answer
from xianjie.law.closing import Choices, Closer
from xianjie.law.compiled import CompiledDecision
from xianjie.law.conditions import Choice, Condition
from xianjie.law.days import FixedDay
from xianjie.law.errors import LawError, UnknownNameError
from xianjie.law.layers import Source
from xianjie.law.rules import Clause, Decision, Parameter, Reading
from xianjie.text import Text

_CHOICES = get_args(Choice)


class Law:
    """All decisions of a jurisdiction. ``readings`` and ``dates`` depart from the law in force."""

    def __init__(
        self,
        source: Source,
        readings: Mapping[str, Choice] | None = None,
        dates: Mapping[str, date] | None = None,
    ) -> None:
        self.source = source
        self.choices = Choices(dict(readings or {}), dict(dates or {}))
        for name, choice in self.choices.readings.items():
            _require(Text("理解", "reading"), name, source.readings)
            _require(Text(f"理解 {name} 的取法", f"choice for reading {name}"), choice, _CHOICES)
        for name, day in self.choices.dates.items():
            _require(Text("日期", "date"), name, source.parameters)
            if not isinstance(day, date):
                raise LawError(
                    Text(f"日期 {name} 应为 date，得到 {day!r}", f"date {name} is no date: {day!r}")
                )
        self._closer = Closer(source, self.choices)
        self._compiled: dict[str, CompiledDecision] = {}
        self._variants: dict[str, Law] = {}

    @property
    def id(self) -> str:
        return self.source.id

    @property
    def title(self) -> Text:
        return self.source.title

    @property
    def clauses(self) -> Mapping[str, Clause]:
        return self.source.clauses

    @property
    def readings(self) -> Mapping[str, Reading]:
        return self.source.readings

    @property
    def parameters(self) -> Mapping[str, Parameter]:
        """Dated parameters as the texts set them; `days` has them under the choices."""
        return self.source.parameters

    @cached_property
    def days(self) -> Mapping[str, FixedDay]:
        """Every dated parameter as it stands under the choices."""
        return {name: self._closer.day(name) for name in self.source.parameters}

    @cached_property
    def decisions(self) -> Mapping[str, CompiledDecision]:
        return {name: self.decision(name) for name in self.source.decisions}

    def decision(self, name: str) -> CompiledDecision:
        """Raises `UnknownNameError` that lists the decisions there are."""
        _require(Text("决定", "decision"), name, self.source.decisions)
        if name not in self._compiled:
            self._compiled[name] = self._compile(self.source.decisions[name])
        return self._compiled[name]

    def condition(self, condition: Condition) -> Condition:
        """A condition as rules write it, closed under the choices."""
        return self._closer.condition(condition)

    def decide(self, decision: str, facts: Mapping[str, object]) -> Answer:
        """Ask one decision about a case; facts typed or JSON; raises `LawError`."""
        return self.decision(decision).decide(facts)

    def variant(self, reading: str) -> Law:
        """The same law with one reading turned the other way."""
        if reading not in self._variants:
            flipped = self.choices.flipped(reading)
            self._variants[reading] = Law(self.source, flipped.readings, flipped.dates)
        return self._variants[reading]

    def _compile(self, decision: Decision) -> CompiledDecision:
        return CompiledDecision(
            self.source,
            self.choices,
            decision,
            lambda reading: self.variant(reading).decision(decision.name),
        )


def _require(kind: Text, name: str, known: Iterable[str]) -> None:
    if name not in known:
        raise UnknownNameError(kind, name, known)
