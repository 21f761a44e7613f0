"""A run gives the same alerts whatever the order, the engine, the bodies beside, and the nights."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from tests.indicators.tables import HONEST, certificate, day, examiner, found, sitting, written
from xianjie.indicators import INDICATORS, Alert, Found, SupervisionError, opened, run
from xianjie.indicators.labels import LABELS
from xianjie.indicators.running import tables_of
from xianjie.indicators.sample import DEADLINES, KINDS, LAST, Plant, make, plant, write
from xianjie.indicators.thresholds import thresholds
from xianjie.instruments import law

Province = tuple[Path, Sequence[Plant]]


def told(alerts: Sequence[Alert]) -> str:
    """To the byte."""
    return json.dumps([alert.jsonable("zh") for alert in alerts], ensure_ascii=False)


def again(folder: Path, since: date | None = None) -> Found:
    with opened("duckdb", folder) as engine:
        return run(engine, on=LAST, since=since, deadlines=DEADLINES)


def test_every_kind_of_fraud_is_found_with_its_evidence(province: Province, whole: Found) -> None:
    for one in province[1]:
        own = [
            alert
            for alert in whole.alerts
            if alert.body == f"B{one.body:06}" and alert.indicator in one.indicators
        ]
        assert own, one
        assert all(alert.evidence and alert.rows >= len(alert.evidence) for alert in own)


def test_the_same_tables_give_the_same_bytes(province: Province, whole: Found) -> None:
    assert told(again(province[0]).alerts) == told(whole.alerts)


def test_nothing_is_moved_by_the_order_of_rows(
    province: Province, whole: Found, tmp_path: Path
) -> None:
    chance = np.random.default_rng(3)
    for file in province[0].glob("*.parquet"):
        table = pq.read_table(file)
        pq.write_table(table.take(chance.permutation(table.num_rows)), tmp_path / file.name)
    assert told(again(tmp_path).alerts) == told(whole.alerts)


def test_rules_are_unmoved_by_bodies_that_they_do_not_concern(
    province: Province, whole: Found, tmp_path: Path
) -> None:
    """Another province's tables beside, with frauds of its own and numbers of its own."""
    others = make(30, seed=8, at_work=len(KINDS))
    plant(others, 1, first_body=20, each=1)
    for file in province[0].glob("*.parquet"):
        folder = tmp_path / file.stem
        folder.mkdir()
        shutil.copy(file, folder / "own.parquet")
    write(others, tmp_path, part=9)
    rules = {name for name, one in INDICATORS.items() if one.work is None}
    own = {alert.body for alert in whole.alerts}
    both = again(tmp_path).alerts
    assert {alert.body for alert in both if alert.indicator in rules} - own
    assert told([a for a in both if a.indicator in rules and a.body in own]) == told(
        [a for a in whole.alerts if a.indicator in rules]
    )


@pytest.mark.parametrize("since", ["2020-01-01", "2021-03-15", "2022-11-01", "2023-01-01"])
def test_a_nights_run_is_the_full_run_from_its_day_on(
    province: Province, whole: Found, since: str
) -> None:
    own = again(province[0], date.fromisoformat(since)).alerts
    assert told(own) == told([a for a in whole.alerts if a.day >= date.fromisoformat(since)])


def test_a_nights_run_tells_the_older_rows_of_a_subject_too(tmp_path: Path) -> None:
    certificates = [
        certificate(1, sitting=None, issued_on=day("2021-06-01")),
        certificate(2, sitting=None, issued_on=day("2021-06-20")),
        certificate(3, sitting=None, issued_on=day("2021-05-20")),
    ]
    written(tmp_path, {**HONEST, "certificates": certificates})
    with opened("duckdb", tmp_path) as engine:
        (alert,) = run(
            engine, on=day("2021-12-31"), since=day("2021-06-15"), only=["no_evaluation"]
        ).alerts
    assert alert.subject == "level 2021-06"
    assert [row["day"] for row in alert.evidence] == [day("2021-06-20"), day("2021-06-01")]


def test_a_bodys_name_cannot_break_out_of_a_query(tmp_path: Path) -> None:
    certificates = [certificate(1, sitting=None, body="A'); DROP VIEW held; --")]
    written(tmp_path, {**HONEST, "certificates": certificates})
    with opened("duckdb", tmp_path) as engine:
        names = ["no_evaluation"]
        alerts = run(engine, on=day("2021-12-31"), since=day("2021-01-01"), only=names).alerts
        assert [alert.body for alert in alerts] == ["A'); DROP VIEW held; --"]
        assert run(engine, on=day("2021-12-31"), only=["sitting_too_short"]).alerts == []


def test_a_missing_table_leaves_out_what_reads_it(tmp_path: Path) -> None:
    tables = {name: rows for name, rows in HONEST.items() if name in {"certificates", "sittings"}}
    run_over = found(tmp_path, tables)
    assert run_over.alerts == []
    assert run_over.left_out["no_evaluation"] == ["results"]
    assert run_over.left_out["cohort_uncovered"] == ["learners"]
    assert {"late_reporting", "number_repeated", "serial_gap"} <= set(run_over.indicators)
    assert not run_over.left_out.keys() & set(run_over.indicators)


def test_the_threshold_of_the_day_is_held_against(tmp_path: Path) -> None:
    path = tmp_path / "thresholds.toml"
    path.write_text(
        """[theory_least_minutes]
zh = "分钟"
en = "minutes"
values = [
    { from = 2021-01-01, value = 60, zh = "一", en = "first" },
    { from = 2022-01-01, value = 100, zh = "二", en = "second" },
]
""",
        encoding="utf-8",
    )
    written(tmp_path, HONEST)
    with opened("duckdb", tmp_path) as engine:
        for on, count in (("2020-12-31", 0), ("2021-12-31", 0), ("2022-01-01", 1)):
            held = thresholds(day(on), path)
            alerts = run(engine, on=day(on), only=["sitting_too_short"], held=held).alerts
            assert len(alerts) == (count if on >= "2021-05-01" else 0)
            assert held.held["theory_least_minutes"].reason.en == ("second" if count else "first")


def test_an_indicator_that_there_is_not_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SupervisionError) as error:
        found(tmp_path, HONEST, "bursts")
    assert "bursts" in error.value.in_("en")
    assert "burst, deadline_rush" in error.value.in_("en")


def test_a_sitting_listed_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SupervisionError, match="场次 1 有不止一行"):
        found(tmp_path, {**HONEST, "sittings": [sitting(1), sitting(1)]})


def test_alerts_have_keys_of_their_own_that_stay(tmp_path: Path, whole: Found) -> None:
    keys = [alert.key for alert in whole.alerts]
    assert len(set(keys)) == len(keys)
    changes = {"examiners": [examiner(conflict=True)]}
    (alert,) = found(tmp_path, {**HONEST, **changes}, "examiner_unfit").alerts
    assert alert.key == "18d3d73e83a8c1db3dfc443a03201c7c"


@pytest.mark.parametrize("name", INDICATORS)
def test_an_indicator_says_what_it_is(name: str) -> None:
    one = INDICATORS[name]
    assert one.clauses
    assert tables_of(name)
    assert set(one.evidence) <= LABELS.keys()
    assert set(one.thresholds) <= thresholds(LAST).held.keys()
    assert all(f":{threshold}" in one.sql or one.work for threshold in one.thresholds)
    assert (one.gravity > 0) == (one.work is None)


def test_every_threshold_and_label_is_used() -> None:
    used = {threshold for one in INDICATORS.values() for threshold in one.thresholds}
    assert thresholds(LAST).held.keys() == used
    shown = {column for one in INDICATORS.values() for column in one.evidence}
    assert LABELS.keys() == shown | {"day"}


def test_every_clause_is_one_of_the_law() -> None:
    clauses = {clause for one in INDICATORS.values() for clause in one.clauses}
    assert clauses <= law().clauses.keys()
