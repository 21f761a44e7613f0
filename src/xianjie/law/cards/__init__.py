"""Cards: every minimal reason for an outcome, each with cases, for a lawyer to read and sign.

All cards of a decision together say all of it: every case there can be fits at least one, and the
conditions of a card alone force its outcome.
"""

from xianjie.law.cards.making import Card, Deck, ShownCase, deck
from xianjie.law.cards.serialising import deck_as_json, deck_lines
from xianjie.law.cards.telling import CardTold, DeckTold, told_deck

__all__ = [
    "Card",
    "CardTold",
    "Deck",
    "DeckTold",
    "ShownCase",
    "deck",
    "deck_as_json",
    "deck_lines",
    "told_deck",
]
