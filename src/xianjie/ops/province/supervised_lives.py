"""What supervision came to by the demonstration's day: cases of alerts, inspections, a report.

All in Shenzhen, at the works of which records were changed (`irregular`) and at who is drawn, so
that Guangzhou's accounts find theirs untouched. Nothing is dated after the day: the case that
stands at rectification runs late by itself when the demonstration moves on.

What the public log has of it is entered in the order of days: the report before the certificates of
that summer (`report`), the draw before those of its week (`before_the_day`). What the log's next
head draws, and what comes of the day's own run, follows last (`on_the_day`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from xianjie.calendar import CHINA
from xianjie.domain.accounts.acting import Actor, actor_of
from xianjie.domain.accounts.models import Body, User
from xianjie.domain.accounts.roles import Role
from xianjie.domain.filings.models import Measure
from xianjie.domain.supervision import (
    asking,
    closing,
    finding,
    inspecting,
    issuing_reports,
    opening,
    rectifying,
    sanctioning,
)
from xianjie.domain.supervision.finding import Finding
from xianjie.domain.supervision.inspecting import Answer, Seen
from xianjie.domain.supervision.locking import Sent
from xianjie.domain.supervision.models import Alert, Case, Draw, Inspection
from xianjie.domain.supervision.quarters import quarter_before, quarter_of
from xianjie.instruments.inspection import checklist
from xianjie.instruments.practice import practice
from xianjie.ops.province.made_up import PAPER, moment
from xianjie.ops.supervising import nightly

Account = Callable[[str, Role, Body, str], Actor]

_REPORTED = date(2020, 7, 15)
_AREA = "440300"
_NIGHT = date(2020, 9, 6)  # a Sunday, when a run is full
ANNOUNCED_ON, _TUESDAY, _WEDNESDAY, _THURSDAY, _FRIDAY = (
    date(2020, 9, day) for day in range(7, 12)
)
_VISITED = date(2020, 9, 14)
_TITLE = "2020年第三季度双随机抽查"
_INSPECTORS = {
    "supervisor-03": "督导员甲",
    "supervisor-b-03": "督导员乙",
    "supervisor-c-03": "督导员丙",
}
_DRAWN, _EACH = 2, 2  # bodies, and inspectors to each
_FAULT = "archive"


def report() -> None:
    """The report of the quarter that ended before, as of a day on which it is usually issued."""
    issuing_reports.issue(
        by=_acting("province", _REPORTED),
        quarter=quarter_before(quarter_of(_REPORTED)),
        on=_REPORTED,
        at=moment(_REPORTED, 2),
    )


def before_the_day(*, account: Account) -> None:
    """A night, a draw that weighs what it found, two cases of that; with three inspectors."""
    bureau = Body.objects.get(memberships__user__username="bureau-03")
    for username, name in _INSPECTORS.items():
        account(username, Role.SUPERVISOR, bureau, name)
    nightly(Path(settings.HOME), on=_NIGHT, at=datetime.combine(_NIGHT, time(), CHINA))
    inspecting.announce(
        by=_acting("bureau-03", ANNOUNCED_ON),
        area=_AREA,
        title=_TITLE,
        count=_DRAWN,
        each=_EACH,
        days=practice().number("inspection_days", ANNOUNCED_ON),
        on=ANNOUNCED_ON,
        at=moment(ANNOUNCED_ON, 0),
    )
    _put_right()
    _being_put_right()


def on_the_day(on: date) -> None:
    """The draw by the log's head, a body visited, a sanction that waits for another; done once.

    The log is sealed over the draw by now, and the day's run is kept.
    """
    with transaction.atomic():
        draw = Draw.objects.filter(title=_TITLE, area=_AREA, drawn_at=None).first()
        if draw is None:
            return
        inspecting.draw_now(
            by=_acting("bureau-03", ANNOUNCED_ON), announced=draw.pk, at=moment(ANNOUNCED_ON, 3)
        )
        _visit(draw.inspections.get(place=1))
        _to_be_suspended(on)


@dataclass(frozen=True)
class _Desk:
    """A case with who works on it: the bureau, a supervisor, the body."""

    case: Case
    supervisor: str

    def by(self, name: str, on: date, hour: int) -> dict[str, Any]:
        """Who takes a step, on which day, at which moment."""
        return {"case": self.case.pk, "by": _acting(name, on), "on": on, "at": moment(on, hour)}

    def bureau(self, on: date, hour: int = 1) -> dict[str, Any]:
        return self.by("bureau-03", on, hour)

    def inspector(self, on: date, hour: int = 2) -> dict[str, Any]:
        return self.by(self.supervisor, on, hour)

    def body(self, on: date, hour: int = 6) -> dict[str, Any]:
        return self.by("irregular-works", on, hour)


def _put_right() -> None:
    """Reported late: confirmed, put right within the deadline, checked, closed."""
    on = ANNOUNCED_ON
    desk = _opened("评价结果逾期报送", ["late_reporting"], on, supervisor="supervisor-03")
    asking.ask(words="请说明逾期报送的原因，附报送记录。", days=3, **desk.bureau(on, 3))
    on = _TUESDAY
    asking.answer(
        words="经办人休假，没有安排人接替，晚报了两天。",
        files=[Sent("情况说明（演示）.pdf", PAPER)],
        **desk.body(on),
    )
    on = _WEDNESDAY
    asking.add_evidence(words="报送记录与考务系统一致。", files=(), **desk.inspector(on))
    _find(desk, {"late_reporting": (True, "结果应于九月二日前报送，四日才报送。")}, on)
    rectifying.order(words="明确报送的经办人和接替人，把制度报来。", days=3, **desk.bureau(on, 8))
    on = _THURSDAY
    rectifying.report(
        words="已明确两名经办人，互为接替；制度附后。",
        files=[Sent("报送制度（演示）.pdf", PAPER)],
        **desk.body(on),
    )
    on = _FRIDAY
    rectifying.recheck(passed=True, words="制度已执行，八月各批次均已报齐。", **desk.inspector(on))
    closing.close(findings="属实，已按期整改，复查通过。", answer="", **desk.bureau(on, 8))


def _being_put_right() -> None:
    """In two places at once: one alert confirmed and one not, the deadline still to come."""
    on = _TUESDAY
    desk = _opened(
        "同一天在两处考评",
        ["examiner_in_two_places", "two_sittings_at_once"],
        on,
        supervisor="supervisor-b-03",
    )
    asking.ask(words="请说明当日考评员和考生的安排，附签到表。", days=3, **desk.bureau(on, 3))
    asking.answer(
        words="考评员上午在广州、下午到我单位；考生身份由现场核对，未发现替考。",
        files=[Sent("签到表（演示）.pdf", PAPER)],
        **desk.body(_THURSDAY),
    )
    on = _FRIDAY
    findings = {
        "examiner_in_two_places": (True, "两处考评的时间重叠，签到表上不是本人签名。"),
        "two_sittings_at_once": (False, "录入时误记，签到表和监控显示考生只到一处。"),
    }
    _find(desk, findings, on)
    rectifying.order(
        words="重新核定该批次成绩，排班前核对考评员的去向。",
        days=practice().number("case_rectification_days", on),
        **desk.bureau(on, 8),
    )


def _to_be_suspended(on: date) -> None:
    """Certificates for people who are not the works' own: the bureau's second person decides."""
    desk = _opened("给非本单位人员颁发证书", ["not_their_people"], on, supervisor="supervisor-03")
    asking.add_evidence(words="社保记录中没有这些人。", files=(), **desk.inspector(on))
    _find(desk, {"not_their_people": (True, "持证人都不是本单位职工，也没有委托协议。")}, on)
    sanctioning.propose_measure(
        kind=Measure.Kind.SUSPENDED,
        occupation="电工",
        grounds="用人单位给非本单位人员颁发证书",
        basis="监督检查记录（演示）",
        from_on=on,
        bars=False,
        **desk.bureau(on, 4),
    )


def _visit(inspection: Inspection) -> None:
    """All in order but the records; what is found opens a case."""
    inspector = inspection.inspectors.order_by("username")[0]
    by = actor_of(inspector, _VISITED)
    seen = [
        Seen(name, Answer.NOT_IN_ORDER, "三人的评价档案缺签到表，已要求补齐。")
        if name == _FAULT
        else Seen(name, Answer.IN_ORDER)
        for name in checklist().items
    ]
    inspecting.save_items(
        by=by,
        inspection=inspection.pk,
        seen=seen,
        words="场地和设备与备案一致，抽看档案二十份。",
        at=moment(_VISITED, 7),
    )
    inspecting.hand_in(by=by, inspection=inspection.pk, on=_VISITED, at=moment(_VISITED, 8))


def _opened(title: str, indicators: list[str], on: date, *, supervisor: str) -> _Desk:
    """A case of the works' alerts of some indicators, given to a supervisor."""
    alerts = Alert.objects.filter(
        body__memberships__user__username="irregular-works", indicator__in=indicators
    ).values_list("pk", flat=True)
    case = opening.open_case(
        by=_acting("bureau-03", on), alerts=list(alerts), title=title, on=on, at=moment(on)
    )
    desk = _Desk(case, supervisor)
    opening.assign(to=User.objects.get(username=supervisor).pk, **desk.bureau(on))
    return desk


def _find(desk: _Desk, verdicts: dict[str, tuple[bool, str]], on: date) -> None:
    """The supervisor's finding on each alert of the case, by its indicator."""
    finding.find(
        findings=[Finding(one.pk, *verdicts[one.indicator]) for one in desk.case.alerts.all()],
        **desk.inspector(on, 3),
    )


def _acting(username: str, on: date) -> Actor:
    return actor_of(User.objects.get(username=username), on)
