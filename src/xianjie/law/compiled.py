"""A decision ready to be asked: signatures, generated code, explanations made once and kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cached_property

from xianjie.law.answers import Answer, Explanation, Reason
from xianjie.law.closing import Choices, Closer
from xianjie.law.codegen import NO_RULE, Coder, rule_function, rule_source, values_expression
from xianjie.law.conditions import Condition, Leaf, Value
from xianjie.law.errors import FactError, SourceError
from xianjie.law.explaining import explain
from xianjie.law.facts import Fact, KeyFact
from xianjie.law.layers import Source
from xianjie.law.rules import Decision, Outcome, Rule
from xianjie.law.sentences import Definition, RuleSentence, definitions, rule_sentences
from xianjie.law.signatures import Space, combine
from xianjie.law.walking import Use, uses
from xianjie.text import Lang, Text

_REMEMBERED = 20_000
_REMEMBERED_IF_CHANGED = 500  # anyone may ask under changed dates: many laws, few cases each


class CompiledDecision:
    """One decision of one jurisdiction under one set of choices.

    ``read`` is the decision as people read it (readings chosen), ``closed`` the same over leaves
    alone; ``variant`` gives this decision with one reading turned the other way.
    """

    def __init__(
        self,
        source: Source,
        choices: Choices,
        decision: Decision,
        variant: Callable[[str], CompiledDecision],
    ) -> None:
        self._closer = Closer(source, choices)
        self.source = source
        self.jurisdiction = source.id
        self.read = self._closer.read(decision)
        self.closed = self._closer.close(decision)
        self.name = decision.name
        self.title = decision.title
        self.question = decision.question
        self.facts = self.closed.facts
        self.outcomes: Mapping[str, Outcome] = {o.name: o for o in decision.outcomes}
        self.rules: Sequence[Rule] = self.closed.rules
        self.readings = source.readings
        self._choices = choices
        self._variant = variant
        self._names = {fact.name: fact for fact in self.facts}
        self._outcomes: dict[int, str] = {}
        self._told: dict[object, Explanation] = {}
        self.reasons: dict[tuple[Leaf, bool], Reason] = {}  # as `explain` has made them
        self.minimal: dict[object, Sequence[Leaf]] = {}  # as `explain` has found them
        self._unlike_in: dict[tuple[str, int], frozenset[int]] = {}

    @cached_property
    def most_remembered(self) -> int:
        """How many explanations are kept."""
        in_force = not (self._choices.readings or self._choices.dates)
        return _REMEMBERED if in_force else _REMEMBERED_IF_CHANGED

    def fact(self, name: str) -> Fact:
        """Raises `FactError` that lists the facts of this decision."""
        if name not in self._names:
            known = ", ".join(self._names)
            raise FactError(
                name,
                Text(
                    f"{self.name} 没有这个事实；可用的有：{known}",
                    f"{self.name} has no such fact; it has: {known}",
                ),
            )
        return self._names[name]

    def read_facts(self, facts: Mapping[str, object]) -> dict[str, Value]:
        """Typed values of typed or JSON ones, in the decision's order; raises `FactError`."""
        given = {name: self.fact(name).read(raw) for name, raw in facts.items()}
        return {name: given[name] for name in self._names if name in given}

    @cached_property
    def outcome(self) -> Callable[[Mapping[str, object]], str | None]:
        """From facts, typed or JSON, to the bare outcome, None if they leave it open.

        Raises `FactError`. Generated: a case like one met before costs a few look-ups.
        """
        return self._coder.quick("outcomes[s]", self._outcome, outcomes=self._outcomes)

    def decide(self, facts: Mapping[str, object]) -> Answer:
        """The answer with its reasons; facts are typed or JSON values; raises `FactError`."""
        return self._answer(facts)

    def _outcome(self, facts: Mapping[str, object]) -> str | None:
        try:
            signature = self._coder.signature(facts)
        except (KeyError, TypeError):  # not every fact is given, or one is no plain value
            outcomes = {rule.outcome for rule in self.possible(self.read_facts(facts))}
            return outcomes.pop() if len(outcomes) == 1 else None
        self._outcomes[signature] = outcome = self.rules[self.rule(signature)].outcome
        return outcome

    @cached_property
    def _answer(self) -> Callable[[Mapping[str, object]], Answer]:
        result = f"new(Answer, (told[s], {values_expression(self.facts)}))"
        return self._coder.quick(
            result, self._first_answer, new=tuple.__new__, Answer=Answer, told=self._told
        )

    def _first_answer(self, facts: Mapping[str, object]) -> Answer:
        """The answer to a case unlike those met, or of which not every fact is given."""
        coder = self._coder
        try:
            key: object = coder.signature(facts)
        except (KeyError, TypeError):  # not every fact is given, or one is no plain value
            values = self.read_facts(facts)
            key = coder.partial_key(values)
        else:
            values = coder.values(facts)
        told = self._told.get(key)
        return Answer(told or self._tell(key, values), values)

    def _tell(self, key: object, values: Mapping[str, Value]) -> Explanation:
        told = explain(self, values)
        if len(self._told) < self.most_remembered:
            self._told[key] = told
        return told

    def possible(self, known: Mapping[str, Value]) -> tuple[Rule, ...]:
        """The rules that could still decide a case of which only ``known`` (typed) is known."""
        reachable = {self.rule(s) for s in combine(self.space.possible(known))}
        return tuple(self.rules[index] for index in sorted(reachable))

    def rule(self, signature: int) -> int:
        """Index of the rule that decides a signature; raises `SourceError` where none does."""
        index = self.deciding(signature)
        if index == NO_RULE:
            text = f"{self.jurisdiction} {self.name}: no rule for {self.witness(signature)}"
            raise SourceError(Text(text, text))
        return index

    def witness(self, signature: int) -> dict[str, Value]:
        """A case of that signature, every fact known."""
        return self.space.witness(signature & ((1 << len(self.leaves)) - 1))

    @cached_property
    def unlike(self) -> Mapping[str, Sequence[int]]:
        """For each outcome, the signatures of ``space`` that have another."""
        outcomes = {s: self.rules[self.rule(s)].outcome for s in self.space.signatures}
        return {
            name: [s for s, outcome in outcomes.items() if outcome != name]
            for name in self.outcomes
        }

    def unlike_in(self, outcome: str, mask: int) -> frozenset[int]:
        """The signatures that have another outcome, as far as the bits of ``mask`` show."""
        found = self._unlike_in.get((outcome, mask))
        if found is None:
            found = frozenset(signature & mask for signature in self.unlike[outcome])
            if len(self._unlike_in) < _REMEMBERED_IF_CHANGED:
                self._unlike_in[outcome, mask] = found
        return found

    @cached_property
    def leaves_of(self) -> Mapping[str, frozenset[Leaf]]:
        """The leaves of each rule, those of the rules it asks about included."""
        return {rule.id: frozenset(use.leaf for use in uses(rule.when)) for rule in self.rules}

    @cached_property
    def uses_of(self) -> Mapping[Leaf, Sequence[Use]]:
        """The uses of each leaf, in order."""
        found: dict[Leaf, list[Use]] = {}
        for use in self.uses:
            found.setdefault(use.leaf, []).append(use)
        return found

    @cached_property
    def deciding(self) -> Callable[[int], int]:
        """From a signature to the index of the rule that decides, `NO_RULE` where none does."""
        return rule_function([rule.when for rule in self.rules], self.space.bit)

    @cached_property
    def _coder(self) -> Coder:
        return Coder(self.telling_space, self.facts)

    @cached_property
    def telling_space(self) -> Space:
        """Over every leaf an explanation depends on: one signature, one explanation.

        The leaves of ``space`` come first, with the same bits.
        """
        variants = [leaf for variant in self.variants.values() for leaf in variant.leaves]
        deadlines = [
            use.leaf
            for rule in self.rules
            for deadline in rule.deadlines
            for use in uses(self.condition(deadline.when))
        ]
        return Space(dict.fromkeys((*self.leaves, *variants, *deadlines)), self.facts)

    @cached_property
    def uses(self) -> tuple[Use, ...]:
        """Every use of a leaf: by block in the order rules come, then by fact, then as written."""
        found = [use for rule in self.rules for use in uses(rule.when, (rule.id,), rule.clauses)]
        blocks = {block: i for i, block in enumerate(dict.fromkeys(use.block for use in found))}
        order = {name: i for i, name in enumerate(self._names)}
        return tuple(
            sorted(found, key=lambda use: (blocks[use.block], order[use.leaf.facts[0].name]))
        )

    @cached_property
    def leaves(self) -> tuple[Leaf, ...]:
        return tuple(dict.fromkeys(use.leaf for use in self.uses))

    @cached_property
    def space(self) -> Space:
        return Space(self.leaves, self.facts)

    def sentences(self, lang: Lang) -> tuple[RuleSentence, ...]:
        """The rules as sentences, in order of precedence."""
        return rule_sentences(self, lang)

    def definitions(self, lang: Lang) -> tuple[Definition, ...]:
        """The named notions that the sentences use."""
        return definitions(self, lang)

    def day(self, parameter: str) -> date:
        """A dated parameter as it stands under the choices."""
        return self._closer.day(parameter).day

    def condition(self, condition: Condition) -> Condition:
        """A condition as rules write it, closed under the choices."""
        return self._closer.condition(condition)

    def taken(self, reading: str) -> Text:
        """How an open word is read under the choices."""
        entry = self.readings[reading]
        return entry.taken if self._choices.of(reading) == "taken" else entry.alternative

    @cached_property
    def variants(self) -> Mapping[str, CompiledDecision]:
        """Readings whose other choice changes these rules, each with the decision it makes."""
        variants = {reading: self._variant(reading) for reading in self.readings}
        return {name: v for name, v in variants.items() if v.rules_version != self.rules_version}

    @cached_property
    def rules_version(self) -> str:
        """SHA-256 over everything that can change an outcome of this decision."""
        digest = hashlib.sha256()
        for line in self._canonical():
            digest.update(line.encode() + b"\n")
        return digest.hexdigest()

    def _canonical(self) -> list[str]:
        lines = [f"{self.jurisdiction} {self.name}"]
        lines += [f"{f.name} {f.digest}" for f in self.facts if isinstance(f, KeyFact)]
        lines += [f"{bit} {leaf.exact}" for leaf, bit in self.space.bit.items()]
        lines += [f"{rule.id} {rule.outcome} {' '.join(rule.clauses)}" for rule in self.rules]
        return [*lines, rule_source([rule.when for rule in self.rules], self.space.bit)]
