"""The demonstration's register: three hundred organisations whose histories hold together."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.commands import product
from xianjie.calendar import add_months
from xianjie.domain.audit.models import Event
from xianjie.domain.filings import standing
from xianjie.domain.filings.models import (
    Application,
    Filing,
    Measure,
    NumberSerial,
    Organisation,
    Scope,
)
from xianjie.domain.filings.selecting import registered, with_standing
from xianjie.domain.filings.states import Standing, standing_on
from xianjie.identifiers.areas import prefectures
from xianjie.identifiers.organisations import credit_code
from xianjie.ops.province.filed_lives import insert_lives

_DAY = timedelta(days=1)
DAYS = [date(year, month, 1) for year in range(2020, 2027) for month in (2, 8)]


@pytest.fixture
def lived(db: None) -> None:
    del db
    insert_lives({one.code: ("officer", "other") for one in prefectures()})


def listed(home: Path, *arguments: str) -> Any:  # noqa: ANN401 - JSON
    return json.loads(product(home, "filing", *arguments, "--format", "json"))


@pytest.mark.slow
def test_the_register_is_told_as_of_any_day(province_home: Path) -> None:
    rows = listed(province_home, "list", "--on", "2026-06-30")
    assert len(rows) >= 300
    assert len({one["number"] for one in rows}) == len(rows)
    assert len(listed(province_home, "list", "--limit", "7")) == 7
    today = listed(province_home, "list")  # the demonstration's day
    assert 100 < len(today) < len(rows)
    number = today[0]["number"]
    early = listed(province_home, "show", number, "--on", "2019-12-31")
    assert (early["standing"], early["history"]) == ("not_filed", [])
    assert listed(province_home, "show", number)["standing"] in set(Standing)
    assert "尚未备案" in product(province_home, "filing", "show", number, "--on", "2019-12-31")
    told = product(province_home, "filing", "show", "S000044999999", status=2)
    assert "备案登记册里没有编号" in told
    for area in ("440100", "广州市"):
        assert number in product(province_home, "filing", "list", "--area", area)


def test_options_that_would_be_passed_over_are_refused(province_home: Path) -> None:
    for arguments, said in (
        (("filing", "list", "--area", "999999"), "--area：没有代码为"),
        (("filing", "list", "--level", "4"), "请加上 --occupation"),
        (("filing", "list", "--limit", "9223372036854775808"), "应为整数，不小于 1，不大于 100000"),
        (
            ("evaluation", "finder", "电工", "--level", "4", "--area", "999999"),
            "--area：没有代码为",
        ),
    ):
        assert said in product(province_home, *arguments, status=2)


def test_what_is_over_is_told_with_the_scope(province_home: Path) -> None:
    rows = listed(province_home, "list", "--on", "2026-06-30")
    number = next(one["number"] for one in rows if one["standing"] == "lapsed")
    assert "不得颁发证书" in product(province_home, "filing", "show", number, "--on", "2026-06-30")
    finder = ("evaluation", "finder", "电工", "--level", "4", "--on")
    assert "远近" in product(province_home, *finder, "2026-06-30", "--area", "440106")
    near = product(province_home, *finder, "2020-09-15", "--area", "广州市", "--lang", "en")
    assert "Nearness" in near
    assert "the same prefecture" in near


def test_organisations_of_every_kind_and_fate_are_there(lived: None) -> None:
    del lived
    filed = Organisation.objects.exclude(number="")
    assert filed.count() >= 300
    assert {one.body.area for one in filed.select_related("body")} == {
        one.code for one in prefectures()
    }
    assert set(filed.values_list("kind", flat=True)) == set(Organisation.Kind)
    ends = Counter(
        filed_.standing  # type: ignore[attr-defined] # annotated
        for filed_ in registered(date(2026, 6, 30))
    )
    assert {"in_force", "lapsed", "removed"} <= set(ends)
    on_some_day = {
        one.standing  # type: ignore[attr-defined]
        for day in DAYS
        for one in registered(day)
    }
    assert on_some_day == set(Standing) - {Standing.NOT_FILED}
    kinds = Counter(Application.objects.values_list("kind", "granted"))
    for wanted in (("new", True), ("new", False), ("new", None), ("scope", True)):
        assert kinds[wanted], wanted
    assert kinds["renewal", True] > 50
    assert Measure.objects.filter(barred_until__isnull=False).exists()
    assert Measure.objects.exclude(occupation="").exists()


def test_what_was_inserted_is_what_the_services_allow(lived: None) -> None:
    """No term too long, no gap or overlap but what was decided, nothing decided by its maker."""
    del lived
    for one in Organisation.objects.all():
        credit_code(one.credit_code)
        found = standing.stretches(one)
        assert all(a.until_on < b.from_on for a, b in pairwise(found))
        terms = list(one.filings.order_by("from_on"))
        for before, after in pairwise(terms):
            renewed = after.application and after.application.kind == "renewal"
            gap = (after.from_on - before.until_on).days
            assert gap == 1 if renewed else gap > 1
    for filing in Filing.objects.select_related("application"):
        assert filing.until_on + _DAY == add_months(filing.from_on, 36)
        assert filing.application
        assert filing.application.decided_on
        assert filing.application.decided_on <= filing.from_on
        assert filing.application.reviewed_by != filing.application.decided_by
    for scope in Scope.objects.select_related("filing", "site"):
        assert scope.filing.from_on <= scope.from_on <= scope.filing.until_on
        assert scope.site.organisation_id == scope.filing.organisation_id
    serials = dict(NumberSerial.objects.values_list("letter", "last"))
    given = Counter(Organisation.objects.exclude(number="").values_list("number", flat=True))
    assert sum(serials.values()) == len(given)
    granted = Event.objects.filter(action="filing.granted").count()
    assert granted == Application.objects.filter(granted=True).count()
    for day in DAYS[::3]:
        for row in with_standing(Organisation.objects.all(), day):
            assert row.standing == standing_on(row, day).value  # type: ignore[attr-defined]
