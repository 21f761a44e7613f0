"""Complaints: sealed, asked after by number and code, answered in the body's area."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from tests.filings.conftest import LONG_AGO, ON, Office, acting, moment, office
from xianjie.domain.accounts.acting import Actor, Denied
from xianjie.domain.accounts.models import Body
from xianjie.domain.accounts.roles import Role
from xianjie.domain.accounts.sealed import unseal
from xianjie.domain.audit.models import Event
from xianjie.domain.receipts import Receipt
from xianjie.domain.supervision import complaining
from xianjie.domain.supervision.complaining import CaseState
from xianjie.domain.supervision.errors import SupervisionError
from xianjie.domain.supervision.models import Case, Complaint

__all__ = ["office"]
WORDS = "没有考试就发了证书，张三可以作证"


def complained(office: Office) -> Receipt:
    body = office.filed().body
    return complaining.complain(body=body, words=WORDS, contact="13800000000", on=ON, at=moment(ON))


def test_a_complaint_opens_a_case_and_is_asked_after_by_both(office: Office) -> None:
    receipt = complained(office)
    case = Case.objects.get()
    assert (case.area, case.opened_by) == ("440106", "public")
    spaced = f" {receipt.code[:4].lower()}-{receipt.code[4:]} "
    found = complaining.asked_after(receipt.number.lower(), spaced)
    assert found == case.complaint
    assert complaining.asked_after(receipt.number, receipt.code[:-1] + "0") is None
    assert complaining.asked_after("TS20200601ABCDEF", receipt.code) is None
    assert complaining.state_of(case, ON) is CaseState.OPEN


def test_words_contact_and_code_are_nowhere_in_the_clear(office: Office) -> None:
    receipt = complained(office)
    complaint = Complaint.objects.get()
    assert unseal(complaint.words) == WORDS
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM supervision_complaint")
        kept = str(cursor.fetchall())
    told = kept + "".join(Event.objects.values_list("data", flat=True))
    for secret in ("张三", "13800000000", receipt.code):
        assert secret not in told


def test_it_is_answered_by_the_bureau_of_the_area_once(office: Office) -> None:
    receipt = complained(office)
    case = Case.objects.get()
    elsewhere = Body.objects.create(
        kind="bureau", name="深圳市局", area="440300", opened_on=LONG_AGO
    )
    later = date(2020, 6, 9)

    def answer(by: Actor, words: str = "已暂停其评价") -> None:
        complaining.answer(
            by=by, case=case.pk, words=words, findings="属实", on=later, at=moment(later)
        )

    with pytest.raises(Denied):
        answer(acting("stranger", Role.PREFECTURE, elsewhere))
    with pytest.raises(Denied):
        answer(next(iter(office.people.values())))
    with pytest.raises(SupervisionError, match="写明"):
        answer(office.officer, " ")
    answer(office.officer)
    with pytest.raises(SupervisionError, match="已办结"):
        answer(office.other)
    found = complaining.asked_after(receipt.number, receipt.code)
    assert found
    assert found.answer == "已暂停其评价"
    assert complaining.state_of(found.case, ON) is CaseState.OPEN  # as it was then
    assert complaining.state_of(found.case, later) is CaseState.ANSWERED


@pytest.mark.parametrize("words", ["", "  ", "字" * 2_001])
def test_empty_and_overlong_words_are_refused(office: Office, words: str) -> None:
    body = office.registered().body
    with pytest.raises(SupervisionError):
        complaining.complain(body=body, words=words, contact="", on=ON, at=moment(ON))
    assert not Case.objects.exists()
