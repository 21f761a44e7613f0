"""Occupations as the catalogue names them."""

from __future__ import annotations

from xianjie.domain.evaluations.errors import EvaluationError
from xianjie.instruments import catalogue
from xianjie.instruments.catalogue import AmbiguousOccupation, UnknownOccupation


def occupation_named(name: str) -> str:
    """As the catalogue has it; one that it does not have stays as the filing says it.

    Raises `EvaluationError` for a name that stands for two.
    """
    try:
        return catalogue.load().find(name.strip()).occupation
    except UnknownOccupation:
        return name.strip()
    except AmbiguousOccupation as error:
        raise EvaluationError(error.message) from error
