"""Supervisors are drawn once, by a seed that is kept; anybody can draw again and get the same."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.conftest import AT, ON, Province
from xianjie.domain.accounts.acting import Denied
from xianjie.domain.appraisals.errors import AppraisalError
from xianjie.domain.appraisals.models import Exam
from xianjie.domain.audit.models import Event
from xianjie.domain.sittings.models import Draw
from xianjie.domain.sittings.services import draw_supervisors, drawn, supervisors_for

NAMES = st.lists(st.text(min_size=1, max_size=5), unique=True, max_size=12)


def draw(province: Province, exam: Exam, count: int = 2, by: str = "bureau") -> Draw:
    return draw_supervisors(
        by=province.actors[by], exam=exam, count=count, seed="5eed", on=ON, at=AT
    )


def test_the_pool_is_of_the_area_and_not_of_the_institution(
    province: Province, supervisors: list[str]
) -> None:
    assert supervisors_for(province.exam(), ON) == sorted(supervisors)


def test_anybody_can_draw_again_and_gets_the_same(
    province: Province, supervisors: list[str]
) -> None:
    made = draw(province, province.exam(), 3)
    assert made.drawn == drawn(made.pool, made.seed, 3)
    by_hand = sorted(
        supervisors, key=lambda name: hashlib.sha256(f"5eed\n{name}".encode()).hexdigest()
    )
    assert made.drawn == by_hand[:3]
    told = Event.objects.get(action="supervisors.drawn").told
    assert (told["pool"], told["seed"], told["drawn"]) == (made.pool, made.seed, made.drawn)


@pytest.mark.usefixtures("supervisors")
def test_it_is_done_once(province: Province) -> None:
    exam = province.exam()
    draw(province, exam)
    with pytest.raises(AppraisalError, match="不能重抽"):
        draw(province, exam)
    assert Draw.objects.count() == 1


@pytest.mark.usefixtures("supervisors")
@pytest.mark.parametrize("count", [0, -1, 10])
def test_no_more_than_there_are(province: Province, count: int) -> None:
    with pytest.raises(AppraisalError, match=f"要抽 {count} 人"):
        draw(province, province.exam(), count)


@pytest.mark.usefixtures("supervisors")
def test_an_institution_draws_nobody(province: Province) -> None:
    for name in ("institution", "other-bureau", "finance"):
        with pytest.raises(Denied):
            draw(province, province.exam(), by=name)


@given(NAMES, st.text(max_size=8), st.integers(0, 12))
def test_a_draw_is_of_the_pool_without_repeats_whatever_its_order(
    pool: list[str], seed: str, count: int
) -> None:
    found = drawn(pool, seed, count)
    assert len(found) == len(set(found)) == min(count, len(pool))
    assert set(found) <= set(pool)
    assert found == drawn(list(reversed(pool)), seed, count)


def test_everybody_is_drawn_about_as_often() -> None:
    pool = [f"督导{number}" for number in range(10)]
    counted = [drawn(pool, str(seed), 3) for seed in range(2_000)]
    for name in pool:
        # 600 of 2,000 are expected; six deviations either way.
        assert 477 < sum(name in one for one in counted) < 723
