"""Generated populations of candidate-option: codes as ours takes them, columns as peers do."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet
from numpy.typing import NDArray

from xianjie.instruments import catalogue, law
from xianjie.law.columns import Codes, ColumnDecision
from xianjie.law.columns.codes import Coding

DECISION = "candidate-option"
NATIONAL, PROVINCIAL = 18_464, 18_509  # 2020-07-21 and 2020-09-04, days since 1970-01-01
CODINGS: Mapping[str, Coding] = ColumnDecision(law().decision(DECISION)).codings
_FIRST, _LAST = 18_383, 18_748  # a year from 2020-05-01
_SHARE_NONE = 0.2
_AT_ONCE = 1_000_000


@dataclass(frozen=True)
class Population:
    """``codes`` as ours takes them; ``columns`` the same rows as peers take them.

    Peers get what the catalogue says of the occupation as two columns more (``access``, ``hrss``),
    looked up beforehand, ``route`` as true where scheduled, days as int32 with none above every
    day, and unknown as null.
    """

    rows: int
    codes: Mapping[str, Codes]
    known: Mapping[str, NDArray[np.bool_]]

    @cached_property
    def columns(self) -> dict[str, pa.Array]:
        """Columns for peers; made on demand, since they are as large as the codes."""
        found: dict[str, pa.Array] = {}
        for name, codes in self.codes.items():
            unknown = None if name not in self.known else ~self.known[name]
            values = CODINGS[name].values
            if name == "occupation":
                place = np.minimum(codes, len(values))
                for column, told in of_occupations().items():
                    found[column] = pa.array(np.append(told, [False])[place], mask=unknown)
            elif values:
                true = values.index("scheduled" if name == "route" else True)
                found[name] = pa.array(codes == true, mask=unknown)
            else:
                found[name] = pa.array(codes, mask=unknown)
        return found

    @cached_property
    def arrays(self) -> dict[str, NDArray[Any]]:
        """The same columns as numpy has them; only where nothing is unknown."""
        return {name: c.to_numpy(zero_copy_only=False) for name, c in self.columns.items()}

    def first(self, rows: int) -> "Population":
        """The first rows alone."""
        return Population(
            min(rows, self.rows),
            {name: column[:rows] for name, column in self.codes.items()},
            {name: column[:rows] for name, column in self.known.items()},
        )


def of_occupations() -> dict[str, NDArray[np.bool_]]:
    """By an occupation's code: whether it is of the access type, and organised by HRSS."""
    entries = {entry.occupation: entry for entry in catalogue.load().occupations}
    listed = [entries[str(name)] for name in CODINGS["occupation"].values]
    return {
        "access": np.array([entry.treatment.value == "access_type" for entry in listed]),
        "hrss": np.array([entry.hrss_organised for entry in listed]),
    }


def generated(rows: int, unknown: float, seed: int = 20_200_915) -> Population:
    """Every fact at random; a share of each fact unknown."""
    random = np.random.default_rng(seed)
    codes: dict[str, Codes] = {}
    known: dict[str, NDArray[np.bool_]] = {}
    for name, coding in CODINGS.items():
        if coding.dtype == np.int32:
            column = random.integers(_FIRST, _LAST, rows, dtype=np.int32)
            if coding.none is not None:
                column[random.random(rows, np.float32) < _SHARE_NONE] = coding.none
        else:
            column = random.integers(0, len(coding.values), rows).astype(coding.dtype)
        if unknown:
            known[name] = random.random(rows, np.float32) >= unknown
            column[~known[name]] = coding.unknown
        codes[name] = column
    return Population(rows, codes, known)


def write_parquet(rows: int, path: Path) -> None:
    """The same kind of population as people's files have it: names, dates, bools, an ``id``."""
    writer = None
    for start in range(0, rows, _AT_ONCE):
        part = generated(min(_AT_ONCE, rows - start), 0, seed=start)
        columns: dict[str, pa.Array] = {"id": pa.array(np.arange(start, start + part.rows))}
        for name, coding in CODINGS.items():
            codes = part.codes[name]
            if coding.dtype == np.int32:
                none = codes == coding.none
                columns[name] = pa.array(codes, mask=none).cast(pa.date32())
                if coding.none is not None:
                    columns[f"{name}__none"] = pa.array(none)
            elif coding.values == (False, True):
                columns[name] = pa.array(codes == 1)
            else:
                words = pa.array([str(value) for value in coding.values])
                indexed = pa.DictionaryArray.from_arrays(pa.array(codes), words)
                columns[name] = indexed.cast("string")
        table = pa.table(columns)
        writer = writer or pyarrow.parquet.ParquetWriter(path, table.schema)
        writer.write_table(table)
    if writer:
        writer.close()
