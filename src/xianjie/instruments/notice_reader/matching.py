"""Finds, for every occupation that a notice prints, its counterpart in the catalogue."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from xianjie.instruments.catalogue import Occupation, fold
from xianjie.instruments.notice_reader.model import AnnexOccupation


@dataclass(frozen=True, slots=True)
class Pair:
    """``is_moved``: found by name, but not where the order of the catalogue has it."""

    printed: AnnexOccupation
    expected: Occupation
    is_moved: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """``pairs`` and ``unexpected`` in the order of the notice, ``missing`` in the catalogue's."""

    pairs: tuple[Pair, ...]
    unexpected: tuple[AnnexOccupation, ...]
    missing: tuple[Occupation, ...]


def match(printed: Sequence[AnnexOccupation], expected: Sequence[Occupation]) -> Match:
    """Pairs by order and name, then by name alone, then, within an item, by likeness.

    Order comes first because one scanned name stands for two occupations. The last step pairs a
    name that was changed with the one it was changed from.
    """
    found = _Matching(printed, expected)
    found.by_order()
    found.by_name()
    found.by_likeness()
    return found.result()


class _Matching:
    def __init__(self, printed: Sequence[AnnexOccupation], expected: Sequence[Occupation]) -> None:
        self._printed = printed
        self._expected = expected
        # Corrected and scanned name meet in the scanned one, so either aligns.
        canonical = {fold(entry.occupation): fold(entry.as_scanned) for entry in expected}
        keys = [fold(entry.as_scanned) for entry in printed]
        self._keys = [canonical.get(key, key) for key in keys]
        self._expected_keys = [fold(entry.as_scanned) for entry in expected]
        self._pairs: dict[int, Pair] = {}
        self._open = dict.fromkeys(range(len(expected)))

    def by_order(self) -> None:
        matcher = SequenceMatcher(None, self._keys, self._expected_keys, autojunk=False)
        for block in matcher.get_matching_blocks():
            for offset in range(block.size):
                self._pair(block.a + offset, block.b + offset, is_moved=False)

    def by_name(self) -> None:
        places = defaultdict(list)
        for place in self._open:
            places[self._expected_keys[place]].append(place)
        for index in self._unpaired():
            candidates = places[self._keys[index]]
            if candidates:
                self._pair(index, candidates.pop(0), is_moved=True)

    def by_likeness(self) -> None:
        for index in self._unpaired():
            item = self._printed[index].item
            candidates = [place for place in self._open if self._expected[place].item == item]
            if candidates:
                key = self._keys[index]
                best = max(candidates, key=lambda place: _likeness(self._expected_keys[place], key))
                self._pair(index, best, is_moved=False)

    def result(self) -> Match:
        return Match(
            tuple(self._pairs[index] for index in sorted(self._pairs)),
            tuple(self._printed[index] for index in self._unpaired()),
            tuple(self._expected[place] for place in self._open),
        )

    def _unpaired(self) -> list[int]:
        return [index for index in range(len(self._printed)) if index not in self._pairs]

    def _pair(self, index: int, place: int, *, is_moved: bool) -> None:
        self._pairs[index] = Pair(self._printed[index], self._expected[place], is_moved)
        del self._open[place]


def _likeness(left: str, right: str) -> float:
    return SequenceMatcher(None, left, right, autojunk=False).ratio()
