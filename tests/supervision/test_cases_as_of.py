"""A case, a draw, an inspection as they stood on a day, whatever was done since."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from tests.api.records.conftest import asker
from tests.api.records.test_cases import ok
from tests.filings.conftest import ON, acting, moment
from tests.filings.test_pages import LogIn, log_in
from tests.supervision.conftest import Desk, bureau_of, desk, later
from xianjie.domain.accounts.roles import Role
from xianjie.domain.organisations.models import Blacklisting
from xianjie.domain.supervision import complaining, opening, sanctioning, selecting
from xianjie.domain.supervision.models import Case, Draw, Inspection
from xianjie.domain.supervision.stages import Stage, clock_of, course_of, stage_of

__all__ = ["desk", "log_in"]
DAYS = [ON + timedelta(days=number) for number in range(8)]


def lived(desk: Desk) -> Case:
    """A step a day: asked, answered, found, ordered, reported, checked and closed."""
    case = desk.opened()
    desk.asked(case, on=DAYS[1])
    desk.answered(case, on=DAYS[2])
    desk.found(case, on=DAYS[3])
    desk.ordered(case, on=DAYS[4])
    desk.reported(case, on=DAYS[5])
    desk.checked(case, on=DAYS[6])
    desk.closed(case, on=DAYS[6])
    return case


def test_each_day_has_its_stage(desk: Desk) -> None:
    case = lived(desk)
    stages = ("look", "asked", "find", "act", "ordered", "recheck", "closed", "closed")
    assert [stage_of(case, on) for on in DAYS] == list(stages)
    assert [clock_of(case, on).turn for on in DAYS[:2]] == ["supervisor", "body"]
    assert stage_of(case) is Stage.CLOSED


def closed_days(case: Case) -> list[date]:
    """By the steps and by the database, which say the same."""
    days = [*DAYS, later(20)]
    found = [on for on in days if course_of(case, on).closing]
    rows = Case.objects.filter(pk=case.pk)
    assert [on for on in days if rows.filter(selecting.is_closed(on))] == found
    assert [on for on in days if rows.filter(~selecting.is_closed(on))] == [
        on for on in days if on not in found
    ]
    return found


def test_a_case_opened_again_was_closed_until_then(desk: Desk) -> None:
    case = lived(desk)
    assert closed_days(case) == [*DAYS[6:], later(20)]
    (finding,) = case.steps.filter(kind="found")
    desk.appealed(finding, on=DAYS[7])
    assert closed_days(case) == [*DAYS[6:], later(20)]
    desk.settled(case, desk.other, upheld=True, on=DAYS[7])
    assert closed_days(case) == [DAYS[6]]
    assert course_of(case, DAYS[6]).findings()
    assert not course_of(case, DAYS[7]).findings()
    desk.found(case, confirmed=False, on=DAYS[7])
    desk.closed(case, on=later(20))
    assert closed_days(case) == [DAYS[6], later(20)]


def test_a_complaint_answered_at_once_was_open_before(desk: Desk) -> None:
    body = desk.organisation.body
    complaining.complain(body=body, words="x", contact="", on=ON, at=moment(ON))
    case = Case.objects.get()
    told = {"words": "已核", "findings": "属实"}
    complaining.answer(by=desk.officer, case=case.pk, on=DAYS[2], at=moment(DAYS[2]), **told)
    assert closed_days(Case.objects.get()) == [*DAYS[2:], later(20)]


def test_a_sanction_waited_until_it_was_decided(desk: Desk) -> None:
    case = desk.opened()
    desk.found(case)
    step = desk.blacklisted(case)
    assert step.blacklisting_id
    sanctioning.decide_blacklisting(
        by=desk.other,
        blacklisting=step.blacklisting_id,
        grant=True,
        words="",
        on=DAYS[2],
        at=moment(DAYS[2]),
    )
    assert [stage_of(case, on) for on in DAYS[1:3]] == [Stage.DECIDE, Stage.CLOSE]
    entry = Blacklisting.objects.get()
    assert [selecting.was_there(entry, on) for on in (ON - timedelta(days=1), ON)] == [False, True]


def test_pages_show_a_case_as_it_was_and_offer_nothing_then(desk: Desk, log_in: LogIn) -> None:
    case = lived(desk)
    bureau, body = log_in(desk.officer), log_in(desk.body)
    page, own = f"/zh/work/cases/{case.pk}/", f"/zh/work/own-cases/{case.pk}/"

    def main(client: Client, address: str, on: date) -> str:
        client.cookies["xianjie_demo_day"] = on.isoformat()
        answer = client.get(address)
        assert answer.status_code == 200, address
        return answer.content.decode().partition("<main")[2]

    then = main(bureau, page, DAYS[3])
    for words, is_there in (
        ("名册与备案不符", True),
        ("停止超范围评价", False),
        ("属实，已整改", False),
    ):
        assert (words in then) is is_there, words
    assert "此后还有办理" in then
    assert 'class="btn' not in then.partition("核查经过")[0]
    now = main(bureau, page, DAYS[6])
    assert "属实，已整改" in now
    assert "此后还有办理" not in now
    listed = "/zh/work/cases/?state=open"
    assert "超范围颁证" in main(bureau, listed, DAYS[5])
    assert "超范围颁证" not in main(bureau, listed, DAYS[6])
    then = main(body, own, DAYS[4])
    assert "停止超范围评价" in then
    assert "报告整改情况" not in then
    for client, address, on in ((body, own, ON), (bureau, page, ON - timedelta(days=1))):
        client.cookies["xianjie_demo_day"] = on.isoformat()
        assert client.get(address).status_code == 404, address


def test_programs_are_told_of_a_case_as_it_was(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    case = lived(desk)
    bureau, body = asker(desk.officer), asker(desk.body)
    monkeypatch.setenv("XIANJIE_NOW", DAYS[4].isoformat())
    whole = ok(bureau, f"/cases/{case.pk}")
    assert (whole["stage"], whole["closed_on"], whole["findings"]) == ("ordered", None, "")
    assert len(whole["steps"]) == 4
    assert [one["id"] for one in ok(bureau, "/cases", open=True)["items"]] == [case.pk]
    monkeypatch.setenv("XIANJIE_NOW", ON.isoformat())
    assert ok(body, "/own-cases")["items"] == []
    monkeypatch.setenv("XIANJIE_NOW", DAYS[6].isoformat())
    assert ok(bureau, "/cases", open=True)["items"] == []
    assert ok(bureau, f"/cases/{case.pk}")["findings"] == "属实，已整改"


def test_who_looks_into_it_is_told_as_of_the_day(desk: Desk) -> None:
    case = desk.opened()
    second = acting("supervisor-2", Role.SUPERVISOR, bureau_of(desk.officer))
    for on, to in ((DAYS[1], desk.supervisor), (DAYS[2], second)):
        opening.assign(by=desk.officer, case=case.pk, to=to.user, on=on, at=moment(on))
    told = [course_of(case, on).assigned_to for on in DAYS[:3]]
    assert told == ["", desk.supervisor.username, second.username]


def test_a_draw_and_an_inspection_as_they_were(desk: Desk) -> None:
    draw = Draw.objects.create(
        area="440100",
        title="抽查",
        lists={},
        people={},
        digest="d",
        until_on=later(20),
        announced_on=ON,
        announced_by="x",
        announced_at=moment(ON),
        log_index=0,
        log_size=1,
        seed="ab",
        drawn_by="x",
        drawn_at=moment(DAYS[1]),
    )
    inspection = Inspection.objects.create(
        draw=draw,
        body=desk.organisation.body,
        area="440100",
        place=1,
        checklist="2020-1",
        words="齐全",
        handed_in_on=DAYS[2],
        handed_in_by="x",
        handed_in_at=moment(DAYS[2]),
        case=desk.opened(),
    )
    assert [selecting.draw_as_of(draw, on).seed for on in DAYS[:2]] == ["", "ab"]
    seen = [selecting.inspection_as_of(inspection, on) for on in DAYS[1:3]]
    assert [(one.handed_in_on, one.words, one.case is None) for one in seen] == [
        (None, "", True),
        (DAYS[2], "齐全", False),
    ]
    assert [selecting.was_there(inspection, on) for on in DAYS[:2]] == [False, True]
    inspection.refresh_from_db()
    assert (inspection.words, inspection.case is None, draw.seed) == ("齐全", False, "ab")
