"""The catalogue: 192 occupations, found by name, searched by words."""

import hashlib
import json
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from functools import cached_property
from itertools import groupby

from xianjie.instruments.catalogue.errors import (
    AmbiguousOccupation,
    CatalogueError,
    UnknownOccupation,
)
from xianjie.instruments.catalogue.model import BracketStyle, Item, Occupation, Row
from xianjie.instruments.catalogue.names import fold
from xianjie.text import Text

# Chinese names share their last character (工, 员, 师) with dozens of others: below this ratio
# the shared character alone would make a suggestion.
_NEAR = 0.6
_CONTAINED = 0.75
_SAME_HEAD = 0.1
_SHORT = 2
# The longest name of the annex has 14 characters; nothing much longer is a name.
_LONGEST_NAME = 40


@dataclass(frozen=True)
class Catalogue:
    """The annex as data. Occupations are in the order of the print."""

    occupations: tuple[Occupation, ...]
    bracket_styles: tuple[BracketStyle, ...] = ()

    def items(self) -> tuple[Item, ...]:
        return tuple(
            Item(number, members[0].qualification, members)
            for number, members in _grouped(self.occupations, "item")
        )

    def rows(self) -> tuple[Row, ...]:
        """The printed rows, as scanned."""
        return tuple(
            Row(
                number,
                members[0].item,
                members[0].qualification,
                tuple(member.as_scanned for member in members),
                members[0].departments,
                members[0].treatment,
            )
            for number, members in _grouped(self.occupations, "row")
        )

    def find(self, name: str) -> Occupation:
        """The occupation of that name, corrected or as scanned, however it is printed.

        A bracketed prefix belongs to the name: (粮油) 仓储管理员 is found with any brackets or
        none, but 仓储管理员 is not, since the annex holds the grain branch only and the answer
        would be wrong for every other warehouse keeper. It is suggested instead.

        Raises UnknownOccupation or AmbiguousOccupation.
        """
        found = self._by_key.get(fold(name), ())
        if not found:
            raise UnknownOccupation(name, self.near(name))
        if len(found) > 1:
            raise AmbiguousOccupation(name, found)
        return found[0]

    def doubt(self, name: str) -> Text | None:
        """What is to be said of a name that the annex does not have, or has twice; near names.

        There are more occupations than the annex has, so this is to look at, not to refuse.
        """
        try:
            self.find(name)
        except CatalogueError as error:
            return error.message
        return None

    def near(self, name: str, limit: int = 5) -> tuple[Occupation, ...]:
        """Occupations whose name in the annex or in the Dadian is like ``name``, nearest first."""
        wanted = fold(name)
        if not _SHORT <= len(wanted) <= _LONGEST_NAME:
            return ()
        scored = [(_likeness(wanted, entry), entry) for entry in self.occupations]
        close = [pair for pair in scored if pair[0] >= _NEAR]
        close.sort(key=lambda pair: -pair[0])
        return tuple(entry for _, entry in close[:limit])

    def search(self, words: str) -> tuple[Occupation, ...]:
        """Occupations that hold every one of the words, divided by spaces.

        Looked through: both names, qualification, departments, Dadian name and code. Whole names
        come first, then names that begin with, then names that hold the words, then the rest.
        No words find everything.
        """
        wanted = [key for key in map(fold, words.split()) if key]
        found = [
            entry
            for entry, text in zip(self.occupations, self._searchable, strict=True)
            if all(word in text for word in wanted)
        ]
        found.sort(key=lambda entry: _rank("".join(wanted), entry))
        return tuple(found)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over every fact of the catalogue, in hexadecimal; any change changes it."""
        content = json.dumps(
            asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str
        )
        return hashlib.sha256(content.encode()).hexdigest()

    @cached_property
    def _by_key(self) -> dict[str, tuple[Occupation, ...]]:
        found: dict[str, tuple[Occupation, ...]] = {}
        for entry in self.occupations:
            for key in dict.fromkeys((fold(entry.occupation), fold(entry.as_scanned))):
                found[key] = (*found.get(key, ()), entry)
        return found

    @cached_property
    def _searchable(self) -> tuple[str, ...]:
        return tuple("\n".join(map(fold, _words_of(entry))) for entry in self.occupations)


def _grouped(
    occupations: tuple[Occupation, ...], field: str
) -> list[tuple[int, tuple[Occupation, ...]]]:
    return [
        (number, tuple(members))
        for number, members in groupby(occupations, key=lambda entry: getattr(entry, field))
    ]


def _words_of(entry: Occupation) -> tuple[str, ...]:
    return (
        entry.occupation,
        entry.as_scanned,
        entry.qualification,
        *entry.departments,
        entry.dadian_name or "",
        entry.dadian_code or "",
    )


def _names_of(entry: Occupation) -> set[str]:
    return {fold(name) for name in (entry.occupation, entry.as_scanned, entry.dadian_name) if name}


def _likeness(wanted: str, entry: Occupation) -> float:
    return max(_likeness_of_names(wanted, name) for name in _names_of(entry))


def _likeness_of_names(wanted: str, name: str) -> float:
    ratio = SequenceMatcher(None, name, wanted, autojunk=False).ratio()
    if wanted in name or name in wanted:
        return max(ratio, _CONTAINED)
    # Of a name of two characters a mistype leaves one: it counts if it is the telling one.
    is_short = len(wanted) == len(name) == _SHORT
    return ratio + _SAME_HEAD if is_short and wanted[0] == name[0] else ratio


def _rank(wanted: str, entry: Occupation) -> int:
    names = (fold(entry.occupation), fold(entry.as_scanned))
    if wanted in names:
        return 0
    if any(name.startswith(wanted) for name in names):
        return 1
    if any(wanted in name for name in names):
        return 2
    return 3
