"""Decks as data: for programs with their words, and bare, a card a line, for the tests."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from xianjie.law.answers import Explanation
from xianjie.law.cards.guarding import guards
from xianjie.law.cards.making import Card, Deck, ShownCase
from xianjie.law.compiled import CompiledDecision
from xianjie.law.explaining import explain
from xianjie.text import LANGS, Lang, Text


def deck_as_json(deck: Deck, langs: Iterable[Lang] = LANGS) -> dict[str, object]:
    """A deck with its words in the languages asked for."""
    wanted = tuple(langs)
    return {
        **_head(deck),
        "cards": [
            {
                **_bare(card, deck.decision),
                "meaning": _words(card.outcome.meaning, wanted),
                "because": [
                    {
                        "fact": reason.fact.name,
                        "condition": reason.leaf.exact,
                        "holds": reason.holds,
                        "clauses": list(reason.clauses),
                        "text": _words(reason.text, wanted),
                    }
                    for reason in card.reasons
                ],
                "readings": [
                    {
                        "id": shown.id,
                        "taken": _words(shown.taken, wanted),
                        "changes_outcome": shown.changes_outcome,
                    }
                    for shown in card.readings
                ],
            }
            for card in deck.cards
        ],
    }


def deck_lines(deck: Deck) -> str:
    """A deck as JSON without words, a card a line: a change of the law shows as changed lines.

    With the guards of the deck, each at the card that it belongs to.
    """
    guarding = _guarding(deck)
    cards = ",\n".join(
        _compact({**_bare(card, deck.decision), "guards": guarding[card.number]})
        for card in deck.cards
    )
    head = _compact(_head(deck))
    return f'{head[:-1]},"cards":[\n{cards}\n]}}\n'


def _guarding(deck: Deck) -> Mapping[int, list[dict[str, object]]]:
    """The guards of each card, by its number."""
    decision = deck.decision
    found: dict[int, list[dict[str, object]]] = {card.number: [] for card in deck.cards}
    shown = [case.values for card in deck.cards for case in card.cases]
    numbers = {_saying(explain(decision, card.cases[0].values)): card.number for card in deck.cards}
    for values in guards(decision, shown):
        told = explain(decision, values)
        found[numbers[_saying(told)]].append(_case(ShownCase(values, None, told.dates), decision))
    return found


def _saying(told: Explanation) -> object:
    return told.outcome, tuple((reason.leaf, reason.holds) for reason in told.reasons)


def _head(deck: Deck) -> dict[str, object]:
    return {
        "jurisdiction": deck.decision.jurisdiction,
        "decision": deck.decision.name,
        "rules_version": deck.rules_version,
    }


def _bare(card: Card, decision: CompiledDecision) -> dict[str, object]:
    return {
        "id": card.id,
        "outcome": card.outcome.name,
        "because": [[reason.leaf.exact, reason.holds] for reason in card.reasons],
        "rules": list(card.rules),
        "clauses": list(card.clauses),
        "readings": [shown.id for shown in card.readings],
        "cases": [_case(shown, decision) for shown in card.cases],
    }


def _case(shown: ShownCase, decision: CompiledDecision) -> dict[str, object]:
    case: dict[str, object] = {
        "facts": {fact.name: fact.jsonable(shown.values[fact.name]) for fact in decision.facts}
    }
    if shown.edge is not None:
        case["edge"] = shown.edge.formula
    if shown.dates:
        case["dates"] = {name: day.isoformat() for name, day in shown.dates}
    return case


def _words(text: Text, langs: Iterable[Lang]) -> dict[str, str]:
    return {lang: text.in_(lang) for lang in langs}


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
