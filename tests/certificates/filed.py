"""A filed organisation with two people, alone in its register: for what runs in a process apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from tests.sittings.conftest import THEN, staff
from xianjie.domain.accounts.acting import Actor
from xianjie.domain.accounts.models import Body
from xianjie.domain.accounts.roles import Role
from xianjie.domain.accounts.sealed import keyed_hash, seal
from xianjie.domain.certificates.models import Batch
from xianjie.domain.certificates.submitting import approve, submit_participants
from xianjie.domain.evaluations.models import Plan, Report
from xianjie.domain.filings.models import (
    Assessor,
    Filing,
    NumberSerial,
    Organisation,
    Scope,
    Site,
)
from xianjie.instruments import law
from xianjie.law import Law
from xianjie.ops.province.evaluations.people import claim_for

ISSUED = date(2020, 11, 2)
NUMBER = "S000044000001"
_NAME = "某评价中心"


def moment(day: date) -> datetime:
    """In the afternoon of a day, as the log wants it to be near the day that an entry claims."""
    return datetime.combine(day, time(8), UTC)


@dataclass(frozen=True)
class Filed:
    """The organisation, who submits and who approves."""

    body: Body
    maker: Actor
    checker: Actor

    def entered(self, people: range) -> list[int]:
        """Participants, each of whom passed."""
        return entered(self.body, [evaluated(row) for row in people])

    def batch(self, people: range) -> Batch:
        """Submitted for these people, of whom each passed once."""
        return submit_evaluated(
            by=self.maker,
            body=self.body,
            evaluated=[evaluated(row) for row in people],
            title="认定",
            law=law(),
            on=ISSUED,
            at=THEN,
        )

    def approved(self, people: range) -> Batch:
        made = self.batch(people)
        approve(by=self.checker, batch=made.pk, on=ISSUED, at=THEN)
        return made


def make_filed() -> Filed:
    """Filed for electricians, levels five to three, from June 2020 on."""
    body = Body.objects.create(
        kind="evaluation", name=_NAME, area="440106", opened_on=date(2020, 1, 1)
    )
    organisation = organisation_of(body, NUMBER)
    NumberSerial.objects.create(letter="S", province="44", last=1)
    filing = Filing.objects.create(
        organisation=organisation,
        kind=Organisation.Kind.SOCIAL,
        name=_NAME,
        from_on=date(2020, 6, 1),
        until_on=date(2023, 5, 31),
        basis="1",
        entered_by="x",
        entered_at=moment(date(2020, 6, 1)),
    )
    Scope.objects.create(
        filing=filing,
        site=organisation.sites.get(),
        occupation="电工",
        lowest=5,
        highest=3,
        standard="national",
        standard_name="电工国家职业技能标准",
        from_on=filing.from_on,
    )
    return Filed(
        body,
        staff(Role.EVALUATION, body, "评价经办"),
        staff(Role.EVALUATION, body, "评价审批"),
    )


def organisation_of(body: Body, number: str = "") -> Organisation:
    """The body as an organisation with a site, filed for nothing."""
    made, is_new = Organisation.objects.get_or_create(
        body=body,
        defaults={
            "kind": Organisation.Kind.SOCIAL,
            "credit_code": f"91{body.pk:016}",
            "number": number,
        },
    )
    if is_new:
        Site.objects.create(
            organisation=made,
            name="一号场地",
            address="某路1号",
            area=body.area,
            seats=99,
            tenure=Site.Tenure.OWNED,
        )
    return made


@dataclass(frozen=True)
class Evaluated:
    """One person's evaluation."""

    row: int
    name: str
    document: str
    number: str
    occupation: str
    level: int
    evaluated_on: date
    passed: bool
    theory: int | None


def evaluated(row: int = 1, **given: object) -> Evaluated:
    """Passed in October, but for what is given otherwise."""
    told: dict[str, object] = {
        "name": f"考生{row}",
        "document": "resident",
        "number": f"44010618900101{row:04}",
        "occupation": "电工",
        "level": 4,
        "evaluated_on": date(2020, 10, 20),
        "passed": True,
        "theory": 80,
        **given,
    }
    return Evaluated(row, **told)  # type: ignore[arg-type]


def submit_evaluated(
    *,
    by: Actor,
    body: Body,
    evaluated: Sequence[Evaluated],
    title: str,
    law: Law,
    on: date,
    at: datetime,
) -> Batch:
    """Submit what came of plans that are made here, as far as they are not there."""
    people = entered(body, evaluated)
    return submit_participants(
        by=by, body=body, participants=people, title=title, law=law, on=on, at=at
    )


def entered(body: Body, evaluated: Sequence[Evaluated]) -> list[int]:
    """Participants of accepted plans of the body, one plan for each occupation, level and day."""
    return [_participant(_plan(body, one), one) for one in evaluated]


def _plan(body: Body, one: Evaluated) -> Plan:
    """Held that day, shown to the public for the week after it, accepted then."""
    organisation, on = organisation_of(body), one.evaluated_on
    made, is_new = Plan.objects.get_or_create(
        organisation=organisation,
        occupation=one.occupation,
        level=one.level,
        from_on=on,
        until_on=on,
        defaults={
            "site": organisation.sites.get(),
            "area": body.area,
            "title": f"{one.occupation}{on}",
            "drafted_by": "x",
            "drafted_at": moment(on - timedelta(days=20)),
        },
    )
    if is_new:
        _post_panel(made)
        over = on + timedelta(days=7)
        made.notices.create(
            from_on=on + timedelta(days=1), until_on=over, posted_by="x", posted_at=moment(over)
        )
        accepted = over + timedelta(days=1)
        Report.objects.create(
            plan=made,
            reported_on=accepted,
            reported_by="x",
            accepted_on=accepted,
            accepted_by="y",
        )
    return made


def _post_panel(plan: Plan) -> None:
    """Three examiners of the plan's own, so that none is elsewhere on the day."""
    for number in range(3):
        document = f"{plan.pk}-{number}"
        one = Assessor.objects.create(
            organisation=plan.organisation,
            name=f"考评{number}",
            document="passport",
            number_hash=keyed_hash(f"passport:{document}"),
            number_sealed=seal(document),
            card=f"PJ{document}",
            from_on=date(2019, 1, 1),
        )
        one.competences.create(occupation=plan.occupation, highest=1)
        plan.posts.create(assessor=one, is_chief=number == 0)


def _participant(plan: Plan, one: Evaluated) -> int:
    condition, claim = claim_for(plan.level, plan.from_on)
    made, _ = plan.participants.get_or_create(
        document=one.document,
        number_hash=keyed_hash(f"{one.document}:{one.number}"),
        defaults={
            "name": one.name,
            "number_sealed": seal(one.number),
            "basis": "public",
            "condition": condition,
            "condition_facts": claim.jsonable(),
            "entered_by": "x",
            "entered_at": plan.drafted_at,
            "theory": one.theory,
            "passed": one.passed,
            "result_by": "x",
            "result_at": moment(plan.until_on),
        },
    )
    return made.pk
