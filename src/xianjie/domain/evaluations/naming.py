"""Occupations as the catalogue names them."""

from __future__ import annotations

from xianjie.instruments import catalogue
from xianjie.instruments.catalogue import UnknownOccupation


def occupation_named(name: str) -> str:
    """As the catalogue has it; one that it does not have stays as the filing says it."""
    try:
        return catalogue.load().find(name.strip()).occupation
    except UnknownOccupation:
        return name.strip()
