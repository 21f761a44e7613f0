"""What must hold of the rules in every case, checked over whichever cases there can be."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import Literal

from xianjie.law.codegen import NO_RULE, rule_function
from xianjie.law.compiled import CompiledDecision
from xianjie.law.conditions import ALWAYS, Condition, Value
from xianjie.law.facts import Fact
from xianjie.law.law import Law
from xianjie.law.rules import Property
from xianjie.law.signatures import Space
from xianjie.law.walking import uses
from xianjie.text import Lang, Text

Kind = Literal["gap", "overlap", "precedence", "dead_rule", "clause", "property"]


@dataclass(frozen=True)
class Failure:
    """What is not as it must be; ``case`` is one in which it shows, facts in order."""

    kind: Kind
    where: str
    words: Text
    facts: tuple[Fact, ...] = ()
    case: Mapping[str, Value] | None = None

    def as_json(self, lang: Lang) -> dict[str, object]:
        case = self.case
        return {
            "kind": self.kind,
            "where": self.where,
            "text": self.words.in_(lang),
            "case": case
            and {f.name: f.jsonable(case[f.name]) for f in self.facts if f.name in case},
        }


Overlaps = Mapping[tuple[str, str], int]
Check = Callable[[Space, Collection[int]], Iterator[Failure]]


@dataclass(frozen=True)
class Checked:
    """Something to be checked: in which cases, how, and what tells it from what was checked.

    ``make`` makes the check, which takes a space of the same leaves, their days perhaps moved, and
    those of its signatures that are to be checked.
    """

    rules: object
    space: Space
    make: Callable[[], Check]

    def failures(self) -> Iterator[Failure]:
        """What does not hold in every case there can be."""
        return self.make()(self.space, self.space.signatures)


def everything(law: Law) -> Iterator[Checked]:
    """Every decision: no gap and no unsettled overlap; and every property: it holds."""
    for decision in law.decisions.values():
        yield Checked(
            (decision.name, decision.rules_version),
            decision.space,
            partial(_decision_check, decision),
        )
    for stated in law.source.properties:
        yield _property_checked(law, stated)


def _property_checked(law: Law, stated: Property) -> Checked:
    closed = law.condition(stated.condition)
    leaves = dict.fromkeys(use.leaf for use in uses(closed))
    space = Space(leaves, dict.fromkeys(fact for leaf in leaves for fact in leaf.facts))
    return Checked((stated.name, closed), space, partial(_property_check, stated, closed, space))


def _decision_check(decision: CompiledDecision) -> Check:
    overlaps = overlaps_of(decision)

    def check(space: Space, signatures: Collection[int]) -> Iterator[Failure]:
        yield from _gaps(decision, space, signatures)
        yield from _unsettled(decision, space, overlaps(signatures))

    return check


def _property_check(stated: Property, closed: Condition, space: Space) -> Check:
    holds = rule_function([closed], space.bit)

    def check(space: Space, signatures: Collection[int]) -> Iterator[Failure]:
        for signature in signatures:
            if holds(signature) == NO_RULE:
                case = space.witness(signature)
                yield Failure("property", stated.name, stated.words, space.facts, case)
                return

    return check


def _gaps(
    decision: CompiledDecision, space: Space, signatures: Collection[int]
) -> Iterator[Failure]:
    for signature in signatures:
        if decision.deciding(signature) == NO_RULE:
            yield Failure(
                "gap",
                decision.name,
                Text("没有任何规则适用于这种情形", "no rule applies to this case"),
                decision.facts,
                space.witness(signature),
            )
            return


def overlaps_of(
    decision: CompiledDecision,
) -> Callable[[Collection[int]], Overlaps]:
    """Pairs of rules, earlier and later, that hold together with different outcomes."""
    stated = [rule for rule in decision.rules if rule.when != ALWAYS]
    holds = {r.id: rule_function([r.when], decision.space.bit) for r in stated}

    def among(signatures: Collection[int]) -> Overlaps:
        listed = list(signatures)
        held = {rule.id: _places(holds[rule.id](s) != NO_RULE for s in listed) for rule in stated}
        overlaps: dict[tuple[str, str], int] = {}
        for earlier, later in combinations(stated, 2):
            both = held[earlier.id] & held[later.id]
            if both and earlier.outcome != later.outcome:
                first = (both & -both).bit_length() - 1
                overlaps[earlier.id, later.id] = listed[first]
        return overlaps

    return among


def _places(flags: Iterable[bool]) -> int:
    """The places of the true ones as bits."""
    return int("".join("1" if flag else "0" for flag in flags)[::-1] or "0", 2)


def _unsettled(decision: CompiledDecision, space: Space, overlaps: Overlaps) -> Iterator[Failure]:
    over = {rule.id: frozenset(rule.over) for rule in decision.rules}
    for (earlier, later), signature in overlaps.items():
        if later not in over[earlier]:
            yield Failure(
                "overlap",
                decision.name,
                Text(
                    f"规则 {earlier} 与 {later} 同时成立而结论不同，前者没有写明优先于后者",
                    f"rules {earlier} and {later} both hold with different outcomes, and {earlier} "
                    f"does not say that it goes before {later}",
                ),
                decision.facts,
                space.witness(signature),
            )
