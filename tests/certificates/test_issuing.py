"""From published results and evaluations to certificates: by the law, by two people, once."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.certificates.conftest import ISSUED, Office, evaluated
from tests.certificates.filed import entered, moment, organisation_of, submit_evaluated
from tests.sittings.conftest import THEN
from xianjie.credentials.certificate import number_of
from xianjie.domain.accounts.acting import Denied
from xianjie.domain.audit import events
from xianjie.domain.audit.models import Event
from xianjie.domain.certificates import issuing, submitting
from xianjie.domain.certificates.checks import Outcome
from xianjie.domain.certificates.clearing import PreflightBlocks
from xianjie.domain.certificates.errors import CertificateError
from xianjie.domain.certificates.models import (
    Batch,
    Certificate,
    Credential,
    IssuingCode,
    Line,
    LogEntry,
    Scheme,
    Serial,
    StatusEntry,
)
from xianjie.domain.certificates.numbers import allocate, numbering_of
from xianjie.domain.certificates.verifying import issuer_step
from xianjie.domain.evaluations.models import Participant, Plan
from xianjie.domain.filings.models import Scope
from xianjie.domain.rulings.models import Ruling
from xianjie.identifiers.certificates import parse
from xianjie.instruments import law


def test_who_passed_gets_a_certificate_and_who_did_not_the_clause(office: Office) -> None:
    batch = office.submitted()
    outcomes = [one.ruling.outcome for one in batch.lines.order_by("pk") if one.ruling]
    assert outcomes == ["issue", "not_earned", "not_earned", "not_earned"]
    assert (
        list(Ruling.objects.filter(outcome="not_earned").values_list("clauses", flat=True))
        == [["252/2.4"]] * 3
    )
    done = office.issued(batch)
    assert (done.issued, done.refused) == (1, 3)
    made = Certificate.objects.get()
    assert (made.number, made.issued_on) == ("2099000001500001", ISSUED)
    number = parse(made.number)
    assert number.level == made.level == 5  # type: ignore[union-attr] # of the newer schemes
    assert (made.issuer, made.theory, made.practical) == ("省厅", "80", "70")
    assert made.exam_facts["announced_on"] == "2020-06-01"
    told = json.loads(Credential.objects.get().content)
    assert number_of(told) == made.number
    assert told["evidence"][0]["logIndex"] == LogEntry.objects.get().index == 0
    assert StatusEntry.objects.get().index == 0
    event = Event.objects.get(action="certificate.issued")
    assert event.ground == "252/2.1.1"
    batch.refresh_from_db()
    assert batch.finished_at


def test_nobody_approves_what_they_submitted(office: Office) -> None:
    batch = office.submitted()
    with pytest.raises(Denied, match="另一人"):
        submitting.approve(by=office.maker, batch=batch.pk, on=ISSUED, at=THEN)
    with pytest.raises(Denied):
        submitting.approve(by=office.filed_checker, batch=batch.pk, on=ISSUED, at=THEN)
    with pytest.raises(IntegrityError), transaction.atomic():
        Batch.objects.update(approved_by=batch.submitted_by, approved_at=THEN, issue_on=ISSUED)
    with pytest.raises(CertificateError, match="尚未审批"):
        issuing.issue(batch=batch.pk, law=law(), issuer=office.issuer, at=THEN)
    assert not Certificate.objects.exists()


def test_a_result_leads_to_one_certificate(office: Office) -> None:
    first = office.submitted(office.tickets[0])
    again = office.submitted(office.tickets[0])
    assert again.lines.get().refused
    with pytest.raises(CertificateError, match="没有可以发证的"):
        submitting.approve(by=office.checker, batch=again.pk, on=ISSUED, at=THEN)
    office.issued(first)
    done = issuing.issue(batch=first.pk, law=law(), issuer=office.issuer, at=THEN)
    assert (done.issued, Certificate.objects.count()) == (1, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Line.objects.filter(batch=again).update(refused=False)


def test_what_was_sent_back_may_be_submitted_again(office: Office) -> None:
    batch = office.submitted(office.tickets[0])
    with pytest.raises(CertificateError, match="理由"):
        submitting.send_back(by=office.checker, batch=batch.pk, reason=" ", at=THEN)
    submitting.send_back(by=office.checker, batch=batch.pk, reason="缺照片", at=THEN)
    with pytest.raises(CertificateError, match="退回"):
        submitting.approve(by=office.checker, batch=batch.pk, on=ISSUED, at=THEN)
    assert office.issued(office.submitted(office.tickets[0])).issued == 1


def test_the_law_is_asked_again_for_the_day(office: Office) -> None:
    batch = office.submitted(office.tickets[0])
    late = date(2021, 4, 1)
    submitting.approve(by=office.checker, batch=batch.pk, on=late, at=moment(late))
    done = issuing.issue(batch=batch.pk, law=law(), issuer=office.issuer, at=moment(late))
    assert (done.issued, done.refused) == (0, 1)
    line = batch.lines.get()
    assert line.ruling
    assert line.ruling.outcome == "issue_window_closed"
    assert not Serial.objects.exists()


def test_a_crash_between_steps_loses_and_doubles_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each step is one transaction; one that fails late leaves neither number nor entry."""
    monkeypatch.setattr(issuing, "AT_ONCE", 2)
    batch = submit_evaluated(
        by=office.filed_maker,
        body=office.filed,
        evaluated=[evaluated(row) for row in range(1, 8)],
        title="认定",
        law=law(),
        on=ISSUED,
        at=THEN,
    )
    submitting.approve(by=office.filed_checker, batch=batch.pk, on=ISSUED, at=THEN)
    real, calls = events.record_many, []

    def fail(written: object) -> None:
        calls.append(written)
        if len(calls) == 3:
            raise RuntimeError
        real(written)  # type: ignore[arg-type]

    monkeypatch.setattr(issuing, "record_many", fail)
    told = {"batch": batch.pk, "law": law(), "issuer": office.issuer, "at": THEN}
    with pytest.raises(RuntimeError):
        issuing.issue(**told)  # type: ignore[arg-type]
    assert Certificate.objects.count() == LogEntry.objects.count() == 4
    assert issuing.issue(**told).issued == 7  # type: ignore[arg-type]
    numbers = list(Certificate.objects.order_by("number").values_list("number", flat=True))
    assert [int(one[-6:]) for one in numbers] == list(range(1, 8))
    assert list(LogEntry.objects.order_by("index").values_list("index", flat=True)) == list(
        range(7)
    )


@pytest.mark.parametrize(
    ("given", "outcome"),
    [
        ({}, "issue"),
        ({"passed": False}, "not_earned"),
        ({"occupation": "评茶员"}, "out_of_scope"),
        ({"level": 2}, "out_of_scope"),
    ],
)
def test_a_filed_organisation_issues_within_its_filing(
    office: Office, given: dict[str, object], outcome: str
) -> None:
    batch = submit_evaluated(
        by=office.filed_maker,
        body=office.filed,
        evaluated=[evaluated(1, **given)],
        title="认定",
        law=law(),
        on=ISSUED,
        at=THEN,
    )
    ruling = batch.lines.get().ruling
    assert ruling
    assert ruling.outcome == outcome
    if outcome == "issue":
        office.issued(batch, office.filed_checker)
        assert Certificate.objects.get().number == "S000044000001204000001"


@pytest.mark.parametrize("on", [date(2020, 5, 31), date(2023, 6, 1)])
def test_outside_its_term_a_filing_is_not_in_force(office: Office, on: date) -> None:
    batch = submit_evaluated(
        by=office.filed_maker,
        body=office.filed,
        evaluated=[evaluated(evaluated_on=on - timedelta(days=20))],
        title="认定",
        law=law(),
        on=on,
        at=THEN,
    )
    ruling = batch.lines.get().ruling
    assert ruling
    assert ruling.outcome == "filing_not_in_force"


def test_a_suspended_filing_lets_nothing_be_issued_until_it_is_lifted(office: Office) -> None:
    organisation = organisation_of(office.filed)
    decided = {"grounds": "x", "basis": "x", "granted": True, "proposed_by": "x"}
    moments = {"proposed_at": THEN, "decided_at": THEN, "decided_by": "y"}
    for kind, day in (("suspended", ISSUED), ("lifted", ISSUED + timedelta(days=9))):
        organisation.measures.create(kind=kind, from_on=day, **decided, **moments)
    assert outcome_of(office, ISSUED) == "filing_not_in_force"
    assert outcome_of(office, ISSUED + timedelta(days=8)) == "filing_not_in_force"
    assert outcome_of(office, ISSUED + timedelta(days=9)) == "issue"


def outcome_of(office: Office, on: date) -> str | None:
    """What the law says of one person's evaluation on a day."""
    batch = submit_evaluated(
        by=office.filed_maker,
        body=office.filed,
        evaluated=[evaluated()],
        title="认定",
        law=law(),
        on=on,
        at=THEN,
    )
    ruling = batch.lines.get().ruling
    return ruling.outcome if ruling else None


def test_certificates_bear_the_name_that_was_filed_for_the_day(office: Office) -> None:
    organisation_of(office.filed).renamings.create(
        name="某技能评价中心", from_on=ISSUED, basis="x", entered_by="x", entered_at=THEN
    )
    office.issued(filed_batch(office), office.filed_checker)
    made = Certificate.objects.get()
    assert (made.issuer, made.institution) == ("某技能评价中心", "某技能评价中心")
    assert issuer_step(made).outcome is Outcome.PASSED
    made.issued_on = date(2023, 6, 1)
    assert issuer_step(made).outcome is Outcome.FAILED


def filed_batch(office: Office) -> Batch:
    return submit_evaluated(
        by=office.filed_maker,
        body=office.filed,
        evaluated=[evaluated()],
        title="认定",
        law=law(),
        on=ISSUED,
        at=THEN,
    )


def test_who_is_not_filed_and_a_government_are_refused(office: Office) -> None:
    organisation = organisation_of(office.filed)
    organisation.filings.get().scopes.all().delete()
    organisation.filings.all().delete()
    for body, by, outcome in (
        (office.filed, office.filed_maker, "not_filed"),
        (office.centre, office.maker, "prohibited"),
    ):
        batch = submit_evaluated(
            by=by,
            body=body,
            evaluated=[evaluated()],
            title="认定",
            law=law(),
            on=ISSUED,
            at=THEN,
        )
        ruling = batch.lines.get().ruling
        assert ruling
        assert ruling.outcome == outcome


def test_a_result_is_submitted_once_and_by_its_own_organisation(office: Office) -> None:
    filed_batch(office)
    again = filed_batch(office).lines.get()
    assert (again.refused, again.ruling) == (True, None)
    told: dict[str, Any] = {"title": "认定", "law": law(), "on": ISSUED, "at": THEN}
    own: dict[str, Any] = {"by": office.filed_maker, "body": office.filed, **told}
    person = Participant.objects.get().pk
    for people, words in (([], "没有一行"), ([person, person], "重复"), ([0], "不在本机构")):
        with pytest.raises(CertificateError, match=words):
            submitting.submit_participants(participants=people, **own)
    with pytest.raises(CertificateError, match="不在本机构"):
        submitting.submit_participants(
            by=office.maker, body=office.centre, participants=[person], **told
        )
    assert Batch.objects.count() == 2


def test_what_the_pre_flight_blocks_is_not_submitted(office: Office) -> None:
    """Each for itself: not accepted, a notice that runs, an open objection, a panel too small."""
    (person,) = entered(office.filed, [evaluated()])
    plan = Plan.objects.get()
    told: dict[str, Any] = {"by": office.filed_maker, "title": "认定", "law": law(), "at": THEN}

    def blocked(on: date = ISSUED) -> str:
        with pytest.raises(PreflightBlocks) as asked:
            submitting.submit_plan(plan=plan, on=on, **told)
        with pytest.raises(PreflightBlocks) as named:
            submitting.submit_participants(body=office.filed, participants=[person], on=on, **told)
        assert asked.value.message == named.value.message
        assert not Batch.objects.exists()
        return asked.value.message.zh

    assert "还没有经主管部门审核" in blocked(date(2020, 10, 27))
    notice = plan.notices.create(
        from_on=ISSUED - timedelta(days=3), until_on=ISSUED, posted_by="x", posted_at=THEN
    )
    assert "公示还没有结束" in blocked()
    notice.until_on = ISSUED - timedelta(days=1)
    notice.save()
    objection = notice.objections.create(participant_id=person, words="", made_on=ISSUED)
    assert "1 件异议尚未答复（评价结果公示的工作日）" in blocked()
    objection.answer, objection.answered_on, objection.upheld = "不属实", ISSUED, False
    objection.save()
    post = plan.posts.filter(is_chief=False).latest("pk")
    post.delete()
    assert "考评员 2 名，至少 3 名" in blocked()
    plan.posts.create(assessor=post.assessor)
    Scope.objects.update(from_on=date(2020, 10, 21))  # after the evaluation
    assert "80/5、252/2.2" in blocked()
    Scope.objects.update(from_on=date(2020, 6, 1))
    assert submitting.submit_plan(plan=plan, on=ISSUED, **told).lines.get().refused is False


def test_an_objection_that_was_right_bars_whom_it_is_about(office: Office) -> None:
    first, second = entered(office.filed, [evaluated(1), evaluated(2)])
    plan = Plan.objects.get()
    told: dict[str, Any] = {"by": office.filed_maker, "law": law(), "on": ISSUED, "at": THEN}
    objection = plan.notices.get().objections.create(
        participant_id=first,
        words="",
        made_on=date(2020, 10, 21),
        answer="属实",
        answered_on=date(2020, 10, 22),
        upheld=True,
    )
    made = submitting.submit_participants(
        body=office.filed, participants=[first, second], title="1", **told
    )
    lines = {one.participant_id: (one.refused, one.reason) for one in made.lines.all()}
    assert lines[first][0]
    assert "异议成立" in lines[first][1]
    assert lines[second] == (False, "")
    objection.participant = None
    objection.save()
    with pytest.raises(CertificateError, match="异议成立"):
        submitting.submit_plan(plan=plan, title="2", **told)


def test_a_plan_is_submitted_for_those_who_passed_and_were_not_yet(office: Office) -> None:
    people = [evaluated(1), evaluated(2, passed=False), evaluated(3)]
    first, _, _ = entered(office.filed, people)
    plan = Plan.objects.select_related("organisation__body").get()
    told: dict[str, Any] = {"by": office.filed_maker, "law": law(), "on": ISSUED, "at": THEN}
    submitting.submit_participants(body=office.filed, participants=[first], title="1", **told)
    assert submitting.unasked(plan, ISSUED) == 1
    batch = submitting.submit_plan(plan=plan, title="2", **told)
    assert [line.name for line in batch.lines.all()] == ["考生3"]
    with pytest.raises(CertificateError, match="都已提交"):
        submitting.submit_plan(plan=plan, title="3", **told)
    with pytest.raises(Denied):
        submitting.submit_plan(plan=plan, title="4", **{**told, "by": office.maker})
    done = office.issued(batch, office.filed_checker)
    assert (done.issued, Certificate.objects.get().name) == (1, "考生3")


def test_tickets_that_are_not_there_or_twice_are_refused(office: Office) -> None:
    with pytest.raises(CertificateError, match="没有准考证"):
        office.submitted("1")
    with pytest.raises(CertificateError, match="重复"):
        office.submitted(office.tickets[0], office.tickets[0])


def test_serials_end_and_codes_have_their_time(office: Office) -> None:
    code = IssuingCode.objects.get(body=office.centre)
    numbering = numbering_of(office.centre, Scheme.QUALIFICATION, ISSUED)
    with transaction.atomic():
        assert allocate(numbering, on=ISSUED, level=5, count=2) == [
            "2099000001500001",
            "2099000001500002",
        ]
        assert allocate(numbering, on=ISSUED, level=4, count=1) == ["2099000001400001"]
        assert allocate(numbering, on=date(2021, 1, 1), level=5, count=1) == ["2199000001500001"]
        with pytest.raises(CertificateError, match="不够"):
            allocate(numbering, on=ISSUED, level=5, count=99_998)
    code.until_on = ISSUED
    code.save()
    batch = office.submitted(office.tickets[0])
    with pytest.raises(CertificateError, match="没有职业资格证书的编号代码"):
        office.issued(batch)
