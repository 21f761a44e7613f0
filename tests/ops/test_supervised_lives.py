"""What supervision came to in the demonstration's province, as its database has it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.commands import product

DAY = "2020-09-15"


def rows(home: Path, sql: str, *given: object) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(home / "xianjie.sqlite3")) as database:
        return database.execute(sql, given).fetchall()


def test_cases_of_alerts_stand_where_they_should_and_nothing_is_dated_ahead(
    province_home: Path,
) -> None:
    cases = rows(
        province_home,
        "SELECT c.title, c.closed_on, COUNT(*) FROM supervision_case c"
        " JOIN supervision_alert a ON a.case_id = c.id GROUP BY c.id ORDER BY c.opened_on",
    )
    assert cases == [
        ("评价结果逾期报送", "2020-09-11", 1),
        ("同一天在两处考评", None, 2),
        ("给非本单位人员颁发证书", None, 1),
    ]
    (last,) = rows(province_home, 'SELECT MAX("on") FROM supervision_casestep')
    assert last == (DAY,)
    measures = rows(
        province_home,
        "SELECT m.granted, m.proposed_by FROM supervision_casestep s"
        " JOIN filings_measure m ON m.id = s.measure_id",
    )
    assert measures == [(None, "bureau-03")]


def test_the_draw_is_by_the_first_head_over_its_lists_and_can_be_drawn_again(
    province_home: Path, tmp_path: Path
) -> None:
    ((draw, index, size, seed, lists),) = rows(
        province_home, "SELECT id, log_index, log_size, seed, lists FROM supervision_draw"
    )
    ((first, root),) = rows(
        province_home,
        "SELECT size, root FROM certificates_sealing WHERE size > ? ORDER BY size LIMIT 1",
        index,
    )
    assert (first, root) == (size, seed)
    told = json.loads(lists)
    assert max(one["weight"] for one in told["bodies"]) > 1  # open alerts weigh
    published = tmp_path / "lists.json"
    published.write_text(json.dumps({**told, "seed": seed}), encoding="utf-8")
    command = ("supervise", "draw", "--list", str(published), "--format", "json")
    again = json.loads(product(province_home, *command))
    found = rows(
        province_home,
        "SELECT o.number, i.handed_in_on FROM supervision_inspection i"
        " JOIN filings_organisation o ON o.body_id = i.body_id"
        " WHERE i.draw_id = ? ORDER BY i.place",
        draw,
    )
    assert [number for number, _ in found] == [one["number"] for one in again["drawn"]]
    assert [on for _, on in found] == ["2020-09-14", None]


def test_the_quarter_before_is_reported(province_home: Path) -> None:
    (report,) = rows(
        province_home,
        "SELECT year, quarter, as_of, log_index IS NOT NULL FROM supervision_quarterlyreport",
    )
    assert report == (2020, 2, "2020-07-15", 1)
