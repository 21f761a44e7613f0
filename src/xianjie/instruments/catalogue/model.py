"""The annex as values: occupations, the rows they are printed in, the items they belong to."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from xianjie.text import Text


class Treatment(StrEnum):
    """How an occupation leaves the catalogue, or does not."""

    BATCH_1 = "batch_1"
    BATCH_2 = "batch_2"
    ACCESS_TYPE = "access_type"

    @property
    def label(self) -> Text:
        return _TREATMENT_LABELS[self]


_TREATMENT_LABELS = {
    Treatment.BATCH_1: Text("第一批", "batch 1"),
    Treatment.BATCH_2: Text("第二批", "batch 2"),
    Treatment.ACCESS_TYPE: Text("拟转为准入类", "moving to access type"),
}


class CodeMatch(StrEnum):
    """How the name in the annex meets the name in the Dadian."""

    EXACT = "exact"
    INFERRED = "inferred"
    NONE = "none"


Confidence = Literal["H", "M"]


@dataclass(frozen=True, slots=True)
class Correction:
    """Why the name differs from the scan. H: official or two sources; M: one source."""

    ground: Text
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class BracketStyle:
    """A name that copies print with other brackets or spaces, and that is not corrected."""

    item: int
    occupation: str
    note: Text


@dataclass(frozen=True, slots=True)
class Occupation:
    """One 工种 of the annex.

    ``row`` is the printed row it stands in, 1 to 100; ``dadian_edition`` is that of the code
    given, so it is none where there is no code.
    """

    item: int
    qualification: str
    occupation: str
    as_scanned: str
    departments: tuple[str, ...]
    treatment: Treatment
    hrss_organised: bool
    dadian_code: str | None
    dadian_name: str | None
    dadian_edition: str | None
    dadian_match: CodeMatch
    correction: Correction | None
    access_from: date | None
    row: int


@dataclass(frozen=True, slots=True)
class Row:
    """One printed row, its occupations named as scanned, in the order of the print."""

    number: int
    item: int
    qualification: str
    occupations: tuple[str, ...]
    departments: tuple[str, ...]
    treatment: Treatment


@dataclass(frozen=True, slots=True)
class Item:
    """One 序号 of the annex: a qualification and its occupations."""

    number: int
    qualification: str
    occupations: tuple[Occupation, ...]

    @property
    def treatments(self) -> tuple[Treatment, ...]:
        """Those that occur, each once, in the order of the print."""
        return tuple(dict.fromkeys(occupation.treatment for occupation in self.occupations))

    @property
    def is_split(self) -> bool:
        return len(self.treatments) > 1
