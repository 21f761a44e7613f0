"""``xianjie supervise``: over tables from anywhere, without a register."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.indicators.tables import HONEST, certificate, written
from tests.ops.conftest import Run
from xianjie.indicators import INDICATORS
from xianjie.indicators.sample import KINDS
from xianjie.indicators.schema import TABLES

ON = ("--on", "2021-12-31")


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """One certificate without a sitting; no table of learners."""
    told = {name: rows for name, rows in HONEST.items() if name != "learners"}
    return written(tmp_path, {**told, "certificates": [certificate(1, sitting=None)]})


def test_alerts_are_told_as_json(run: Run, tables: Path) -> None:
    ran = run("supervise", "run", "--input", str(tables), *ON, "--format", "json", "--lang", "en")
    assert ran.status == 0
    told = json.loads(ran.out)
    (alert,) = told.pop("alerts")
    assert told == {
        "on": "2021-12-31",
        "since": None,
        "indicators": [name for name in INDICATORS if name != "cohort_uncovered"],
        "left_out": {"cohort_uncovered": ["learners"]},
    }
    assert alert.pop("key")
    assert alert == {
        "indicator": "no_evaluation",
        "subject": "level 2021-06",
        "body": "A",
        "area": "440100",
        "day": "2021-06-01",
        "score": 95.0,
        "clauses": ["252/2.4", "80/4"],
        "sentence": "certificates with no passed result behind them: 1 (such as "
        "S000044000001214000001: there is no sitting)",
        "rows": 1,
        "evidence": [
            {
                "day": "2021-06-01",
                "number": "S000044000001214000001",
                "sitting": None,
                "lacking": "no_sitting",
            }
        ],
    }
    assert "no table learners, left out: A cohort left uncovered" in ran.err


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", ("25 项指标，1 条预警", "查不到合格的考试记录", "→ 补上考试记录")),
        ("en", ("indicators: 25, alerts: 1", "no passed result behind", "→ show the record")),
    ],
)
def test_alerts_are_told_as_text(run: Run, tables: Path, lang: str, words: tuple[str, ...]) -> None:
    ran = run("supervise", "run", "--input", str(tables), *ON, "--lang", lang)
    for word in words:
        assert word in ran.out


def test_the_day_is_todays_where_none_is_given(run: Run, tables: Path) -> None:
    ran = run("supervise", "run", "--input", str(tables), "--format", "json")
    told = json.loads(ran.out)
    assert (told["on"], told["alerts"]) == ("2020-09-15", [])


def test_a_night_and_an_indicator_are_asked_for(run: Run, tables: Path) -> None:
    asked = ("supervise", "run", "--input", str(tables), *ON, "--format", "json")
    for options, count in (
        (("--since", "2021-06-01"), 1),
        (("--since", "2021-06-02"), 0),
        (("--only", "no_evaluation"), 1),
        (("--only", "burst", "--only", "serial_gap"), 0),
    ):
        assert len(json.loads(run(*asked, *options).out)["alerts"]) == count


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--input", "nowhere"), "nowhere is not there"),
        (("--input", ".", "--only", "bursts"), "no indicator is called bursts"),
        (("--input", ".", "--on", "31/12/2021"), "--on: must be a day"),
        (("--input", ".", "--jurisdiction", "CN-XX"), "CN-XX"),
    ],
)
def test_what_cannot_be_is_refused(
    run: Run,
    tables: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    words: str,
) -> None:
    monkeypatch.chdir(tables)
    ran = run("supervise", "run", *options, "--lang", "en")
    assert ran.status == 2
    assert words in ran.err


def test_a_sample_is_made_and_its_frauds_are_found(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    asked = ("supervise", "sample", str(folder), "--bodies", "30", "--plants", "1")
    made = run(*asked, "--strength", "strong", "--lang", "en")
    assert "40 bodies, 10 of them with a fraud" in made.err
    with (folder / "planted.csv").open(encoding="utf-8") as file:
        planted = list(csv.DictReader(file))
    assert [row["kind"] for row in planted] == list(KINDS)
    ran = run("supervise", "run", "--input", str(folder), "--on", "2022-12-31", "--format", "json")
    found = {alert["body"] for alert in json.loads(ran.out)["alerts"]}
    assert len({row["body"] for row in planted} & found) >= 9
    again = run(*asked, "--lang", "en")
    assert again.status == 2
    assert "is not empty" in again.err


def test_indicators_are_listed_with_thresholds_and_reasons(run: Run) -> None:
    told = json.loads(run("supervise", "indicators", "--format", "json", "--lang", "en").out)
    assert [one["name"] for one in told] == list(INDICATORS)
    short = next(one for one in told if one["name"] == "sitting_too_short")
    assert short["thresholds"] == [
        {
            "name": "theory_least_minutes",
            "value": 60,
            "from": "2015-01-01",
            "label": "minutes of a theory exam, at least",
            "reason": "standards as a rule say 90 or more; set low",
        }
    ]
    assert "FROM held" in short["sql"]
    text = run("supervise", "indicators", "--lang", "zh").out
    assert "考试时间不足（sitting_too_short）" in text
    assert "理论考试的最少分钟数：60" in text


def test_the_schema_is_printed(run: Run) -> None:
    told = json.loads(run("supervise", "schema", "--format", "json", "--lang", "en").out)
    assert list(told) == list(TABLES)
    assert told["certificates"]["ended_on"] == {
        "type": "DATE",
        "nullable": True,
        "holds": "the day on which it was revoked or superseded",
    }
    text = run("supervise", "schema", "--lang", "en").out
    assert "certificates.parquet (certificates issued" in text
    assert "DATE?" in text


def test_no_database_and_no_django_is_touched(tables: Path) -> None:
    program = (
        "import sys\n"
        "from xianjie.ops.cli import main\n"
        "try:\n"
        f"    main(['supervise', 'run', '--input', {str(tables)!r}, '--on', '2021-12-31'])\n"
        "finally:\n"
        "    assert not [name for name in sys.modules if name.split('.')[0] == 'django']\n"
        "    assert 'pyspark' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
