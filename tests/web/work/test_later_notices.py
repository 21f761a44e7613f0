"""The page of later notices: the effect is seen before a day is set."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from tests.domain.test_later_notices import FIRST, department
from tests.web.work.conftest import LogIn, Province
from xianjie.domain.accounts.acting import Actor
from xianjie.domain.appraisals.models import Exam
from xianjie.domain.rulings.models import LaterNotice
from xianjie.text import LANGS, Lang

__all__ = ["department"]
NEW = "/zh/work/later-notices/new/"


@pytest.fixture
def client(log_in: LogIn, department: Actor) -> Client:
    return log_in(department)


def test_the_effect_comes_first_and_changes_nothing(client: Client, province: Province) -> None:
    exam = province.exam()
    Exam.objects.update(kind=Exam.Kind.TECHNICIAN, held_on=date(2020, 10, 12))
    shown = client.get(NEW, {"term": FIRST, "day": "2020-10-17"}).content.decode()
    assert "将有 1 场考试须改期" in shown
    assert f"/zh/work/exams/{exam.pk}/" in shown
    assert LaterNotice.objects.count() == 0


@pytest.mark.parametrize("day", ["soon", "2020-11-02"])
def test_a_day_that_cannot_be_is_said(client: Client, day: str) -> None:
    shown = client.get(NEW, {"term": FIRST, "day": day}).content.decode()
    assert 'role="alert"' in shown


@pytest.mark.parametrize("lang", LANGS)
def test_a_day_is_set_and_listed_with_its_notice(client: Client, lang: Lang) -> None:
    given = {
        "term": FIRST,
        "day": "2020-10-17",
        "document": "2020-77",
        "issued_on": "2020-09-14",
    }
    address = NEW.replace("zh", lang)
    response = client.post(address, given)
    assert (response.status_code, response["Location"]) == (302, address.removesuffix("new/"))
    shown = client.get(response["Location"]).content.decode()
    assert "2020-77" in shown
    assert "252/2.1.1.2" in shown


def test_what_is_wrong_stays_on_the_form(client: Client) -> None:
    given = {"term": FIRST, "day": "2020-11-02", "document": "另文", "issued_on": "2020-09-14"}
    response = client.post(NEW, given)
    assert response.status_code == 400
    assert 'value="2020-11-02"' in response.content.decode()


def test_to_others_the_form_is_not_there(log_in: LogIn, province: Province) -> None:
    for name in ("bureau", "auditor", "institution"):
        assert log_in(province.actors[name]).get(NEW).status_code == 404
