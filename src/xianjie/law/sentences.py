"""Rules as sentences in both languages, from the same source that decides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xianjie.law.conditions import (
    ALWAYS,
    And,
    Condition,
    Defined,
    InLightOf,
    Leaf,
    Not,
    Or,
    OutcomeIs,
)
from xianjie.law.facts import BoolFact
from xianjie.law.walking import uses
from xianjie.text import Lang, Text

if TYPE_CHECKING:
    from xianjie.law.compiled import CompiledDecision
    from xianjie.law.layers import Source
    from xianjie.law.rules import Rule

_AND = Text("，且", ", and ")
_OR = Text("，或者", ", or ")
_BRACKETS = Text("（{}）", "({})")


@dataclass(frozen=True, slots=True)
class RuleSentence:
    """One rule as a sentence, with what it answers and what it rests on."""

    id: str
    text: str
    outcome: str
    clauses: tuple[str, ...]
    readings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Definition:
    """A named notion and what it means."""

    words: str
    meaning: str
    clauses: tuple[str, ...]


def rule_sentences(decision: CompiledDecision, lang: Lang) -> tuple[RuleSentence, ...]:
    """The rules of a decision in order of precedence."""
    return tuple(
        RuleSentence(
            id=rule.id,
            text=_sentence(decision, rule, lang),
            outcome=rule.outcome,
            clauses=rule.clauses,
            readings=_readings(decision, rule),
        )
        for rule in decision.read.rules
    )


def definitions(decision: CompiledDecision, lang: Lang) -> tuple[Definition, ...]:
    """The named notions that the sentences of a decision use, each once."""
    named = dict.fromkeys(notion for rule in decision.read.rules for notion in notions(rule.when))
    return tuple(
        Definition(
            notion.words.in_(lang), _words(decision.source, notion.part, lang), notion.clauses
        )
        for notion in named
        if not isinstance(notion.part, BoolFact)  # whose words are the notion's own
    )


def _sentence(decision: CompiledDecision, rule: Rule, lang: Lang) -> str:
    label = decision.outcomes[rule.outcome].label
    if rule.when == ALWAYS:
        return Text(f"其他情形：{label.zh}。", f"Otherwise: {label.en}.").in_(lang)
    condition = _words(decision.source, rule.when, lang)
    return Text(f"如果{condition}，则：{label.zh}。", f"If {condition}: {label.en}.").in_(lang)


def _words(source: Source, node: Condition, lang: Lang) -> str:  # noqa: PLR0911 - one a kind
    match node:
        case And(parts):
            return _AND.in_(lang).join(_part(source, part, lang, Or) for part in parts)
        case Or(parts):
            return _OR.in_(lang).join(_part(source, part, lang, And) for part in parts)
        case Not(And(parts)):
            return _words(source, Or(tuple(~part for part in parts)), lang)
        case Not(Or(parts)):
            return _words(source, And(tuple(~part for part in parts)), lang)
        case Not(InLightOf(part=part)):
            return _words(source, ~part, lang)
        case InLightOf(part=part):
            return _words(source, part, lang)
        case Not(part):
            return _plain(source, part, holds=False).in_(lang)
        case _:
            return _plain(source, node, holds=True).in_(lang)


def _part(source: Source, node: Condition, lang: Lang, bracketed: type[And | Or]) -> str:
    """A part of a longer condition, in brackets where the words alone would be ambiguous."""
    said = _words(source, node, lang)
    inner = node
    while isinstance(inner, InLightOf):
        inner = inner.part
    negated = isinstance(inner, Not) and isinstance(inner.part, And | Or)
    return _BRACKETS.in_(lang).format(said) if isinstance(inner, bracketed) or negated else said


def _plain(source: Source, node: Condition, *, holds: bool) -> Text:
    match node:
        case Leaf():
            return node.text(holds=holds)
        case Defined(said, opposite):
            return said if holds else opposite
        case OutcomeIs():
            return _asked(source, node, holds=holds)
        case _:
            message = f"no words for {node}"
            raise TypeError(message)


def _asked(source: Source, call: OutcomeIs, *, holds: bool) -> Text:
    called = source.decisions[call.decision]
    labels = [o.label for o in called.outcomes if o.name in call.outcomes]
    zh = "或".join(f"“{label.zh}”" for label in labels)
    en = " or ".join(f"“{label.en}”" for label in labels)
    given = [
        fact.text(holds=value is True)
        for name, value in call.assume
        for fact in called.facts
        if fact.name == name and isinstance(fact, BoolFact)
    ]
    given_zh = "".join(f"（视为{text.zh}）" for text in given)
    given_en = "".join(f" (taking it that {text.en})" for text in given)
    return Text(
        f"“{called.title.zh}”{given_zh}的结论{'是' if holds else '不是'}{zh}",
        f"“{called.title.en}”{given_en} {'answers' if holds else 'does not answer'} {en}",
    )


def _readings(decision: CompiledDecision, rule: Rule) -> tuple[str, ...]:
    closed = next(other for other in decision.rules if other.id == rule.id)
    own = set(rule.readings)
    behind = {
        name
        for use in uses(closed.when, (rule.id,))
        if len(use.block) == 1  # not those of a decision that this rule only asks
        for name in use.readings
    }
    return tuple(name for name in decision.readings if name in own | behind)


def notions(node: Condition) -> Iterator[Defined]:
    """Every named notion in a condition as written, outer before inner."""
    match node:
        case Defined(part=part):
            yield node
            yield from notions(part)
        case And(parts) | Or(parts):
            for part in parts:
                yield from notions(part)
        case Not(part) | InLightOf(part=part):
            yield from notions(part)
