"""Cards in words, in one language: what a page, a sheet of paper and a terminal all show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from xianjie.law.answers import ReadingShown, Reason
from xianjie.law.cards.making import Card, Deck, ShownCase
from xianjie.law.compiled import CompiledDecision
from xianjie.law.conditions import Value
from xianjie.law.facts import Fact
from xianjie.text import Lang, Text

_OTHERWISE = {
    True: Text("换一种理解，结论会不同", "the other reading would change the outcome"),
    False: Text("换一种理解，结论相同", "the other reading gives the same outcome"),
}
_EDGE = Text("临界", "on the edge")
_ANY = Text("任一情形", "any case")
_ALWAYS = Text("任何情形", "in every case")
_LISTED = Text("；", "; ")


@dataclass(frozen=True, slots=True)
class CardTold:
    """A card as words. ``cases`` come each with what it shows; ``rules`` are names of rules."""

    number: int
    id: str
    outcome: str
    outcome_name: str
    meaning: str
    conditions: tuple[str, ...]
    clauses: tuple[tuple[str, str], ...]
    readings: tuple[tuple[str, str], ...]
    cases: tuple[str, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeckTold:
    decision: str
    jurisdiction: str
    title: str
    question: str
    rules_version: str
    cards: tuple[CardTold, ...]


def told_deck(deck: Deck, lang: Lang) -> DeckTold:
    decision = deck.decision
    return DeckTold(
        decision=decision.name,
        jurisdiction=_jurisdiction(decision, lang),
        title=decision.title.in_(lang),
        question=decision.question.in_(lang),
        rules_version=deck.rules_version,
        cards=tuple(_told(card, decision, lang) for card in deck.cards),
    )


def _jurisdiction(decision: CompiledDecision, lang: Lang) -> str:
    """Whose law it is, and where that comes from if not from the notice itself."""
    title, provenance = decision.source.title, decision.source.provenance
    if provenance is None:
        return title.in_(lang)
    return Text(f"{title.zh}（{provenance.zh}）", f"{title.en} ({provenance.en})").in_(lang)


def _told(card: Card, decision: CompiledDecision, lang: Lang) -> CardTold:
    clauses = decision.source.clauses
    return CardTold(
        number=card.number,
        id=card.id,
        outcome=_start(card.outcome.label.in_(lang)),
        outcome_name=card.outcome.name,
        meaning=card.outcome.meaning.in_(lang),
        conditions=tuple(_condition(reason, lang) for reason in card.reasons)
        or (_start(_ALWAYS.in_(lang)),),
        clauses=tuple((name, clauses[name].citation.in_(lang)) for name in card.clauses),
        readings=tuple((shown.id, _reading(shown, decision, lang)) for shown in card.readings),
        cases=tuple(_cases(card, decision, lang)),
        rules=card.rules,
    )


def _condition(reason: Reason, lang: Lang) -> str:
    cited = f" [{', '.join(reason.clauses)}]" if reason.clauses else ""
    return _start(reason.text.in_(lang)) + cited


def _reading(shown: ReadingShown, decision: CompiledDecision, lang: Lang) -> str:
    words, otherwise = decision.readings[shown.id].words, _OTHERWISE[bool(shown.changes_outcome)]
    return Text(
        f"{words.zh}：{shown.taken.zh}（{otherwise.zh}）",
        f"{words.en}: {shown.taken.en} ({otherwise.en})",
    ).in_(lang)


def _cases(card: Card, decision: CompiledDecision, lang: Lang) -> Iterator[str]:
    """The first case by the facts that matter, the others by what they have otherwise."""
    mattering = {fact.name for reason in card.reasons for fact in reason.leaf.facts}
    facts = [fact for fact in decision.facts if fact.name in mattering]
    first, *others = card.cases
    yield _listed(facts, first, lang) if facts else _ANY.in_(lang)
    for other in others:
        differing = [f for f in facts if other.values[f.name] != first.values[f.name]]
        if differing:
            told = _listed(differing, other, lang)
            yield Text(f"{_EDGE.zh}：{told}", f"{_EDGE.en}: {told}").in_(lang)


def _listed(facts: Iterable[Fact], case: ShownCase, lang: Lang) -> str:
    return _LISTED.in_(lang).join(_fact(fact, case.values[fact.name], lang) for fact in facts)


def _fact(fact: Fact, value: Value, lang: Lang) -> str:
    """A fact with its value; yes, no and none say of themselves what they are of."""
    said = fact.show(value, lang)
    if isinstance(value, bool) or value is None:
        return said
    return Text(f"{fact.label.zh}：{said}", f"{fact.label.en}: {said}").in_(lang)


def _start(said: str) -> str:
    return said[:1].upper() + said[1:]
