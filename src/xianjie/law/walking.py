"""Walking conditions: the calls and leaves in them, where each comes from, and their truth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from xianjie.law.conditions import (
    And,
    ByReading,
    Condition,
    Constant,
    Defined,
    Hosted,
    InLightOf,
    Leaf,
    Not,
    Or,
    OutcomeIs,
    Value,
)
from xianjie.law.days import CompareDay, FixedDay


@dataclass(frozen=True)
class Use:
    """A leaf where a rule uses it.

    ``block`` is the rule it is written in (a called decision's inside the caller's),
    ``host_clauses`` that rule's clauses, ``clauses`` those of the leaf's own words and dates,
    ``readings`` those it depends on, ``notion`` the named notion that is just this leaf.
    """

    leaf: Leaf
    block: tuple[str, ...]
    host_clauses: tuple[str, ...]
    clauses: tuple[str, ...]
    readings: tuple[str, ...]
    notion: Defined | None = None


def uses(
    node: Condition,
    block: tuple[str, ...] = (),
    host_clauses: tuple[str, ...] = (),
    clauses: tuple[str, ...] = (),
    readings: tuple[str, ...] = (),
) -> Iterator[Use]:
    """Every use of a leaf in a closed condition, in the order in which it is written."""
    match node:
        case And(parts) | Or(parts):
            for part in parts:
                yield from uses(part, block, host_clauses, clauses, readings)
        case Not(part):
            yield from uses(part, block, host_clauses, clauses, readings)
        case Defined(part=part, clauses=own):
            for use in uses(part, block, host_clauses, (*clauses, *own), readings):
                yield replace(use, notion=node) if use.leaf is part else use
        case InLightOf(reading, part):
            yield from uses(part, block, host_clauses, clauses, (*readings, reading))
        case Hosted(decision, rule, own, part):
            yield from uses(part, (*block, f"{decision}/{rule}"), own, clauses, readings)
        case CompareDay(right=right):
            yield Use(
                node,
                block,
                host_clauses,
                (*clauses, *right.clauses),
                (*readings, *_reading_of(right)),
            )
        case Leaf():
            yield Use(node, block, host_clauses, clauses, readings)


def calls(node: Condition) -> Iterator[OutcomeIs]:
    """Every decision that a condition as written asks."""
    match node:
        case OutcomeIs():
            yield node
        case And(parts) | Or(parts):
            for part in parts:
                yield from calls(part)
        case Not(part) | Defined(part=part) | InLightOf(part=part):
            yield from calls(part)
        case ByReading(_, taken, alternative):
            yield from calls(taken)
            yield from calls(alternative)


def readings(node: Condition) -> Iterator[str]:
    """Every reading that the form of a condition as written depends on."""
    match node:
        case ByReading(reading, taken, alternative):
            yield reading
            yield from readings(taken)
            yield from readings(alternative)
        case And(parts) | Or(parts):
            for part in parts:
                yield from readings(part)
        case InLightOf(reading, part):
            yield reading
            yield from readings(part)
        case Not(part) | Defined(part=part):
            yield from readings(part)


def holds(node: Condition, values: Mapping[str, Value]) -> bool:
    """A closed condition interpreted as written: what every compiled form is proved equal to."""
    match node:
        case Constant(value):
            return value
        case And(parts):
            return all(holds(part, values) for part in parts)
        case Or(parts):
            return any(holds(part, values) for part in parts)
        case Not(part) | Defined(part=part) | InLightOf(part=part) | Hosted(part=part):
            return holds(part, values) != isinstance(node, Not)
        case Leaf():
            return node.holds(values)
        case _:
            message = f"this condition is not closed: {node}"
            raise TypeError(message)


def _reading_of(day: FixedDay) -> tuple[str, ...]:
    return () if day.reading is None else (day.reading,)
