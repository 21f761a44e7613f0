"""Why a case has its outcome, and what is still to be known when it has none yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING

from xianjie.law.answers import Explanation, ReadingShown, Reason
from xianjie.law.asking import needs
from xianjie.law.codegen import NO_RULE, rule_function
from xianjie.law.conditions import Condition, Leaf, Value
from xianjie.law.days import IsDay
from xianjie.law.facts import DayFact
from xianjie.law.rules import Rule
from xianjie.law.signatures import Space, combine
from xianjie.law.walking import uses
from xianjie.text import Text

if TYPE_CHECKING:
    from xianjie.law.compiled import CompiledDecision


def explain(decision: CompiledDecision, values: Mapping[str, Value]) -> Explanation:
    """The explanation of a case of which ``values`` (typed) are known."""
    rules = decision.possible(values)
    outcomes = tuple(name for name in decision.outcomes if name in {r.outcome for r in rules})
    if len(outcomes) > 1:
        return Explanation(
            decision=decision.name,
            jurisdiction=decision.jurisdiction,
            outcome=None,
            outcomes=outcomes,
            clauses=(),
            readings=(),
            reasons=(),
            needs=needs(decision, values),
            dates=(),
            rules_version=decision.rules_version,
        )
    forcing = reasons(decision, values, rules, outcomes[0])
    own = _once(chain.from_iterable(rule.clauses for rule in rules))
    return Explanation(
        decision=decision.name,
        jurisdiction=decision.jurisdiction,
        outcome=outcomes[0],
        outcomes=outcomes,
        clauses=own or _once(chain.from_iterable(reason.clauses for reason in forcing)),
        readings=_readings(decision, values, forcing, outcomes[0]),
        reasons=forcing,
        needs=(),
        dates=_dates(decision, values, rules),
        rules_version=decision.rules_version,
    )


def reasons(
    decision: CompiledDecision, values: Mapping[str, Value], rules: Sequence[Rule], outcome: str
) -> tuple[Reason, ...]:
    """The minimal reasons of a case for which one of ``rules`` decides, all with ``outcome``."""
    settled = [leaf for leaf in decision.leaves if all(fact.name in values for fact in leaf.facts)]
    truth = {leaf: leaf.holds(values) for leaf in settled}
    own = {leaf for rule in rules for leaf in decision.leaves_of[rule.id]}
    # From the last on, so that those which stay are the first; those of the rules that decide
    # after all others, so that theirs are the words that stay.
    settled.reverse()
    order = sorted(settled, key=own.__contains__)
    key = (tuple(truth.items()), tuple(order))
    kept = decision.minimal.get(key) or _minimal(decision, truth, order, outcome)
    if kept is None:
        kept = _minimal_with_days(decision, values, truth, order, outcome)
    elif len(decision.minimal) < decision.most_remembered:
        decision.minimal[key] = kept
    return tuple(_reason(decision, leaf, holds=leaf.holds(values)) for leaf in kept)


def _reason(decision: CompiledDecision, leaf: Leaf, *, holds: bool) -> Reason:
    """One for all explanations that have it; a day as given is a case's own and is not kept."""
    found = decision.reasons.get((leaf, holds))
    if found is not None:
        return found
    text, clauses = _text(decision, leaf, holds=holds), _clauses(decision, leaf)
    made = Reason(leaf.facts[0], leaf, holds, clauses, text)
    if not isinstance(leaf, IsDay):
        decision.reasons[leaf, holds] = made
    return made


def _minimal(
    decision: CompiledDecision, truth: Mapping[Leaf, bool], order: Sequence[Leaf], outcome: str
) -> list[Leaf] | None:
    """Leaves that, as they stand, force the outcome in every case there can be; none to spare.

    They are tried for dropping in ``order``. None if even all of them do not force it.
    """
    bit = decision.space.bit
    kept = sum(1 << bit[leaf] for leaf in truth)
    here = sum(1 << bit[leaf] for leaf, holds in truth.items() if holds)
    # What is kept must tell this signature from every one that has another outcome.
    if here in decision.unlike_in(outcome, kept):
        return None
    for leaf in order:
        own = 1 << bit[leaf]
        if (here ^ own) & kept not in decision.unlike_in(outcome, kept):  # it alone tells nothing
            kept &= ~own
    return [leaf for leaf in truth if kept >> bit[leaf] & 1]


def _minimal_with_days(
    decision: CompiledDecision,
    values: Mapping[str, Value],
    truth: Mapping[Leaf, bool],
    order: Sequence[Leaf],
    outcome: str,
) -> list[Leaf]:
    """The same where two known days force what a third, unknown, cannot be; days go first."""
    pins = [
        IsDay(fact, _day(values[fact.name]))
        for component in decision.space.components
        if component.names & values.keys() and not component.names <= values.keys()
        for fact in component.facts
        if fact.name in values and isinstance(fact, DayFact)
    ]
    kept: list[Leaf] = [*truth, *pins]
    for leaf in (*reversed(pins), *order):
        without = [other for other in kept if other is not leaf]
        if _force(decision, without, values, outcome):
            kept = without
    return kept


def _force(
    decision: CompiledDecision, kept: Sequence[Leaf], values: Mapping[str, Value], outcome: str
) -> bool:
    bit = decision.space.bit
    pinned = {leaf.left.name: leaf.day for leaf in kept if isinstance(leaf, IsDay)}
    leaves = [leaf for leaf in kept if leaf in bit]
    mask = sum(1 << bit[leaf] for leaf in leaves)
    here = sum(1 << bit[leaf] for leaf in leaves if leaf.holds(values))
    possible = set(combine(decision.space.possible(pinned)))
    unlike = (signature for signature in decision.unlike[outcome] if signature in possible)
    return all((signature ^ here) & mask for signature in unlike)


def _clauses(decision: CompiledDecision, leaf: Leaf) -> tuple[str, ...]:
    """The clauses of the leaf's own words and dates, else of the first rule that uses it."""
    found = decision.uses_of.get(leaf) or [
        use for use in decision.uses if leaf.facts[0] in use.leaf.facts
    ]
    own = _once(chain.from_iterable(use.clauses for use in found))
    return own or next((use.host_clauses for use in found if use.host_clauses), ())


def _text(decision: CompiledDecision, leaf: Leaf, *, holds: bool) -> Text:
    """In the words of the notion that is just this leaf, where the law names one."""
    uses_of = decision.uses_of.get(leaf, ())
    notion = uses_of[0].notion if uses_of else None
    if notion is None:
        return leaf.text(holds=holds)
    return notion.words if holds else notion.opposite


def _readings(
    decision: CompiledDecision,
    values: Mapping[str, Value],
    reasons: Sequence[Reason],
    outcome: str,
) -> tuple[ReadingShown, ...]:
    """The readings behind the conditions that mattered, and all that could change the outcome."""
    behind = {
        name
        for reason in reasons
        for use in decision.uses_of.get(reason.leaf, ())
        for name in use.readings
    }
    changes = {name: _changes(decision, name, values, outcome) for name in decision.readings}
    return tuple(
        ReadingShown(name, decision.taken(name), changed)
        for name, changed in changes.items()
        if name in behind or changed is not False
    )


def _changes(
    decision: CompiledDecision, reading: str, values: Mapping[str, Value], outcome: str
) -> bool | None:
    if reading not in decision.variants:
        return False
    possible = decision.variants[reading].possible(values)
    outcomes = {rule.outcome for rule in possible}
    if outcome in outcomes:
        return None if len(outcomes) > 1 else False
    return True


def _dates(
    decision: CompiledDecision, values: Mapping[str, Value], rules: Sequence[Rule]
) -> tuple[tuple[str, date], ...]:
    """Deadlines that follow whichever of the rules decides."""
    following = [
        [d.parameter for d in rule.deadlines if not _may_hold(decision, ~d.when, values)]
        for rule in rules
    ]
    common = [name for name in following[0] if all(name in names for names in following)]
    return tuple((name, decision.day(name)) for name in dict.fromkeys(common))


def _may_hold(
    decision: CompiledDecision, condition: Condition, values: Mapping[str, Value]
) -> bool:
    closed = decision.condition(condition)
    leaves = dict.fromkeys(use.leaf for use in uses(closed))
    space = Space(leaves, decision.facts)
    decides = rule_function([closed], space.bit)
    return any(decides(signature) != NO_RULE for signature in combine(space.possible(values)))


def _day(value: Value) -> date | None:
    return value if isinstance(value, date) else None


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
