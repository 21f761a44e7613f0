"""The benchmark of supervision finds what it plants, and says so where it does not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bench.supervision import page
from bench.supervision.__main__ import main
from bench.supervision.measuring import Measured, Recall, judged, measure, together
from bench.supervision.scale import of_folder
from xianjie.indicators import Alert
from xianjie.indicators.sample import KINDS, MIDDLE, Plant, make, write
from xianjie.text import Text


@pytest.fixture(scope="module")
def small() -> Measured:
    return measure(MIDDLE, seed=41, honest=80, each=4)


def test_nearly_all_that_is_planted_is_found(small: Measured) -> None:
    assert small.overall.planted == 40
    assert small.overall.share >= 0.9
    assert small.false_a_body_and_year <= 0.5


@pytest.mark.slow
def test_the_same_seed_gives_the_same_figures(small: Measured) -> None:
    assert measure(MIDDLE, seed=41, honest=80, each=4) == small


def test_nothing_of_tuning_is_reported() -> None:
    assert not set(page.TUNING) & set(page.REPORTING)


def test_an_alert_counts_at_its_body_in_its_days_by_its_indicator() -> None:
    def alert(indicator: str, body: str, day: date) -> Alert:
        return Alert(indicator, "1", body, "440100", day, 50, (), Text("一", "one"), [], 0)

    day = date(2021, 6, 1)
    number = (day - date(1970, 1, 1)).days
    planted = [Plant("burst", 10, number, number, ("burst", "deadline_rush"))]
    for one, found in (
        (alert("burst", "B000010", day), 1),
        (alert("deadline_rush", "B000010", day), 1),
        (alert("pass_rate", "B000010", day), 0),
        (alert("burst", "B000011", day), 0),
        (alert("burst", "B000010", date(2021, 6, 2)), 0),
    ):
        assert judged(planted, [one], honest=5).recall["burst"] == Recall(found, 1)
    false = judged(planted, [alert("burst", "B000004", day)], honest=5).false
    assert false == {"burst": 1}


def test_seeds_are_put_together() -> None:
    one = Measured({kind: Recall(3, 4) for kind in KINDS}, {"burst": 2}, 10)
    both = together([one, one])
    assert both.recall["burst"] == Recall(6, 8)
    assert (both.false, both.honest) == ({"burst": 4}, 20)
    assert both.false_a_body_and_year == pytest.approx(4 / 60)


@pytest.mark.parametrize(
    ("recall", "false", "holds"),
    [
        (Recall(99, 100), 3, True),
        (Recall(94, 100), 3, False),
        (Recall(99, 100), 31, False),
    ],
)
def test_an_aim_that_is_missed_is_said(recall: Recall, false: int, *, holds: bool) -> None:
    one = Measured(dict.fromkeys(KINDS, recall), {"burst": false}, 10)
    assert page.Found([one] * 3, 10, 100, [101], []).holds is holds


def test_one_kind_that_is_missed_is_said() -> None:
    recall = {kind: Recall(100, 100) for kind in KINDS} | {"burst": Recall(89, 100)}
    assert not page.Found([Measured(recall, {}, 10)] * 3, 10, 100, [101], []).holds


@pytest.mark.slow
def test_a_run_prints_its_tables_and_writes_its_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("bench.supervision.__main__.REFERENCE", tmp_path)
    main(["--honest", "40", "--each", "2", "--seeds", "41", "--write"])
    told = capsys.readouterr().out
    written = (tmp_path / "supervision-benchmark.md").read_text(encoding="utf-8")
    assert "frauds of middle strength found" in told
    for kind in KINDS:
        assert f"`{kind}`" in told
        assert f"`{kind}`" in written
    plot = (tmp_path / "supervision-benchmark.svg").read_text(encoding="utf-8")
    assert plot.count("<circle") == 3 * (len(KINDS) + 1)


def test_scale_is_measured_beside_a_bare_scan(tmp_path: Path) -> None:
    write(make(20, 1), tmp_path, part=0)
    found = of_folder(tmp_path)
    assert found.tables["certificates"] > 1_000
    assert {line.name for line in found.lines} >= {"burst", "pass_rate", "no_evaluation"}
    assert all(line.seconds > 0 < line.scan_seconds for line in found.lines)
