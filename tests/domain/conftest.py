"""A small province: a centre, an institution with a site, people in their roles, one exam."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from xianjie.domain.accounts.acting import Actor, actor_of
from xianjie.domain.accounts.models import Body, Membership, User
from xianjie.domain.accounts.roles import Role
from xianjie.domain.appraisals.models import Exam, Registration
from xianjie.domain.appraisals.services import exams, registrations
from xianjie.domain.appraisals.services.registrations import Person
from xianjie.domain.organisations.models import Institution, Site
from xianjie.instruments import law

ON = date(2020, 9, 15)
AT = datetime(2020, 9, 15, 1, tzinfo=UTC)
AREA = "440106"


@dataclass(frozen=True)
class Province:
    """Actors by role; the institution's own people twice, for maker and checker."""

    centre: Body
    institution: Institution
    site: Site
    actors: dict[str, Actor]

    def exam(self, *, announced_on: date | None = date(2020, 6, 1), seats: int = 30) -> Exam:
        offers = [exams.Offered("电工", 5, 20_000, seats)]
        drafted = exams.draft_exam(
            by=self.actors["institution"],
            site=self.site,
            title="电工日常鉴定",
            kind=Exam.Kind.ROUTINE,
            held_on=date(2020, 11, 1),
            basis="公告1号",
            offers=offers,
            announced_on=announced_on,
            at=AT,
        )
        return exams.publish_exam(
            by=self.actors["institution"], exam=drafted.pk, law=law(), on=ON, at=AT
        )

    def registered(self, exam: Exam, number: int, *, on: date = date(2020, 8, 1)) -> Registration:
        offer = exam.offers.get()
        person = Person(f"考生{number}", "resident", f"44010619000101{number:04}")
        user, _ = User.objects.get_or_create(username=f"candidate{number}", name=person.name)
        Membership.objects.get_or_create(
            user=user,
            role=Role.CANDIDATE,
            body=None,
            defaults={"from_on": date(2020, 1, 1), "granted_by": "tests"},
        )
        registration = registrations.register(
            by=self.actors["institution"],
            offer=offer.pk,
            candidate=registrations.candidate_of(person, user),
            notice_version="1",
            law=law(),
            on=on,
            at=AT,
        )
        return registrations.accept(
            by=self.actors["institution"],
            registration=registration.pk,
            account="6222",
            on=on,
            at=AT,
        )

    def candidate(self, registration: Registration) -> Actor:
        assert registration.candidate.user
        return actor_of(registration.candidate.user, ON)


@pytest.fixture
def province(db: None) -> Province:
    del db
    return make_province()


def make_province() -> Province:
    centre = _body("centre", "省鉴定中心", "440000")
    body = _body("institution", "广州第一鉴定所", AREA)
    other = _body("institution", "深圳第一鉴定所", "440304")
    bureau = _body("bureau", "广州市局", "440100")
    elsewhere = _body("bureau", "深圳市局", "440300")
    institution = Institution.objects.create(body=body, number="1", centre=centre)
    Institution.objects.create(body=other, number="2", centre=centre)
    site = Site.objects.create(institution=institution, name="一号考点", area=AREA, seats=100)
    people: list[tuple[str, Role, Body]] = [
        ("institution", Role.INSTITUTION, body),
        ("other-institution", Role.INSTITUTION, other),
        ("centre", Role.CENTRE, centre),
        ("bureau", Role.PREFECTURE, bureau),
        ("other-bureau", Role.PREFECTURE, elsewhere),
        ("finance", Role.FINANCE, bureau),
        ("finance-2", Role.FINANCE, bureau),
        ("other-finance", Role.FINANCE, elsewhere),
        ("auditor", Role.AUDITOR, centre),
    ]
    actors = {name: _actor(role, body) for name, role, body in people}
    return Province(centre, institution, site, actors)


def _actor(role: Role, body: Body) -> Actor:
    user = User.objects.create(username=f"{role}-{body.pk}-{User.objects.count()}", name=role)
    Membership.objects.create(
        user=user, body=body, role=role, from_on=date(2020, 1, 1), granted_by="tests"
    )
    return actor_of(user, ON)


def _body(kind: str, name: str, area: str) -> Body:
    return Body.objects.create(kind=kind, name=name, area=area, opened_on=date(2000, 1, 1))
