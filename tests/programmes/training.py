"""A school and an enterprise with people who act for them, and short ways to make the rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count

from tests.sittings.conftest import staff
from xianjie.domain.accounts.acting import Actor
from xianjie.domain.accounts.models import Body
from xianjie.domain.accounts.roles import Role
from xianjie.domain.accounts.sealed import keyed_hash
from xianjie.domain.certificates.models import Certificate, Change, Scheme
from xianjie.domain.evaluations.models import Participant, Plan
from xianjie.domain.filings.models import Filing, Organisation, Scope, Site
from xianjie.domain.programmes import services
from xianjie.domain.programmes.coverage import Covered, covered, in_training
from xianjie.domain.programmes.models import Cohort, Learner, Programme
from xianjie.domain.programmes.rolls import Entry, enrol
from xianjie.instruments import law
from xianjie.law import Law

AREA = "440106"
BEGAN = date(2018, 9, 1)
AT = datetime(2018, 9, 1, 1, tzinfo=UTC)
GRADUATES = date(2021, 6, 30)
_numbers = count(1)


@dataclass(frozen=True)
class Training:
    """Who takes part; the enterprise's cooperating training body is the school."""

    school: Body
    enterprise: Body
    teacher: Actor
    foreman: Actor

    def programme(self, **given: object) -> Programme:
        told: dict[str, object] = {
            "kind": Programme.Kind.DUAL,
            "title": f"计划{next(_numbers)}",
            "occupation": "电工",
            "level": 4,
            "is_aligned": True,
            "from_on": BEGAN,
            "until_on": date(2022, 8, 31),
            **given,
        }
        is_school = told["kind"] == Programme.Kind.DUAL
        return services.enter_programme(
            by=self.teacher if is_school else self.foreman,
            sponsor=self.school if is_school else self.enterprise,
            plan=services.Plan(**told),  # type: ignore[arg-type]
            at=AT,
        )

    def cohort(self, graduates_on: date = GRADUATES, **given: object) -> Cohort:
        programme = self.programme(**given)
        return services.open_cohort(
            by=self.teacher if programme.sponsor == self.school else self.foreman,
            programme=programme,
            name="1班",
            graduates_on=graduates_on,
            at=AT,
        )

    def learner(self, cohort: Cohort | None = None, number: int = 1) -> Learner:
        """The same person for the same number."""
        cohort = cohort or self.cohort()
        by = self.teacher if cohort.programme.sponsor == self.school else self.foreman
        enrol(by=by, cohort=cohort, entries=[person(number)], at=AT)
        return cohort.learners.get(number_hash=person(number).key[1])


def person(number: int) -> Entry:
    """As `tests.domain.conftest` numbers its candidates."""
    return Entry(number, f"考生{number}", "resident", f"44010619000101{number:04}")


def make_training() -> Training:
    school = _body("school", "某技工学校")
    enterprise = _body("enterprise", "某机械公司")
    return Training(
        school,
        enterprise,
        staff(Role.SCHOOL, school, "教务"),
        staff(Role.ENTERPRISE, enterprise, "人事"),
    )


def one(learner: Learner, on: date, rules: Law | None = None) -> Covered:
    """How the learner is covered on a day."""
    (found,) = covered(in_training(on).filter(pk=learner.pk), law=rules or law(), on=on)
    return found


def certificate(
    number: int, *, scheme: str = Scheme.QUALIFICATION, issued_on: date, **given: object
) -> Certificate:
    """Of the same person as `person` gives."""
    told: dict[str, object] = {"occupation": "电工", "level": 4, **given}
    return Certificate.objects.create(
        scheme=scheme,
        number=f"{next(_numbers):022}",
        name=f"考生{number}",
        document="resident",
        number_hash=person(number).key[1],
        number_sealed="",
        issued_on=issued_on,
        issuer="x",
        area=AREA,
        **told,
    )


def changed(found: Certificate, kind: str, on: date, **corrections: object) -> None:
    Change.objects.create(
        certificate=found,
        kind=kind,
        reason="x",
        basis="x",
        on=on,
        corrections=corrections,
        proposed_by="x",
        made_by="y",
        made_at=AT,
    )


def filed(
    body: Body, from_on: date, until_on: date, *, occupation: str = "电工", lowest: int = 5
) -> Filing:
    """The body filed for an occupation, levels ``lowest`` to 3."""
    organisation, _ = Organisation.objects.get_or_create(
        body=body, defaults={"kind": "technical_school", "credit_code": f"{body.pk:018}"}
    )
    site, _ = Site.objects.get_or_create(
        organisation=organisation,
        name="1",
        defaults={"address": "x", "area": body.area, "seats": 60, "tenure": "owned"},
    )
    made = Filing.objects.create(
        organisation=organisation,
        kind="technical_school",
        name=body.name,
        from_on=from_on,
        until_on=until_on,
        basis="x",
        entered_by="x",
        entered_at=AT,
    )
    Scope.objects.create(
        filing=made,
        site=site,
        occupation=occupation,
        lowest=lowest,
        highest=3,
        standard="national",
        standard_name="x",
        from_on=from_on,
    )
    return made


def planned(number: int, filing: Filing, on: date, *, reported_on: date) -> Participant:
    """The person on the list of an evaluation that is held on a day."""
    plan = Plan.objects.create(
        organisation=filing.organisation,
        filing=filing,
        site=filing.organisation.sites.get(),
        area=AREA,
        title="电工四级",
        occupation="电工",
        level=4,
        from_on=on,
        until_on=on,
        drafted_by="x",
        drafted_at=AT,
        reported_by="x",
        reported_on=reported_on,
    )
    return Participant.objects.create(
        plan=plan,
        name=f"考生{number}",
        document="resident",
        number_hash=person(number).key[1],
        number_sealed="",
        basis="own",
        condition="x",
        entered_by="x",
        entered_at=AT + timedelta(days=(reported_on - BEGAN).days),
    )


def hashed(document: str, number: str) -> str:
    return keyed_hash(f"{document}:{number}")


def _body(kind: str, name: str) -> Body:
    return Body.objects.create(kind=kind, name=name, area=AREA, opened_on=date(2000, 1, 1))
