"""The demonstration's evaluations, asked for by the command as of several days."""

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
from xianjie.ops.province.evaluations.people import document_of

LATER = ("--on", "2026-06-01")


@cache  # nobody writes to it, and each question takes a second
def _asked(home: Path, *arguments: str) -> Any:  # noqa: ANN401 - JSON
    return json.loads(product(home, "evaluation", *arguments, "--format", "json"))


def test_there_are_six_years_of_plans_in_every_state(province_home: Path) -> None:
    now = _asked(province_home, "list", "--limit", "1000")
    later = _asked(province_home, "list", "--limit", "1000", *LATER)
    states = Counter(one["state"] for one in later)
    assert len(now) < 100
    assert len(later) > 580
    assert {"draft", "reported", "held", "posted", "handed_in", "returned", "accepted"} <= {
        one["state"] for one in now
    }
    assert states["accepted"] > 400
    assert states["cancelled"] > 10
    assert any(one["days_late"] for one in later)
    assert product(province_home, "evaluation", "show", str(later[0]["id"]), status=2)


@pytest.mark.slow
def test_every_outcome_of_the_law_is_there(province_home: Path) -> None:
    """Of the drafts that the law lets nobody issue for, and of a batch that was accepted."""
    made = _asked(province_home, "list", "--limit", "1000")
    wanted = [one["id"] for one in made if "演示" in one["title"]]
    wanted += [one["id"] for one in made if one["state"] == "accepted"][:3]
    told = Counter[str]()
    for number in wanted:
        told.update(_asked(province_home, "show", str(number))["may_be_issued"])
    assert set(told) == set(law().decision("level-certificate-issuance").outcomes)
    assert min(told.values()) >= 1
    assert told["issue"] > 5


@pytest.mark.slow
def test_six_years_of_certificates_came_of_them(province_home: Path) -> None:
    told = json.loads(
        product(
            province_home, "certificate", "list", "--limit", "100000", "--format", "json", *LATER
        )
    )
    level = [one for one in told if one["scheme"] == "level"]
    years = Counter(one["issued_on"][:4] for one in level)
    assert sorted(years) == [str(year) for year in range(2020, 2027)]
    assert min(years.values()) > 100
    assert len(level) > 4_000
    assert len({one["issuer"] for one in level}) > 100
    assert len({one["occupation"] for one in level}) > 80
    assert {one["level"] for one in level} == {1, 2, 3, 4, 5}
    assert len({one["issued_on"][:7] for one in level}) > 60  # months
    now = json.loads(
        product(province_home, "certificate", "list", "--limit", "100000", "--format", "json")
    )
    assert max(one["issued_on"] for one in now) == "2020-09-15"
    assert 10 < sum(one["scheme"] == "level" for one in now) < 100


@pytest.mark.slow
def test_they_are_found_from_their_day_on(province_home: Path, tmp_path: Path) -> None:
    (newest,) = json.loads(
        product(province_home, "certificate", "list", "--limit", "1", "--format", "json", *LATER)
    )
    number, day = newest["number"], newest["issued_on"]
    file = tmp_path / "one.json"
    then = {"XIANJIE_NOW": day}
    export = ("certificate", "export", number, "--output", str(file))
    product(province_home, *export, settings=then)
    told = product(province_home, "certificate", "verify", str(file), settings=then)
    assert told.splitlines()[-1] == "有效"
    early = product(province_home, "certificate", "verify", str(file), status=1)
    assert f"没有编号 {number}" in early
    assert "没有编号" in product(province_home, "certificate", "show", number, status=2)


@pytest.mark.slow
def test_commands_speak_the_language_that_is_asked_for(province_home: Path) -> None:
    (one,) = json.loads(
        product(province_home, "certificate", "list", "--limit", "1", "--format", "json")
    )
    shown = product(province_home, "certificate", "show", one["number"])
    assert f"编号：{one['number']}" in shown
    assert "登记状态：在册" in shown
    listed = product(province_home, "evaluation", "list", "--limit", "1", "--lang", "en")
    assert listed.split()[:4] == ["Plan", "First", "day", "State"]
    classes = product(province_home, "cohort", "list", "--limit", "1")
    assert "uncovered" not in classes
    assert "：" in classes


def test_the_log_has_them_in_the_order_of_their_days(province_home: Path) -> None:
    with sqlite3.connect(f"file:{province_home}/xianjie.sqlite3?mode=ro", uri=True) as database:
        days = [
            day
            for (day,) in database.execute('SELECT day FROM certificates_logentry ORDER BY "index"')
        ]
    assert days == sorted(days)
    assert days[-1] > "2026"
    key = product(province_home, "log", "key").strip()
    watching = ("log", "monitor", f"{province_home}/log", "--key", key, "--demonstration", "--once")
    assert "异常 0 项" in product(province_home, *watching)


def test_a_file_of_a_plan_that_is_not_accepted_is_refused_by_row(
    province_home: Path, tmp_path: Path
) -> None:
    handed_in = next(
        one
        for one in _asked(province_home, "list", "--limit", "1000", "--state", "handed_in")
        if one["organisation"] == "广州市某技能人才评价中心"
    )
    people = range(90_040, 90_050)  # of the fifth of the organisation's own batches
    file = tmp_path / "names.csv"
    rows = [f"{handed_in['id']},居民身份证,{document_of('440300', one)}" for one in people]
    file.write_text("\n".join(["评价计划编号,证件种类,证件号码", *rows]), encoding="utf-8")
    told = product(
        province_home, "certificate", "issue", "--batch", str(file), "--as", "evaluation", status=2
    )
    assert f"第 2 行：评价计划 {handed_in['id']} 的发证预检不能通过" in told
    assert "还没有经主管部门审核通过" in told


@pytest.mark.slow
def test_what_was_accepted_passes_the_pre_flight(province_home: Path) -> None:
    made = _asked(province_home, "list", "--state", "accepted", "--limit", "1000", *LATER)
    for one in made[:: len(made) // 3]:
        told = product(
            province_home,
            "evaluation",
            "preflight",
            str(one["id"]),
            "--stage",
            "issuing",
            *LATER,
        )
        assert "✗" not in told, told
