"""The public register: search, one organisation as of a day, exports, feed, complaints."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from tests.filings.conftest import Office, moment
from xianjie.domain.filings import registering
from xianjie.domain.supervision.models import Case, Complaint
from xianjie.web.portal import receipts

SPRING = date(2021, 3, 1)
_DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _on_that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIANJIE_NOW", "2021-06-01")
    cache.clear()  # what an address has asked is counted there


@pytest.fixture
def visitor(db: None) -> Client:
    del db
    return Client()


def text(visitor: Client, path: str = "", lang: str = "zh") -> str:
    response = visitor.get(f"/{lang}/register/{path}")
    assert response.status_code == 200, path
    return response.content.decode()


def test_the_register_is_searched_as_of_a_day(office: Office, visitor: Client) -> None:
    social, employer = office.filed(), office.filed("enterprise")
    office.measure(social, "suspended", SPRING)
    assert "<strong>2</strong>" in text(visitor)
    for query, numbers in {
        "q=Y0000": [employer],
        "q=第1评价": [social],
        "kind=employer": [employer],
        "standing=suspended": [social],
        "standing=suspended&on=2021-02-28": [],
        "occupation=电工": [employer],
        "occupation=电工&on=2021-02-28": [social, employer],
        "occupation=电工&level=3": [employer],
        "occupation=电工&level=2": [],
        "area=440100": [social, employer],
        "area=440300": [],
        "on=2020-05-31": [],
    }.items():
        shown = text(visitor, f"?{query}")
        for one in (social, employer):
            assert (one.number in shown) is (one in numbers), query
    assert "不是日期" in text(visitor, "?on=soon")
    assert "没有填职业，等级没有用上" in text(visitor, "?level=9")
    assert "没有用上：level=9" in text(visitor, "?level=9&occupation=电工")
    assert "没有用上" not in text(visitor, "?level=3&occupation=电工&kind=employer")
    ahead = text(visitor, "?on=2021-06-02")
    assert "只能查到今天（2021-06-01）" in ahead
    assert "2021年6月1日" in ahead
    assert visitor.get("/zh/register/register.csv?on=2021-06-02").status_code == 400
    assert "suspended" in text(visitor, lang="en").lower()


def test_an_organisation_is_shown_as_of_a_day_with_its_history(
    office: Office, visitor: Client
) -> None:
    organisation = office.filed()
    office.measure(organisation, "removed", SPRING, bars=True)
    page = f"{organisation.number}/"
    shown = text(visitor, page)
    for words in ("移出", "抽查发现评价不实", "2023年2月28日", "备案通告1号", "此日前"):
        assert words in shown
    before = text(visitor, f"{page}?on=2021-02-28")
    assert "五级/初级工 至 三级/高级工" in before
    assert "此日前" not in before
    early = text(visitor, f"{page}?on=2020-05-31")
    assert "这一天还没有备案" in early
    assert visitor.get("/zh/register/S000044999999/").status_code == 404


def test_what_lies_ahead_of_the_day_is_not_shown(
    office: Office, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A demonstration lives in the past of its own register."""
    organisation = office.filed()
    office.measure(organisation, "suspended", SPRING)
    monkeypatch.setenv("XIANJIE_NOW", "2021-02-28")
    shown = text(visitor, f"{organisation.number}/")
    assert "抽查发现" not in shown
    assert "抽查发现" not in text(visitor, "changes/")
    monkeypatch.setenv("XIANJIE_NOW", "2020-05-31")
    assert organisation.number not in text(visitor)
    feed = visitor.get("/api/v1/register/changes").json()
    assert feed == {"items": [], "next": None}


def test_names_of_people_are_nowhere_in_public(office: Office, visitor: Client) -> None:
    organisation = office.filed()
    for path in ("", f"{organisation.number}/", "changes/", "register.csv"):
        shown = visitor.get(f"/zh/register/{path}").content.decode()
        assert "考评0" not in shown
        assert "人员" not in shown
        assert office.of(organisation).username not in shown


def test_the_csv_has_the_rows_that_were_asked_for(office: Office, visitor: Client) -> None:
    first, _ = office.filed(), office.filed("enterprise")
    response = visitor.get("/zh/register/register.csv?kind=social_organisation&on=2020-07-01")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[0][:2] == ["机构编号", "名称"]
    assert [row[0] for row in rows[1:]] == [first.number]
    assert rows[1][-3:] == ["2020-06-01", "2023-05-31", "2020-07-01"]


def test_areas_are_counted_in_a_table(office: Office, visitor: Client) -> None:
    office.filed()
    office.filed("enterprise")
    shown = text(visitor, "areas/")
    assert "<strong>2</strong> 家机构有效" in shown
    assert shown.count("?area=") == 21


def test_a_new_name_holds_from_its_day(office: Office, visitor: Client) -> None:
    organisation = office.filed()
    registering.rename(
        by=office.officer,
        organisation=organisation.pk,
        name="新名评价中心",
        basis="变更登记",
        on=SPRING,
        at=moment(SPRING),
    )
    page = f"{organisation.number}/"
    assert "<h1>新名评价中心" in text(visitor, page)
    assert "<h1>第1评价机构" in text(visitor, f"{page}?on=2021-02-28")
    assert organisation.number in text(visitor, "?q=新名")
    assert organisation.number not in text(visitor, "?q=新名&on=2021-02-28")


def test_the_api_answers_as_of_a_day(office: Office, visitor: Client) -> None:
    organisation = office.filed()
    office.measure(organisation, "suspended", SPRING)
    address = f"/api/v1/register/{organisation.number}"
    told = visitor.get(address).json()
    assert (told["standing"], told["scope"][0]["occupation"]) == ("suspended", "电工")
    assert [one["happened"] for one in told["history"]] == ["filed", "suspended"]
    before = visitor.get(f"{address}?on=2020-05-31").json()
    assert (before["standing"], before["term"], before["history"]) == ("not_filed", None, [])
    assert visitor.get("/api/v1/register/S000044999999").status_code == 404
    listed = visitor.get("/api/v1/register?standing=in_force&on=2021-02-28").json()
    assert [one["number"] for one in listed["items"]] == [organisation.number]
    first = visitor.get("/api/v1/register/changes?limit=1").json()
    rest = visitor.get("/api/v1/register/changes", {"cursor": first["next"]}).json()
    assert [one["happened"] for one in first["items"] + rest["items"]] == ["filed", "suspended"]
    assert rest["next"] is None
    assert rest["items"][0]["grounds"] == "抽查发现评价不实"
    wrong = {"cursor": "2021-99-99T00:00:00+00:00~measure~1"}
    assert visitor.get("/api/v1/register/changes", wrong).status_code == 422


def test_anybody_complains_and_asks_after_it(office: Office, visitor: Client) -> None:
    organisation = office.filed()
    page = f"/zh/register/{organisation.number}/complain/"
    assert "被投诉的机构看不到" in visitor.get(page).content.decode()
    answer = visitor.post(page, {"words": "没有考试就发证", "contact": ""})
    assert (answer.status_code, answer["Location"]) == (303, "/zh/receipt/")
    assert answer["Cache-Control"].startswith("max-age=0")
    number = Complaint.objects.get().number
    assert number not in str(answer.cookies)
    receipt = visitor.get("/zh/receipt/")
    assert receipt["Cache-Control"].startswith("max-age=0")
    shown = receipt.content.decode()
    assert number in shown
    assert visitor.get("/en/receipt/").content.decode().count(number) == 1  # loaded anew
    code = shown.split("查询码</dt><dd><code>")[1].split("<")[0]
    asking = "/zh/register/complaints/"
    found = visitor.post(asking, {"number": number, "code": code.lower()})
    assert "核查中" in found.content.decode()
    assert "没有考试" not in found.content.decode()
    other = visitor.post(asking, {"number": number, "code": "x" * 12})
    assert other.status_code == 404
    assert Case.objects.get().area == "440106"


def test_a_receipt_is_for_its_own_browser_and_some_minutes(
    office: Office, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = f"/zh/register/{office.filed().number}/complain/"
    cookie = visitor.post(page, {"words": "没有考试就发证"}).cookies[receipts.COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    code = visitor.get("/zh/receipt/").content.decode()
    assert "查询码</dt>" in code
    stranger = Client().get("/zh/receipt/")
    assert stranger.status_code == 404
    assert "没有可显示的回执" in stranger.content.decode()
    forged = Client()
    forged.cookies[receipts.COOKIE] = cookie.value[:-1] + ("a" if cookie.value[-1] != "a" else "b")
    assert forged.get("/zh/receipt/").status_code == 404
    monkeypatch.setattr(receipts, "MINUTES", -1)  # so many have passed
    assert visitor.get("/zh/receipt/").status_code == 404


def test_complaints_are_bounded_and_need_their_token(office: Office, visitor: Client) -> None:
    organisation = office.filed()
    page = f"/zh/register/{organisation.number}/complain/"
    for _ in range(6):  # what is not taken does not count
        assert visitor.post(page, {"words": " "}).status_code == 400
        assert visitor.post(page, {"words": "字" * 3_000}).status_code == 400
    for number in range(5):
        assert visitor.post(page, {"words": f"情况{number}"}).status_code == 303
        again = visitor.post(page, {"words": f"情况{number}"})
        assert again.status_code == 409
        assert "没有再受理一次" in again.content.decode()
    for _ in range(2):
        assert visitor.post(page, {"words": "情况"}).status_code == 429
    assert Case.objects.count() == 5
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(page, {"words": "情况"}).status_code == 403


def test_the_calendars_last_day_is_answered_too(
    office: Office, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    organisation = office.filed()
    monkeypatch.setenv("XIANJIE_NOW", "9999-12-31")
    assert "期满" in text(visitor, f"{organisation.number}/?on=9999-12-31")
    assert "<strong>1</strong>" in text(visitor)
    for path in ("areas/", "changes/", "reports/", "inspections/", "blacklist/"):
        text(visitor, path)
    answer = visitor.get(f"/api/v1/register/{organisation.number}?on=9999-12-31").json()
    assert answer["standing"] == "lapsed"
