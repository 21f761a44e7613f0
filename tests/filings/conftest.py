"""A bureau with two officers, organisations with their people, and applications of all sorts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from xianjie.domain.accounts.acting import Actor, actor_of
from xianjie.domain.accounts.models import Body, Membership, User
from xianjie.domain.accounts.roles import Role
from xianjie.domain.filings import applying, deciding, measuring, registering
from xianjie.domain.filings.models import (
    Application,
    Measure,
    Organisation,
    Site,
    Sought,
    Staff,
)
from xianjie.identifiers.organisations import own_check, whole_check
from xianjie.identifiers.persons import check_digit

ON = date(2020, 6, 1)
LONG_AGO = date(2010, 1, 1)
ROLE_OF = {
    "enterprise": Role.ENTERPRISE,
    "school": Role.SCHOOL,
    "evaluation": Role.EVALUATION,
    "institution": Role.INSTITUTION,
}
KIND_OF = {
    "enterprise": Organisation.Kind.EMPLOYER,
    "school": Organisation.Kind.SCHOOL,
    "evaluation": Organisation.Kind.SOCIAL,
    "institution": Organisation.Kind.SOCIAL,
}


def moment(on: date, hour: int = 1) -> datetime:
    """Nine in the morning in China, or later."""
    return datetime.combine(on, time(hour), UTC)


def credit_code(number: int) -> str:
    """A code that no organisation has."""
    own = f"MA{number:06}"
    first = f"91440100{own}{own_check(own)}"
    return first + whole_check(first)


def person_number(number: int) -> str:
    """Nobody's: of somebody born in 1900."""
    first = f"44010619000101{number:03}"
    return first + check_digit(first)


def acting(name: str, role: Role, body: Body) -> Actor:
    user = User.objects.create(username=name, name=name)
    Membership.objects.create(user=user, body=body, role=role, from_on=LONG_AGO, granted_by="tests")
    return actor_of(user, ON)


@dataclass
class Office:
    """The bureau of a city; each organisation comes with a person who acts for it."""

    officer: Actor
    other: Actor
    people: dict[int, Actor] = field(default_factory=dict)

    def registered(self, kind: str = "evaluation", area: str = "440106") -> Organisation:
        """An organisation that has said who it is, and nothing else."""
        number = len(self.people) + 1
        body = Body.objects.create(
            kind=kind, name=f"第{number}评价机构", area=area, opened_on=LONG_AGO
        )
        by = acting(f"of-{number}", ROLE_OF[kind], body)
        made = registering.register(
            by=by,
            body=body,
            kind=KIND_OF[kind],
            credit_code=credit_code(number),
            at=moment(ON),
        )
        self.people[made.pk] = by
        return made

    def of(self, organisation: Organisation) -> Actor:
        return self.people[organisation.pk]

    def site(self, organisation: Organisation, name: str = "一号场地", **given: Any) -> Site:  # noqa: ANN401 - fields
        told: dict[str, Any] = {
            "name": name,
            "address": "某路1号",
            "area": "440106",
            "seats": 60,
            "tenure": Site.Tenure.OWNED,
            **given,
        }
        return registering.add_site(
            by=self.of(organisation),
            organisation=organisation,
            site=registering.Premises(**told),
            at=moment(ON),
        )

    def staffed(
        self, organisation: Organisation, occupation: str = "电工", highest: int = 1
    ) -> None:
        """Somebody in every role and three examiners."""
        by = self.of(organisation)
        for role in Staff.Role:
            registering.add_staff(
                by=by,
                organisation=organisation,
                role=role,
                name=f"人员{role.value}",
                from_on=LONG_AGO,
                at=moment(ON),
            )
        self.examined(organisation, occupation, highest)

    def examined(self, organisation: Organisation, occupation: str, highest: int = 1) -> None:
        for number in range(3):
            registering.add_assessor(
                by=self.of(organisation),
                organisation=organisation,
                told=registering.Examining(
                    f"考评{number}",
                    "resident",
                    person_number(number),
                    f"K{occupation}{number}",
                    {occupation: highest},
                    LONG_AGO,
                ),
                at=moment(ON),
            )

    def draft(self, organisation: Organisation, kind: str = "new", on: date = ON) -> Application:
        return applying.draft(
            by=self.of(organisation),
            organisation=organisation.pk,
            kind=Application.Kind(kind),
            on=on,
            at=moment(on),
        )

    def seek(
        self,
        application: Application,
        site: Site,
        occupation: str = "电工",
        **given: Any,  # noqa: ANN401 - fields
    ) -> Sought:
        told: dict[str, Any] = {
            "site": site,
            "occupation": occupation,
            "lowest": 5,
            "highest": 3,
            "standard": Sought.Standard.NATIONAL,
            "standard_name": "国家职业技能标准",
            **given,
        }
        return applying.seek(
            by=self.of(application.organisation),
            application=application.pk,
            wanted=applying.Seeking(**told),
            at=moment(ON),
        )

    def attach(self, application: Application, *kinds: str) -> None:
        for kind in kinds:
            applying.attach(
                by=self.of(application.organisation),
                application=application.pk,
                kind=kind,
                filename=f"{kind}.pdf",
                content=b"%PDF-1.7 " + kind.encode(),
                at=moment(ON),
            )

    def whole(self, organisation: Organisation, on: date = ON) -> Application:
        """A first application to which nothing is lacking, not handed in yet."""
        site = organisation.sites.first() or self.site(organisation)
        if not organisation.staff.exists():
            self.staffed(organisation)
        made = self.draft(organisation, on=on)
        self.seek(made, site)
        self.attach(made, "registration", "statute", "rules", "title")
        return made

    def incomplete(self, organisation: Organisation, on: date = ON) -> Application:
        """Handed in with a scope and nothing else."""
        made = self.draft(organisation, on=on)
        self.seek(made, self.site(organisation))
        return self.hand_in(made, on)

    def hand_in(self, application: Application, on: date = ON, batches: int = 0) -> Application:
        return applying.hand_in(
            by=self.of(application.organisation),
            application=application.pk,
            batches=batches,
            on=on,
            at=moment(on),
        )

    def decided(
        self, application: Application, on: date = ON, *, grant: bool = True, hour: int = 2
    ) -> Application:
        """Reviewed by one officer and decided by the other, on one day."""
        deciding.review(
            by=self.officer,
            application=application.pk,
            grant=grant,
            words="" if grant else "场地不符",
            on=on,
            at=moment(on, hour),
        )
        return deciding.decide(
            by=self.other,
            application=application.pk,
            grant=grant,
            words="" if grant else "场地不符",
            basis="备案通告1号",
            on=on,
            at=moment(on, hour),
        )

    def filed(self, kind: str = "evaluation", on: date = ON) -> Organisation:
        """Filed for electricians, levels five to three, from that day on."""
        organisation = self.registered(kind)
        self.decided(self.hand_in(self.whole(organisation, on), on), on)
        organisation.refresh_from_db()
        return organisation

    def renewal(self, organisation: Organisation, on: date) -> Application:
        made = self.draft(organisation, "renewal", on)
        self.attach(made, "registration", "self_review", "title")
        return made

    def measure(
        self,
        organisation: Organisation,
        kind: str,
        on: date,
        *,
        occupation: str = "",
        from_on: date | None = None,
        bars: bool = False,
        hour: int = 3,
    ) -> Measure:
        """Proposed by one and decided by the other, on one day."""
        made = measuring.propose(
            by=self.officer,
            organisation=organisation.pk,
            kind=Measure.Kind(kind),
            occupation=occupation,
            grounds="抽查发现评价不实",
            basis="决定1号",
            from_on=from_on or on,
            bars=bars,
            on=on,
            at=moment(on, hour),
        )
        return measuring.decide(
            by=self.other, measure=made.pk, grant=True, words="", on=on, at=moment(on, hour)
        )


@pytest.fixture
def office(db: None) -> Office:
    del db
    return make_office()


def make_office() -> Office:
    bureau = Body.objects.create(
        kind="bureau", name="广州市备案局", area="440100", opened_on=LONG_AGO
    )
    return Office(
        acting("officer", Role.PREFECTURE, bureau), acting("officer-2", Role.PREFECTURE, bureau)
    )
