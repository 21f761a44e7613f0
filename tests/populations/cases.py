"""Generated cases of candidate-option, as tables and as files of every kind."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import xlsxwriter

from xianjie.instruments import catalogue
from xianjie.law import CompiledDecision, Value

DAYS = ("announced_on", "registration_accepted_on", "registered_on")
FLAGS = ("competition_in_plan", "suspended", "exam_held")
_FIRST, _LAST = 18_400, 18_800  # days since 1970-01-01


def cases(rows: int, *, unknown: float = 0.1, seed: int = 7) -> pa.Table:
    """Cases as Parquet has them: dates, bools, a column of nones; ``id`` and ``prefecture``."""
    random = np.random.default_rng(seed)

    def missing() -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        return random.random(rows) < unknown

    occupations = np.array([entry.occupation for entry in catalogue.load().occupations])
    columns: dict[str, pa.Array] = {
        "id": pa.array(np.arange(rows)),
        "prefecture": pa.array(random.choice(["广州市", "深圳市", "珠海市"], rows)),
        "occupation": pa.array(random.choice(occupations, rows), mask=missing()),
        "route": pa.array(random.choice(["scheduled", "competition"], rows), mask=missing()),
    }
    for name in DAYS:
        days = random.integers(_FIRST, _LAST, rows).astype(np.int32)
        columns[name] = pa.array(days, pa.int32(), mask=missing()).cast(pa.date32())
    for name in DAYS[:2]:
        absent = columns[name].is_null().to_numpy(zero_copy_only=False)
        columns[f"{name}__none"] = pa.array(absent & (random.random(rows) < 0.5))
    for name in FLAGS:
        columns[name] = pa.array(random.random(rows) < 0.5, mask=missing())
    return pa.table(columns)


def texts(table: pa.Table) -> dict[str, list[str]]:
    """The same as CSV and Excel have them: empty is unknown, 无 is none."""
    found: dict[str, list[str]] = {}
    for name in table.column_names:
        if name.endswith("__none"):
            continue
        cells = [_text(cell) for cell in table.column(name).to_pylist()]
        if f"{name}__none" in table.column_names:
            none = table.column(f"{name}__none").to_pylist()
            cells = ["无" if absent else cell for cell, absent in zip(cells, none, strict=True)]
        found[name] = cells
    return found


def objects(table: pa.Table) -> list[dict[str, object]]:
    """The same as JSON has them: what is missing is unknown, null is none."""
    found = []
    for row in table.to_pylist():
        none = {
            name.removesuffix("__none") for name in row if name.endswith("__none") and row[name]
        }
        known = {
            name: str(cell) if isinstance(cell, date) else cell
            for name, cell in row.items()
            if cell is not None and not name.endswith("__none")
        }
        found.append(known | dict.fromkeys(none))
    return found


def write(table: pa.Table, path: Path) -> Path:
    """By the ending of the path."""
    if path.suffix == ".parquet":
        pyarrow.parquet.write_table(table, path, row_group_size=700)
    elif path.suffix == ".csv":
        pyarrow.csv.write_csv(pa.table(texts(table)), path)
    elif path.suffix == ".jsonl":
        path.write_text("".join(f"{json.dumps(line)}\n" for line in objects(table)), "utf-8")
    else:
        book = xlsxwriter.Workbook(str(path))
        sheet = book.add_worksheet()
        for place, (name, cells) in enumerate(texts(table).items()):
            sheet.write_column(0, place, [name, *cells])
        book.close()
    return path


def case(decision: CompiledDecision, table: pa.Table, row: int) -> dict[str, Value]:
    """The facts of a row as a person would give them."""
    facts: dict[str, Value] = {}
    for fact in decision.facts:
        value = table.column(fact.name)[row].as_py()
        none = f"{fact.name}__none"
        if value is not None:
            facts[fact.name] = value
        elif none in table.column_names and table.column(none)[row].as_py():
            facts[fact.name] = None
    return facts


def _text(cell: object) -> str:
    if cell is None:
        return ""
    return str(cell).lower() if isinstance(cell, bool) else str(cell)
