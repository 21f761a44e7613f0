"""Writes the deck of cards of every decision as data below tests/law/cards."""
