"""The pages of evaluation: what each person sees and may do, and what the public sees."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.evaluations.made import PDF, UNTIL, World, at, person, staff
from tests.web.work.conftest import LogIn, log_in
from xianjie.clock import VARIABLE
from xianjie.domain.accounts.models import Body
from xianjie.domain.accounts.roles import Role
from xianjie.domain.evaluations import noticing
from xianjie.domain.evaluations.models import Entrustment, Objection, Plan, PublicNotice
from xianjie.domain.evaluations.states import PlanState, state_of
from xianjie.domain.filings.models import Site

__all__ = ["log_in"]
PLAN = {
    "title": "电工四级第3批",
    "occupation": "电工",
    "level": "4",
    "from_on": "2020-09-26",
    "until_on": "2020-09-27",
    "has_theory": "on",
    "has_practice": "on",
}


def _sent(client: Client, path: str, status: int = 302, /, **given: Any) -> str:  # noqa: ANN401 - a form
    response = client.post(f"/zh/work/{path}", given)
    assert response.status_code == status, response.content.decode()
    return str(response.headers["Location"]) if status == 302 else response.content.decode()


def _seen(client: Client, path: str) -> str:
    response = client.get(f"/zh/{path}")
    assert response.status_code == 200, path
    return response.content.decode()


def test_an_organisation_walks_from_the_draft_to_the_report(
    world: World, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    social = log_in(world.social.one)
    address = _sent(social, "plans/new/", site=world.social.site.pk, **PLAN)
    here = address.removeprefix("/zh/work/")
    number = int(re.findall(r"\d+", here)[0])
    one = person(3)
    joins = {"name": "张三", "document": "resident", "number": one.number, "basis": "public"}
    wrong = _sent(social, f"{here}people/new/", 400, **joins, condition="four_years", years=5)
    assert "5 年，须 6 年" in wrong
    _sent(social, f"{here}people/new/", **joins, condition="four_years", years=6)
    for place, assessor in enumerate(world.social.assessors[:3]):
        chief = {"is_chief": "on"} if place == 0 else {}
        _sent(social, f"{here}panel/new/", assessor=assessor.pk, **chief)
    assert "不能通过" not in _seen(social, f"work/{here}preflight/")
    _sent(social, f"{here}reporting/")
    monkeypatch.setenv(VARIABLE, "2020-09-27")
    assert "登记举行" in _seen(social, "work/")
    _sent(social, f"{here}hold/")
    found = Plan.objects.get(pk=number).participants.get()
    over = {f"{found.pk}-theory": "101", f"{found.pk}-practical": "60"}
    assert "100" in _sent(social, f"{here}results/enter/", 400, **over)
    some = {f"{found.pk}-theory": "60"}
    assert "缺操作技能" in _sent(social, f"{here}results/enter/", 400, **some)
    _sent(social, f"{here}results/enter/", **some, **{f"{found.pk}-practical": "61"})
    _sent(social, f"{here}report/show/")
    _sent(social, f"{here}report/hand-in/")
    assert state_of(Plan.objects.get(pk=number)) is PlanState.HANDED_IN
    bureau = log_in(world.bureau.one)
    monkeypatch.setenv(VARIABLE, "2020-10-13")
    assert "评价结果待审核" in _seen(bureau, "work/")
    _sent(bureau, f"{here}report/accept/")
    assert "1 人" in _seen(social, f"work/{here}report/")


@pytest.mark.parametrize("tab", ["", "people/", "panel/", "results/", "preflight/", "report/"])
def test_names_are_covered_for_who_oversees(world: World, log_in: LogIn, tab: str) -> None:
    plan = world.social.handed_in((80, 80), (50, 80))
    plan.participants.update(condition_facts={"years": 1})  # so that the checks name people
    department = Body.objects.create(
        kind="department", name="省厅", area="440000", opened_on=date(2000, 1, 1)
    )
    province = log_in(staff(Role.PROVINCE, department, "省"))
    shown = _seen(province, f"work/plans/{plan.pk}/{tab}")
    assert "评价1" not in shown
    named = _seen(log_in(world.bureau.one), f"work/plans/{plan.pk}/{tab}")
    assert ("评价1" in named) is (tab in {"people/", "results/", "preflight/"})


def test_a_plan_is_not_there_before_it_was_drafted(
    world: World, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = world.social.held()
    social = log_in(world.social.one)
    for day, status, said in (
        ("2020-09-14", 404, ""),
        ("2020-09-15", 200, "已报告"),
        ("2020-09-27", 200, "已举行"),
    ):
        monkeypatch.setenv(VARIABLE, day)
        response = social.get(f"/zh/work/plans/{plan.pk}/")
        assert response.status_code == status
        assert said in response.content.decode()
        assert (plan.title in _seen(social, "work/plans/")) is (status == 200)


def test_people_come_by_file_and_the_template_is_the_plan_s(world: World, log_in: LogIn) -> None:
    plan = world.social.plan(0)
    social = log_in(world.social.one)
    template = social.get(f"/zh/work/plans/{plan.pk}/people/file/template/")
    assert template.content.startswith(b"PK")
    assert plan.title in _seen(social, f"work/plans/{plan.pk}/people/file/")


def test_the_public_sees_who_passed_with_names_covered_and_objects(
    world: World, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = world.social.shown((80, 80), (50, 80))
    notice = plan.notices.get()
    monkeypatch.setenv(VARIABLE, UNTIL.isoformat())
    public = Client()
    assert plan.title in _seen(public, "results/")
    shown = _seen(public, f"results/{notice.pk}/")
    assert "评＊＊" in shown
    assert "评价1" not in shown
    assert shown.count("＊") == 2  # who failed is not there
    address = f"/zh/results/{notice.pk}/"
    assert public.post(address, {"place": 9, "words": "x"}).status_code == 400
    assert public.post(address, {"place": "", "words": ""}).status_code == 400
    sent = public.post(address, {"place": 1, "words": "不在场", "contact": "某"})
    assert (sent.status_code, sent["Location"]) == (303, "/zh/receipt/")
    receipt = _seen(public, "receipt/")
    assert "异议已收到" in receipt
    number, code = re.findall("<code>([0-9A-Z]+)</code>", receipt)
    [made] = Objection.objects.all()
    assert made.number == number
    assert "核查中" in _asked_after(public, number, code)
    assert made.participant == plan.participants.order_by("pk")[0]
    assert "1 件，已答复 0 件" in _seen(public, f"results/{notice.pk}/")
    social = log_in(world.social.two)
    monkeypatch.setenv(VARIABLE, UNTIL.isoformat())
    assert "不在场" in _seen(social, f"work/objections/{made.pk}/")
    _sent(social, f"objections/{made.pk}/", upheld="no", words="经查在场")
    assert "经查在场" in _seen(social, f"work/plans/{plan.pk}/report/")
    assert "经查在场" in _asked_after(public, number.lower(), f" {code[:4]} {code[4:]}")
    assert "评价1" not in _asked_after(public, number, code)
    for one, other in ((number, code[:-1] + "0"), ("YY20200927ABCDEF", code), ("", "")):
        assert "查询码不符" in _asked_after(public, one, other, status=404)
    monkeypatch.setenv(VARIABLE, "2020-10-11")
    over = _seen(public, f"results/{notice.pk}/")
    assert "＊" not in over
    assert public.post(address, {"words": "晚了"}).status_code == 400
    monkeypatch.setenv(VARIABLE, "2020-09-26")
    assert public.get(address).status_code == 404


def test_a_notice_that_was_replaced_says_by_which(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = world.social.shown((80, 80))
    old = plan.notices.get()
    after = UNTIL + timedelta(days=1)
    new = PublicNotice.objects.create(
        plan=plan, from_on=after, until_on=old.until_on, posted_by="x", posted_at=at(after)
    )
    monkeypatch.setenv(VARIABLE, UNTIL.isoformat())
    assert "提出异议" in _seen(Client(), f"results/{old.pk}/")
    monkeypatch.setenv(VARIABLE, after.isoformat())
    replaced = _seen(Client(), f"results/{old.pk}/")
    assert "新公示代替" in replaced
    assert f"/zh/results/{new.pk}/" in replaced
    assert "公示已经结束" not in replaced


@pytest.mark.parametrize("of_all", [False, True])
def test_results_tell_of_whom_an_objection_was_right(
    world: World, log_in: LogIn, monkeypatch: pytest.MonkeyPatch, *, of_all: bool
) -> None:
    plan = world.social.shown((80, 80), (80, 80), (50, 80))
    notice = plan.notices.get()
    made, _ = noticing.object_to(
        notice=notice,
        place=None if of_all else 2,
        words="x",
        contact="",
        on=UNTIL,
        at=at(UNTIL),
    )
    social = log_in(world.social.one)
    monkeypatch.setenv(VARIABLE, UNTIL.isoformat())
    page = f"work/plans/{plan.pk}/results/"
    assert "异议成立，不发证" not in _seen(social, page)
    noticing.answer_objection(
        by=world.social.two, objection=made.pk, words="属实", upheld=True, on=UNTIL, at=at(UNTIL)
    )
    assert _seen(social, page).count("异议成立，不发证</span>") == (2 if of_all else 1)


def test_a_wrong_entry_is_told_beside_the_person(
    world: World, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = world.social.held(2)
    first, second = plan.participants.order_by("pk")
    social = log_in(world.social.one)
    monkeypatch.setenv(VARIABLE, UNTIL.isoformat())
    given = {f"{first.pk}-absent": "on", f"{second.pk}-absent": "on", f"{second.pk}-theory": "60"}
    shown = _sent(social, f"plans/{plan.pk}/results/enter/", 400, **given)
    people = shown.split("<fieldset>")[1:]
    assert ["缺考；请留空" in one for one in people] == [False, True]
    assert "第 1 项" not in shown
    assert not plan.participants.exclude(passed=None).exists()


def test_a_plan_has_its_number_and_closed_steps_have_no_form(world: World, log_in: LogIn) -> None:
    plan = world.social.reported()
    social = log_in(world.social.one)
    assert f"<dt>评价计划编号</dt><dd>{plan.pk}</dd>" in _seen(social, f"work/plans/{plan.pk}/")
    assert "评价计划编号" in _seen(social, "work/plans/")
    for page in (
        "people/new/",
        "people/file/",
        "results/file/",
        "reporting/",
        "amend/",
        "report/show/",
    ):
        shown = _seen(social, f"work/plans/{plan.pk}/{page}")
        assert "现在不能办理：" in shown, page
        assert 'class="card form"' not in shown
    entering = _seen(social, f"work/plans/{plan.pk}/results/enter/")
    assert "现在不能录入：" in entering
    assert "<fieldset>" not in entering
    assert 'class="card form"' in _seen(social, f"work/plans/{plan.pk}/cancel/")
    assert "在计划的“公示与报告”页" in _seen(social, "work/issuing/new/")


def test_nobody_is_posted_to_a_plan_that_was_held(world: World, log_in: LogIn) -> None:
    held = world.social.held(1)
    posted, social = held.posts.earliest("pk").pk, log_in(world.social.one)
    for page in (
        f"plans/{held.pk}/panel/new/",
        f"posts/{posted}/remove/",
        f"posts/{posted}/chief/",
    ):
        shown = _seen(social, f"work/{page}")
        assert "现在不能办理：" in shown, page
        assert 'class="card form"' not in shown


def test_a_plan_is_drafted_for_sites_of_which_the_form_says_what_is_filed(
    world: World, log_in: LogIn
) -> None:
    bare = Site.objects.create(
        organisation=world.social.organisation,
        name="二号场地",
        address="x",
        area="440106",
        seats=9,
        tenure="owned",
    )
    form = _seen(log_in(world.social.one), "work/plans/new/")
    assert "二号场地（今天没有备案职业）" in form
    assert "一号场地（" not in form
    assert f'value="{bare.pk}"' in form
    unfiled = _seen(log_in(world.sponsor.one), "work/plans/new/")
    assert "还没有场地" in unfiled
    assert 'class="card form"' not in unfiled


def test_a_draft_is_reported_once_it_is_filled(world: World, log_in: LogIn) -> None:
    social = log_in(world.social.one)

    def first(plan: Plan) -> str:
        page = _seen(social, f"work/plans/{plan.pk}/")
        return page.partition('<a class="btn" href="')[2].partition('"')[0]

    empty, filled = world.social.plan(0), world.social.plan(1, title="另一批")
    assert first(empty) == f"/zh/work/plans/{empty.pk}/people/new/"
    assert first(filled) == f"/zh/work/plans/{filled.pk}/reporting/"


def _asked_after(client: Client, number: str, code: str, status: int = 200) -> str:
    answer = client.post("/zh/results/objections/", {"number": number, "code": code})
    assert answer.status_code == status
    assert not answer.cookies.get("messages")
    return str(answer.content.decode().partition("<main")[2])


def test_one_address_objects_so_often_only(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = world.social.shown((80, 80))
    monkeypatch.setenv(VARIABLE, UNTIL.isoformat())
    address = f"/zh/results/{plan.notices.get().pk}/"
    told = {"words": "x", "place": ""}
    public = Client(REMOTE_ADDR="203.0.113.9")
    for wrong in ({"words": ""}, {"words": "x", "place": "999"}):  # what is not taken: no count
        assert [public.post(address, wrong).status_code for _ in range(11)] == [400] * 11
    statuses = [public.post(address, told).status_code for _ in range(11)]
    assert statuses == [303] * 10 + [429]


def test_a_sponsor_finds_entrusts_and_the_organisation_confirms(
    world: World, log_in: LogIn
) -> None:
    sponsor = log_in(world.sponsor.one)
    found = _seen(sponsor, "work/entrustments/finder/?occupation=电工&level=4&area=440106")
    assert world.social.organisation.number in found
    assert world.employer.organisation.number in found
    assert "没有机构备案" in _seen(
        sponsor, "work/entrustments/finder/?occupation=评茶员&level=4&area=440106"
    )
    form = _seen(
        sponsor,
        f"work/entrustments/new/?number={world.employer.organisation.number}&occupation=电工&level=4",
    )
    assert world.employer.organisation.number in form
    given = {
        "sponsor": world.sponsor.body.pk,
        "number": world.employer.organisation.number,
        "occupation": "电工",
        "lowest": "4",
        "highest": "4",
        "signed_on": "2020-09-10",
        "from_on": "2020-09-10",
        "until_on": "2021-09-09",
    }
    text = SimpleUploadedFile("x.pdf", b"plain text")
    assert "PDF" in _sent(sponsor, "entrustments/new/", 400, **given, file=text)
    agreement = SimpleUploadedFile("协议.pdf", PDF)
    _sent(sponsor, "entrustments/new/", **given, file=agreement)
    [made] = Entrustment.objects.all()
    employer = log_in(world.employer.two)
    assert "委托待确认" in _seen(employer, "work/")
    file = employer.get(f"/zh/work/received/{made.pk}/file/")
    assert (file.content, file["Content-Type"]) == (PDF, "application/pdf")
    _sent(employer, f"received/{made.pk}/confirm/")
    assert "已确认" in _seen(sponsor, f"work/entrustments/{made.pk}/")
    assert log_in(world.social.one).get(f"/zh/work/received/{made.pk}/").status_code == 404
    _sent(sponsor, f"entrustments/{made.pk}/end/", words="完成")
    assert "已终止" in _seen(sponsor, "work/entrustments/?state=ended")
