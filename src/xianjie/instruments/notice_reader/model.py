"""The annex of one notice as read: rows with their lines, and counts over them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from xianjie.instruments.catalogue import Treatment


@dataclass(frozen=True, slots=True)
class AnnexRow:
    """One printed row. ``occupations`` are as scanned; ``line`` counts from 1 in the file."""

    line: int
    item: int
    qualification: str
    occupations: tuple[str, ...]
    departments: tuple[str, ...]
    treatment: Treatment


@dataclass(frozen=True, slots=True)
class AnnexOccupation:
    """One occupation of a printed row, as scanned."""

    line: int
    item: int
    qualification: str
    as_scanned: str
    departments: tuple[str, ...]
    treatment: Treatment


@dataclass(frozen=True)
class Annex:
    """The rows in the order of the print; ``header_line`` is that of the first header."""

    header_line: int
    rows: tuple[AnnexRow, ...]

    @property
    def items(self) -> tuple[int, ...]:
        """The item numbers, each once, in the order of the print."""
        return tuple(dict.fromkeys(row.item for row in self.rows))

    @cached_property
    def occupations(self) -> tuple[AnnexOccupation, ...]:
        return tuple(
            AnnexOccupation(
                row.line, row.item, row.qualification, name, row.departments, row.treatment
            )
            for row in self.rows
            for name in row.occupations
        )

    def counts(self) -> "Counts":
        treatments = Counter(entry.treatment for entry in self.occupations)
        of_item: dict[int, set[Treatment]] = {}
        for row in self.rows:
            of_item.setdefault(row.item, set()).add(row.treatment)
        return Counts(
            items=len(of_item),
            rows=len(self.rows),
            occupations=len(self.occupations),
            treatments={treatment: treatments[treatment] for treatment in Treatment},
            split_items=tuple(item for item, found in of_item.items() if len(found) > 1),
        )


@dataclass(frozen=True, slots=True)
class Counts:
    """How much an annex holds; ``treatments`` counts occupations."""

    items: int
    rows: int
    occupations: int
    treatments: Mapping[Treatment, int]
    split_items: tuple[int, ...]
