"""A small province that evaluates: two filed organisations, a sponsor that is not, their bureau."""

# ruff: noqa: ANN401 - what plans and people take is given through

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any

from xianjie.domain.accounts.acting import Actor, actor_of
from xianjie.domain.accounts.models import Body, Membership, User
from xianjie.domain.accounts.roles import Role
from xianjie.domain.accounts.sealed import keyed_hash, seal
from xianjie.domain.evaluations import entrusting, joining, noticing, panels, planning, reporting
from xianjie.domain.evaluations.entrusting import Agreed
from xianjie.domain.evaluations.joining import Joining
from xianjie.domain.evaluations.models import Entrustment, Participant, Plan
from xianjie.domain.evaluations.planning import Drafted
from xianjie.domain.evaluations.results import Given, enter_results
from xianjie.domain.filings.models import (
    Assessor,
    Competence,
    Filing,
    Measure,
    Organisation,
    Scope,
    Site,
)
from xianjie.identifiers.persons import check_digit
from xianjie.instruments.conditions import Claim

AREA = "440106"
ON = date(2020, 9, 15)
FROM, UNTIL = date(2020, 9, 26), date(2020, 9, 27)  # ten working days ahead
PDF = b"%PDF-1.7 agreement"
_founded = date(2010, 1, 1)
_people = count(1)


def at(on: date) -> datetime:
    """Nine in the morning there, that day."""
    return datetime.combine(on, time(1), UTC)


@dataclass
class Office:
    """A body with two people who act for it."""

    body: Body
    one: Actor
    two: Actor


@dataclass
class Filed(Office):
    """An organisation that may certify electricians of level 5 to 3 at its site."""

    organisation: Organisation
    site: Site
    assessors: Sequence[Assessor]

    def plan(self, people: int = 2, *, on: date = ON, **given: Any) -> Plan:
        """A draft with a panel and people."""
        drafted = replace(DRAFTED, **given)
        made = planning.draft_plan(
            by=self.one, organisation=self.organisation, site=self.site, drafted=drafted, at=at(on)
        )
        for number, one in enumerate(self.assessors[:3]):
            panels.post_examiner(
                by=self.one, plan=made.pk, assessor=one, is_chief=number == 0, at=at(on)
            )
        if people:
            self.join(made, [person(row) for row in range(1, people + 1)], on=on)
        return made

    def join(
        self, plan: Plan, people: Sequence[Joining], *, on: date = ON
    ) -> Sequence[Participant]:
        return joining.enter_participants(by=self.one, plan=plan.pk, joining=people, at=at(on))

    def reported(self, people: int = 2, **given: Any) -> Plan:
        made = self.plan(people, **given)
        return planning.report_plan(by=self.one, plan=made.pk, on=ON, at=at(ON))

    def held(self, people: int = 2, **given: Any) -> Plan:
        made = self.reported(people, **given)
        return planning.hold_plan(by=self.one, plan=made.pk, on=made.until_on, at=at(made.until_on))

    def resulted(self, *points: tuple[int, int] | None, **given: Any) -> Plan:
        """Held with the points of each, None for who did not come."""
        made = self.held(len(points), **given)
        self.enter(made, *points)
        return made

    def enter(self, plan: Plan, *points: tuple[int, int] | None, on: date = UNTIL) -> int:
        told = [
            Given(row, one.pk, absent=True) if each is None else Given(row, one.pk, *each)
            for row, (one, each) in enumerate(
                zip(plan.participants.order_by("pk"), points, strict=True), start=1
            )
        ]
        return enter_results(by=self.one, plan=plan.pk, given=told, at=at(on))

    def shown(self, *points: tuple[int, int] | None, on: date = UNTIL, **given: Any) -> Plan:
        made = self.resulted(*points, **given)
        noticing.post_notice(by=self.one, plan=made.pk, on=on, at=at(on) + timedelta(hours=1))
        return made

    def handed_in(self, *points: tuple[int, int] | None, on: date = UNTIL, **given: Any) -> Plan:
        made = self.shown(*points, on=on, **given)
        reporting.hand_in(by=self.one, plan=made.pk, on=on, at=at(on) + timedelta(hours=2))
        return made


DRAFTED = Drafted("电工四级第1批", "电工", 4, FROM, UNTIL)


def person(row: int, basis: str = "public", **given: Any) -> Joining:
    """Somebody born in the year 1900, who has worked for six years."""
    first = f"44010619000101{row:03}"
    told: dict[str, Any] = {
        "name": f"评价{row}",
        "document": "resident",
        "number": first + check_digit(first),
        "basis": basis,
        "condition": "four_years",
        "claim": Claim(years=6),
        **given,
    }
    return Joining(row, **told)


@dataclass
class World:
    """A social organisation, a filed employer, an enterprise that is not filed, two bureaus."""

    social: Filed
    employer: Filed
    sponsor: Office
    bureau: Office
    elsewhere: Office

    def accepted(self, *points: tuple[int, int] | None) -> Plan:
        made = self.social.handed_in(*points)
        return self.accept(made)

    def accept(self, plan: Plan, on: date = date(2020, 10, 13)) -> Plan:
        reporting.accept(by=self.bureau.one, plan=plan.pk, on=on, at=at(on))
        plan.refresh_from_db()
        return plan

    def entrusted(
        self, to: Filed | None = None, *, confirmed: date | None = ON, **given: Any
    ) -> Entrustment:
        agreed = replace(AGREED, **given)
        to = to or self.employer
        made = entrusting.make_entrustment(
            by=self.sponsor.one,
            sponsor=self.sponsor.body,
            organisation=to.organisation,
            agreed=agreed,
            filename="协议.pdf",
            content=PDF + str(next(_people)).encode(),
            on=ON,
            at=at(ON),
        )
        if confirmed:
            entrusting.confirm(by=to.two, entrustment=made.pk, on=confirmed, at=at(confirmed))
            made.refresh_from_db()
        return made


AGREED = Agreed("电工", 5, 3, date(2020, 9, 1), date(2020, 9, 1), date(2021, 8, 31))


def make_world() -> World:
    return World(
        make_filed("social_organisation", "某认定中心", "S000044000002"),
        make_filed("employer", "某电器公司", "Y000044000001", Role.ENTERPRISE),
        make_office("enterprise", "某小厂", Role.ENTERPRISE),
        make_office("bureau", "广州某局", Role.PREFECTURE, "440100"),
        make_office("bureau", "深圳某局", Role.PREFECTURE, "440300"),
    )


def make_office(kind: str, name: str, role: Role, area: str = AREA) -> Office:
    body = Body.objects.create(kind=kind, name=name, area=area, opened_on=_founded)
    return Office(body, staff(role, body, "甲"), staff(role, body, "乙"))


def make_filed(
    kind: str, name: str, number: str, role: Role = Role.EVALUATION, area: str = AREA
) -> Filed:
    office = make_office("enterprise" if kind == "employer" else "evaluation", name, role, area)
    organisation = Organisation.objects.create(
        body=office.body, kind=kind, credit_code=f"91{number}000"[:18], number=number
    )
    site = Site.objects.create(
        organisation=organisation,
        name="一号场地",
        address="某路1号",
        area=area,
        seats=30,
        tenure="owned",
    )
    filing = Filing.objects.create(
        organisation=organisation,
        kind=kind,
        name=name,
        from_on=date(2020, 6, 1),
        until_on=date(2023, 5, 31),
        basis="备案1号",
        entered_by="tests",
        entered_at=at(ON),
    )
    Scope.objects.create(
        filing=filing,
        site=site,
        occupation="电工",
        lowest=5,
        highest=3,
        standard="national",
        standard_name="电工国家职业技能标准",
        from_on=date(2020, 6, 1),
    )
    people = [make_assessor(organisation, one, f"{number}-{one}") for one in range(1, 5)]
    return Filed(office.body, office.one, office.two, organisation, site, people)


def make_assessor(organisation: Organisation, one: int, key: str, highest: int = 1) -> Assessor:
    """An examiner; whoever is made under the same key is the same person."""
    made = Assessor.objects.create(
        organisation=organisation,
        name=f"考评{one}",
        document="resident",
        number_hash=keyed_hash(f"resident:{key}"),
        number_sealed=seal(key),
        card=f"{organisation.pk}-{Assessor.objects.count()}",
        from_on=date(2019, 1, 1),
    )
    Competence.objects.create(assessor=made, occupation="电工", highest=highest)
    return made


def cut(organisation: Organisation, kind: str, on: date) -> Measure:
    """A decided measure of the whole organisation."""
    return Measure.objects.create(
        organisation=organisation,
        kind=kind,
        grounds="x",
        basis="x",
        from_on=on,
        proposed_by="a",
        proposed_at=at(ON),
        decided_by="b",
        decided_at=at(ON),
        granted=True,
    )


def staff(role: Role, body: Body, name: str) -> Actor:
    user = User.objects.create(username=f"{role}-{body.pk}-{User.objects.count()}", name=name)
    Membership.objects.create(user=user, body=body, role=role, from_on=_founded, granted_by="tests")
    return actor_of(user, ON)
