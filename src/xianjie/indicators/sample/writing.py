"""A world as the tables that indicators read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet

from xianjie.indicators.sample.world import Numbers, Table, World

_KINDS = ("social_organisation", "employer", "technical_school")
_BASES = ("public", "own", "own")
_EXAMINERS = 10_000_000  # more than there are: a sitting and an examiner are one number


def write(world: World, folder: Path, *, part: int | None = None) -> None:
    """Each table as a file; as one of several parts numbers stay apart from those of the others."""
    shift = part or 0
    for name, table in world.tables.items():
        whole = _whole(table, world.added.get(name, []))
        path = folder / f"{name}.parquet" if part is None else folder / name / f"{part:03}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        pa.parquet.write_table(_WRITERS[name](world, whole, shift), path)


def _whole(table: Table, added: list[Table]) -> Table:
    return {
        name: np.concatenate([values, *(rows[name] for rows in added)])
        for name, values in table.items()
    }


def _sittings(world: World, rows: Table, shift: int) -> pa.Table:
    owner = rows["owner"]
    return pa.table(
        {
            "sitting": _apart(rows["sitting"], shift),
            "scheme": _same("level", len(owner)),
            **_body(owner, world, shift),
            "kind": _named(_KINDS, world.kinds[owner]),
            "site": _joined("K", _padded(owner + shift * world.bodies)),
            "occupation": _occupation(rows),
            **_days(rows, "from_on", "until_on", "notice_until_on", "reported_on", "report_due_on"),
            **_plain(rows, "level", "minutes", "seats"),
        }
    )


def _results(world: World, rows: Table, shift: int) -> pa.Table:
    return pa.table(
        {
            "sitting": _apart(rows["sitting"], shift),
            "person": _apart(rows["person"], shift),
            "basis": _named(_BASES, world.kinds[rows["owner"]]),
            **_days(rows, "enrolled_on"),
            **_plain(rows, "present", "passed", "theory", "practical"),
        }
    )


def _certificates(world: World, rows: Table, shift: int) -> pa.Table:
    """By day of issue, as a register has them."""
    order = np.argsort(rows["issued_on"], kind="stable")
    rows = {name: values[order] for name, values in rows.items()}
    owner = rows["owner"]
    code = _joined("S000044", _padded(owner + shift * world.bodies))
    year = (np.datetime64("1970-01-01") + rows["issued_on"]).astype("datetime64[Y]").astype(int)
    sitting = pa.array(_apart(rows["sitting"], shift), mask=rows["sitting"] < 0)
    return pa.table(
        {
            "certificate": _apart(np.arange(1, len(owner) + 1), shift),
            "number": _joined(
                code, _padded((year + 70) % 100, 2), _text(rows["level"]), _padded(rows["serial"])
            ),
            "code": code,
            "scheme": _same("level", len(owner)),
            **_body(owner, world, shift),
            "body_name": _joined("评价机构", _padded(owner + shift * world.bodies)),
            "person": _apart(rows["person"], shift),
            "occupation": _occupation(rows),
            "sitting": sitting,
            **_days(rows, "issued_on"),
            "logged_on": _days(rows, "issued_on")["issued_on"],
            **_plain(rows, "level"),
        }
    )


def _filings(world: World, rows: Table, shift: int) -> pa.Table:
    owner = rows["owner"]
    return pa.table(
        {
            "body": _body(owner, world, shift)["body"],
            "name": _joined("评价机构", _padded(owner + shift * world.bodies)),
            "occupation": _occupation(rows),
            **_days(rows, "from_on", "until_on", "term_until_on"),
            **_plain(rows, "lowest", "highest"),
        }
    )


def _examiners(_: World, rows: Table, shift: int) -> pa.Table:
    """Each once at a sitting: of those lent, one may have been drawn twice."""
    posts = rows["sitting"].astype(np.int64) * _EXAMINERS + rows["examiner"]
    once = np.sort(np.unique(posts, return_index=True)[1])
    count = len(once)
    return pa.table(
        {
            "sitting": _apart(rows["sitting"][once], shift),
            "examiner": _apart(rows["examiner"][once], shift),
            "in_pool": np.ones(count, dtype=bool),
            "conflict": np.zeros(count, dtype=bool),
        }
    )


_WRITERS = {
    "sittings": _sittings,
    "results": _results,
    "certificates": _certificates,
    "filings": _filings,
    "examiners": _examiners,
}


def _apart(numbers: Numbers, shift: int) -> Numbers:
    return numbers + shift * 1_000_000_000


def _body(owner: Numbers, world: World, shift: int) -> Mapping[str, pa.Array]:
    areas = [f"44{number + 1:02}00" for number in range(21)]
    return {
        "body": _joined("B", _padded(owner + shift * world.bodies)),
        "area": _named(areas, owner % len(areas)),
    }


def _occupation(rows: Table) -> pa.Array:
    return _joined("职业", _text(rows["occupation"]))


def _days(rows: Table, *names: str) -> Mapping[str, pa.Array]:
    return {
        name: pa.array(rows[name].astype(np.int32), pa.int32()).cast(pa.date32()) for name in names
    }


def _plain(rows: Table, *names: str) -> Mapping[str, pa.Array]:
    return {name: pa.array(rows[name]) for name in names}


def _same(value: str, count: int) -> pa.Array:
    return pa.repeat(value, count)


def _named(names: tuple[str, ...] | list[str], places: Numbers) -> pa.Array:
    return pa.array(names).take(pa.array(places))


def _text(numbers: Numbers) -> pa.Array:
    return pa.array(numbers).cast(pa.string())


def _padded(numbers: Numbers, width: int = 6) -> pa.Array:
    return pc.utf8_lpad(_text(numbers), width, "0")


def _joined(*parts: str | pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(*parts, "")
