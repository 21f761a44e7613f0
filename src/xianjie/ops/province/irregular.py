"""Two bodies at which nearly everything is wrong, so that each main kind of alert can be met.

Both are called so. Their batches are held and their certificates issued in order; then records are
changed behind them, as somebody with a hand in the database might. Of other bodies nothing is
changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count

from django.db.models import F

from xianjie.domain.accounts.acting import Actor
from xianjie.domain.accounts.models import Body
from xianjie.domain.accounts.roles import Role
from xianjie.domain.accounts.sealed import keyed_hash, seal
from xianjie.domain.bulk import insert
from xianjie.domain.certificates import submitting
from xianjie.domain.certificates.issuing import issue
from xianjie.domain.certificates.models import Certificate
from xianjie.domain.certificates.signing import issuer
from xianjie.domain.evaluations import preflight
from xianjie.domain.evaluations.clocks import notice_until, results_due
from xianjie.domain.evaluations.models import Participant, Plan, Post, PublicNotice, Report
from xianjie.domain.filings.models import (
    Assessor,
    Competence,
    Filing,
    Measure,
    Organisation,
    Renaming,
    Scope,
    Site,
    Sought,
)
from xianjie.domain.rulings.models import Ruling
from xianjie.law import Law
from xianjie.ops.province.evaluations.people import moment, new_person
from xianjie.ops.province.made_up import credit_code, examiners

Account = Callable[[str, Role, Body], Actor]
NewBody = Callable[[Body.Kind, str, str], Body]

_DAY = timedelta(days=1)
_FILED = date(2020, 5, 6)
_TERM = date(2023, 5, 5)  # the last day
_SEATS = 12
_LEVEL = 5  # no other records of the province are drawn from these
_FIRST = date(2020, 8, 3)  # of the batches; two days apart, so that nobody is hurried
_PEOPLE = 97_000  # from this number on, whom nobody else in the province is
_EXAMINERS = 20_000


def hold(*, account: Account, body: NewBody, law: Law, on: date) -> Held:
    """Both bodies, filed, their batches held and accepted; the demonstration lives on ``on``."""
    people, examining = count(_PEOPLE), examiners(_EXAMINERS)
    centre = _Office(
        body(Body.Kind.EVALUATION, "广州市违规样例评价中心（演示）", "440100"),
        Organisation.Kind.SOCIAL,
        "S000044990001",
        on - _DAY,
        law,
        people,
        examining,
    )
    centre.staffed(account, "irregular", Role.EVALUATION)
    works = _Office(
        body(Body.Kind.ENTERPRISE, "深圳市违规样例制造有限公司（演示）", "440300"),
        Organisation.Kind.EMPLOYER,
        "Y000044990002",
        on - _DAY,
        law,
        people,
        examining,
    )
    works.staffed(account, "irregular-works", Role.ENTERPRISE)
    for office in (centre, works):
        office.file()
    _held_too_full(centre, works)
    return Held(
        centre,
        works,
        [centre.batch("电工", number) for number in range(3)],
        centre.batch("焊工", 3),
        works.batch("电工", 4),
    )


@dataclass(frozen=True)
class Held:
    """The batches of which certificates are issued."""

    centre: _Office
    works: _Office
    plans: Sequence[Plan]
    welders: Plan
    own: Plan

    def issue(self, on: date) -> None:
        """Certificates the day before, in order; then records are changed behind them."""
        for plan in (*self.plans, self.welders):
            self.centre.issue(plan)
        self.works.issue(self.own)
        _shown_longer(self.plans[0], on)
        _failed_after_all(self.plans[1])
        _refused_after_all(self.plans[1], self.centre.law)
        _same_person_twice(self.plans[0], self.plans[2])
        _measured_back(self.centre, on)
        _not_theirs(self.own)
        _renamed_back(self.works, on)


@dataclass
class _Office:
    """A body, filed, with people who act for it."""

    body: Body
    kind: Organisation.Kind
    number: str
    issued_on: date
    law: Law
    people: Iterator[int]  # nobody else's numbers, one after another
    examining: Iterator[tuple[str, str]]
    actors: list[Actor] = field(default_factory=list)
    assessors: list[Assessor] = field(default_factory=list)

    def staffed(self, account: Account, username: str, role: Role) -> None:
        self.actors = [account(name, role, self.body) for name in (username, f"{username}-b")]

    def file(self) -> None:
        """With a site and a panel, for electricians and welders."""
        organisation = Organisation.objects.create(
            body=self.body,
            kind=self.kind,
            credit_code=credit_code(9_900 + self.body.pk),
            number=self.number,
        )
        site = organisation.sites.create(
            name="实训场地", address="（演示）", area=self.body.area, seats=_SEATS, tenure="owned"
        )
        filing = Filing.objects.create(
            organisation=organisation,
            kind=self.kind,
            name=self.body.name,
            from_on=_FILED,
            until_on=_TERM,
            basis="备案通告2020年（演示）",
            entered_by=_bureau(self.body),
            entered_at=moment(_FILED),
        )
        for occupation in ("电工", "焊工"):
            Scope.objects.create(
                filing=filing,
                site=site,
                occupation=occupation,
                lowest=5,
                highest=3,
                standard=Sought.Standard.NATIONAL,
                standard_name=f"{occupation}国家职业技能标准",
                from_on=_FILED,
            )
        for _ in range(3):
            name, document = next(self.examining)
            self._enter(name, document, f"PJ{organisation.pk:05}{len(self.assessors):06}")

    def _enter(self, name: str, document: str, card: str) -> None:
        made = Assessor.objects.create(
            organisation_id=self.body.pk,
            name=name,
            document="resident",
            number_hash=keyed_hash(f"resident:{document}"),
            number_sealed=seal(document),
            card=card,
            from_on=date(2019, 1, 1),
        )
        for occupation in ("电工", "焊工"):
            Competence.objects.create(assessor=made, occupation=occupation, highest=1)
        self.assessors.append(made)

    @property
    def site(self) -> Site:
        return Site.objects.get(organisation=self.body.pk)

    def batch(self, occupation: str, number: int, people: int = 10) -> Plan:
        """Held, shown, reported in time and accepted; all but the last person passed."""
        from_on = _FIRST + 2 * number * _DAY
        by = self.actors[0].username
        plan = Plan.objects.create(
            organisation_id=self.body.pk,
            filing=Filing.objects.get(organisation=self.body.pk),
            site=self.site,
            area=self.site.area,
            title=f"{occupation}五级{from_on:%m月%d日}批次（违规样例）",
            occupation=occupation,
            level=_LEVEL,
            from_on=from_on,
            until_on=from_on,
            drafted_by=by,
            drafted_at=moment(from_on - 25 * _DAY),
            reported_by=by,
            reported_on=from_on - 18 * _DAY,
            preflight=preflight.VERSION,
            held_by=by,
            held_on=from_on,
        )
        for place, assessor in enumerate(self.assessors):
            Post.objects.create(plan=plan, assessor=assessor, is_chief=place == 0)
        insert([self._person(plan, place < people - 1) for place in range(people)])
        self._report(plan)
        return plan

    def _person(self, plan: Plan, passed: bool) -> Participant:
        is_own = self.kind == Organisation.Kind.EMPLOYER
        number = next(self.people)
        one = new_person(
            plan, number, Participant.Basis.OWN if is_own else Participant.Basis.PUBLIC
        )
        one.theory, one.practical = (62 + number % 30, 64 + number % 27) if passed else (41, 48)
        one.passed, one.result_by = passed, plan.drafted_by
        one.result_at = moment(plan.until_on, 8)
        return one

    def _report(self, plan: Plan) -> None:
        shown, due = plan.until_on + _DAY, results_due(plan)
        assert due  # noqa: S101 - the calendar knows the year
        until_on = notice_until(shown)
        PublicNotice.objects.create(
            plan=plan,
            from_on=shown,
            until_on=until_on,
            posted_by=plan.drafted_by,
            posted_at=moment(shown),
        )
        Report.objects.create(
            plan=plan,
            reported_on=due,
            reported_by=plan.drafted_by,
            preflight=preflight.VERSION,
            accepted_on=max(until_on, due) + 2 * _DAY,
            accepted_by=_bureau(self.body),
        )

    def issue(self, plan: Plan) -> None:
        maker, checker = self.actors
        at = moment(self.issued_on, 2)
        fresh = Plan.objects.select_related("organisation__body", "site", "filing").get(pk=plan.pk)
        batch = submitting.submit_plan(
            by=maker,
            plan=fresh,
            title=f"{plan.title}核发",
            law=self.law,
            on=self.issued_on,
            at=at,
        )
        later = at + timedelta(hours=3)
        submitting.approve(by=checker, batch=batch.pk, on=self.issued_on, at=later)
        issue(batch=batch.pk, law=self.law, issuer=issuer(), at=later)


def _held_too_full(centre: _Office, works: _Office) -> None:
    """More than there are seats; on that day one examiner and one candidate are elsewhere, too."""
    full = centre.batch("电工", 8, people=_SEATS + 5)
    other = works.batch("电工", 8)
    examiner, candidate = centre.assessors[0], full.participants.earliest("pk")
    Assessor.objects.filter(pk=works.assessors[0].pk).update(number_hash=examiner.number_hash)
    Participant.objects.filter(pk=other.participants.earliest("pk").pk).update(
        number_hash=candidate.number_hash
    )
    Report.objects.filter(plan=other).update(reported_on=F("accepted_on"))  # late


def _shown_longer(plan: Plan, on: date) -> None:
    """The notice ends after the certificates."""
    plan.notices.update(until_on=on)


def _failed_after_all(plan: Plan) -> None:
    passed = plan.participants.filter(passed=True).order_by("pk")[:3]
    Participant.objects.filter(pk__in=[one.pk for one in passed]).update(passed=False)


def _refused_after_all(plan: Plan, law: Law) -> None:
    """The decision of the last certificate is of facts by which the law refuses it."""
    certificate = _certificates(plan)[-1]
    for ruling in Ruling.objects.filter(issue_lines__certificate=certificate):
        ruling.facts = {**ruling.facts, "passed": False}
        ruling.outcome = law.decision(ruling.decision).decide(ruling.facts).outcome
        ruling.save(update_fields=["facts", "outcome"])


def _same_person_twice(first: Plan, later: Plan) -> None:
    """Two people of a batch are in truth those of another."""
    pairs = zip(_certificates(first)[:2], _certificates(later)[:2], strict=True)
    for one, again in pairs:
        Participant.objects.filter(issue_lines__certificate=again).update(
            number_hash=one.number_hash
        )
        Certificate.objects.filter(pk=again.pk).update(number_hash=one.number_hash)


def _measured_back(office: _Office, on: date) -> None:
    """Welding was suspended from a day on that lies before the certificates."""
    Measure.objects.create(
        organisation_id=office.body.pk,
        kind=Measure.Kind.SUSPENDED,
        occupation="焊工",
        grounds="经抽查，评价过程没有按规定监考（演示）",
        basis="监督检查记录（演示）",
        from_on=on - 5 * _DAY,
        proposed_by=_bureau(office.body),
        proposed_at=moment(on - _DAY, 6),
        decided_by=_bureau(office.body, "bureau-b"),
        decided_at=moment(on - _DAY, 7),
        granted=True,
    )


def _not_theirs(plan: Plan) -> None:
    """Who was evaluated as an employee is none."""
    plan.participants.update(basis=Participant.Basis.PUBLIC)


def _renamed_back(office: _Office, on: date) -> None:
    """Another name holds from a day on that lies before the certificates, which bear the old."""
    Renaming.objects.create(
        organisation_id=office.body.pk,
        name="深圳市违规样例精密制造有限公司（演示）",
        from_on=on - 5 * _DAY,
        basis="变更登记（演示）",
        entered_by=_bureau(office.body),
        entered_at=moment(on - _DAY, 8),
    )


def _certificates(plan: Plan) -> Sequence[Certificate]:
    return list(Certificate.objects.filter(issue_line__participant__plan=plan).order_by("pk"))


def _bureau(body: Body, name: str = "bureau") -> str:
    return f"{name}-{body.area[2:4]}"
