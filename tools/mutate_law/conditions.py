"""Slips in a condition as written: one leaf, or one joint, other than it should be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from xianjie.law import ByReading, Condition, EnumAttribute, EnumFact
from xianjie.law.conditions import And, Defined, InLightOf, Leaf, Not, Or, OutcomeIs
from xianjie.law.days import CompareFacts, CompareNamed, Comparison
from xianjie.law.facts import BoolFact, HasAttribute, IsOneOf

_NEXT: Mapping[Comparison, Comparison] = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}


@dataclass(frozen=True)
class Slip:
    """``condition`` is the whole condition with the slip in it."""

    kind: str
    what: str
    condition: Condition


def slips(node: Condition) -> Iterator[Slip]:
    """Every slip of a condition; of a reading's two forms only of the one that is taken."""
    match node:
        case And(parts) | Or(parts):
            yield from _joint(node, parts)
        case Not(part) | Defined(part=part) | InLightOf(part=part):
            yield from _inside(part, lambda changed: replace(node, part=changed))
        case ByReading(taken=taken):
            yield from _inside(taken, lambda changed: replace(node, taken=changed))
        case OutcomeIs():
            yield from _asked(node)
        case CompareNamed(left, comparison, right) | CompareFacts(left, comparison, right):
            other = _NEXT[comparison]
            what = f"{left.name} {comparison} {right.name} with {other}"
            yield Slip("comparison", what, replace(node, comparison=other))
        case IsOneOf():
            yield from _options(node)
        case BoolFact() | HasAttribute():
            yield Slip("yes or no", f"not {node.formula}", ~node)


def _joint(node: And | Or, parts: tuple[Condition, ...]) -> Iterator[Slip]:
    said = "and" if isinstance(node, And) else "or"
    if isinstance(node, And):
        yield Slip("joint", f"or for and in: {_told(node)}", Or(parts))
    else:
        yield Slip("joint", f"and for or in: {_told(node)}", And(parts))
    for index, part in enumerate(parts):
        others = parts[:index] + parts[index + 1 :]
        what = f"without “{said} {_told(part)}”"
        yield Slip("part", what, replace(node, parts=others))
        yield from _inside(part, _at(node, index))


def _at(node: And | Or, index: int) -> Callable[[Condition], Condition]:
    parts = node.parts
    return lambda changed: replace(node, parts=(*parts[:index], changed, *parts[index + 1 :]))


def _inside(part: Condition, around: Callable[[Condition], Condition]) -> Iterator[Slip]:
    for slip in slips(part):
        yield replace(slip, condition=around(slip.condition))


def _options(leaf: IsOneOf) -> Iterator[Slip]:
    """Another value instead, one more, or one less."""
    for value in _values(leaf.subject):
        if value not in leaf.options:
            other = replace(leaf, options=(value, *leaf.options[1:]))
            yield Slip("option", f"{other.formula} for {leaf.formula}", other)
            more = replace(leaf, options=(*leaf.options, value))
            yield Slip("option", f"{more.formula} for {leaf.formula}", more)
        elif len(leaf.options) > 1:
            less = replace(leaf, options=tuple(o for o in leaf.options if o != value))
            yield Slip("option", f"{less.formula} for {leaf.formula}", less)


def _values(subject: EnumFact | EnumAttribute) -> tuple[str, ...]:
    return tuple(subject.values)


def _asked(call: OutcomeIs) -> Iterator[Slip]:
    """Another decision asked: for the opposite, for an outcome less, on a wrong assumption."""
    asked = f"{call.decision} answers {' or '.join(call.outcomes)}"
    yield Slip("call", f"not: {asked}", Not(call))
    if len(call.outcomes) > 1:
        for outcome in call.outcomes:
            others = tuple(other for other in call.outcomes if other != outcome)
            yield Slip("call", f"{asked}, {outcome} left out", replace(call, outcomes=others))
    for index, (name, value) in enumerate(call.assume):
        if isinstance(value, bool):
            wrong = (*call.assume[:index], (name, not value), *call.assume[index + 1 :])
            yield Slip(
                "call", f"{asked}, taking {name} as {not value}", replace(call, assume=wrong)
            )


def _told(node: Condition) -> str:  # noqa: PLR0911 - one a kind
    match node:
        case Leaf():
            return node.formula
        case Defined(words=words):
            return words.en
        case Not(part):
            return f"not {_told(part)}"
        case InLightOf(part=part) | ByReading(taken=part):
            return _told(part)
        case CompareNamed(left, comparison, right):
            return f"{left.name} {comparison} {right.name}"
        case And(parts):
            return " and ".join(f"({_told(part)})" for part in parts)
        case Or(parts):
            return " or ".join(f"({_told(part)})" for part in parts)
        case OutcomeIs(decision, outcomes):
            return f"{decision} answers {' or '.join(outcomes)}"
        case _:
            return type(node).__name__.lower()
