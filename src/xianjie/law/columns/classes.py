"""Classes of cases: one number for all that the law does not tell apart.

Along each fact the law changes at a few codes only, so a case has a place on every axis and its
class is those places in mixed radix: a sum of comparisons, whatever computes it. The last place on
an axis is that of the fact unknown. Facts compared with each other share one axis, whose places
are the truth values of those comparisons.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xianjie.law.columns.codes import Codes, Coding
from xianjie.law.days import CompareFacts
from xianjie.law.signatures import Space

Index = NDArray[np.integer[Any]]

_BYTE = 256
_MANY_STEPS = 40  # from which a search is quicker than as many comparisons
_COMPARED = {"<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal}


@dataclass(frozen=True)
class Axis:
    """The places of one fact: ``bits`` of each known place, and the code where each begins."""

    coding: Coding
    bits: tuple[int, ...]
    starts: tuple[tuple[int, int], ...]  # (code, place), ascending; a place may begin twice

    @property
    def name(self) -> str:
        return self.coding.fact.name

    @property
    def unknown(self) -> int:
        """The place of the fact unknown."""
        return len(self.bits)

    @property
    def places(self) -> int:
        return len(self.bits) + 1

    def looked_up(self, column: Codes) -> NDArray[np.int64]:
        """The place of each code by search: for an axis of so many steps that it pays."""
        starts = [*self.starts, (self.coding.unknown, self.unknown)]
        codes, places = (np.array(part, np.int64) for part in zip(*starts, strict=True))
        return places[np.searchsorted(codes, column, side="right") - 1]


@dataclass(frozen=True)
class PairAxis:
    """The comparisons of facts with each other: bit *i* of a place is the truth of leaf *i*."""

    leaves: tuple[tuple[int, CompareFacts], ...]

    @property
    def places(self) -> int:
        return 1 << len(self.leaves)

    @property
    def bits(self) -> tuple[int, ...]:
        return tuple(
            sum(1 << bit for i, (bit, _) in enumerate(self.leaves) if place >> i & 1)
            for place in range(self.places)
        )


class Classes:
    """The classes of cases under some leaves, numbered from 0 to ``size`` - 1."""

    def __init__(self, space: Space, codings: Mapping[str, Coding]) -> None:
        axes = (_axis(codings[fact.name], space) for fact in space.facts)
        self.axes = tuple(axis for axis in axes if len(axis.bits) > 1)
        pairs = [(b, leaf) for leaf, b in space.bit.items() if isinstance(leaf, CompareFacts)]
        self.pairs = PairAxis(tuple(pairs)) if pairs else None
        self.codings = codings
        self.radices = tuple(axis.places for axis in self._all)
        self.size = prod(self.radices)

    @property
    def _all(self) -> tuple[Axis | PairAxis, ...]:
        return (*self.axes, *([self.pairs] if self.pairs else []))

    @cached_property
    def strides(self) -> tuple[int, ...]:
        """By how much one place further on each axis raises the class; the first axis by 1."""
        return tuple(prod(self.radices[:index]) for index in range(len(self.radices)))

    @cached_property
    def paired(self) -> tuple[str, ...]:
        """Names of the facts compared with each other."""
        leaves = self.pairs.leaves if self.pairs else ()
        return tuple(dict.fromkeys(fact.name for _, leaf in leaves for fact in leaf.facts))

    def signatures(self) -> tuple[list[int], tuple[int, ...]]:
        """The signature of every class with all facts known, and the shape to see them in.

        The shape has one dimension an axis, the last axis first, without the places of unknowns.
        """
        parts = [axis.bits for axis in reversed(self._all)]
        return [sum(part) for part in product(*parts)], tuple(len(part) for part in parts)

    def numbers(self, codes: Mapping[str, Codes], rows: int) -> Index:
        """The class of each row; a fact without a column is unknown.

        Rows where a paired fact is unknown get the class they would have if the comparison did
        not hold: see `incomplete`.
        """
        dtype = np.uint8 if self.size <= _BYTE else np.uint16 if self.size <= _BYTE**2 else np.int64
        total: Index | None = None
        for run, stride in self._runs:
            part: Index = self._sum(run, codes, rows).astype(dtype, copy=False)
            if stride > 1:
                np.multiply(part, stride, out=part, casting="unsafe")
            if total is None:
                total = part
            else:
                np.add(total, part, out=total)
        return np.zeros(rows, np.uint8) if total is None else total

    def incomplete(self, codes: Mapping[str, Codes], rows: int) -> NDArray[np.intp]:
        """Rows in which a fact compared with another is unknown, so that no class fits."""
        if not all(name in codes for name in self.paired):
            return np.arange(rows)
        unknown = np.zeros(rows, np.bool_)
        for name in self.paired:
            unknown |= codes[name] == self.codings[name].unknown
        return np.flatnonzero(unknown)

    @cached_property
    def _runs(self) -> tuple[tuple[tuple[Axis | PairAxis, ...], int], ...]:
        """Axes in runs of at most 256 places together, summed as bytes, and each run's stride."""
        runs: list[tuple[list[Axis | PairAxis], int, int]] = []
        for axis, stride in zip(self._all, self.strides, strict=True):
            if runs and runs[-1][2] * axis.places <= _BYTE:
                run, first, places = runs[-1]
                runs[-1] = ([*run, axis], first, places * axis.places)
            else:
                runs.append(([axis], stride, axis.places))
        return tuple((tuple(run), stride) for run, stride, _ in runs)

    def _sum(self, run: Sequence[Axis | PairAxis], codes: Mapping[str, Codes], rows: int) -> Index:
        """Places times strides within a run. Bytes wrap round, so a place may also go down."""
        places = prod(axis.places for axis in run)
        dtype = np.dtype(np.uint8 if places <= _BYTE else np.int64)
        total: Index = np.zeros(rows, dtype)
        held, step = np.empty(rows, np.bool_), np.empty(rows, dtype)
        base, stride = 0, 1
        for axis in run:
            if isinstance(axis, PairAxis):
                self._add_pairs(axis, codes, stride, total)
            elif axis.name not in codes:
                base += axis.unknown * stride
            else:
                column, here = codes[axis.name], axis.starts[0][1]
                steps = (*axis.starts[1:], (axis.coding.unknown, axis.unknown))
                if len(steps) > _MANY_STEPS:
                    total += (axis.looked_up(column) * stride).astype(dtype)
                    stride *= axis.places
                    continue
                base += here * stride
                for code, place in steps:
                    np.greater_equal(column, code, out=held)
                    further = np.array((place - here) * stride).astype(dtype)
                    np.multiply(held.view(np.uint8), further, out=step)
                    np.add(total, step, out=total)
                    here = place
            stride *= axis.places
        return np.add(total, np.array(base).astype(dtype), out=total) if base else total

    def _add_pairs(
        self, axis: PairAxis, codes: Mapping[str, Codes], stride: int, total: Index
    ) -> None:
        for place, (_, leaf) in enumerate(axis.leaves):
            if leaf.left.name not in codes or leaf.right.name not in codes:
                continue
            left, right = codes[leaf.left.name], codes[leaf.right.name]
            held = _COMPARED[leaf.comparison](left, right)
            for fact, column in ((leaf.left, left), (leaf.right, right)):
                none = self.codings[fact.name].none
                if none is not None:
                    held &= column != none
            total += held.view(np.uint8) * np.array(stride << place).astype(total.dtype)


def _axis(coding: Coding, space: Space) -> Axis:
    steps = coding.steps(space.bit.items())
    bits = tuple(dict.fromkeys(own for _, own in steps))
    return Axis(coding, bits, tuple((code, bits.index(own)) for code, own in steps))
