"""Small tables of one honest body, and ways to have something wrong with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet

from xianjie.indicators import Found, opened, run
from xianjie.indicators.schema import TABLES, Kind

Cells = dict[str, object]
Tables = Mapping[str, Sequence[Cells]]

ON = date(2021, 12, 31)
CODE = "S000044000001"
KINDS = {
    Kind.TEXT: pa.string(),
    Kind.NUMBER: pa.int32(),
    Kind.LONG: pa.int64(),
    Kind.DAY: pa.date32(),
    Kind.FLAG: pa.bool_(),
}


def day(written: str) -> date:
    return date.fromisoformat(written)


def certificate(place: int = 1, **changes: object) -> Cells:
    """Number ``place`` of body A, for a person of their own, a month after the sitting."""
    told: Cells = {
        "certificate": place,
        "scheme": "level",
        "body": "A",
        "body_name": "甲评价中心",
        "area": "440100",
        "person": f"p{place}",
        "occupation": "电工",
        "level": 4,
        "issued_on": day("2021-06-01"),
        "code": CODE,
        "sitting": 1,
        "outcome": "issue",
        "ended_on": None,
        "imported": None,
        **changes,
    }
    told.setdefault("logged_on", told["issued_on"])
    told.setdefault("number", f"{told['code']}{told['issued_on']:%y}{told['level']}{place:06}")
    return told


def sitting(number: int = 1, **changes: object) -> Cells:
    told: Cells = {
        "sitting": number,
        "scheme": "level",
        "body": "A",
        "kind": "employer",
        "area": "440100",
        "site": "A1",
        "occupation": "电工",
        "level": 4,
        "from_on": day("2021-05-01"),
        "minutes": 90,
        "seats": 3,
        "rounds": None,
        "notice_until_on": day("2021-05-13"),
        "reported_on": day("2021-05-10"),
        "report_due_on": day("2021-05-15"),
        **changes,
    }
    told.setdefault("until_on", told["from_on"])
    return told


def result(person: str = "p1", sitting: int = 1, **changes: object) -> Cells:
    return {
        "sitting": sitting,
        "person": person,
        "enrolled_on": day("2021-04-01"),
        "present": True,
        "passed": True,
        "theory": 75,
        "practical": 78,
        "basis": "own",
        "entrusted_on": None,
        "entrusted_in_scope": None,
        **changes,
    }


def filing(**changes: object) -> Cells:
    return {
        "body": "A",
        "name": "甲评价中心",
        "occupation": "电工",
        "lowest": 5,
        "highest": 3,
        "from_on": day("2020-01-01"),
        "until_on": day("2022-12-31"),
        "term_until_on": day("2022-12-31"),
        **changes,
    }


def examiner(name: str = "e1", sitting: int = 1, **changes: object) -> Cells:
    return {"sitting": sitting, "examiner": name, "in_pool": True, "conflict": False, **changes}


def learner(name: str = "l1", **changes: object) -> Cells:
    return {
        "body": "A",
        "area": "440100",
        "cohort": "2018级电工班",
        "learner": name,
        "occupation": "电工",
        "graduates_on": day("2021-07-01"),
        "covered": True,
        **changes,
    }


HONEST: Tables = {
    "certificates": [certificate(1), certificate(2)],
    "sittings": [sitting()],
    "results": [result("p1"), result("p2"), result("p3", passed=False)],
    "filings": [filing()],
    "examiners": [examiner("e1"), examiner("e2")],
    "learners": [learner("l1"), learner("l2")],
}


def written(folder: Path, tables: Tables) -> Path:
    """The tables as files, columns in the kinds of the schema."""
    for name, rows in tables.items():
        columns = TABLES[name].columns
        schema = pa.schema({column: KINDS[one.kind] for column, one in columns.items()})
        pa.parquet.write_table(pa.Table.from_pylist(list(rows), schema), folder / f"{name}.parquet")
    return folder


def found(folder: Path, tables: Tables, *only: str, on: date = ON) -> Found:
    with opened("duckdb", written(folder, tables)) as engine:
        return run(engine, on=on, only=only or None)
