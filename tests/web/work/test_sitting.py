"""Pages of examiners and supervisors: assigned, drawn, and what each has before them."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from tests.domain.conftest import AT
from tests.sittings.conftest import NewExaminer, new_examiner, supervisors
from tests.web.work.conftest import LogIn, Province
from xianjie.domain.accounts.acting import actor_of
from xianjie.domain.accounts.models import User
from xianjie.domain.appraisals.models import Exam
from xianjie.domain.sittings.models import Assignment, Draw

__all__ = ["new_examiner", "supervisors"]
ON = date(2020, 9, 15)


def test_an_examiner_is_assigned_and_sees_it(
    log_in: LogIn, province: Province, new_examiner: NewExaminer
) -> None:
    exam, able = province.exam(), new_examiner("能者")
    new_examiner("不能者", competences={"焊工": 1})
    client = log_in(province.actors["institution"])
    page = f"/zh/work/exams/{exam.pk}/sitting/"
    form = client.get(f"{page}examiner/").content.decode()
    assert f'value="{able.pk}"' in form
    assert "不能者" in form.partition("这一场不能派的")[2]
    assert client.post(f"{page}examiner/", {"examiner": able.pk})["Location"] == page
    assert Assignment.objects.get().examiner == able
    mine = log_in(actor_of(able.user, ON)).get("/zh/work/duties/").content.decode()
    assert exam.title in mine
    assert "考评" in mine


def test_supervisors_are_drawn_once_and_see_it(
    log_in: LogIn, province: Province, supervisors: list[str]
) -> None:
    exam = province.exam()
    client = log_in(province.actors["bureau"])
    page = f"/zh/work/exams/{exam.pk}/sitting/"
    assert client.post(f"{page}draw/", {"count": 2})["Location"] == page
    draw = Draw.objects.get()
    assert set(draw.drawn) <= set(supervisors)
    shown = client.get(page).content.decode()
    assert draw.seed in shown
    assert "抽取督导员" not in shown.partition("<main")[2]
    again = client.post(f"{page}draw/", {"count": 2})
    assert again.status_code == 400
    assert "不能重抽" in again.content.decode()
    supervisor = actor_of(User.objects.get(username=draw.drawn[0]), ON)
    assert exam.title in log_in(supervisor).get("/zh/work/duties/").content.decode()


def test_a_page_whose_time_is_over_or_to_come_says_so_in_place_of_its_form(
    log_in: LogIn, province: Province
) -> None:
    coming = province.exam()
    institution, bureau = (log_in(province.actors[one]) for one in ("institution", "bureau"))
    for client, page, said in (
        (institution, "sitting/incident/", "未到"),
        (institution, "attendance/", "未到"),
        (institution, "results/enter/", "尚未登记举行"),
        (institution, "results/file/", "尚未登记举行"),
    ):
        shown = _main(client, f"/zh/work/exams/{coming.pk}/{page}")
        assert "现在不能" in shown, page
        assert said in shown
        assert "<form" not in shown
    Exam.objects.filter(pk=coming.pk).update(held_at=AT)
    for client, page in (
        (institution, "sitting/examiner/"),
        (institution, "seats/allot/"),
        (bureau, "sitting/draw/"),
    ):
        shown = _main(client, f"/zh/work/exams/{coming.pk}/{page}")
        assert "现在不能办理：" in shown, page
        assert 'class="card form"' not in shown


def _main(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode().partition("<main")[2]


@pytest.mark.parametrize("name", ["finance", "other-institution"])
def test_others_neither_assign_nor_draw(log_in: LogIn, province: Province, name: str) -> None:
    page = f"/zh/work/exams/{province.exam().pk}/sitting/"
    client = log_in(province.actors[name])
    for form in ("examiner/", "draw/"):
        assert client.get(f"{page}{form}").status_code == 404
