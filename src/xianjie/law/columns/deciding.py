"""A decision over columns: every row its outcome, every row its explanation.

Rows are sorted into classes by arithmetic, and each class met is decided once by the same code
that answers a person; its answer then stands for all its rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from threading import RLock

import numpy as np
from numpy.typing import NDArray

from xianjie.law.answers import Explanation
from xianjie.law.columns.classes import Classes, Index
from xianjie.law.columns.codes import Codes, Coding, bits_of
from xianjie.law.compiled import CompiledDecision
from xianjie.law.facts import Fact

OPEN = 255  # in place of an outcome's number
_MOST_CLASSES = 1 << 22  # up to which every class has its place in a table, met or not
NOT_MET = -1


class ColumnDecision:
    """A compiled decision over coded columns (`codings` says how each fact is coded).

    ``outcomes`` names what the numbers in a column of outcomes stand for. Several threads may use
    one at once.
    """

    def __init__(self, decision: CompiledDecision) -> None:
        self.decision = decision
        self.outcomes = tuple(decision.outcomes)
        self.codings = {fact.name: self._coding(fact) for fact in decision.facts}
        self.explanations: list[Explanation] = []
        self._numbered: dict[Explanation, int] = {}
        self._outcome_of: list[int] = []
        self._found: dict[int, int] = {}
        self._alone: dict[tuple[tuple[str, int], ...], int] = {}
        self._lock = RLock()

    @cached_property
    def bare(self) -> Classes:
        """Classes that have one outcome each."""
        return Classes(self.decision.space, self.codings)

    @cached_property
    def full(self) -> Classes:
        """Classes that have one explanation each; finer than ``bare``."""
        return Classes(self.decision.telling_space, self.codings)

    @cached_property
    def table(self) -> NDArray[np.int32] | None:
        """Of each class in ``full`` its explanation's index, `NOT_MET` until a row is of it.

        None where there are too many classes for a table.
        """
        return (
            None if self.full.size > _MOST_CLASSES else np.full(self.full.size, NOT_MET, np.int32)
        )

    def outcome(self, codes: Mapping[str, Codes], rows: int) -> NDArray[np.uint8]:
        """The number of each row's outcome, `OPEN` where it is open."""
        found = np.take(self.outcome_of_class, self.bare.numbers(codes, rows))
        for row in self.bare.incomplete(codes, rows).tolist():
            found[row] = self._outcome_of[self._alone_at(codes, row)]
        return found

    def explained(
        self, codes: Mapping[str, Codes], rows: int, numbers: Index | None = None
    ) -> NDArray[np.int32]:
        """The index in ``explanations`` of each row's; outcomes by `outcomes_of`.

        ``numbers`` are the rows' classes in ``full`` where they are known already.
        """
        numbers = self.full.numbers(codes, rows) if numbers is None else numbers
        incomplete = self.full.incomplete(codes, rows)
        found = (
            self._by_search(numbers, codes)
            if self.table is None
            else self._by_table(self.table, numbers, incomplete, codes)
        )
        for row in incomplete.tolist():
            found[row] = self._alone_at(codes, row)
        return found

    def outcomes_of(self, explained: NDArray[np.int32]) -> NDArray[np.uint8]:
        """The number of each row's outcome, by its explanation."""
        return np.take(np.array(self._outcome_of, np.uint8), explained)

    @cached_property
    def outcome_of_class(self) -> NDArray[np.uint8]:
        """Of each class in ``bare`` its outcome's number, `OPEN` where several can be reached.

        What an unknown fact leaves possible is the union of what its values do.
        """
        signatures, shape = self.bare.signatures()
        possible = set(self.decision.space.signatures)
        numbers = {name: number for number, name in enumerate(self.outcomes)}
        rules = [1 << numbers[rule.outcome] for rule in self.decision.rules]
        masks = [
            rules[self.decision.rule(signature)] if signature in possible else 0
            for signature in signatures
        ]
        mask = np.array(masks, np.int64).reshape(shape)
        pairs = bool(self.bare.pairs)  # the first dimension, without a place for the unknown
        for dimension in range(pairs, pairs + len(self.bare.axes)):
            union = np.bitwise_or.reduce(mask, axis=dimension, keepdims=True)
            mask = np.concatenate([mask, union], axis=dimension)
        outcome = np.full(1 << len(self.outcomes), OPEN, np.uint8)
        outcome[[1 << number for number in numbers.values()]] = list(numbers.values())
        return outcome[mask.reshape(-1)]

    def _by_table(
        self,
        table: NDArray[np.int32],
        numbers: Index,
        incomplete: NDArray[np.intp],
        codes: Mapping[str, Codes],
    ) -> NDArray[np.int32]:
        found = np.take(table, numbers)
        new = found == NOT_MET
        new[incomplete] = False
        if new.any():
            rows = np.flatnonzero(new)
            met, first = np.unique(numbers[rows], return_index=True)
            with self._lock:
                table[met] = [self._decided_at(codes, row) for row in rows[first].tolist()]
            found = np.take(table, numbers)
        return found

    def _by_search(self, numbers: Index, codes: Mapping[str, Codes]) -> NDArray[np.int32]:
        """For a decision with too many classes for a table."""
        met, first, inverse = np.unique(numbers, return_index=True, return_inverse=True)
        for number, row in zip(met.tolist(), first.tolist(), strict=True):
            if number not in self._found:
                self._found[number] = self._decided_at(codes, row)
        return np.array([self._found[number] for number in met.tolist()], np.int32)[inverse]

    def _alone_at(self, codes: Mapping[str, Codes], row: int) -> int:
        """The explanation of a row whose class does not say all: days of pairs, one unknown."""
        key = tuple((name, int(column[row])) for name, column in codes.items())
        if key not in self._alone:
            self._alone[key] = self._decided_at(codes, row)
        return self._alone[key]

    def _decided_at(self, codes: Mapping[str, Codes], row: int) -> int:
        """The explanation of one row, by the code that answers a person."""
        values = {
            name: coding.decode(code)
            for name, coding in self.codings.items()
            if name in codes and (code := int(codes[name][row])) != coding.unknown
        }
        with self._lock:
            return self._number(self.decision.decide(values).explanation)

    def _coding(self, fact: Fact) -> Coding:
        bare, full = self.decision.space, self.decision.telling_space
        spaces = [
            [(leaf, bit) for leaf, bit in space.bit.items() if leaf.facts == (fact,)]
            for space in (bare, full)
        ]
        return Coding(fact, lambda name: tuple(bits_of(fact, name, own) for own in spaces))

    def _number(self, told: Explanation) -> int:
        if told not in self._numbered:
            self._numbered[told] = len(self.explanations)
            self.explanations.append(told)
            outcome = told.outcome
            self._outcome_of.append(OPEN if outcome is None else self.outcomes.index(outcome))
        return self._numbered[told]
