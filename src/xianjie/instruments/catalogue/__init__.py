"""The annex of the national notice as data: who is in it, and how each leaves the catalogue."""

from xianjie.instruments.catalogue.errors import (
    AmbiguousOccupation,
    CatalogueError,
    DamagedCatalogue,
    UnknownOccupation,
)
from xianjie.instruments.catalogue.loading import load, parse
from xianjie.instruments.catalogue.lookup import Catalogue
from xianjie.instruments.catalogue.model import (
    BracketStyle,
    CodeMatch,
    Correction,
    Item,
    Occupation,
    Row,
    Treatment,
)
from xianjie.instruments.catalogue.names import fold

__all__ = [
    "AmbiguousOccupation",
    "BracketStyle",
    "Catalogue",
    "CatalogueError",
    "CodeMatch",
    "Correction",
    "DamagedCatalogue",
    "Item",
    "Occupation",
    "Row",
    "Treatment",
    "UnknownOccupation",
    "fold",
    "load",
    "parse",
]
