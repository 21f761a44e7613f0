"""Statistics claim no more than chance gives, pull small bodies to their peers, forgive seasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from tests.indicators.tables import Cells, certificate, day, filing, result, sitting, written
from xianjie.indicators import Alert, ends_of_issuing, opened, run
from xianjie.indicators.engines import Engine
from xianjie.indicators.sample import DEADLINES, LAST, make, write
from xianjie.indicators.statistics import models
from xianjie.indicators.statistics.runs import Expectation, Sittings, least_likely
from xianjie.indicators.thresholds import Thresholds, thresholds

STATISTICS = ("pass_rate", "marks_at_pass_line", "marks_repeated", "burst", "deadline_rush")
# However small what is found.
IMMATERIAL = {
    "pass_rate_excess": -1.0,
    "line_excess": -1.0,
    "repeat_excess": 0.0,
    "burst_least": 0.0,
    "burst_ratio": 0.0,
}


def held(**values: float) -> Thresholds:
    usual = thresholds(LAST).held
    changed = {name: replace(usual[name], value=value) for name, value in values.items()}
    return Thresholds({**usual, **changed})


class TestModels:
    @pytest.mark.parametrize("size", [0.5, 8.0, 400.0])
    def test_the_tail_of_a_share_is_the_sum_of_its_probabilities(self, size: float) -> None:
        chance = np.random.default_rng(1)
        trials = chance.integers(1, 300, 200).astype(float)
        passed = np.floor(chance.random(200) * (trials + 1))
        expected = chance.uniform(0.05, 0.95, 200)
        a, b = expected * size, (1 - expected) * size
        ours = models.share_is_at_least(passed, trials, expected, size)
        for row in range(200):
            every = np.arange(passed[row], trials[row] + 1)
            each = stats.betabinom.pmf(every, trials[row], a[row], b[row])
            assert ours[row] == pytest.approx(each.sum(), rel=1e-6)

    def test_a_probability_of_nearly_nothing_is_still_told(self) -> None:
        one = np.array([300.0])
        (found,) = models.share_is_at_least(one, one, np.array([0.5]), 1_000.0)
        exact = stats.betabinom.logpmf(300, 300, 500, 500)
        assert np.log(found) == pytest.approx(exact, rel=1e-9)

    @pytest.mark.parametrize("size", [3.0, 40.0])
    def test_how_closely_shares_keep_to_theirs_is_found_again(self, size: float) -> None:
        chance = np.random.default_rng(2)
        trials = chance.integers(10, 80, 4_000).astype(float)
        expected = np.full(4_000, 0.6)
        share = chance.beta(0.6 * size, 0.4 * size, 4_000)
        passed = chance.binomial(trials.astype(int), share).astype(float)
        assert models.concentration(passed, trials, expected) == pytest.approx(size, rel=0.5)

    def test_how_unevenly_counts_come_is_found_again(self) -> None:
        chance = np.random.default_rng(3)
        expected = chance.uniform(1, 9, 5_000)
        counts = chance.negative_binomial(4, 4 / (4 + expected)).astype(float)
        assert models.dispersion(counts, expected) == pytest.approx(4, rel=0.5)

    def test_what_is_drawn_from_a_model_is_as_unlikely_as_it_says(self) -> None:
        chance = np.random.default_rng(4)
        count = 20_000
        trials = chance.integers(200, 400, count).astype(float)
        passed = chance.binomial(trials.astype(int), chance.beta(12, 8, count)).astype(float)
        shares = models.share_is_at_least(passed, trials, np.full(count, 0.6), 20.0)
        expected = np.full(count, 60.0)
        drawn = chance.negative_binomial(3, 3 / 63, count).astype(float)
        counts = models.count_is_at_least(drawn, expected, 3.0)
        for found in (shares, counts):
            for share in (0.01, 0.1, 0.5, 0.9):
                assert (found <= share).mean() == pytest.approx(share, abs=0.012)

    def test_the_less_was_seen_the_nearer_to_the_peers(self) -> None:
        rates = models.shrunk(np.array([2.0, 200.0]), np.array([1.0, 100.0]), 8.0, 0.5)
        assert rates[0] == pytest.approx(0.5, abs=0.1)
        assert rates[1] == pytest.approx(2.0, abs=0.25)

    def test_findings_are_corrected_for_how_many_tests_there_are(self) -> None:
        probabilities = np.array([1e-6, 0.01, 0.5, 0.9])
        found = models.judged(probabilities, body_years=2.0)
        assert found.by_chance == pytest.approx(probabilities * 2)
        assert found.false_share == pytest.approx(stats.false_discovery_control(probabilities))
        assert found.score[0] == pytest.approx(-10 * np.log10(2e-6))
        assert found.score[3] == 0

    def test_sittings_in_a_row_tell_what_each_alone_does_not(self) -> None:
        bodies, trials = np.zeros(6, np.int64), np.full(6, 30.0)
        passed = np.array([18.0, 18, 18, 25, 25, 25])
        share = np.full(6, 0.6)
        runs = least_likely(Sittings(bodies, trials, passed), [Expectation(share, 60.0)])
        assert runs.length.tolist()[-1] == 3
        assert runs.probability[-1] < runs.probability[3] / 5
        assert runs.excess[-1] == pytest.approx(25 / 30 - 0.6)


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A hundred and fifty honest bodies over three years."""
    folder = tmp_path_factory.mktemp("honest")
    write(make(150, seed=11), folder)
    with opened("duckdb", folder) as engine:
        yield engine


@pytest.mark.parametrize("allowed", [0.05, 0.1, 0.3, 1.0])
def test_honest_bodies_give_no_more_alarms_than_chance_is_said_to(
    honest: Engine, allowed: float
) -> None:
    found = run(
        honest,
        on=LAST,
        only=STATISTICS,
        deadlines=DEADLINES,
        held=held(chance_alarms=allowed, **IMMATERIAL),
    )
    body_years = 150 * 3
    counts = Counter(alert.indicator for alert in found.alerts)
    for name in STATISTICS:
        assert counts[name] / body_years <= allowed, name
    assert sum(counts.values()) / body_years >= allowed / 10  # what says nothing proves nothing


def test_what_is_told_is_material_too(honest: Engine) -> None:
    usual, any_size = (
        run(honest, on=LAST, only=STATISTICS, deadlines=DEADLINES, held=told).alerts
        for told in (None, held(**IMMATERIAL))
    )
    assert {alert.key for alert in usual} < {alert.key for alert in any_size}


def weekly(body: str, counts: Mapping[int, int], start: int = 0) -> list[Cells]:
    """Certificates of a body: how many in which week of 2020."""
    first = day("2020-01-06")
    return [
        certificate(
            start + 1_000 * week + place,
            body=body,
            person=f"{body} {week} {place}",
            issued_on=first + timedelta(days=7 * week),
            sitting=None,
        )
        for week, count in counts.items()
        for place in range(count)
    ]


def alerts(
    folder: Path, name: str, certificates: list[Cells], *, filings: list[Cells], on: date
) -> list[Alert]:
    tables = {"certificates": certificates, "filings": filings}
    with opened("duckdb", written(folder, tables)) as engine:
        return list(run(engine, on=on, only=[name], deadlines=ends_of_issuing()).alerts)


class TestBursts:
    def province(self, **changes: int) -> list[Cells]:
        """Twenty bodies with some certificates every other week; body 3 has something else."""
        certificates = []
        for number in range(20):
            counts = {week: 10 + (number * week) % 5 for week in range(number % 2, 50, 2)}
            if number == 3:
                counts |= {int(week[1:]): count for week, count in changes.items()}
            certificates += weekly(f"B{number:02}", counts, start=number * 100_000)
        return certificates

    def test_a_week_unlike_all_others_is_a_burst(self, tmp_path: Path) -> None:
        (alert,) = alerts(
            tmp_path, "burst", self.province(w31=400), filings=[], on=day("2020-12-31")
        )
        assert (alert.body, alert.subject) == ("B03", "2020-08-10")
        assert alert.evidence[0]["together"] == 400
        assert "400" in alert.sentence.en
        assert alert.score > 30

    def test_a_large_body_is_none(self, tmp_path: Path) -> None:
        changes = {f"w{week}": 120 for week in range(1, 50, 2)}
        found = alerts(
            tmp_path, "burst", self.province(**changes), filings=[], on=day("2020-12-31")
        )
        assert found == []

    def test_a_season_of_all_is_none(self, tmp_path: Path) -> None:
        certificates = self.province()
        for number in range(20):
            certificates += weekly(f"B{number:02}", {38: 60}, start=5_000_000 + number * 100_000)
        found = alerts(tmp_path, "burst", certificates, filings=[], on=day("2020-12-31"))
        assert found == []

    def test_one_body_by_itself_is_looked_at_too(self, tmp_path: Path) -> None:
        usual = dict.fromkeys(range(0, 50, 2), 10)
        for rush, count in ((400, 1), (12, 0)):
            certificates = weekly("B", {**usual, 31: rush})
            found = alerts(tmp_path, "burst", certificates, filings=[], on=day("2020-12-31"))
            assert len(found) == count


class TestDeadlines:
    def rushing(self, rushed: int, *, all_rush: int = 10, week: int = 38) -> list[Cells]:
        """Week 38 of 2020 begins on 28 September; body 3 rushes, or all do."""
        certificates = []
        for number in range(20):
            counts = dict.fromkeys(range(number % 2, 60, 2), 10)
            counts[week] = rushed if number == 3 else all_rush
            certificates += weekly(f"B{number:02}", counts, start=number * 100_000)
        return certificates

    def test_a_rush_before_a_deadline_of_the_law_is_found(self, tmp_path: Path) -> None:
        (alert,) = alerts(
            tmp_path, "deadline_rush", self.rushing(400), filings=[filing()], on=day("2021-02-28")
        )
        assert (alert.body, alert.subject) == ("B03", "2020-09-30")
        assert alert.evidence[0]["days"] == 7

    def test_where_all_rush_nobody_stands_out(self, tmp_path: Path) -> None:
        found = alerts(
            tmp_path,
            "deadline_rush",
            self.rushing(60, all_rush=60),
            filings=[filing()],
            on=day("2021-02-28"),
        )
        assert found == []

    def test_a_rush_before_the_end_of_the_bodys_own_filing_is_found(self, tmp_path: Path) -> None:
        ends = {number: day("2020-08-16") for number in range(20)}
        filings = [
            filing(body=f"B{number:02}", until_on=end, term_until_on=end)
            for number, end in ends.items()
        ]
        (alert,) = alerts(
            tmp_path,
            "deadline_rush",
            self.rushing(400, week=31),
            filings=filings,
            on=day("2021-02-28"),
        )
        assert (alert.body, alert.subject) == ("B03", "2020-08-16")

    def test_a_deadline_to_come_is_not_looked_at(self, tmp_path: Path) -> None:
        found = alerts(
            tmp_path, "deadline_rush", self.rushing(400), filings=[filing()], on=day("2020-09-29")
        )
        assert found == []


class TestMarks:
    def examined(self, lifted: int = 0, alike: int = 0) -> dict[str, list[Cells]]:
        """Thirty bodies with four sittings of thirty; at sitting 50 something is done to marks."""
        chance = np.random.default_rng(6)
        sittings: list[Cells] = []
        results: list[Cells] = []
        for number in range(1, 121):
            body = f"B{(number - 1) // 4:02}"
            from_on = day("2021-01-04") + timedelta(days=7 * (number % 4) + number)
            sittings.append(sitting(number, body=body, site=body, from_on=from_on))
            marks = np.clip(chance.normal(68, 10, (30, 2)).round(), 0, 100).astype(int)
            if number == 50:
                marks[:lifted] = [60, 61]
                marks[:alike] = [78, 82]
            results += [
                result(
                    f"{number} {place}",
                    number,
                    theory=int(theory),
                    practical=int(practical),
                    passed=bool(theory >= 60 and practical >= 60),
                )
                for place, (theory, practical) in enumerate(marks)
            ]
        return {"sittings": sittings, "results": results}

    def look(self, folder: Path, name: str, tables: dict[str, list[Cells]]) -> list[Alert]:
        with opened("duckdb", written(folder, tables)) as engine:
            return list(run(engine, on=LAST, only=[name]).alerts)

    @pytest.mark.parametrize("name", ["marks_at_pass_line", "marks_repeated", "pass_rate"])
    def test_ordinary_marks_are_not_told(self, tmp_path: Path, name: str) -> None:
        assert self.look(tmp_path, name, self.examined()) == []

    def test_marks_on_the_line_are(self, tmp_path: Path) -> None:
        (alert,) = self.look(tmp_path, "marks_at_pass_line", self.examined(lifted=15))
        assert alert.subject == "50"
        assert alert.evidence[0]["on_line"] >= 30  # type: ignore[operator] # a number
        assert alert.sentence.zh.startswith("场次 50：")

    def test_marks_that_are_the_same_are(self, tmp_path: Path) -> None:
        (alert,) = self.look(tmp_path, "marks_repeated", self.examined(alike=8))
        assert (alert.subject, alert.evidence[0]["most_alike"]) == ("50", 8)
        assert alert.evidence[0]["pairs"] >= 28  # type: ignore[operator] # a number

    def test_a_pass_rate_is(self, tmp_path: Path) -> None:
        tables = self.examined()
        for row in tables["results"]:
            row["passed"] = row["passed"] or row["sitting"] in {49, 50, 51}
        (alert,) = self.look(tmp_path, "pass_rate", tables)
        assert alert.subject in {"49", "50", "51"}
        assert [row["sitting"] for row in alert.evidence] == ["51", "50", "49"]
        assert "90" in alert.sentence.en


@pytest.mark.parametrize("name", STATISTICS)
def test_nothing_is_made_of_one_row_or_none(tmp_path: Path, name: str) -> None:
    tables: dict[str, list[Cells]] = {
        "certificates": [certificate()],
        "sittings": [sitting()],
        "results": [result()],
        "filings": [filing()],
    }
    none: dict[str, list[Cells]] = {table: [] for table in tables}
    for rows in (tables, none):
        with opened("duckdb", written(tmp_path, rows)) as engine:
            found = run(
                engine,
                on=LAST,
                only=[name],
                deadlines=DEADLINES,
                held=held(least_candidates=1),
            )
        assert found.alerts == []
