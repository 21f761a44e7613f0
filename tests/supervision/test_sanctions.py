"""Sanctions act where they are kept; another decides; the body objects and a third answers."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests.filings.conftest import ON, acting, moment
from tests.supervision.conftest import Desk, desk, later
from xianjie.domain.accounts.acting import Actor, Denied
from xianjie.domain.accounts.models import Body
from xianjie.domain.accounts.roles import Role
from xianjie.domain.certificates import changing
from xianjie.domain.certificates.models import Certificate, Proposal
from xianjie.domain.certificates.signing import issuer
from xianjie.domain.evaluations import panels
from xianjie.domain.evaluations.models import Plan
from xianjie.domain.filings import measuring
from xianjie.domain.filings.errors import FilingError
from xianjie.domain.filings.models import Measure
from xianjie.domain.filings.states import Standing, standing_on
from xianjie.domain.messages.models import Message
from xianjie.domain.organisations import blacklist
from xianjie.domain.organisations.models import Blacklisting
from xianjie.domain.supervision import sanctioning
from xianjie.domain.supervision.errors import SupervisionError
from xianjie.domain.supervision.models import Case, CaseStep
from xianjie.domain.supervision.stages import Stage, stage_of

__all__ = ["desk"]


def confirmed(desk: Desk) -> Case:
    case = desk.opened()
    desk.found(case)
    return case


def suspended(desk: Desk, case: Case) -> CaseStep:
    return sanctioning.propose_measure(
        by=desk.officer,
        case=case.pk,
        kind=Measure.Kind.SUSPENDED,
        occupation="",
        grounds="超范围颁证",
        basis="处理决定1号",
        from_on=ON,
        bars=False,
        on=ON,
        at=moment(ON),
    )


def decided(desk: Desk, step: CaseStep, *, grant: bool = True) -> Blacklisting:
    assert step.blacklisting_id
    return sanctioning.decide_blacklisting(
        by=desk.other,
        blacklisting=step.blacklisting_id,
        grant=grant,
        words="" if grant else "过重",
        on=ON,
        at=moment(ON, 2),
    )


def test_a_suspension_is_the_registers_own_measure(desk: Desk) -> None:
    case = confirmed(desk)
    step = suspended(desk, case)
    assert stage_of(case) is Stage.DECIDE
    assert step.measure
    assert standing_on(desk.organisation, ON) is Standing.IN_FORCE
    measuring.decide(
        by=desk.other, measure=step.measure.pk, grant=True, words="", on=ON, at=moment(ON, 2)
    )
    assert standing_on(desk.organisation, ON) is Standing.SUSPENDED
    assert stage_of(case) is Stage.CLOSE


def test_a_refused_sanction_leaves_the_case_to_be_acted_on(desk: Desk) -> None:
    case = confirmed(desk)
    step = suspended(desk, case)
    assert step.measure
    measuring.decide(
        by=desk.other, measure=step.measure.pk, grant=False, words="过重", on=ON, at=moment(ON, 2)
    )
    assert stage_of(case) is Stage.ACT


def test_nothing_is_sanctioned_that_was_not_confirmed(desk: Desk) -> None:
    case = desk.opened()
    with pytest.raises(SupervisionError, match="待核查"):
        suspended(desk, case)
    desk.found(case, confirmed=False)
    with pytest.raises(SupervisionError, match="没有属实"):
        suspended(desk, case)
    assert not Measure.objects.exists()


def certificate(body: Body, number: str) -> Certificate:
    return Certificate.objects.create(
        scheme="level",
        number=number,
        name="张三",
        document="resident",
        number_hash=number,
        number_sealed="",
        occupation="电工",
        level=3,
        issued_on=ON,
        issuer=body.name,
        body=body,
        area=body.area,
    )


def revoked(desk: Desk, case: Case, *numbers: str) -> list[CaseStep]:
    return sanctioning.propose_revocations(
        by=desk.officer,
        case=case.pk,
        numbers=numbers,
        reason="超范围颁发",
        basis="处理决定2号",
        on=ON,
        at=moment(ON),
    )


def test_revocations_are_proposals_of_the_register_all_or_none(desk: Desk) -> None:
    case = confirmed(desk)
    own = certificate(desk.organisation.body, "S000044000001203000001")
    foreign = certificate(desk.office.registered().body, "S000044000002203000001")
    with pytest.raises(SupervisionError, match=foreign.number):
        revoked(desk, case, own.number, foreign.number)
    with pytest.raises(SupervisionError, match="证书编号"):
        revoked(desk, case, " ")
    assert not Proposal.objects.exists()
    revoked(desk, case, own.number.lower(), f" {own.number}")
    proposal = Proposal.objects.get()
    assert (proposal.certificate, proposal.kind) == (own, "revoked")
    assert stage_of(case) is Stage.DECIDE


def test_the_body_does_not_decide_what_is_proposed_against_it(desk: Desk) -> None:
    case = confirmed(desk)
    own = certificate(desk.organisation.body, "S000044000001203000001")
    (step,) = revoked(desk, case, own.number)
    assert step.proposal_id

    def decide(by: Actor) -> None:
        changing.decide(
            by=by,
            proposal=step.proposal_id or 0,
            grant=False,
            words="没有问题",
            issuer=issuer(),
            on=ON,
            at=moment(ON, 2),
        )

    with pytest.raises(Denied):
        decide(desk.body)
    decide(desk.other)
    assert stage_of(case) is Stage.ACT


def test_a_body_on_the_blacklist_is_not_filed_until_it_is_over(desk: Desk) -> None:
    case = confirmed(desk)
    step = desk.blacklisted(case)
    body = desk.organisation.body
    assert blacklist.of_body(body, ON) is None
    entry = decided(desk, step)
    assert (entry.from_on, entry.until_on) == (ON, date(2021, 6, 1))
    with pytest.raises(FilingError, match=r"失信名单.*252号"):
        desk.office.draft(desk.organisation, "scope")
    assert blacklist.of_body(body, date(2021, 5, 31)) == entry
    assert blacklist.of_body(body, date(2021, 6, 1)) is None
    assert [one.body for one in blacklist.published(ON)] == [body]
    assert Message.objects.filter(template="body_blacklisted").count() == 1
    assert stage_of(case) is Stage.CLOSE


def test_an_examiner_on_the_blacklist_is_posted_nowhere(desk: Desk) -> None:
    case = confirmed(desk)
    assessor = desk.organisation.assessors.order_by("pk").first()
    assert assessor
    with pytest.raises(SupervisionError, match="证卡号"):
        desk.blacklisted(case, "K-nobody")
    entry = decided(desk, desk.blacklisted(case, assessor.card))
    assert entry.name == "考＊＊"
    assert blacklist.of_person(assessor.document, assessor.number_hash, ON) == entry
    assert blacklist.published(ON) == []
    site = desk.organisation.sites.get()
    plan = Plan.objects.create(
        organisation=desk.organisation,
        site=site,
        area=site.area,
        title="第一批",
        occupation="电工",
        level=4,
        from_on=ON,
        until_on=ON,
        drafted_by="x",
        drafted_at=moment(ON),
    )
    assert any("失信名单" in one.zh for one in panels.obstacles(assessor, plan))


def test_who_proposed_an_entry_does_not_decide_it_and_it_is_decided_once(desk: Desk) -> None:
    step = desk.blacklisted(confirmed(desk))
    assert step.blacklisting_id
    with pytest.raises(Denied):
        sanctioning.decide_blacklisting(
            by=desk.officer,
            blacklisting=step.blacklisting_id,
            grant=True,
            words="",
            on=ON,
            at=moment(ON),
        )
    decided(desk, step, grant=False)
    with pytest.raises(SupervisionError, match="已决定"):
        decided(desk, step)
    with pytest.raises(IntegrityError), transaction.atomic():
        Blacklisting.objects.update(decided_by="officer")


def test_an_objection_upheld_sets_the_finding_aside_and_opens_a_closed_case(desk: Desk) -> None:
    case = confirmed(desk)
    (finding,) = case.steps.filter(kind="found")
    desk.ordered(case)
    desk.reported(case)
    desk.checked(case)
    desk.closed(case)
    last = later(10)
    with pytest.raises(SupervisionError, match="异议期限"):
        desk.appealed(finding, on=later(1, last))
    desk.appealed(finding, on=last)
    case.refresh_from_db()
    assert stage_of(case) is Stage.APPEALED
    with pytest.raises(Denied):
        desk.settled(case, desk.officer, upheld=True)
    desk.settled(case, desk.other, upheld=True)
    case.refresh_from_db()
    assert (case.closed_on, stage_of(case)) == (None, Stage.LOOK)
    assert case.steps.filter(kind="closed").exists()


def test_an_objection_not_upheld_leaves_all_as_it_was(desk: Desk) -> None:
    case = confirmed(desk)
    (finding,) = case.steps.filter(kind="found")
    desk.appealed(finding)
    desk.settled(case, desk.other, upheld=False)
    assert stage_of(case) is Stage.ACT
    with pytest.raises(SupervisionError, match="已提过"):
        desk.appealed(finding)


def test_an_objection_to_an_entry_ends_it_and_a_third_person_answers(desk: Desk) -> None:
    case = confirmed(desk)
    step = desk.blacklisted(case)
    with pytest.raises(SupervisionError, match="不能提出异议"):
        desk.appealed(step)
    entry = decided(desk, step)
    step.refresh_from_db()
    desk.appealed(step)
    for concerned in (desk.officer, desk.other):
        with pytest.raises(Denied):
            desk.settled(case, concerned, upheld=True)
    desk.settled(case, desk.province, upheld=True)
    entry.refresh_from_db()
    assert entry.ended_on == ON
    assert blacklist.of_body(desk.organisation.body, ON) is None


def test_an_objection_to_a_suspension_proposes_that_it_be_lifted(desk: Desk) -> None:
    case = confirmed(desk)
    step = suspended(desk, case)
    assert step.measure
    measuring.decide(
        by=desk.other, measure=step.measure.pk, grant=True, words="", on=ON, at=moment(ON, 2)
    )
    desk.appealed(step)
    third = acting("officer-3", Role.PREFECTURE, Body.objects.get(name="广州市备案局"))
    desk.settled(case, third, upheld=True)
    lifted = Measure.objects.get(kind=Measure.Kind.LIFTED)
    assert (lifted.proposed_by, lifted.granted) == ("officer-3", None)
