"""The classes of cases as C, where a compiler is: the same sums in one pass over the columns.

numpy reads and writes its sums once a comparison; compiled, a row is read once. The text is made
from `Classes`, so there is nothing to keep in step with it, and whoever has no compiler loses
time only.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess  # the C compiler
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xianjie.law.columns.classes import Axis, Classes, Index, PairAxis
from xianjie.law.columns.codes import Codes, Coding
from xianjie.law.columns.deciding import NOT_MET, ColumnDecision
from xianjie.law.compiled import CompiledDecision

_C = {1: "uint8_t", 2: "uint16_t", 4: "int32_t"}
_FLAGS = ("-O3", "-march=native", "-shared", "-fPIC", "-x", "c")
_TEXT = """\
#include <stdint.h>
int64_t answer(int64_t rows, const void *const *columns, const {out} *restrict table,
               {out} *restrict found) {{
{columns}
    int64_t unmet = 0;
    for (int64_t start = 0; start < rows; start += {block}) {{
        {number} number[{block}];
        const int64_t end = rows - start < {block} ? rows : start + {block};
        for (int64_t i = start; i < end; i++)
            number[i - start] = {base}{sum};
        for (int64_t i = start; i < end; i++) found[i] = table[number[i - start]];
{unmet}    }}
    return unmet;
}}
"""
_UNMET = f"        for (int64_t i = start; i < end; i++) unmet += found[i] == {NOT_MET};\n"
_BLOCK = 4096  # rows whose classes stay in the nearest cache


def compiler() -> str | None:
    """The C compiler's path: ``CC`` where it is set, else cc; None where there is none."""
    return shutil.which(os.environ.get("CC", "cc"))


class NativeDecision(ColumnDecision):
    """A `ColumnDecision` that answers in machine code all rows that a table settles.

    Compiling takes a fraction of a second for each set of columns met; where there is no
    `compiler`, or it fails, asking raises OSError.
    """

    def __init__(self, decision: CompiledDecision) -> None:
        super().__init__(decision)
        self._made: dict[tuple[int, frozenset[str]], Any] = {}
        self._making = Lock()

    def outcome(self, codes: Mapping[str, Codes], rows: int) -> NDArray[np.uint8]:
        found = np.empty(rows, np.uint8)
        if self._settled(self.bare, codes, self.outcome_of_class, found):
            return found
        return super().outcome(codes, rows)

    def explained(
        self, codes: Mapping[str, Codes], rows: int, numbers: Index | None = None
    ) -> NDArray[np.int32]:
        found = np.empty(rows, np.int32)
        if (
            numbers is None
            and self.table is not None
            and self._settled(self.full, codes, self.table, found)
        ):
            return found
        return super().explained(codes, rows, numbers)

    def _settled(
        self,
        classes: Classes,
        codes: Mapping[str, Codes],
        table: NDArray[np.integer[Any]],
        found: NDArray[np.integer[Any]],
    ) -> bool:
        """Whether every row's class fits and had been met."""
        if classes.pairs and classes.incomplete(codes, len(found)).size:
            return False
        names = [name for name in classes.codings if name in codes]
        with self._making:
            key = (id(classes), frozenset(names))
            if key not in self._made:
                self._made[key] = _loaded(text(classes, names, found.itemsize))
        own = [np.ascontiguousarray(codes[name]) for name in names]
        columns = (ctypes.c_void_p * len(own))(*(column.ctypes.data for column in own))
        unmet = self._made[key](len(found), columns, table.ctypes.data, found.ctypes.data)
        return not unmet


def text(classes: Classes, names: Sequence[str], width: int) -> str:
    """The C of a table of ``width`` bytes looked up by class; facts not in ``names`` are unknown.

    ``answer(rows, columns, table, found)`` takes the columns in the order of ``names`` and says
    how many rows have `NOT_MET` in the table.
    """
    places = {name: f"c{number}" for number, name in enumerate(names)}
    kinds = [_C[classes.codings[name].dtype.itemsize] for name in names]
    columns = [
        f"    const {kind} *restrict c{number} = columns[{number}];"
        for number, kind in enumerate(kinds)
    ]
    base, terms = 0, []
    for axis, stride in zip(classes.axes, classes.strides, strict=False):
        if axis.name not in places:
            base += axis.unknown * stride
        else:
            base += axis.starts[0][1] * stride
            terms += _steps(axis, stride, places[axis.name])
    if classes.pairs:
        terms += _pairs(classes.pairs, classes.strides[-1], places, classes.codings)
    number = "uint16_t" if classes.size <= 1 << 16 else "uint64_t"
    return _TEXT.format(
        out=_C[width],
        columns="\n".join(columns),
        block=_BLOCK,
        number=number,
        base=base,
        sum="".join(f"\n                + {term}" for term in terms),
        unmet=_UNMET if width > 1 else "",  # every class has its outcome
    )


def _steps(axis: Axis, stride: int, column: str) -> list[str]:
    here, terms = axis.starts[0][1], []
    for code, place in (*axis.starts[1:], (axis.coding.unknown, axis.unknown)):
        terms.append(f"({column}[i] >= {code}) * {(place - here) * stride}")
        here = place
    return terms


def _pairs(
    axis: PairAxis, stride: int, places: Mapping[str, str], codings: Mapping[str, Coding]
) -> list[str]:
    terms = []
    for place, (_, leaf) in enumerate(axis.leaves):
        names = [fact.name for fact in leaf.facts]
        if all(name in places for name in names):
            left, right = (f"{places[name]}[i]" for name in names)
            nones = [(f"{places[n]}[i]", codings[n].none) for n in names]
            held = [f"({left} {leaf.comparison} {right})"]
            held += [f"({cell} != {none})" for cell, none in nones if none is not None]
            terms.append(f"({' & '.join(held)}) * {stride << place}")
    return terms


def _loaded(source: str) -> Any:  # noqa: ANN401 - ctypes makes it up
    path = compiler()
    if path is None:
        message = "there is no C compiler: install one, or name it with CC"
        raise OSError(message)
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "classes.so"
        command = [path, *_FLAGS, "-o", str(library), "-"]
        made = subprocess.run(command, input=source, text=True, capture_output=True, check=False)  # noqa: S603
        if made.returncode:
            raise OSError(made.stderr.strip())
        answer = ctypes.CDLL(str(library)).answer
    answer.restype = ctypes.c_int64
    answer.argtypes = [ctypes.c_int64, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p]
    return answer
