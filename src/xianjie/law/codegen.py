"""Generated Python for the hot path: from a case's facts to its signature, from that to a rule.

Text is generated only from the bits and names of a closed decision, never from a case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

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
    Value,
)
from xianjie.law.facts import BoolFact, DayFact, Fact, KeyFact
from xianjie.law.signatures import Space

T = TypeVar("T")

NO_RULE = -1
_REMEMBERED = 50_000


class Codes:
    """The bits that each value of one fact sets, worked out when first met and remembered.

    ``known`` is a plain dict, which Python looks up quickest; generated code reads it directly.
    """

    def __init__(self, fact: Fact, leaves: Sequence[tuple[int, Leaf]]) -> None:
        self.known: dict[object, int] = {}
        self._fact = fact
        self._leaves = leaves

    def __getitem__(self, raw: object) -> int:
        if raw in self.known:
            return self.known[raw]
        values = {self._fact.name: self._fact.read(raw)}
        bits = sum(1 << bit for bit, leaf in self._leaves if leaf.holds(values))
        _remember(self.known, raw, bits)
        return bits


class Typed:
    """The typed value of each raw one, worked out when first met and remembered."""

    def __init__(self, fact: Fact) -> None:
        self.known: dict[object, Value] = {}
        self._fact = fact

    def __getitem__(self, raw: object) -> Value:
        if raw in self.known:
            return self.known[raw]
        value = self._fact.read(raw)
        _remember(self.known, raw, value)
        return value


def _remember(known: dict[object, T], raw: object, learned: T) -> None:
    if len(known) >= _REMEMBERED:
        known.clear()
    known[raw] = learned


def rule_source(conditions: Sequence[Condition], bit: Mapping[Leaf, int]) -> str:
    """Python text of a function from a signature to the index of the rule that decides."""
    lines = ["def rule(s):"]
    for index, condition in enumerate(conditions):
        lines.append(f"    if {_expression(condition, bit)}:")
        lines.append(f"        return {index}")
    lines.append(f"    return {NO_RULE}")
    return "\n".join(lines) + "\n"


def signature_source(space: Space, facts: Sequence[Fact]) -> str:
    """Python text of a function from raw facts (a mapping, all present) to a signature."""
    paired = [leaf for leaf in space.leaves if len(leaf.facts) > 1]
    terms = [_term(index, fact, space) for index, fact in enumerate(facts)]
    lines = [
        "def signature(f):",
        f"    if len(f) != {len(facts)}:",
        "        raise KeyError",
        f"    s = {' | '.join(terms)}",
    ]
    names = [fact.name for fact in facts]
    days = dict.fromkeys(names.index(fact.name) for leaf in paired for fact in leaf.facts)
    lines.extend(f"    d{index} = typed{index}[f[{names[index]!r}]]" for index in days)
    lines.extend(_pair_line(leaf, space.bit[leaf], names) for leaf in paired)
    lines.append("    return s")
    return "\n".join(lines) + "\n"


def rule_function(conditions: Sequence[Condition], bit: Mapping[Leaf, int]) -> Callable[[int], int]:
    """From a signature to the index of the first condition that holds, or `NO_RULE`."""
    function: Callable[[int], int] = _define(rule_source(conditions, bit), "rule", {})
    return function


class Coder:
    """From the facts of a case, typed or JSON, to its signature and its typed values.

    Raises `FactError` for a value no case can have. ``signature`` needs every fact and no
    other, and raises KeyError if it does not get them, TypeError if a value is a list or mapping.
    """

    def __init__(self, space: Space, facts: Sequence[Fact]) -> None:
        paired = {fact for leaf in space.leaves if len(leaf.facts) > 1 for fact in leaf.facts}
        self._codes: dict[str, Codes | Typed] = {
            fact.name: Typed(fact) if fact in paired else Codes(fact, _single(fact, space))
            for fact in facts
        }
        self._space, self._facts = space, facts
        self._scope: dict[str, object] = {}
        for index, fact in enumerate(facts):
            self._scope[f"codes{index}"] = Codes(fact, _single(fact, space))
            self._scope[f"typed{index}"] = Typed(fact)
            self._scope[f"read{index}"] = fact.read
        self.signature: Callable[[Mapping[str, object]], int] = _define(
            signature_source(space, facts), "signature", {**self._scope}
        )
        self.values: Callable[[Mapping[str, object]], dict[str, Value]] = _define(
            f"def values(f):\n    return {values_expression(facts)}\n", "values", {**self._scope}
        )

    def quick(
        self, result: str, otherwise: Callable[[Mapping[str, object]], T], **scope: object
    ) -> Callable[[Mapping[str, object]], T]:
        """A function of a case: ``result``, an expression over its signature s and its facts f.

        It only looks up what has been met before; any other case goes to ``otherwise``.
        """
        known = {
            name: value.known if isinstance(value, Codes | Typed) else value
            for name, value in self._scope.items()
        }
        source = quick_source(self._space, self._facts, result)
        function: Callable[[Mapping[str, object]], T] = _define(
            source, "quick", {**known, **scope, "otherwise": otherwise}
        )
        return function

    def partial_key(self, known: Mapping[str, Value]) -> tuple[tuple[str, object], ...]:
        """Equal for two incomplete cases (typed values) that no rule can tell apart."""
        return tuple((name, self._codes[name][value]) for name, value in known.items())


def quick_source(space: Space, facts: Sequence[Fact], result: str) -> str:
    """Python text of a signature function that goes on to ``result`` in one go."""
    _, *lines, _ = signature_source(space, facts).splitlines()
    body = "\n".join(f"    {line}" for line in [*lines, f"    return {result}"])
    return (
        f"def quick(f):\n    try:\n{body}\n"
        "    except (KeyError, TypeError):\n        return otherwise(f)\n"
    )


def values_expression(facts: Sequence[Fact]) -> str:
    """Python text that makes typed values of raw facts f, all present and checked."""
    return f"{{{', '.join(_value_item(index, fact) for index, fact in enumerate(facts))}}}"


def _value_item(index: int, fact: Fact) -> str:
    """Days and names may be told in another form than they have; the rest are as they are."""
    raw = f"f[{fact.name!r}]"
    told = f"typed{index}[{raw}]" if isinstance(fact, DayFact | KeyFact) else raw
    return f"{fact.name!r}: {told}"


def _define(source: str, name: str, scope: dict[str, object]) -> Any:  # noqa: ANN401
    exec(compile(source, f"<generated {name}>", "exec"), scope)  # noqa: S102 - our own text
    return scope[name]


def _term(index: int, fact: Fact, space: Space) -> str:
    raw = f"f[{fact.name!r}]"
    if not isinstance(fact, BoolFact):
        return f"codes{index}[{raw}]"
    bits = sum(1 << bit for bit, _ in _single(fact, space))
    return f"({bits} if (v := {raw}) is True else 0 if v is False else read{index}(v))"


def _pair_line(leaf: Leaf, bit: int, names: Sequence[str]) -> str:
    left, right = (names.index(fact.name) for fact in leaf.facts)
    present = "".join(
        f"d{names.index(fact.name)} is not None and "
        for fact in leaf.facts
        if isinstance(fact, DayFact) and fact.none is not None
    )
    comparison = leaf.formula.split()[1]
    return f"    if {present}d{left} {comparison} d{right}: s |= {1 << bit}"


def _single(fact: Fact, space: Space) -> list[tuple[int, Leaf]]:
    return [(bit, leaf) for leaf, bit in space.bit.items() if leaf.facts == (fact,)]


def _expression(node: Condition, bit: Mapping[Leaf, int]) -> str:
    match node:
        case Constant(value):
            return str(value)
        case And(parts):
            return f"({' and '.join(_expression(part, bit) for part in parts)})"
        case Or(parts):
            return f"({' or '.join(_expression(part, bit) for part in parts)})"
        case Not(part):
            return f"(not {_expression(part, bit)})"
        case Defined(part=part) | InLightOf(part=part) | Hosted(part=part):
            return _expression(part, bit)
        case Leaf():
            return f"s & {1 << bit[node]}"
        case _:
            message = f"this condition is not closed: {node}"
            raise TypeError(message)
