"""Guidance notices: addressed to the institutions of an area, read with proof."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from tests.domain.conftest import AT, ON, Province
from xianjie.domain.accounts.acting import Denied
from xianjie.domain.audit.models import Event
from xianjie.domain.messages import guidance
from xianjie.domain.messages.guidance import GuidanceError
from xianjie.domain.messages.models import Message, Notice, Reading
from xianjie.text import Text


def issued(province: Province, by: str = "bureau", area: str = "440100") -> Notice:
    return guidance.issue_notice(
        by=province.actors[by],
        title=Text("疫情防控期间鉴定指导", "Appraisal while the epidemic lasts"),
        text=Text("分批入场。", "Let candidates in by groups."),
        basis="252号 二(一)1(4)",
        area=area,
        on=ON,
        at=AT,
    )


def test_a_notice_reaches_the_institutions_of_its_area(province: Province) -> None:
    notice = issued(province)
    assert [one.body_id for one in notice.readings.all()] == [province.institution.pk]
    assert Message.objects.get().template == "guidance_issued"
    everywhere = issued(province, "centre", "440000")
    assert everywhere.readings.count() == 2


def test_only_over_ones_area_and_where_there_is_an_institution(province: Province) -> None:
    for stranger in ("other-bureau", "institution", "finance", "auditor"):
        with pytest.raises(Denied):
            issued(province, stranger)
    with pytest.raises(GuidanceError, match="没有鉴定机构"):
        issued(province, "centre", "440500")
    assert not Notice.objects.exists()


def test_reading_is_proved_once_by_the_institution_itself(province: Province) -> None:
    notice = issued(province)
    reading = notice.readings.get()
    for stranger in ("other-institution", "bureau", "centre"):
        with pytest.raises(Denied):
            guidance.confirm_reading(by=province.actors[stranger], reading=reading.pk, at=AT)
    staff = province.actors["institution"]
    found = guidance.confirm_reading(by=staff, reading=reading.pk, at=AT)
    assert (found.read_by, found.read_at) == (staff.username, AT)
    assert found.digest == guidance.digest(notice)
    with pytest.raises(GuidanceError, match="已确认"):
        guidance.confirm_reading(by=staff, reading=reading.pk, at=AT)
    event = Event.objects.get(action="guidance.read")
    assert event.told["digest"] == found.digest
    with pytest.raises(GuidanceError, match="没有这份"):
        guidance.confirm_reading(by=staff, reading=0, at=AT)


def test_half_a_proof_is_none(province: Province) -> None:
    reading = issued(province).readings.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Reading.objects.filter(pk=reading.pk).update(read_at=AT)
