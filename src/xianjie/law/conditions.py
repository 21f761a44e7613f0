"""Conditions: a frozen expression tree over facts, built in Python and evaluated elsewhere.

Rules are written with ``&``, ``|`` and ``~`` over the leaves that facts give
(``registered_on < PROVINCIAL_NOTICE``). Three kinds of node carry law rather than logic: a named
notion with its clause (`Defined`), a point the text leaves open (`ByReading`) and the outcome of
another decision (`Outcome`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal, NoReturn

from xianjie.text import Text

if TYPE_CHECKING:
    from xianjie.law.facts import Fact

Value = bool | str | date | None
Choice = Literal["taken", "alternative"]


class Condition:
    """A statement about a case, true or false once every fact it names is known."""

    def __and__(self, other: Condition) -> Condition:
        return And((self, other))

    def __or__(self, other: Condition) -> Condition:
        return Or((self, other))

    def __invert__(self) -> Condition:
        return self.part if isinstance(self, Not) else Not(self)

    def __bool__(self) -> NoReturn:
        message = "a condition has no truth value while it is written: use & | ~ for and, or, not"
        raise TypeError(message)


class Leaf(Condition, ABC):
    """A condition that is not taken apart further: an atom of the decisions that use it.

    Two leaves are equal when they ask the same question, whatever they are called.
    """

    @property
    @abstractmethod
    def facts(self) -> tuple[Fact, ...]:
        """The facts that settle it, the one it speaks of first."""

    @property
    @abstractmethod
    def formula(self) -> str:
        """The same in every language, for machines and for the hash of the rules."""

    @property
    def exact(self) -> str:
        """The formula with every day in it that a reading or a later notice may move."""
        return self.formula

    @abstractmethod
    def holds(self, values: Mapping[str, Value]) -> bool:
        """Its truth, given a value for each of ``facts`` by name."""

    @abstractmethod
    def text(self, *, holds: bool) -> Text:
        """The condition, or its opposite, as words."""


@dataclass(frozen=True)
class Constant(Condition):
    value: bool


ALWAYS = Constant(value=True)
NEVER = Constant(value=False)


@dataclass(frozen=True)
class And(Condition):
    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Or(Condition):
    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Not(Condition):
    part: Condition


@dataclass(frozen=True)
class Defined(Condition):
    """A notion that the text names; sentences use its words, proofs its parts."""

    words: Text
    opposite: Text
    part: Condition
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True)
class ByReading(Condition):
    """A condition whose form depends on how an unclear word is read."""

    reading: str
    taken: Condition
    alternative: Condition


@dataclass(frozen=True)
class InLightOf(Condition):
    """A condition that a reading stands behind; what is left of `ByReading` once it is chosen."""

    reading: str
    part: Condition


@dataclass(frozen=True)
class OutcomeIs(Condition):
    """Another decision, asked about the same case, answers with one of ``outcomes``.

    ``assume`` fixes facts of that decision, ``rename`` takes them from facts of this one.
    """

    decision: str
    outcomes: tuple[str, ...]
    assume: tuple[tuple[str, Value], ...] = ()
    rename: tuple[tuple[str, Fact], ...] = ()


@dataclass(frozen=True)
class Hosted(Condition):
    """The condition of a rule of a called decision, remembering whose rule it was."""

    decision: str
    rule: str
    clauses: tuple[str, ...]
    part: Condition


def named(
    zh: str, en: str, part: Condition, *, unless: Text, clauses: tuple[str, ...] = ()
) -> Defined:
    """A named notion: its words, the words for its opposite, what it means, its clauses."""
    return Defined(Text(zh, en), unless, part, clauses)


def outcome_is(
    decision: str,
    *outcomes: str,
    assume: Mapping[str, Value] | None = None,
    rename: Mapping[str, Fact] | None = None,
) -> OutcomeIs:
    """Ask another decision: true when its outcome is one of ``outcomes``."""
    return OutcomeIs(
        decision, outcomes, tuple((assume or {}).items()), tuple((rename or {}).items())
    )


def conjunction(parts: tuple[Condition, ...]) -> Condition:
    """All of ``parts``, without nesting and without constants that change nothing."""
    flat = _flatten(And, parts)
    if NEVER in flat:
        return NEVER
    kept = tuple(part for part in flat if part != ALWAYS)
    return And(kept) if len(kept) > 1 else (kept[0] if kept else ALWAYS)


def disjunction(parts: tuple[Condition, ...]) -> Condition:
    """Any of ``parts``, without nesting and without constants that change nothing."""
    flat = _flatten(Or, parts)
    if ALWAYS in flat:
        return ALWAYS
    kept = tuple(part for part in flat if part != NEVER)
    return Or(kept) if len(kept) > 1 else (kept[0] if kept else NEVER)


def negation(part: Condition) -> Condition:
    if isinstance(part, Constant):
        return NEVER if part.value else ALWAYS
    return ~part


def _flatten(kind: type[And | Or], parts: tuple[Condition, ...]) -> tuple[Condition, ...]:
    flat: list[Condition] = []
    for part in parts:
        flat.extend(_flatten(kind, part.parts) if isinstance(part, kind) else (part,))
    return tuple(flat)
