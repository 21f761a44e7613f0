"""Reports of a quarter: every figure counted by hand, the same again later, names covered."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.certificates.sealed import sealed
from tests.filings.conftest import ON, moment
from tests.supervision.conftest import Desk, desk, later
from tests.supervision.test_inspections import drawn, handed_in, in_order, saved
from xianjie.domain.accounts.acting import Denied
from xianjie.domain.certificates.models import LogEntry
from xianjie.domain.supervision import complaining, issuing_reports, sanctioning
from xianjie.domain.supervision.described import DESCRIBED
from xianjie.domain.supervision.errors import SupervisionError
from xianjie.domain.supervision.inspecting import Answer, Seen
from xianjie.domain.supervision.models import Case
from xianjie.domain.supervision.quarters import (
    FIGURES,
    Quarter,
    as_text,
    covered,
    figures,
    quarter_before,
    quarter_named,
    quarter_of,
)
from xianjie.durable import Folder

__all__ = ["desk"]
SECOND = Quarter(2020, 2)
END = date(2020, 7, 31)


def told(quarter: Quarter, on: date) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(as_text(figures(quarter, on)))
    return found


def of_guangzhou(quarter: Quarter, on: date) -> dict[str, int]:
    found = next(one for one in told(quarter, on)["areas"] if one["area"] == "440100")
    return {name: found[name] for name in FIGURES if found[name]}


def test_a_quarter_is_three_months() -> None:
    assert (SECOND.from_on, SECOND.until_on) == (date(2020, 4, 1), date(2020, 7, 1))
    assert quarter_of(date(2020, 6, 30)) == SECOND
    assert quarter_of(date(2020, 7, 1)) == Quarter(2020, 3)
    assert quarter_before(Quarter(2021, 1)) == Quarter(2020, 4)
    assert quarter_named("2020-Q2") == SECOND
    for wrong in ("2020-Q5", "2020Q2", "", "x-Q1", "2020-Q11"):
        with pytest.raises(SupervisionError, match="不是季度"):
            quarter_named(wrong)


def test_each_figure_is_what_was_done(desk: Desk, tmp_path: Path) -> None:
    first, second = desk.opened([desk.alert("a"), desk.alert("b")]), desk.opened([desk.alert("c")])
    for case in (first, second):
        desk.found(case)
    desk.ordered(first)
    order = desk.ordered(second)
    assert order.due_on
    desk.reported(first, order.due_on)
    desk.checked(first, on=order.due_on)
    desk.closed(first, on=order.due_on)
    desk.reported(second, later(1, order.due_on))  # a day late
    desk.checked(second, on=later(1, order.due_on))
    step = desk.blacklisted(second, on=later(1, order.due_on))
    inspection = drawn(desk, Folder(tmp_path / "log")).inspections.get()
    saved(desk.supervisor, inspection, in_order())
    saved(desk.supervisor, inspection, [Seen("site", Answer.NOT_IN_ORDER, "场地不符")])
    handed_in(desk.supervisor, inspection)
    complaining.complain(body=desk.organisation.body, words="x", contact="", on=ON, at=moment(ON))
    complaining.answer(
        by=desk.officer,
        case=Case.objects.get(opened_by="public").pk,
        words="x",
        findings="y",
        on=ON,
        at=moment(ON),
    )
    assert of_guangzhou(SECOND, END) == {
        "alerts": 3,
        "opened": 4,  # two of alerts, one of the inspection, one of the complaint
        "closed": 2,
        "due": 2,
        "in_time": 1,
        "inspected": 1,
        "wrong": 1,
    }
    (kind,) = told(SECOND, END)["alerts"]
    title = DESCRIBED["outside_filing"].title
    assert kind == {"indicator": "outside_filing", "zh": title.zh, "en": title.en, "count": 3}
    assert told(SECOND, END)["bodies"] == [
        {"name": "第1评＊＊＊", "area": "440100", "confirmed": 3, "sanctions": []}
    ]
    assert step.blacklisting_id
    decided = later(2, order.due_on)
    sanctioning.decide_blacklisting(
        by=desk.other,
        blacklisting=step.blacklisting_id,
        grant=True,
        words="",
        on=decided,
        at=moment(decided),
    )
    assert of_guangzhou(SECOND, END)["sanctions"] == 1
    (body,) = told(SECOND, END)["bodies"]
    assert body["name"] == "第1评价机构"
    assert "虚假评价" in body["sanctions"][0]["zh"]
    assert of_guangzhou(Quarter(2020, 3), END) == {}


def test_a_report_as_of_a_day_tells_nothing_of_later(desk: Desk) -> None:
    before = as_text(figures(SECOND, ON))
    case = desk.opened()
    desk.found(case, on=later(3))
    on_the_day = as_text(figures(SECOND, ON))
    assert json.loads(before)["together"]["opened"] == 0
    desk.ordered(case, on=later(3))
    desk.reported(case, later(4))
    desk.checked(case, on=later(4))
    desk.closed(case, on=later(4))
    assert as_text(figures(SECOND, ON)) == on_the_day
    with pytest.raises(SupervisionError, match="还没有开始"):
        figures(Quarter(2020, 4), ON)


def test_a_report_is_issued_by_the_province_once_a_day_and_logged(
    desk: Desk, tmp_path: Path
) -> None:
    with pytest.raises(Denied):
        issuing_reports.issue(by=desk.officer, quarter=SECOND, on=ON, at=moment(ON))
    made = issuing_reports.issue(by=desk.province, quarter=SECOND, on=ON, at=moment(ON))
    assert made.digest == hashlib.sha256(made.content.encode()).hexdigest()
    assert made.content == as_text(figures(SECOND, ON))
    entry = LogEntry.objects.get(kind="report")
    assert entry.index == made.log_index
    with pytest.raises(SupervisionError, match="今天已印发"):
        issuing_reports.issue(by=desk.province, quarter=SECOND, on=ON, at=moment(ON, 2))
    assert sealed(Folder(tmp_path / "log"), moment(ON, 3)) == 1


@pytest.mark.parametrize(
    ("name", "shown"), [("广州市某技能人才评价中心", "广州市＊＊＊"), ("甲", "甲＊＊＊")]
)
def test_a_covered_name_tells_neither_its_end_nor_its_length(name: str, shown: str) -> None:
    assert covered(name) == shown
