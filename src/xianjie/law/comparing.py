"""Two versions of the law side by side: exactly which cases change, and one witness for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xianjie.law.codegen import rule_function
from xianjie.law.compiled import CompiledDecision
from xianjie.law.conditions import Leaf, Value
from xianjie.law.facts import Fact
from xianjie.law.law import Law
from xianjie.law.signatures import Space
from xianjie.text import Lang, Text


@dataclass(frozen=True)
class Term:
    """One condition of a class of cases, and whether it holds there."""

    leaf: Leaf
    holds: bool

    def as_json(self, lang: Lang) -> dict[str, object]:
        return {
            "fact": self.leaf.facts[0].name,
            "condition": self.leaf.exact,
            "holds": self.holds,
            "text": self.leaf.text(holds=self.holds).in_(lang),
        }


@dataclass(frozen=True)
class Change:
    """A class of cases whose outcome goes from ``before`` to ``after``.

    Every case in which all ``terms`` hold as stated changes so; ``witness`` is one of them.
    """

    before: str
    after: str
    terms: tuple[Term, ...]
    facts: tuple[Fact, ...]
    witness: Mapping[str, Value]

    @property
    def lines(self) -> tuple[Text, ...]:
        """The terms as words."""
        return tuple(term.leaf.text(holds=term.holds) for term in self.terms)

    def as_json(self, lang: Lang) -> dict[str, object]:
        return {
            "from": self.before,
            "to": self.after,
            "conditions": [term.as_json(lang) for term in self.terms],
            "witness": {fact.name: fact.jsonable(self.witness[fact.name]) for fact in self.facts},
        }


def compare(before: Law, after: Law) -> dict[str, tuple[Change, ...]]:
    """The changes of every decision that both have and that changes; the others are left out."""
    changed = {
        name: changes(before.decision(name), after.decision(name))
        for name in before.source.decisions
        if name in after.source.decisions
    }
    return {name: found for name, found in changed.items() if found}


def changes(before: CompiledDecision, after: CompiledDecision) -> tuple[Change, ...]:
    """Classes that together hold exactly the cases whose outcome differs."""
    facts = tuple({fact.name: fact for fact in (*before.facts, *after.facts)}.values())
    # What only one version asks comes first, and so is kept where it tells the class apart.
    own = set(before.leaves) ^ set(after.leaves)
    leaves = dict.fromkeys((*before.leaves, *after.leaves))
    space = Space(sorted(leaves, key=lambda leaf: leaf not in own), facts)
    old, new = _outcomes(before, space), _outcomes(after, space)
    differing = {
        signature: (old[signature], new[signature])
        for signature in space.signatures
        if old[signature] != new[signature]
    }
    return tuple(_classes(space, facts, differing))


def _outcomes(decision: CompiledDecision, space: Space) -> Mapping[int, str]:
    rule = rule_function([r.when for r in decision.rules], space.bit)
    return {s: decision.rules[rule(s)].outcome for s in space.signatures}


def _classes(
    space: Space, facts: tuple[Fact, ...], differing: Mapping[int, tuple[str, str]]
) -> Iterator[Change]:
    uncovered = dict(differing)
    while uncovered:
        signature, change = next(iter(uncovered.items()))
        others = [s for s in space.signatures if differing.get(s) != change]
        kept = _generalised(space, signature, others)
        mask = sum(1 << space.bit[leaf] for leaf in kept)
        yield Change(
            before=change[0],
            after=change[1],
            terms=tuple(Term(leaf, bool(signature >> space.bit[leaf] & 1)) for leaf in kept),
            facts=facts,
            witness=space.witness(signature),
        )
        uncovered = {s: c for s, c in uncovered.items() if (s ^ signature) & mask}


def _generalised(space: Space, signature: int, others: Sequence[int]) -> tuple[Leaf, ...]:
    """The leaves that tell the signature from all ``others``, none to spare, the first kept."""
    kept = list(space.leaves)
    for leaf in reversed(space.leaves):
        without = [other for other in kept if other is not leaf]
        mask = sum(1 << space.bit[other] for other in without)
        if all((signature ^ other) & mask for other in others):
            kept = without
    return tuple(kept)
