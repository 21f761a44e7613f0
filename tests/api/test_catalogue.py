"""The catalogue over HTTP: every row, the filters, look-up by either name, the day."""

from datetime import date

import pytest

from tests.api.asking import fields, get, refused
from xianjie.instruments import catalogue, law
from xianjie.instruments.standing import catalogue_row

OCCUPATIONS = catalogue.load().occupations


def test_without_filters_every_occupation_comes_in_the_order_of_the_annex() -> None:
    on = date(2020, 10, 1)
    expected = [dict(catalogue_row(law(), entry, on)) for entry in OCCUPATIONS]
    assert get("/catalogue?on=2020-10-01").json() == expected


@pytest.mark.parametrize("treatment", list(catalogue.Treatment))
def test_treatment_filters(treatment: catalogue.Treatment) -> None:
    found = get(f"/catalogue?treatment={treatment}").json()
    assert [row["occupation"] for row in found] == [
        entry.occupation for entry in OCCUPATIONS if entry.treatment is treatment
    ]


def test_department_filters_on_one_whole_department() -> None:
    found = get("/catalogue?department=人力资源和社会保障部").json()
    assert len(found) == sum(entry.hrss_organised for entry in OCCUPATIONS)
    assert all("人力资源和社会保障部" in row["departments"] for row in found)


def test_words_find_occupations_and_filters_add_up() -> None:
    found = get("/catalogue?q=炼 有色&treatment=batch_2").json()
    assert found
    assert [row["occupation"] for row in found] == [
        entry.occupation
        for entry in catalogue.load().search("炼 有色")
        if entry.treatment is catalogue.Treatment.BATCH_2
    ]
    assert len(found) < len(get("/catalogue?q=炼").json()) < len(OCCUPATIONS)
    assert get("/catalogue?q=没有这样的词").json() == []


@pytest.mark.parametrize(
    ("on", "standing"),
    [
        ("2020-07-20", "in_catalogue"),
        ("2020-07-21", "leaving"),
        ("2020-12-31", "leaving"),
        ("2021-01-01", "exited"),
    ],
)
def test_standing_is_that_of_the_day_asked_about(on: str, standing: str) -> None:
    row = get(f"/catalogue/电工?on={on}").json()
    assert (row["standing"], row["exit_on"]) == (standing, "2020-12-31")


def test_without_a_day_it_is_the_day_of_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIANJIE_NOW", "2020-07-20")
    assert get("/catalogue/电工").json()["standing"] == "in_catalogue"
    monkeypatch.setenv("XIANJIE_NOW", "2021-01-01")
    assert get("/catalogue/电工").json()["standing"] == "exited"


@pytest.mark.parametrize("entry", OCCUPATIONS[:40], ids=lambda entry: entry.occupation)
def test_either_name_finds_the_row(entry: catalogue.Occupation) -> None:
    row = get(f"/catalogue/{entry.occupation}").json()
    assert (row["occupation"], row["as_scanned"]) == (entry.occupation, entry.as_scanned)


def test_brackets_width_and_spaces_do_not_count() -> None:
    names = ("(粮油) 仓储管理员", "（粮油）仓储管理员", "粮油仓储管理员")
    assert {get(f"/catalogue/{name}").json()["item"] for name in names} == {
        catalogue.load().find("(粮油) 仓储管理员").item
    }


def test_an_unknown_name_is_not_there_and_names_like_it_are_offered() -> None:
    problem = refused(get("/catalogue/仓储管理员"), 404, "unknown-occupation")
    assert problem["near"] == ["(粮油) 仓储管理员"]
    assert fields(problem) == ["name"]


def test_an_ambiguous_name_is_refused_with_every_candidate() -> None:
    problem = refused(get("/catalogue/重冶金法冶炼工?lang=en"), 409, "ambiguous-occupation")
    assert problem["candidates"] == ["重冶火法冶炼工", "重冶湿法冶炼工"]


@pytest.mark.parametrize("name", ["a/b", "%2F", "..%2F", "%00", "%0A", "%FF", "工" * 500])
def test_a_name_may_hold_anything(name: str) -> None:
    response = get(f"/catalogue/{name}")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("on=2020-02-30", "on"),
        ("on=1600000000", "on"),
        ("on=", "on"),
        ("treatment=batch_3", "treatment"),
        ("department=铁道部", "department"),
        ("jurisdiction=US", "jurisdiction"),
        ("lang=fr", "lang"),
        ("treatmnet=batch_1", "treatmnet"),
        ("q=a&q=b", "q"),
    ],
)
def test_a_filter_that_is_wrong_is_refused_by_name(query: str, field: str) -> None:
    problem = refused(get(f"/catalogue?{query}"), 422, "invalid-request")
    assert fields(problem) == [field]


def test_every_wrong_filter_is_named_at_once() -> None:
    problem = refused(get("/catalogue?on=x&treatment=y"), 422, "invalid-request")
    assert fields(problem) == ["on", "treatment"]
