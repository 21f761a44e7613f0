"""An institution's page: its duty, its successor, who may change them."""

from __future__ import annotations

from tests.domain.test_later_notices import department
from tests.web.work.conftest import LogIn, Province
from xianjie.domain.accounts.acting import Actor
from xianjie.domain.organisations.models import Duty, Succession

__all__ = ["department"]


def test_a_duty_and_a_successor_are_entered_and_shown(
    log_in: LogIn, province: Province, department: Actor
) -> None:
    client = log_in(department)
    page = f"/zh/work/institutions/{province.institution.pk}/"
    shown = client.get(page).content.decode()
    assert "转变职能" in shown
    duty = {"kind": "supervision", "on": "2020-09-01", "basis": "49号"}
    assert client.post(f"{page}duty/", duty)["Location"] == page
    successor = {"successor": "省鉴定中心", "on": "2020-10-01", "basis": "函"}
    assert client.post(f"{page}successor/", successor)["Location"] == page
    shown = client.get(page).content.decode()
    for words in ("质量督导", "省鉴定中心", "登记承接", "49号"):
        assert words in shown


def test_a_successor_that_is_no_body_is_said(
    log_in: LogIn, province: Province, department: Actor
) -> None:
    page = f"/zh/work/institutions/{province.institution.pk}/successor/"
    given = {"successor": "无此单位", "on": "2020-10-01", "basis": "函"}
    response = log_in(department).post(page, given)
    assert response.status_code == 400
    assert "没有这个单位" in response.content.decode()
    assert Succession.objects.count() == 0


def test_others_see_the_page_without_its_buttons(log_in: LogIn, province: Province) -> None:
    page = f"/zh/work/institutions/{province.institution.pk}/"
    client = log_in(province.actors["institution"])
    assert "转变职能" not in client.get(page).content.decode()
    assert client.post(f"{page}duty/", {}).status_code == 404
    assert Duty.objects.count() == 0
