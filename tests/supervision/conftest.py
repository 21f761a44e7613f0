"""A bureau with its supervisors, a filed organisation, and alerts on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pytest

from tests.filings.conftest import LONG_AGO, ON, Office, acting, make_office, moment
from xianjie.calendar import add_working_days
from xianjie.domain.accounts.acting import Actor
from xianjie.domain.accounts.models import Body
from xianjie.domain.accounts.roles import Role
from xianjie.domain.filings.models import Organisation
from xianjie.domain.supervision import (
    appealing,
    asking,
    closing,
    finding,
    opening,
    rectifying,
    sanctioning,
)
from xianjie.domain.supervision.finding import Finding
from xianjie.domain.supervision.models import Alert, Case, CaseStep, Run


@dataclass
class Desk:
    """Who looks into what: the office, the body that is looked into, a supervisor."""

    office: Office
    organisation: Organisation
    supervisor: Actor
    province: Actor

    @property
    def officer(self) -> Actor:
        return self.office.officer

    @property
    def other(self) -> Actor:
        return self.office.other

    @property
    def body(self) -> Actor:
        return self.office.of(self.organisation)

    def alert(self, key: str = "a", *, body: Body | None = None, score: float = 80) -> Alert:
        """An alert of a run of that day."""
        run = Run.objects.first() or Run.objects.create(
            on=ON, at=moment(ON), version="v", tables="t", found=1, opened=1, ended=0
        )
        concerned = body or self.organisation.body
        return Alert.objects.create(
            key=key,
            indicator="outside_filing",
            body=concerned,
            area=concerned.area,
            subject="电工",
            day=ON,
            score=score,
            sentence_zh="超出备案范围颁发 3 张证书",
            sentence_en="3 certificates outside its filing",
            rows=3,
            evidence=[{"day": "2020-06-01", "number": "S000044000001203000001"}],
            first_run=run,
            last_run=run,
        )

    def opened(self, alerts: Sequence[Alert] = (), by: Actor | None = None) -> Case:
        wanted = [one.pk for one in alerts or [self.alert()]]
        return opening.open_case(
            by=by or self.officer, alerts=wanted, title="超范围颁证", on=ON, at=moment(ON)
        )

    def asked(self, case: Case, days: int = 5, on: date = ON) -> CaseStep:
        return asking.ask(
            by=self.officer, case=case.pk, words="请说明依据", days=days, on=on, at=moment(on)
        )

    def answered(self, case: Case, on: date = ON) -> CaseStep:
        return asking.answer(
            by=self.body, case=case.pk, words="当时正在办理增项", files=(), on=on, at=moment(on)
        )

    def found(self, case: Case, *, confirmed: bool = True, on: date = ON) -> list[CaseStep]:
        alerts: list[int | None] = [one.pk for one in case.alerts.all()]
        return finding.find(
            by=self.officer,
            case=case.pk,
            findings=[Finding(one, confirmed, "名册与备案不符") for one in alerts or [None]],
            on=on,
            at=moment(on),
        )

    def ordered(self, case: Case, on: date = ON) -> CaseStep:
        return rectifying.order(
            by=self.officer, case=case.pk, words="停止超范围评价", days=10, on=on, at=moment(on)
        )

    def reported(self, case: Case, on: date = ON) -> CaseStep:
        return rectifying.report(
            by=self.body, case=case.pk, words="已停止并公告", files=(), on=on, at=moment(on)
        )

    def checked(self, case: Case, *, passed: bool = True, on: date = ON) -> CaseStep:
        return rectifying.recheck(
            by=self.officer, case=case.pk, passed=passed, words="现场核实", on=on, at=moment(on)
        )

    def closed(self, case: Case, answer: str = "", on: date = ON) -> Case:
        return closing.close(
            by=self.officer,
            case=case.pk,
            findings="属实，已整改",
            answer=answer,
            on=on,
            at=moment(on),
        )

    def appealed(self, against: CaseStep, on: date = ON) -> CaseStep:
        return appealing.appeal(
            by=self.body, against=against.pk, words="认定有误", on=on, at=moment(on)
        )

    def settled(self, case: Case, by: Actor, *, upheld: bool, on: date = ON) -> CaseStep:
        return appealing.settle(
            by=by, case=case.pk, upheld=upheld, words="复核意见", on=on, at=moment(on)
        )

    def blacklisted(self, case: Case, card: str = "", on: date = ON) -> CaseStep:
        return sanctioning.propose_blacklisting(
            by=self.officer,
            case=case.pk,
            card=card,
            grounds="虚假评价",
            basis="处理决定1号",
            from_on=on,
            months=12,
            on=on,
            at=moment(on),
        )


def bureau_of(officer: Actor) -> Body:
    return Body.objects.get(memberships__user=officer.user)


def make_desk() -> Desk:
    office = make_office()
    organisation = office.filed()
    bureau = bureau_of(office.officer)
    department = Body.objects.create(
        kind="department", name="省厅", area="440000", opened_on=LONG_AGO
    )
    return Desk(
        office,
        organisation,
        acting("supervisor", Role.SUPERVISOR, bureau),
        acting("province", Role.PROVINCE, department),
    )


@pytest.fixture
def desk(db: None) -> Desk:
    del db
    return make_desk()


def later(days: int, since: date = ON) -> date:
    """So many working days later."""
    return add_working_days(since, days)
