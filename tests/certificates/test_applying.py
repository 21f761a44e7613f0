"""Replacement or written proof: the law decides which, two people whether; the clock is shown."""

from __future__ import annotations

import json
from datetime import date

import pytest

from tests.certificates.conftest import Office
from tests.certificates.filed import moment
from tests.sittings.conftest import THEN
from xianjie.credentials.certificate import holder_of
from xianjie.domain.accounts.acting import Actor, Denied
from xianjie.domain.certificates import applying, approving
from xianjie.domain.certificates.checks import Result
from xianjie.domain.certificates.errors import CertificateError
from xianjie.domain.certificates.models import Application, Certificate, Change, LogEntry, Proof
from xianjie.domain.certificates.verifying_files import check_file
from xianjie.domain.organisations.models import Succession
from xianjie.domain.rulings.asking import RefusedByLaw
from xianjie.instruments import catalogue, law
from xianjie.instruments.catalogue import Treatment

AFTER, BEFORE = date(2021, 3, 1), date(2020, 12, 30)
NUMBER = "440106190001010000"


def applied(
    office: Office, *, on: date = AFTER, by: Actor | None = None, **given: object
) -> Application:
    told: dict[str, object] = {
        "certificate": Certificate.objects.get(),
        "document": "resident",
        "number": NUMBER,
        "reason": "lost",
        "paper": {},
        "contact": "10000000000",
        **given,
    }
    return applying.apply(
        by=by or office.sat.province.candidate(office.sat.registrations[0]),
        law=law(),
        on=on,
        at=THEN,
        **told,  # type: ignore[arg-type]
    )


def attached(application: Application, by: Actor, kind: str = "identity", on: date = AFTER) -> None:
    applying.attach(
        by=by,
        application=application.pk,
        kind=kind,
        filename="a.pdf",
        content=b"%PDF-1.7",
        on=on,
        at=THEN,
    )


def decided(office: Office, application: Application, *, grant: bool = True) -> Application:
    applying.review(
        by=office.maker,
        application=application.pk,
        grant=True,
        words="",
        on=AFTER,
        at=moment(AFTER),
    )
    return approving.decide(
        by=office.checker,
        application=application.pk,
        grant=grant,
        words="" if grant else "查无此人",
        issuer=office.issuer,
        on=AFTER,
        at=moment(AFTER),
    )


def test_from_2021_on_the_proof_is_given(office: Office) -> None:
    office.certificate()
    made = applied(office, paper={"name": "考生零"})
    assert (made.outcome, made.ruling.clauses) == ("written_proof", ["252/2.3"])
    assert "10000000000" not in made.contact
    with pytest.raises(CertificateError, match="材料还不齐"):
        decided(office, made)
    attached(made, office.sat.province.candidate(office.sat.registrations[0]))
    made.refresh_from_db()
    clock = applying.clock_of(made)
    assert (clock.review_due, clock.decision_due) == (date(2021, 3, 10), date(2021, 3, 15))
    done = decided(office, made)
    proof = Proof.objects.get()
    assert (done.granted, proof.number) == (True, "ZM2021000001")
    told = json.loads(proof.content)
    assert holder_of(told) == "考生0"
    facts = {one["name"]: one["factValue"] for one in told["credentialSubject"]["certifiedFact"]}
    assert facts["proves"] == Certificate.objects.get().number
    assert facts["paperSays"] == ["name=考生零"]
    assert "不是补发的证书" in facts["statement"][0]
    assert LogEntry.objects.filter(kind="proof").count() == 1
    check = check_file(proof.content.encode(), issuer=office.issuer, law=law(), as_of=AFTER)
    assert check.result is Result.NOT_PUBLISHED
    forged = proof.content.replace("考生0", "考生9")
    altered = check_file(forged.encode(), issuer=office.issuer, law=law(), as_of=AFTER)
    assert altered.result is Result.ALTERED


def test_before_2021_the_certificate_is_exchanged_under_its_number(office: Office) -> None:
    made = office.certificate()
    holder = office.sat.province.candidate(office.sat.registrations[0])
    application = applied(office, on=BEFORE)
    assert application.outcome == "replace"
    attached(application, holder, on=BEFORE)
    decided(office, application)
    assert list(made.credentials.order_by("version").values_list("version", flat=True)) == [1, 2]
    assert made.changes.get().kind == Change.Kind.SUPERSEDED
    first, second = made.credentials.order_by("version")
    told = {"issuer": office.issuer, "law": law(), "as_of": AFTER}
    old = check_file(first.content.encode(), **told)  # type: ignore[arg-type]
    assert old.result is Result.SUPERSEDED
    assert old.first_failed
    assert "已更正或换发" in old.first_failed.words.zh
    new = check_file(second.content.encode(), **told)  # type: ignore[arg-type]
    assert new.result is Result.NOT_PUBLISHED
    assert Certificate.objects.count() == 1


def test_who_may_apply_and_for_what(office: Office) -> None:
    office.certificate()
    with pytest.raises(CertificateError, match="证件号码"):
        applied(office, number="1")
    with pytest.raises(Denied):
        applied(office, by=office.sat.province.actors["auditor"])
    with pytest.raises(CertificateError, match="没有这一项"):
        applied(office, paper={"x": "1"})
    made = applied(office)
    with pytest.raises(CertificateError, match="在办"):
        applied(office)
    other = office.sat.province.candidate(office.sat.registrations[1])
    with pytest.raises(Denied):
        attached(made, other)
    with pytest.raises(CertificateError, match="材料种类"):
        attached(made, office.maker, kind="x")
    counter = Certificate.objects.get()
    counter.occupation = next(
        one.occupation
        for one in catalogue.load().occupations
        if one.treatment is Treatment.ACCESS_TYPE and not one.hrss_organised
    )
    counter.save()
    made.delete()
    with pytest.raises(RefusedByLaw):
        applied(office)


def test_what_is_missing_is_asked_for_once(office: Office) -> None:
    office.certificate()
    holder = office.sat.province.candidate(office.sat.registrations[0])
    made = applied(office, reason="damaged")
    assert applying.lacking(made) == ["identity", "paper"]
    attached(made, holder)
    attached(made, holder, kind="paper")
    told = {"application": made.pk, "on": AFTER, "at": moment(AFTER)}
    with pytest.raises(CertificateError, match="写明缺哪些"):
        applying.ask_for(by=office.maker, missing=[], **told)  # type: ignore[arg-type]
    applying.ask_for(by=office.maker, missing=["paper"], **told)  # type: ignore[arg-type]
    with pytest.raises(CertificateError, match="一次"):
        applying.ask_for(by=office.maker, missing=["paper"], **told)  # type: ignore[arg-type]
    made.refresh_from_db()
    assert made.complete_on is None


def test_a_refusal_gives_reasons_and_what_one_may_do(office: Office) -> None:
    office.certificate()
    made = applied(office)
    attached(made, office.sat.province.candidate(office.sat.registrations[0]))
    done = decided(office, made, grant=False)
    assert done.granted is False
    assert "行政复议" in done.decision_words
    assert not Proof.objects.exists()
    with pytest.raises(CertificateError, match="已决定"):
        approving.decide(
            by=office.maker,
            application=made.pk,
            grant=True,
            words="",
            issuer=office.issuer,
            on=AFTER,
            at=moment(AFTER),
        )


def test_reviewer_and_decider_are_two(office: Office) -> None:
    office.certificate()
    made = applied(office)
    attached(made, office.sat.province.candidate(office.sat.registrations[0]))
    told = {"application": made.pk, "grant": True, "words": "", "on": AFTER, "at": moment(AFTER)}
    with pytest.raises(CertificateError, match="尚未审核"):
        approving.decide(by=office.checker, issuer=office.issuer, **told)  # type: ignore[arg-type]
    applying.review(by=office.maker, **told)  # type: ignore[arg-type]
    with pytest.raises(CertificateError, match="已审核"):
        applying.review(by=office.checker, **told)  # type: ignore[arg-type]
    with pytest.raises(Denied, match="另一人"):
        approving.decide(by=office.maker, issuer=office.issuer, **told)  # type: ignore[arg-type]


def test_the_successor_answers_for_who_is_gone(office: Office) -> None:
    made = office.certificate()
    Succession.objects.create(
        predecessor=office.centre, successor=office.filed, on=date(2021, 1, 1), basis="1"
    )
    assert applying.authority_of(made, BEFORE) == office.centre
    assert applying.authority_of(made, AFTER) == office.filed
    made.body, made.issuer = None, "无此单位"
    with pytest.raises(CertificateError, match="承接单位"):
        applying.authority_of(made, AFTER)
