"""Parquet written row group by row group, in the schema that indicators read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet

from xianjie.domain.supervision.snapshot.asked import Cells
from xianjie.indicators.schema import TABLES, Kind

_ROWS = 50_000  # of a row group, and at most in memory
_TYPES: Mapping[Kind, pa.DataType] = {
    Kind.TEXT: pa.string(),
    Kind.NUMBER: pa.int32(),
    Kind.LONG: pa.int64(),
    Kind.DAY: pa.date32(),
    Kind.FLAG: pa.bool_(),
}


def write(file: Path, table: str, rows: Iterable[Cells]) -> int:
    """Write rows of a table of the schema, cells in the order of its columns; how many."""
    columns = TABLES[table].columns
    schema = pa.schema(
        [pa.field(name, _TYPES[one.kind], nullable=one.nullable) for name, one in columns.items()]
    )
    count = 0
    with pa.parquet.ParquetWriter(file, schema) as out:
        rest = iter(rows)
        while some := list(islice(rest, _ROWS)):
            arrays = [
                pa.array(cells, field.type)
                for cells, field in zip(zip(*some, strict=True), schema, strict=True)
            ]
            out.write_table(pa.Table.from_arrays(arrays, schema=schema))
            count += len(some)
    return count
