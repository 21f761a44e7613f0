"""The demonstration's schools and enterprises, asked by command as of any day."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.commands import product
from xianjie.instruments import law

STATES = {
    "covered_by_qualification",
    "covered_by_level_certification",
    "on_the_way",
    "at_risk",
    "uncovered",
}
SCHOOL = "广州市某技工学校"


@cache  # nobody writes to it, and each question takes seconds
def coverage(home: Path, *arguments: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(
        product(home, "cohort", "coverage", "--format", "json", *arguments)
    )
    assert sum(told["by_state"].values()) == sum(told["by_route"].values()) == told["total"]
    return told


def test_every_state_and_every_route_occurs(province_home: Path) -> None:
    told = coverage(province_home)
    assert {state for state, count in told["by_state"].items() if count} == STATES
    routes = set(told["by_route"]) | set(
        coverage(province_home, "--reading", "R6=alternative")["by_route"]
    )
    with sqlite3.connect(f"file:{province_home}/xianjie.sqlite3?mode=ro", uri=True) as database:
        (filed,) = database.execute("SELECT count(*) FROM filings_scope").fetchone()
        sponsors = dict(
            database.execute(
                "SELECT kind, count(DISTINCT sponsor_id) FROM programmes_programme GROUP BY kind"
            )
        )
    assert sponsors == {"dual_certificate": 40, "apprentice": 30}
    assert routes == {
        "qualification_certificate",
        "entrust_filed_organisation",
        "ordinary_route",
        "no_route",
        "open",
        *(["own_level_certification"] if filed else []),
    }


def test_every_outcome_of_the_law_on_routes_is_there(province_home: Path) -> None:
    """Each with its learners; that no route is open takes the other reading of R6."""
    told = Counter(coverage(province_home)["by_route"])
    told.update(coverage(province_home, "--reading", "R6=alternative")["by_route"])
    counts = {name: told[name] for name in law().decision("training-route").outcomes}
    assert min(counts.values()) >= 100, counts


@pytest.mark.slow
def test_certificates_of_skill_levels_cover_more_each_year(province_home: Path) -> None:
    """Learners who took part in evaluations hold what came of them, from its day on."""
    found = [
        coverage(province_home, "--on", day)["by_state"]["covered_by_level_certification"]
        for day in ("2020-09-15", "2022-07-01", "2024-07-01", "2026-06-01")
    ]
    assert found == sorted(found)
    assert found[0] > 0
    assert found[-1] > 1_000
    with sqlite3.connect(f"file:{province_home}/xianjie.sqlite3?mode=ro", uri=True) as database:
        counted = database.execute(
            'SELECT sum(learners) FROM programmes_dailycount WHERE "on" = ? AND state = ?',
            ("2026-06-01", "covered_by_level_certification"),
        )
        assert counted.fetchone() == (found[-1],)  # what the open statistics show then


@pytest.mark.slow
def test_any_day_can_be_asked_about(province_home: Path) -> None:
    assert coverage(province_home, "--on", "2015-01-01")["total"] == 0
    then, now = coverage(province_home, "--on", "2020-01-01"), coverage(province_home)
    assert 0 < then["total"] < now["total"]
    assert 0 < then["by_state"]["uncovered"] < now["by_state"]["uncovered"]
    later = coverage(province_home, "--on", "2026-06-01")
    assert later["total"] > now["total"]


def test_a_school_has_a_class_of_60_with_5_at_risk(province_home: Path) -> None:
    arguments = ("cohort", "list", "--school", SCHOOL, "--format", "json")
    classes = json.loads(product(province_home, *arguments))
    assert [one["by_state"]["at_risk"] for one in classes if one["total"] == 60] == [5]
    whole = coverage(province_home, "--school", SCHOOL)
    assert whole["total"] == sum(one["total"] for one in classes)
    assert "5" in product(province_home, "cohort", "coverage", "--school", SCHOOL, "--lang", "en")


def test_a_school_that_has_no_programme_is_named(province_home: Path) -> None:
    told = product(province_home, "cohort", "coverage", "--school", "没有这所学校", status=2)
    assert "单位全称" in told


@pytest.mark.slow
def test_sponsors_are_warned_by_command_once(own_province: Path) -> None:
    assert "已就 0 人预警" in product(own_province, "cohort", "warn")
    with sqlite3.connect(own_province / "xianjie.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM programmes_earlywarning").fetchone()[0] > 100
        database.execute("DELETE FROM programmes_earlywarning")
    again = product(own_province, "cohort", "warn")
    assert "已就 0 人预警" not in again
    assert "0 人的培养单位没有账号" in again
