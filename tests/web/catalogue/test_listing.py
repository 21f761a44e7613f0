"""The whole catalogue: what filters keep, in which order, and what the charts count."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.web.ask.visiting import Page, visit
from xianjie.instruments import catalogue
from xianjie.instruments.catalogue import Treatment
from xianjie.text import LANGS, Lang
from xianjie.web.portal.catalogue.selecting import ORDERS, Selection, departments, selection

ALL = catalogue.load().occupations
BATCHES = {Treatment.BATCH_1: 29, Treatment.BATCH_2: 156, Treatment.ACCESS_TYPE: 7}


def listing(lang: Lang = "zh", **asked: str) -> Page:
    page = visit(f"/{lang}/catalogue/?{urlencode(asked)}")
    assert page.status == 200
    return page


def names(page: Page) -> list[str]:
    """The occupations listed, in order."""
    return [e.text for e in page.of("a") if "/occupation/" in e.attributes["href"]]


@pytest.mark.parametrize("lang", LANGS)
def test_with_nothing_asked_all_are_listed_as_in_the_annex(lang: Lang) -> None:
    assert names(listing(lang)) == [entry.occupation for entry in ALL]


@pytest.mark.parametrize("treatment", Treatment)
def test_the_treatment_chosen_is_kept(treatment: Treatment) -> None:
    kept = names(listing(treatment=treatment.value))
    assert kept == [e.occupation for e in ALL if e.treatment is treatment]
    assert len(kept) == BATCHES[treatment]


@pytest.mark.parametrize("department", departments())
def test_a_departments_occupations_are_kept(department: str) -> None:
    kept = names(listing(department=department))
    assert kept == [e.occupation for e in ALL if department in e.departments]
    assert kept


def test_what_the_hrss_departments_organise_is_kept() -> None:
    kept = names(listing(hrss="1"))
    assert kept == [e.occupation for e in ALL if e.hrss_organised]
    assert "保安员" in kept
    assert "消防员" not in kept


def test_words_are_sought_in_old_and_new_names_qualifications_codes_and_departments() -> None:
    assert names(listing(q="金属材料热处理工")) == ["金属材热处理工"]
    assert names(listing(q="6-31-01-03")) == ["电工"]
    assert "设备点检员" in names(listing(q="机械设备修理人员"))
    assert "森林消防员" in names(listing(q="林业和草原"))


def test_filters_narrow_each_other() -> None:
    kept = names(listing(treatment="access_type", hrss="1", q="员"))
    assert kept == ["保安员", "安检员"]


@pytest.mark.parametrize("order", ORDERS)
def test_an_order_moves_rows_but_loses_none(order: str) -> None:
    assert sorted(names(listing(order=order))) == sorted(entry.occupation for entry in ALL)


def test_orders_are_what_they_say() -> None:
    by_name = names(listing(order="name"))
    assert by_name == sorted(by_name)
    treatments = {entry.occupation: entry.treatment for entry in ALL}
    by_exit = Counter(treatments[name] for name in names(listing(order="exit"))[:29])
    assert by_exit == {Treatment.BATCH_1: 29}
    codes = {entry.occupation: entry.dadian_code or "~" for entry in ALL}
    by_code = [codes[name] for name in names(listing(order="code"))]
    assert by_code == sorted(by_code)


@pytest.mark.parametrize(
    ("on", "counted"),
    [
        ("2020-07-20", {"在目录内": 192}),
        ("2020-09-30", {"即将退出": 185, "拟转为准入类": 7}),
        ("2020-10-01", {"已退出": 29, "即将退出": 156, "拟转为准入类": 7}),
        ("2021-01-01", {"已退出": 185, "拟转为准入类": 7}),
    ],
)
def test_each_stands_as_it_does_on_the_day(on: str, counted: dict[str, int]) -> None:
    page = listing(on=on)
    assert Counter(e.text for e in page.of("span") if "tag" in e.attributes.get("class", "")) == (
        counted
    )


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("on", ["2020-02-30", "yesterday", "<b>", "2020-9-4", "2020-W40-1"])
def test_a_day_that_is_none_is_refused_at_its_field_and_kept_there(lang: Lang, on: str) -> None:
    page = listing(lang, on=on, treatment="batch_1")
    field = page.one("input", id="f-on")
    assert field.attributes["value"] == on
    assert field.attributes["aria-invalid"] == "true"
    (error,) = [e for e in page.of("span") if e.attributes.get("id") == "f-on-error"]
    assert "2020-09-30" in error.text
    assert len(names(page)) == 29


def test_the_form_keeps_what_was_asked() -> None:
    page = listing(
        q="工", treatment="batch_1", department="人力资源和社会保障部", order="name", hrss="1"
    )
    chosen = [e.text for e in page.of("option") if "selected" in e.attributes]
    assert chosen == ["第一批", "人力资源和社会保障部", "名称"]
    assert page.one("input", id="f-q").attributes["value"] == "工"
    assert "checked" in page.one("input", name="hrss").attributes


@pytest.mark.parametrize("lang", LANGS)
def test_when_nothing_fits_a_wider_search_is_offered(lang: Lang) -> None:
    page = listing(lang, q="补发")
    assert names(page) == []
    assert f"/{lang}/search/?q=%E8%A1%A5%E5%8F%91" in page.links.values()


def test_a_script_gets_the_rows_alone() -> None:
    headers = {"HX-Request": "true", "HX-Target": "rows"}
    content = Client().get("/zh/catalogue/?q=电工", headers=headers).content.decode()
    assert "<html" not in content
    assert "/zh/occupation/%E7%94%B5%E5%B7%A5/" in content
    whole = Client().get("/zh/catalogue/?q=电工", headers={"HX-Request": "true"})
    assert "<html" in whole.content.decode()  # as htmx asks when a visitor goes back


@pytest.mark.parametrize("asked", [{}, {"hrss": "1"}, {"treatment": "access_type"}])
def test_charts_count_what_is_listed(asked: dict[str, str]) -> None:
    page = listing("zh", **asked)
    listed = [entry for entry in ALL if entry.occupation in names(page)]
    counted = _counted(page)
    for treatment in Treatment:
        assert counted[treatment.label.zh] == sum(e.treatment is treatment for e in listed)
    for department in departments():
        expected = sum(department in entry.departments for entry in listed)
        assert counted.get(department, 0) == expected


def _counted(page: Page) -> dict[str, int]:
    """Row heading to number, of all the charts."""
    rows: dict[str, int] = {}
    heading = ""
    for element in page.elements:
        if element.tag == "th":
            heading = element.text
        if element.attributes.get("class") == "number" and re.fullmatch(r"\d+", element.text):
            rows.setdefault(heading, int(element.text))
    return rows


_WORDS = st.text(max_size=8) | st.sampled_from(["", "1", "batch_1", "exit", "电", "\0", "'", "=1"])


@given(
    asked=st.dictionaries(
        st.sampled_from(["q", "treatment", "department", "hrss", "order"]), _WORDS
    )
)
def test_whatever_is_asked_for_comes_back_as_the_same_selection(asked: dict[str, str]) -> None:
    query = QueryDict(mutable=True)
    query.update(asked)
    chosen = selection(query)
    assert selection(QueryDict(chosen.query())) == chosen
    assert chosen.order in ORDERS


@given(on=st.dates())
def test_any_day_of_the_calendar_can_be_asked_about(on: date) -> None:
    assert Client().get("/zh/catalogue/", {"on": on.isoformat(), "q": "电工"}).status_code == 200


def test_an_empty_selection_asks_for_nothing() -> None:
    assert selection(QueryDict("")).query() == ""
    assert selection(QueryDict("")) == Selection("", "", "", hrss=False, order="item")
