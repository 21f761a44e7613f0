"""Conditions of levels: each has its words, and what is claimed is checked against it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xianjie.instruments.conditions import (
    Claim,
    ConditionError,
    beyond_age,
    claim_of,
    condition,
    conditions,
    conditions_of,
)
from xianjie.instruments.practice import Confidence

ON = date(2020, 9, 26)
HELD = Claim(held_number="1", held_on=date(2015, 9, 26), years_after=5)
SCHOOL = Claim(school="某技工学校", graduates_on=date(2021, 6, 30))


def test_every_level_has_ways_and_each_says_how_sure_it_is() -> None:
    for level in range(1, 6):
        assert conditions_of(level, ON)
        assert not conditions_of(level, date(2018, 12, 31))
    for one in conditions().values():
        assert one.confidence is not Confidence.HIGH
        assert one.words.en
        assert one.lacking(Claim(), ON), one.name  # nobody meets one by saying nothing


@pytest.mark.parametrize(
    ("name", "claim", "said"),
    [
        ("five_years", Claim(years=1), ""),
        ("five_years", Claim(years=0), "0 年，须 1 年"),
        ("five_years", Claim(), "缺从事"),
        ("five_apprentice", Claim(apprentice_until=ON), ""),
        ("five_apprentice", Claim(apprentice_until=date(2020, 9, 27)), "才满"),
        ("five_apprentice", Claim(), "缺学徒期满"),
        ("three_held", HELD, ""),
        ("three_held", replace(HELD, years_after=4), "4 年，须 5 年"),
        ("three_held", replace(HELD, held_on=date(2015, 9, 27)), "不足 5 年"),
        ("three_held", replace(HELD, held_number=""), "缺四级证书"),
        ("three_held", replace(HELD, held_on=date(2020, 9, 27), years_after=None), "在后"),
        ("four_graduate", SCHOOL, ""),
        ("four_graduate", replace(SCHOOL, graduates_on=date(2021, 10, 1)), "超过 12 个月"),
        ("four_graduate", replace(SCHOOL, graduates_on=date(1999, 7, 1)), ""),
        ("four_graduate", replace(SCHOOL, school=""), "缺毕业学校"),
        ("three_held_graduate", replace(HELD, years_after=None, school="x", graduates_on=ON), ""),
        ("two_held_graduate", replace(HELD, school="x", graduates_on=date(2020, 10, 1)), "0 个月"),
    ],
)
def test_what_is_claimed_is_checked(name: str, claim: Claim, said: str) -> None:
    found = " ".join(one.zh for one in condition(name).lacking(claim, ON))
    assert said in found
    assert bool(found) is bool(said)


def test_a_leap_day_s_years_are_complete_on_the_first_of_march() -> None:
    claim = replace(HELD, held_on=date(2016, 2, 29), years_after=5)
    assert condition("three_held").lacking(claim, date(2021, 2, 28))
    assert not condition("three_held").lacking(claim, date(2021, 3, 1))


@given(
    st.builds(
        Claim,
        years=st.none() | st.integers(0, 60),
        held_number=st.text("0123456789", max_size=5),
        held_on=st.none() | st.dates(),
        school=st.text("某校", max_size=3),
        graduates_on=st.none() | st.dates(),
    )
)
def test_a_claim_is_read_back_as_it_was_kept(claim: Claim) -> None:
    assert claim_of(claim.jsonable()) == claim


@pytest.mark.parametrize("told", [{"held_on": "soon"}, {"years": "many"}, {"height": 180}])
def test_what_is_no_claim_is_refused(told: dict[str, object]) -> None:
    with pytest.raises(ConditionError):
        claim_of(told)


def test_no_condition_has_another_name() -> None:
    with pytest.raises(ConditionError, match="none_such"):
        condition("none_such")


BORN = date(1990, 2, 28)  # years of work are counted from fourteen: 2004-02-28


@pytest.mark.parametrize(
    ("claim", "on", "possible"),
    [
        (Claim(), ON, True),
        (Claim(years=0), date(2000, 3, 1), True),
        (Claim(years=16), date(2020, 2, 28), True),
        (Claim(years=16), date(2020, 2, 27), False),
        (Claim(years_after=17), date(2020, 2, 28), False),
        (Claim(years=1, years_after=17), date(2020, 2, 28), False),
        (Claim(years=10_000), ON, False),
    ],
)
def test_years_of_work_begin_at_an_age(claim: Claim, on: date, possible: bool) -> None:
    said = beyond_age(claim, BORN, on)
    assert bool(said) is not possible
    assert all("14" in one.en and str(BORN.year) not in one.en for one in said)


def test_a_certificate_is_not_old_enough_for_years_beyond_the_calendar() -> None:
    claim = replace(HELD, years_after=10_000)
    assert "不足 10000 年" in condition("three_held").lacking(claim, ON)[-1].zh
