"""A decision as one SQL text over coded integers, for any engine that knows CASE.

The text reads a table ``cases``: ``row`` and a column of codes for each fact (see
`xianjie.law.columns.codes`), none of them NULL. It answers each row's class and, from the rules
themselves, the number of the rule that decides, NULL where a fact is unknown. The two come from
the same law by different ways, so whoever runs the text can hold one against the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from xianjie.law import CompiledDecision
from xianjie.law.columns import ColumnDecision
from xianjie.law.columns.classes import Axis, Classes
from xianjie.law.columns.codes import Coding
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
)
from xianjie.law.days import CompareFacts


def statement(asked: ColumnDecision) -> str:
    """``SELECT row, class, rule``; class by ``asked.full``."""
    return f"SELECT row,\n  {class_of(asked)} AS class,\n  {rule_of(asked)} AS rule\nFROM cases"


def class_of(asked: ColumnDecision) -> str:
    """The class of a row as an expression."""
    return _class(asked.full)


def rule_of(asked: ColumnDecision) -> str:
    """The number of the rule that decides a row as an expression."""
    return _rule(asked.decision, asked.codings)


def _class(classes: Classes) -> str:
    terms = [
        f"{stride} * {_place(axis)}"
        for axis, stride in zip(classes.axes, classes.strides, strict=False)
    ]
    if classes.pairs:
        stride = classes.strides[-1]
        terms += [
            f"{stride << place} * CASE WHEN {_pair(leaf, classes.codings)} THEN 1 ELSE 0 END"
            for place, (_, leaf) in enumerate(classes.pairs.leaves)
        ]
    return "\n  + ".join(terms) or "0"


def _place(axis: Axis) -> str:
    """Where a code stands on an axis: the last start that it has reached."""
    starts = [*axis.starts[1:], (axis.coding.unknown, axis.unknown)]
    whens = " ".join(
        f"WHEN {_name(axis.name)} >= {code} THEN {place}" for code, place in starts[::-1]
    )
    return f"CASE {whens} ELSE {axis.starts[0][1]} END"


def _rule(decision: CompiledDecision, codings: Mapping[str, Coding]) -> str:
    unknown = [f"{_name(name)} = {coding.unknown}" for name, coding in codings.items()]
    whens = [
        f"WHEN {_condition(rule.when, codings)} THEN {number}"
        for number, rule in enumerate(decision.rules)
    ]
    return "\n    ".join(["CASE", f"WHEN {' OR '.join(unknown)} THEN NULL", *whens, "END"])


def _condition(node: Condition, codings: Mapping[str, Coding]) -> str:  # noqa: PLR0911 - per kind
    match node:
        case Constant(value):
            return "1 = 1" if value else "1 = 0"
        case And(parts):
            return f"({' AND '.join(_condition(part, codings) for part in parts)})"
        case Or(parts):
            return f"({' OR '.join(_condition(part, codings) for part in parts)})"
        case Not(part):
            return f"NOT {_condition(part, codings)}"
        case Defined(part=part) | InLightOf(part=part) | Hosted(part=part):
            return _condition(part, codings)
        case CompareFacts():
            return f"({_pair(node, codings)})"
        case Leaf():
            return _single(node, codings[node.facts[0].name])
        case _:
            message = f"this condition is not closed: {node}"
            raise TypeError(message)


def _single(leaf: Leaf, coding: Coding) -> str:
    """The stretches of codes in which a leaf holds."""
    steps = [*coding.steps([(leaf, 0)]), (coding.unknown, 0)]
    held = [
        f"({_name(coding.fact.name)} >= {start} AND {_name(coding.fact.name)} < {end})"
        for (start, holds), (end, _) in pairwise(steps)
        if holds
    ]
    return f"({' OR '.join(held) or '1 = 0'})"


def _pair(leaf: CompareFacts, codings: Mapping[str, Coding]) -> str:
    names = [fact.name for fact in leaf.facts]
    present = [f"{_name(n)} <> {codings[n].none}" for n in names if codings[n].none is not None]
    return " AND ".join([f"{_name(names[0])} {leaf.comparison} {_name(names[1])}", *present])


def _name(fact: str) -> str:
    """Quoted: a fact may be called like a word of SQL, such as ``on``."""
    return f'"{fact}"'
