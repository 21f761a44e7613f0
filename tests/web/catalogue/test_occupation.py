"""An occupation's page: its standing on a day, its dates, what may be done, what is known."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import quote

import pytest

from tests.web.ask.visiting import Page, visit
from xianjie.instruments import catalogue, law
from xianjie.instruments.standing import exit_on, standing
from xianjie.text import LANGS, Lang

SOME = ("电工", "保育员", "锅炉操作工", "保安员", "消防员", "森林消防员", "金属材热处理工")
DAYS = ("national_notice_on", "batch_1_exit_on", "batch_2_exit_on", "no_reissue_from")
AROUND = sorted(
    {law().days[name].day + timedelta(days=shift) for name in DAYS for shift in (-1, 0, 1)}
)
CORRECTED = [entry for entry in catalogue.load().occupations if entry.correction]
SPLIT = (8, 21, 38, 52, 58, 66)


def page_of(lang: Lang, name: str, on: str = "") -> Page:
    return visit(f"/{lang}/occupation/{quote(name)}/{'?on=' if on else ''}{quote(on)}")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", SOME)
@pytest.mark.parametrize("on", AROUND)
def test_it_stands_as_the_law_says_on_each_day(lang: Lang, name: str, on: date) -> None:
    page = page_of(lang, name, on.isoformat())
    entry = catalogue.load().find(name)
    outcome = law().decision("catalogue-status").outcomes[standing(law(), entry, on)]
    assert page.heading == name
    assert outcome.label.in_(lang).lower() in page.text.lower()
    assert outcome.meaning.in_(lang) in page.text


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", SOME)
def test_its_dates_are_listed_in_order_with_its_exit_day(lang: Lang, name: str) -> None:
    days = [e.attributes["datetime"] for e in page_of(lang, name).of("time") if "ol" in e.within]
    assert days == sorted(set(days))
    leaves = exit_on(law(), catalogue.load().find(name))
    other_batch = {law().days[n].day for n in ("batch_1_exit_on",)} - {leaves}
    assert (leaves is None) or leaves.isoformat() in days
    assert not {day.isoformat() for day in other_batch} & set(days)
    assert ("2021-03-31" in days) == (leaves is not None)


@pytest.mark.parametrize("entry", CORRECTED, ids=lambda entry: entry.occupation)
def test_a_corrected_name_is_shown_with_the_scan_and_the_ground(
    entry: catalogue.Occupation,
) -> None:
    for lang in LANGS:
        page = page_of(lang, entry.occupation)
        assert entry.correction is not None
        assert entry.as_scanned in page.text
        assert entry.correction.ground.in_(lang) in page.text


def test_a_name_as_scanned_leads_to_the_corrected_one_and_keeps_the_day() -> None:
    page = page_of("en", "金属材料热处理工", "2020-10-01")
    assert page.address == f"/en/occupation/{quote('金属材热处理工')}/?on=2020-10-01"


@pytest.mark.parametrize("typed", ["电工 ", "（电工）", "[电工]", "电 工", "电工\u3000"])
def test_a_name_typed_loosely_leads_to_its_one_address(typed: str) -> None:
    page = page_of("zh", typed)
    assert (page.heading, page.address) == ("电工", f"/zh/occupation/{quote('电工')}/")


def test_a_name_that_fits_several_offers_each() -> None:
    page = page_of("zh", "重冶金法冶炼工")
    assert page.status == 404
    assert {"重冶火法冶炼工", "重冶湿法冶炼工"} <= set(page.links)


@pytest.mark.parametrize("lang", LANGS)
def test_an_unknown_name_is_refused_with_names_like_it(lang: Lang) -> None:
    page = page_of(lang, "电梯安装工人")
    assert page.status == 404
    assert page.links["电梯安装维修工"] == f"/{lang}/occupation/{quote('电梯安装维修工')}/"
    strange = page_of(lang, "<script>alert(1)</script>")
    assert strange.status == 404
    assert b"<script>alert" not in strange.content


@pytest.mark.parametrize("lang", LANGS)
def test_a_day_that_is_none_is_refused_at_its_field(lang: Lang) -> None:
    page = page_of(lang, "电工", "2020-13-01")
    assert page.status == 200
    field = page.one("input", id="on")
    assert (field.attributes["value"], field.attributes["aria-invalid"]) == ("2020-13-01", "true")
    assert "2020-09-30" in page.one("p", id="on-error").text


@pytest.mark.parametrize("on", AROUND)
@pytest.mark.parametrize("name", SOME)
def test_what_may_be_done_is_what_the_questions_answer(name: str, on: date) -> None:
    page = page_of("zh", name, on.isoformat())
    outcome = law().decide("replacement", {"occupation": name, "requested_on": on}).outcome
    assert outcome is not None
    label = law().decision("replacement").outcomes[outcome].label.zh
    (address,) = [a for a in page.links.values() if "/ask/replacement/answer/" in a]
    assert visit(address).heading.endswith(label)
    assert label in page.text


def test_what_depends_on_more_leads_to_the_question_with_the_occupation_filled_in() -> None:
    page = page_of("zh", "电工", "2020-09-15")
    (address,) = [a for a in page.links.values() if "/ask/candidate-option/" in a]
    asked = visit(address)
    assert asked.status == 200
    assert "电工" in asked.text
    assert asked.asked != "occupation"
    possible = law().decide("candidate-option", {"occupation": "电工"}).outcomes
    for outcome in possible:
        assert law().decision("candidate-option").outcomes[outcome].label.zh in page.text


@pytest.mark.parametrize("number", [item.number for item in catalogue.load().items()])
def test_a_qualification_lists_its_occupations(number: int) -> None:
    item = catalogue.load().items()[number - 1]
    page = visit(f"/zh/item/{number}/")
    listed = [e.text for e in page.of("a") if "/occupation/" in e.attributes["href"]]
    assert page.heading == item.qualification
    assert listed == [entry.occupation for entry in item.occupations]
    assert ("不在同一批退出" in page.text) == (number in SPLIT)


@pytest.mark.parametrize("number", [0, 77, 10**30])
def test_an_item_that_the_annex_has_not_is_refused_with_its_range(number: int) -> None:
    for lang, words in (("zh", "第1至76项"), ("en", "items 1 to 76")):
        page = visit(f"/{lang}/item/{number}/")
        assert page.status == 404
        assert words in page.text


@pytest.mark.parametrize("number", SPLIT)
def test_an_occupation_of_a_split_item_names_the_others(number: int) -> None:
    item = catalogue.load().items()[number - 1]
    page = page_of("zh", item.occupations[0].occupation)
    assert {entry.occupation for entry in item.occupations} <= set(page.links)
    for entry in item.occupations:
        assert f"{entry.occupation} {entry.treatment.label.zh}" in page.text


def test_a_chosen_day_goes_along_from_page_to_page() -> None:
    page = visit("/zh/catalogue/?on=2021-02-01")
    for heading in (str(catalogue.load().find("电工").item), "电工"):
        page = visit(page.links[heading])
        assert "2021年2月1日" in page.text
    assert "on=" not in visit("/zh/catalogue/").links["电工"]
    assert "2021年2月1日" in visit(visit("/zh/item/73/?on=2021-02-01").links["下一项 →"]).text


def test_a_day_that_is_none_is_refused_on_a_qualifications_page() -> None:
    page = visit("/zh/item/73/?on=2020-02-30")
    assert page.one("input", id="on").attributes["value"] == "2020-02-30"
    assert "不是日期" in page.text
