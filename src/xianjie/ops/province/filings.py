"""Filed organisations of the province: the accounts' own, and a register that has lived on.

The demonstration's own accounts go through the services, up to its day; the others are inserted.
Moved to a later day, the demonstration shows what had happened by then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from xianjie.domain.accounts.acting import Actor, actor_of
from xianjie.domain.accounts.models import Body, User
from xianjie.domain.accounts.roles import Role
from xianjie.domain.filings import applying, deciding, measuring, registering
from xianjie.domain.filings.models import Application, Measure, Organisation, Site, Sought, Staff
from xianjie.domain.organisations.models import Duty
from xianjie.domain.organisations.services import turn
from xianjie.domain.supervision import complaining
from xianjie.instruments.filing import filing_rules
from xianjie.ops.province.filed_lives import insert_lives
from xianjie.ops.province.made_up import PAPER, credit_code, examiners, moment

Account = Callable[[str, Role, Body], Actor]
NewBody = Callable[[Body.Kind, str, str], Body]

_DAY = timedelta(days=1)
_TURNING = "广州市第三职业技能鉴定所"  # becomes an evaluation organisation (80/6)


def make(
    *, account: Account, body: NewBody, bureaus: Mapping[str, tuple[Body, Actor]], on: date
) -> None:
    """All of it; the demonstration lives on ``on``."""
    seconds = {
        area: account(f"bureau-b-{number:02}", Role.PREFECTURE, bureau)
        for number, (area, (bureau, _)) in enumerate(bureaus.items(), start=1)
    }
    _Walked(bureaus["440100"][1], seconds["440100"], account, body, on).make()
    insert_lives(
        {area: (one.username, seconds[area].username) for area, (_, one) in bureaus.items()}
    )


class _Walked:
    """What the demonstration's accounts see: made by the services, as people would."""

    def __init__(
        self, officer: Actor, other: Actor, account: Account, body: NewBody, on: date
    ) -> None:
        self.officer, self.other = officer, other
        self.account, self.body, self.on = account, body, on
        self.people = examiners(10_000)

    def make(self) -> None:
        centre = Body.objects.get(name="广州市某技能人才评价中心")
        school = Body.objects.get(kind=Body.Kind.SCHOOL)
        filed = {"电工": (5, 3), "焊工": (5, 3)}
        self._filed("evaluation", centre, Organisation.Kind.SOCIAL, filed, date(2020, 6, 1))
        self._filed("school", school, Organisation.Kind.SCHOOL, {"电工": (4, 3)}, date(2020, 7, 1))
        self._turned()
        self._under_way()
        complained = Organisation.objects.get(body=centre)
        complaining.complain(
            body=complained.body,
            words="上周的电工认定只考了半小时就结束了（演示）",
            contact="",
            on=self.on - _DAY,
            at=moment(self.on - _DAY),
        )

    def _turned(self) -> None:
        """An appraisal institution that turns to another duty and is filed."""
        body = Body.objects.get(name=_TURNING)
        turn(
            by=_actor("centre", self.on),
            institution=body.institution,
            kind=Duty.Kind.SERVICE,
            on=date(2021, 1, 1),
            basis="机构转型方案（演示）",
            at=moment(date(2020, 8, 3)),
        )
        username = body.memberships.get(role=Role.INSTITUTION).user.username
        self.account(f"{username}-b", Role.INSTITUTION, body)  # who approves what it issues
        wanted = {"电工": (5, 4)}
        self._filed(username, body, Organisation.Kind.SOCIAL, wanted, date(2020, 9, 1))

    def _filed(
        self,
        username: str,
        body: Body,
        kind: Organisation.Kind,
        wanted: Mapping[str, tuple[int, int]],
        on: date,
    ) -> Organisation:
        by = _actor(username, self.on)
        application = self._whole(by, body, kind, wanted, on)
        self._hand_in(by, application, on)
        self._decide(application, on, grant=True)
        return application.organisation

    def _whole(
        self,
        by: Actor,
        body: Body,
        kind: Organisation.Kind,
        wanted: Mapping[str, tuple[int, int]],
        on: date,
    ) -> Application:
        """A first application to which nothing is lacking."""
        when = moment(on)
        organisation = registering.register(
            by=by, body=body, kind=kind, credit_code=credit_code(9_000 + body.pk), at=when
        )
        site = registering.add_site(
            by=by,
            organisation=organisation,
            site=registering.Premises(
                f"{body.name}实训场地", "某路1号", "440106", 60, Site.Tenure.OWNED
            ),
            at=when,
        )
        for role in Staff.Role:
            registering.add_staff(
                by=by,
                organisation=organisation,
                role=role,
                name=f"{role.label}员",
                from_on=date(2019, 1, 1),
                at=when,
            )
        for number in range(1, 4):
            self._assessor(by, organisation, number, wanted, when)
        application = applying.draft(
            by=by, organisation=organisation.pk, kind=Application.Kind.NEW, on=on, at=when
        )
        for occupation, (lowest, highest) in wanted.items():
            applying.seek(
                by=by,
                application=application.pk,
                wanted=applying.Seeking(
                    site,
                    occupation,
                    lowest,
                    highest,
                    Sought.Standard.NATIONAL,
                    f"{occupation}国家职业技能标准",
                ),
                at=when,
            )
        for need in filing_rules().needed("new", {kind.value, "owned"}):
            applying.attach(
                by=by,
                application=application.pk,
                kind=need.kind,
                filename=f"{need.label.zh}.pdf",
                content=PAPER,
                at=when,
            )
        return application

    def _assessor(
        self,
        by: Actor,
        organisation: Organisation,
        number: int,
        wanted: Mapping[str, tuple[int, int]],
        when: datetime,
    ) -> None:
        name, document = next(self.people)
        registering.add_assessor(
            by=by,
            organisation=organisation,
            told=registering.Examining(
                name,
                "resident",
                document,
                f"{organisation.pk:06}{number:03}",
                dict.fromkeys(wanted, 1),
                date(2019, 1, 1),
            ),
            at=when,
        )

    def _hand_in(self, by: Actor, application: Application, on: date) -> None:
        applying.hand_in(by=by, application=application.pk, batches=0, on=on, at=moment(on))

    def _decide(self, application: Application, on: date, *, grant: bool) -> None:
        words = "" if grant else "场地不符合开展该职业评价的条件"
        step: dict[str, Any] = {"application": application.pk, "grant": grant, "words": words}
        step["on"] = on
        deciding.review(by=self.officer, at=moment(on, 2), **step)
        deciding.decide(by=self.other, basis="备案通告2020年（演示）", at=moment(on, 3), **step)

    def _under_way(self) -> None:
        """Applications in every state, and a measure that waits to be decided."""
        kind, wanted = Organisation.Kind.SOCIAL, {"电工": (5, 4)}
        day = self.on - 8 * _DAY
        made = {}
        bodies = {
            name: (f"广州市{name}评价服务中心", "440100")
            for name in ("起草", "缺件", "补正", "待审", "待定", "未准")
        }
        bodies["省属"] = "省属待审评价服务中心", "440000"  # the province's own to decide
        for number, (name, (full, area)) in enumerate(bodies.items(), start=1):
            body = self.body(Body.Kind.EVALUATION, full, area)
            by = self.account(f"filing-{number:02}", Role.EVALUATION, body)
            made[name] = by, self._whole(by, body, kind, wanted, day)
        for name in ("缺件", "补正"):
            by, application = made[name]
            leaving = application.organisation.staff.get(role=Staff.Role.QUALITY)
            registering.end_staff(by=by, staff=leaving, on=day, at=moment(day))
        for name, (by, application) in made.items():
            if name != "起草":
                self._hand_in(by, application, day)
        deciding.ask_for(
            by=self.officer,
            application=made["补正"][1].pk,
            besides=["章程没有加盖公章"],
            on=day + _DAY,
            at=moment(day + _DAY),
        )
        deciding.review(
            by=self.officer,
            application=made["待定"][1].pk,
            grant=True,
            words="",
            on=day + _DAY,
            at=moment(day + _DAY),
        )
        self._decide(made["未准"][1], day + _DAY, grant=False)
        school = Organisation.objects.get(kind=Organisation.Kind.SCHOOL)
        measuring.propose(
            by=self.officer,
            organisation=school.pk,
            kind=Measure.Kind.SUSPENDED,
            occupation="电工",
            grounds="经抽查，评价过程没有按规定监考",
            basis="监督检查记录（演示）",
            from_on=self.on,
            bars=False,
            on=self.on,
            at=moment(self.on),
        )


def _actor(username: str, on: date) -> Actor:
    return actor_of(User.objects.get(username=username), on)
