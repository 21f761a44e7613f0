"""Asking a decision about facts of another: fixed values and renamed facts put into its rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from xianjie.law.conditions import (
    And,
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
from xianjie.law.days import CompareDay, CompareFacts
from xianjie.law.errors import SourceError
from xianjie.law.facts import BoolFact, DayFact, Fact
from xianjie.text import Text


def substitute(node: Condition, call: OutcomeIs) -> Condition:  # noqa: PLR0911 - one a kind
    """``node`` as the call asks it; raises `SourceError` for a change that makes no sense."""
    if not call.assume and not call.rename:
        return node
    match node:
        case And(parts):
            return And(tuple(substitute(part, call) for part in parts))
        case Or(parts):
            return Or(tuple(substitute(part, call) for part in parts))
        case Not(part) | Defined(part=part) | InLightOf(part=part) | Hosted(part=part):
            return replace(node, part=substitute(part, call))
        case OutcomeIs():
            return _nested(node, call)
        case Leaf():
            return _substitute_leaf(node, dict(call.assume), dict(call.rename))
        case _:
            return node


def _nested(inner: OutcomeIs, outer: OutcomeIs) -> OutcomeIs:
    """What the inner call settles stays; what it passes on is then settled by the outer one."""
    fixed, renamed = dict(outer.assume), dict(outer.rename)
    assume, rename = dict(inner.assume), dict[str, Fact]()
    for name, fact in inner.rename:
        if fact.name in fixed:
            assume[name] = fixed[fact.name]
        else:
            rename[name] = renamed.get(fact.name, fact)
    own = assume.keys() | rename.keys()
    assume |= {name: value for name, value in fixed.items() if name not in own}
    rename |= {name: fact for name, fact in renamed.items() if name not in own}
    return replace(inner, assume=tuple(assume.items()), rename=tuple(rename.items()))


def _substitute_leaf(
    leaf: Leaf, assume: Mapping[str, Value], rename: Mapping[str, Fact]
) -> Condition:
    names = {fact.name for fact in leaf.facts}
    if names <= assume.keys():
        return Constant(leaf.holds(assume))
    if names & assume.keys():
        raise _senseless(f"{leaf.formula}: one side is fixed, the other is not")
    return _renamed(leaf, rename) if names & rename.keys() else leaf


def _renamed(leaf: Leaf, rename: Mapping[str, Fact]) -> Condition:
    match leaf:
        case BoolFact(name=name) if isinstance(other := rename[name], BoolFact):
            return other
        case CompareDay(left=left) if isinstance(other := rename[left.name], DayFact):
            return replace(leaf, left=other)
        case CompareFacts(left=left, right=right):
            new_left, new_right = rename.get(left.name, left), rename.get(right.name, right)
            if isinstance(new_left, DayFact) and isinstance(new_right, DayFact):
                return replace(leaf, left=new_left, right=new_right)
    raise _senseless(f"{leaf.formula} cannot be asked of {sorted(rename)}")


def _senseless(what: str) -> SourceError:
    return SourceError(Text(what, what))
