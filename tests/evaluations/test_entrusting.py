"""Entrustments: their parties, their file, their end; who is found nearby."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.evaluations.made import AGREED, FROM, ON, PDF, UNTIL, World, at, cut, make_filed, person
from xianjie.domain.accounts.acting import Denied
from xianjie.domain.audit.models import Event
from xianjie.domain.evaluations import entrusting, planning
from xianjie.domain.evaluations.errors import EvaluationError
from xianjie.domain.evaluations.finding import find_organisations
from xianjie.domain.evaluations.models import Entrustment
from xianjie.domain.evaluations.states import EntrustmentState, entrustment_state
from xianjie.domain.filings.models import Organisation
from xianjie.identifiers.areas import prefectures
from xianjie.identifiers.neighbours import Nearness, beside, nearness


def test_the_sponsor_enters_it_and_the_organisation_confirms_it(world: World) -> None:
    made = world.entrusted(confirmed=None)
    assert entrustment_state(made) is EntrustmentState.ENTERED
    assert entrusting.file_of(made).startswith(PDF)
    assert PDF not in bytes(made.content)
    for by in (world.sponsor.one, world.social.one, world.bureau.one):
        with pytest.raises(Denied):
            entrusting.confirm(by=by, entrustment=made.pk, on=ON, at=at(ON))
    entrusting.confirm(by=world.employer.two, entrustment=made.pk, on=ON, at=at(ON))
    with pytest.raises(EvaluationError, match="已确认"):
        entrusting.decline(by=world.employer.two, entrustment=made.pk, words="x", on=ON, at=at(ON))
    entrusting.end(
        by=world.sponsor.two, entrustment=made.pk, words="已完成", on=UNTIL, at=at(UNTIL)
    )
    made = Entrustment.objects.get(pk=made.pk)
    assert entrustment_state(made, FROM) is EntrustmentState.CONFIRMED
    assert entrustment_state(made) is EntrustmentState.ENDED
    told = list(Event.objects.order_by("pk").values_list("action", flat=True))
    assert told == ["entrustment.made", "entrustment.confirmed", "entrustment.ended"]


def test_one_that_is_declined_says_why(world: World) -> None:
    made = world.entrusted(confirmed=None)
    for words, is_enough in ((" ", False), ("名额已满", True)):
        act = {"by": world.employer.two, "entrustment": made.pk, "on": ON, "at": at(ON)}
        if is_enough:
            found = entrusting.decline(words=words, **act)  # type: ignore[arg-type]
            assert entrustment_state(found) is EntrustmentState.DECLINED
        else:
            with pytest.raises(EvaluationError, match="理由"):
                entrusting.decline(words=words, **act)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"lowest": 3, "highest": 5}, "等级"),
        ({"until_on": date(2020, 8, 1)}, "止日"),
        ({"signed_on": ON + timedelta(days=1)}, "签订日"),
        ({"occupation": "评茶员"}, "不含评茶员"),
        ({"highest": 2}, "2 级"),
    ],
)
def test_what_no_agreement_can_say_is_refused(
    world: World, change: dict[str, Any], said: str
) -> None:
    with pytest.raises(EvaluationError, match=said):
        world.entrusted(confirmed=None, **change)


def test_only_a_pdf_or_a_picture_is_an_agreement(world: World) -> None:
    for content, said in ((b"PK\x03\x04", "PDF"), (PDF + b"x" * (5 << 20), "5 MB")):
        with pytest.raises(EvaluationError, match=said):
            entrusting.make_entrustment(
                by=world.sponsor.one,
                sponsor=world.sponsor.body,
                organisation=world.employer.organisation,
                agreed=AGREED,
                filename="x",
                content=content,
                on=ON,
                at=at(ON),
            )
    assert entrusting.kind_of_file(b"\xff\xd8\xff\xe0").media_type == "image/jpeg"


def test_the_filed_need_no_other_and_the_same_file_is_entered_once(world: World) -> None:
    told = {"agreed": AGREED, "filename": "x", "content": PDF, "on": ON, "at": at(ON)}
    with pytest.raises(EvaluationError, match="已备案"):
        entrusting.make_entrustment(
            by=world.employer.one,
            sponsor=world.employer.body,
            organisation=world.social.organisation,
            **told,  # type: ignore[arg-type]
        )
    for again in (False, True):
        act = {
            "by": world.sponsor.one,
            "sponsor": world.sponsor.body,
            "organisation": world.social.organisation,
            **told,
        }
        if again:
            with pytest.raises(EvaluationError, match="已登记过"):
                entrusting.make_entrustment(**act)  # type: ignore[arg-type]
        else:
            entrusting.make_entrustment(**act)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [
        {"signed_on": FROM + timedelta(days=1)},
        {"from_on": FROM + timedelta(days=1)},
        {"until_on": FROM},
        {"confirmed_on": FROM + timedelta(days=1)},
        {"confirmed_on": None},
        {"ended_on": UNTIL},
        {"occupation": "评茶员"},
        {"lowest": 5, "highest": 5},
    ],
)
def test_an_agreement_must_hold_before_and_through_the_evaluation(
    world: World, change: dict[str, object]
) -> None:
    agreed = world.entrusted()
    plan = world.employer.plan(0)
    world.employer.join(plan, [person(1, "entrusted", sponsor="某小厂")])
    assert not entrusting.faults_for(agreed, plan)
    Entrustment.objects.filter(pk=agreed.pk).update(**change)
    agreed = Entrustment.objects.get(pk=agreed.pk)
    assert len(entrusting.faults_for(agreed, plan)) == 1
    assert not entrusting.holds_for(agreed, plan)
    with pytest.raises(planning.FailsPreflight, match="委托协议不能用于"):
        planning.report_plan(by=world.employer.one, plan=plan.pk, on=ON, at=at(ON))


def test_the_nearest_are_found_first_and_of_these_the_least_busy(world: World) -> None:
    made = {
        area: make_filed("social_organisation", f"中心{area}", f"S00004400{area}", area=area)
        for area in ("440105", "440305", "440605", "445302")
    }
    world.social.plan(3)
    found = find_organisations(area="440106", occupation="电工", lowest=4, highest=4, on=ON)
    assert [(one.nearness, one.planned) for one in found] == [
        (Nearness.SAME_COUNTY, 0),
        (Nearness.SAME_COUNTY, 3),
        (Nearness.SAME_PREFECTURE, 0),
        (Nearness.BESIDE, 0),
        (Nearness.ELSEWHERE, 0),
        (Nearness.ELSEWHERE, 0),
    ]
    assert found[1].organisation == world.social.organisation
    assert found[1].load == 3 / 30
    gone = made["440105"].organisation
    cut(gone, "removed", ON)

    def names(**change: object) -> set[Organisation]:
        told = {"area": "440106", "occupation": "电工", "lowest": 4, "highest": 4, "on": ON}
        return {one.organisation for one in find_organisations(**{**told, **change})}  # type: ignore[arg-type]

    assert gone not in names()
    assert gone in names(on=ON - timedelta(days=1))
    assert world.employer.organisation not in names(without=world.employer.body.pk)
    assert not names(highest=2)
    assert not names(occupation="评茶员")
    assert not names(on=date(2020, 5, 31))


CODES = [one.code for one in prefectures()]


def test_every_prefecture_has_its_neighbours() -> None:
    assert all(beside(code) for code in CODES)
    assert all(one[:4] in beside(f"{two}00") for one in CODES for two in beside(one))
    assert beside("110000") == frozenset()


@given(st.sampled_from(CODES), st.sampled_from(CODES))
def test_near_is_so_both_ways(one: str, other: str) -> None:
    assert nearness(one, other) is nearness(other, one)
    assert (nearness(one, other) is Nearness.SAME_PREFECTURE) is (one == other)
    assert nearness(f"{one[:4]}06", f"{other[:4]}05") is nearness(one, other)
    assert nearness(f"{one[:4]}06", f"{one[:4]}06") is Nearness.SAME_COUNTY
    assert all(each.label for each in Nearness)
