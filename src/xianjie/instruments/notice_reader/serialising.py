"""The annex as JSON-ready records and as CSV, by printed row or by occupation."""

import csv
import io
from collections.abc import Sequence
from typing import TypedDict

from xianjie.instruments.notice_reader.model import Annex

LIST_SEPARATOR = "、"


class RowRecord(TypedDict):
    """One printed row."""

    item: int
    qualification: str
    occupations: list[str]
    departments: list[str]
    treatment: str
    line: int


class OccupationRecord(TypedDict):
    """One occupation of a printed row."""

    item: int
    qualification: str
    as_scanned: str
    departments: list[str]
    treatment: str
    line: int


def row_records(annex: Annex) -> list[RowRecord]:
    return [
        RowRecord(
            item=row.item,
            qualification=row.qualification,
            occupations=list(row.occupations),
            departments=list(row.departments),
            treatment=row.treatment.value,
            line=row.line,
        )
        for row in annex.rows
    ]


def occupation_records(annex: Annex) -> list[OccupationRecord]:
    return [
        OccupationRecord(
            item=entry.item,
            qualification=entry.qualification,
            as_scanned=entry.as_scanned,
            departments=list(entry.departments),
            treatment=entry.treatment.value,
            line=entry.line,
        )
        for entry in annex.occupations
    ]


def to_csv(records: Sequence[RowRecord] | Sequence[OccupationRecord]) -> str:
    """CSV with a header, lists joined by 、, lines ended by a line feed; "" for no records."""
    if not records:
        return ""
    target = io.StringIO()
    writer = csv.DictWriter(target, fieldnames=list(records[0]), lineterminator="\n")
    writer.writeheader()
    for record in records:
        writer.writerow({column: _cell(value) for column, value in record.items()})
    return target.getvalue()


def _cell(value: object) -> str:
    return LIST_SEPARATOR.join(value) if isinstance(value, list) else str(value)
