"""The notices as law: jurisdictions as folders, and the law they make when laid over each other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from xianjie.instruments import loading
from xianjie.law import Choice, Jurisdiction, Law, Source, lay

DEFAULT_JURISDICTION = "CN-GD"


def jurisdictions() -> tuple[str, ...]:
    """The ids of the packaged jurisdictions, uppermost first."""
    return tuple(_packaged())


def law(
    jurisdiction: str = DEFAULT_JURISDICTION,
    readings: Mapping[str, Choice] | None = None,
    dates: Mapping[str, date] | None = None,
) -> Law:
    """The law of a packaged jurisdiction; raises `LawError` for a name that nothing has."""
    return _law(
        jurisdiction, tuple(sorted((readings or {}).items())), tuple(sorted((dates or {}).items()))
    )


def law_of(folder: Path) -> Law:
    """The law of a jurisdiction kept in a folder of its own, over the packaged ones."""
    own = loading.load(folder)
    return Law(lay({**_packaged(), own.id: own}, own.id))


@lru_cache(maxsize=64)
def _law(
    jurisdiction: str,
    readings: tuple[tuple[str, Choice], ...],
    dates: tuple[tuple[str, date], ...],
) -> Law:
    return Law(_source(jurisdiction), dict(readings), dict(dates))


@cache
def _source(jurisdiction: str) -> Source:
    return lay(_packaged(), jurisdiction)


@cache
def _packaged() -> Mapping[str, Jurisdiction]:
    return loading.packaged()
