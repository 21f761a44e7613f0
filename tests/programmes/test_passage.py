"""Statistics: counted in SQL, small numbers covered so that no sum gives them away."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.programmes.training import Training, certificate
from xianjie.domain.programmes.daily import counted_on, keep_counts
from xianjie.domain.programmes.models import DailyCount
from xianjie.domain.programmes.passage import (
    By,
    _counted,
    covered_cells,
    covered_counts,
    covered_totals,
    passage,
)
from xianjie.domain.programmes.reasons import State
from xianjie.instruments import law

ON = date(2021, 5, 20)
Raw = Mapping[str, Mapping[str, int]]
_TABLES = st.dictionaries(
    st.sampled_from("abcdef"),
    st.fixed_dictionaries({"qualification": st.integers(0, 12), "level": st.integers(0, 12)}),
    min_size=1,
)


@pytest.fixture(autouse=True)
def _counted_anew() -> None:
    """The numbers of rows begin again with each test."""
    _counted.cache_clear()


def issued(count: int, scheme: str, day: date, **given: object) -> None:
    for place in range(count):
        certificate(place, scheme=scheme, issued_on=day, **given)


@pytest.fixture
def certificates(db: None) -> None:
    del db
    issued(6, "qualification", date(2020, 3, 1))
    issued(8, "level", date(2021, 3, 31))
    issued(5, "level", date(2021, 4, 30), occupation="焊工")
    issued(2, "level", date(2021, 4, 30), occupation="车工")
    issued(3, "level", date(2021, 5, 1))  # of a month that is not over
    issued(4, "qualification", date(2019, 12, 31))  # before the passage


@pytest.mark.usefixtures("certificates")
def test_certificates_are_counted_by_what_is_told_apart() -> None:
    found = passage(ON)
    assert (found.from_on, found.until) == (date(2020, 1, 1), date(2021, 4, 30))
    assert found.totals == {"qualification": 6, "level": 15}
    assert found.share == 15 / 21
    assert found.tables[By.MONTH] == {
        "2020-03": {"qualification": 6, "level": 0},
        "2021-03": {"qualification": 0, "level": 8},
        "2021-04": {"qualification": 0, "level": 7},
    }
    assert found.tables[By.PREFECTURE] == {"4401": {"qualification": 6, "level": 15}}
    # The two of 车工 are covered, and the five of 焊工 with them.
    assert found.tables[By.OCCUPATION] == {
        "焊工": {"qualification": 0, "level": None},
        "电工": {"qualification": 6, "level": 8},
        "车工": {"qualification": 0, "level": None},
    }


@pytest.mark.usefixtures("certificates")
def test_the_same_day_gives_the_same_numbers_until_there_are_more_certificates() -> None:
    before = passage(ON)
    assert passage(ON) == before
    issued(1, "level", date(2021, 1, 5))
    assert passage(ON).totals["level"] == 16
    assert passage(date(2021, 1, 31)).totals["level"] == 0  # January was not over


def test_what_only_few_share_is_not_told_at_all(db: None) -> None:
    del db
    issued(4, "level", date(2021, 3, 1))
    issued(4, "level", date(2021, 4, 1))
    found = passage(ON)
    assert found.totals == {"qualification": 0, "level": None}
    assert found.share is None
    assert all(
        cells["level"] is None for table in found.tables.values() for cells in table.values()
    )


@given(table=_TABLES, least=st.integers(2, 8))
def test_no_column_gives_a_small_number_away(table: Raw, least: int) -> None:
    """Whatever is shown, each covered number could be another one as well."""
    totals = covered_totals([table], least)
    found = covered_cells(table, totals, least)
    for scheme in ("qualification", "level"):
        raw = [table[row][scheme] for row in table]
        shown = [found[row][scheme] for row in table]
        small = [one for one in raw if 0 < one < least]
        assert all(told is None or told == one for told, one in zip(shown, raw, strict=True))
        assert not any(told is not None and 0 < told < least for told in shown)
        if small and totals[scheme] is not None:
            # With a number that may be any from `least` up among them, no sum settles the others.
            covered = [one for one, told in zip(raw, shown, strict=True) if told is None]
            assert max(covered) >= least
        if totals[scheme] is not None:
            assert totals[scheme] == sum(raw)


@given(st.dictionaries(st.sampled_from("abcde"), st.integers(0, 12)))
def test_nothing_is_covered_where_nothing_is_small(counts: Mapping[str, int]) -> None:
    if all(one == 0 or one >= 5 for one in counts.values()):
        assert covered_counts(counts, 5) == counts


@pytest.mark.usefixtures("certificates")
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_the_file_and_the_api_tell_the_same(lang: str) -> None:
    client = Client()
    page = client.get(f"/{lang}/statistics/?on={ON}").content.decode()
    assert "71.4%" in page
    assert "＊" in page
    for day in ("never", "0001-01-01", "9999-12-31"):
        assert client.get(f"/{lang}/statistics/?on={day}").status_code == 200
    content = client.get(f"/{lang}/statistics/statistics.csv?on={ON}").content
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    told = client.get(f"/api/v1/statistics?on={ON}").json()
    assert len(rows) - 1 == len(told["cells"]) == 14
    counts = ["" if one["count"] is None else str(one["count"]) for one in told["cells"]]
    assert [row[3] for row in rows[1:]] == counts
    assert told["totals"] == {"qualification": 6, "level": 15}
    assert told["learners"] is None


def test_coverage_is_kept_once_a_day_for_the_statistics(training: Training) -> None:
    cohort = training.cohort()
    for place in range(1, 8):
        training.learner(cohort, place)
    assert keep_counts(law=law(), on=ON) == 1
    training.learner(cohort, 8)
    assert keep_counts(law=law(), on=ON) == 1
    assert DailyCount.objects.get().learners == 7
    counted = counted_on(date(2021, 6, 1))
    assert counted
    assert (counted.on, counted.total) == (ON, 7)
    assert counted_on(date(2021, 5, 19)) is None
    assert passage(ON).states == {**dict.fromkeys(State, 0), State.AT_RISK: 7}
    told = Client().get(f"/api/v1/statistics?on={ON}").json()["learners"]
    assert told["total"] == sum(told["by_state"].values()) == 7
