"""One question a page: nothing told is lost, and what cannot be is said at the field."""

from __future__ import annotations

import pytest

from tests.web.ask.visiting import Page, buttons, path, query, send, visit
from xianjie.instruments import catalogue, law
from xianjie.text import LANGS, Lang

TOLD = {"occupation": "电工", "route": "scheduled", "announced_on": "2020-06-01"}


def told(page: Page) -> dict[str, str]:
    """What the page's form carries along."""
    return {name: value for name, value in page.fields if name not in {"asked", page.asked}}


@pytest.mark.parametrize("lang", LANGS)
def test_the_list_leads_to_every_question_once(lang: Lang) -> None:
    page = visit(f"/{lang}/ask/")
    for name, decision in law().decisions.items():
        assert page.links[decision.question.in_(lang)] == path(lang, name)


def test_back_goes_through_every_question_and_keeps_every_answer() -> None:
    page = visit(path("zh", "candidate-option", **TOLD))
    seen = []
    while page.address.startswith(path("zh", "candidate-option")):
        seen.append(page.asked)
        kept = {**told(page), page.asked: page_value(page)} if page.asked in TOLD else told(page)
        assert kept == TOLD
        page = visit(page.links["← 上一步"])
    assert seen == ["exam_held", "announced_on", "route", "occupation"]
    assert page.heading == "问一问"


def page_value(page: Page) -> str:
    """The answer that the page shows as given."""
    current = [e for e in page.of("button") if "choice--current" in e.attributes.get("class", "")]
    if current:
        return current[0].attributes["value"]
    return page.one("input", id="value").attributes["value"]


def test_a_changed_answer_leaves_the_others_alone() -> None:
    page = visit(path("zh", "candidate-option", **TOLD, ask="route"))
    page = send(page, button=("route", "competition"))
    assert page.asked == "competition_in_plan"
    assert told(page) == {**TOLD, "route": "competition"}


def test_each_answer_so_far_can_be_changed() -> None:
    page = visit(path("en", "candidate-option", **TOLD))
    for name in TOLD:
        label = law().decision("candidate-option").fact(name).label.en
        assert visit(page.links[f"change {label}"]).asked == name


def test_start_again_forgets_everything() -> None:
    page = visit(path("en", "candidate-option", **TOLD))
    assert page.links["Start again"] == path("en", "candidate-option")


def test_what_is_skipped_can_be_answered_after_all() -> None:
    page = send(visit(path("en", "candidate-option")), button=("skip", "occupation"))
    assert ("skip", "occupation") in page.fields
    page = visit(page.links["answer the occupation"])
    assert page.asked == "occupation"
    page = send(page, typed="电工")
    assert "skip" not in dict(page.fields)
    assert told(page) == {"occupation": "电工"}


def test_none_is_an_answer_where_there_may_have_been_none() -> None:
    page = visit(path("zh", "exam-permission", occupation="电工", route="scheduled"))
    assert page.asked == "announced_on"
    assert ("announced_on", "none") in buttons(page)
    page = send(page, button=("announced_on", "none"))
    assert told(page)["announced_on"] == "none"
    page = visit(path("zh", "exam-schedule", ask="held_on"))
    assert ("held_on", "none") not in buttons(page)


def test_the_button_counts_where_something_is_typed_too() -> None:
    page = visit(path("zh", "exam-permission", occupation="电工", route="scheduled"))
    page = send(page, typed="2020-06-01", button=("announced_on", "none"))
    assert told(page)["announced_on"] == "none"


@pytest.mark.parametrize("typed", ["2020-13-01", "2020-02-30", "昨天", "none", "x" * 500, "\0"])
@pytest.mark.parametrize("lang", LANGS)
def test_an_impossible_day_stays_in_the_field_with_the_reason_beside_it(
    typed: str, lang: Lang
) -> None:
    page = send(visit(path(lang, "exam-schedule", **TOLD_OF_SCHEDULE)), typed=typed)
    assert page.status == 400
    field = page.one("input", id="value")
    assert field.attributes["value"] == typed.replace("\0", "")
    assert field.attributes["aria-invalid"] == "true"
    error = page.one("p", id="error")
    assert field.attributes["aria-describedby"] == "error"
    assert error.text.strip()
    assert told(page) == TOLD_OF_SCHEDULE
    page = send(page, typed="2020-10-15")
    assert page.heading.endswith({"zh": "在规定时段内", "en": "Within the window"}[lang])


TOLD_OF_SCHEDULE = {
    "occupation": "电工",
    "route": "scheduled",
    "exam_kind": "routine",
    "sitting": "first",
}


def test_nothing_typed_is_said_to_be_nothing() -> None:
    page = send(visit(path("en", "catalogue-status", on="2020-09-01")), typed="")
    assert page.status == 400
    assert "nothing is given" in page.one("p", id="error").text
    assert told(page) == {"on": "2020-09-01"}


def test_a_name_that_the_annex_lacks_comes_with_names_like_it() -> None:
    page = send(visit(path("zh", "catalogue-status", on="2020-09-01")), typed="保育圆")
    assert page.status == 400
    assert page.one("input", id="value").attributes["value"] == "保育圆"
    assert ("occupation", "保育员") in buttons(page)
    assert "/answer/" in send(page, button=("occupation", "保育员")).address


def test_a_scanned_name_of_two_occupations_offers_both() -> None:
    page = send(visit(path("zh", "catalogue-status", on="2020-09-01")), typed="重冶金法冶炼工")
    offered = [value for name, value in buttons(page) if name == "occupation"]
    assert len(offered) == 2
    assert all(catalogue.load().find(name).occupation == name for name in offered)


def test_several_impossible_answers_are_put_right_one_after_the_other() -> None:
    page = visit(path("zh", "exam-schedule", occupation="电工", route="x", held_on="y"))
    assert page.status == 400
    assert page.asked == "route"
    page = send(page, button=("route", "scheduled"))
    assert page.status == 400
    assert page.asked == "held_on"
    assert page.one("input", id="value").attributes["value"] == "y"


def test_every_occupation_is_listed_for_browsers_without_scripts() -> None:
    page = visit(path("zh", "catalogue-status", on="2020-09-01"))
    names = [option.attributes["value"] for option in page.of("option")]
    assert names == [entry.occupation for entry in catalogue.load().occupations]
    assert page.one("input", id="value").attributes["list"] == page.one("datalist").attributes["id"]


@pytest.mark.parametrize(
    ("words", "first"), [("保育", "保育员"), ("保育圆", "保育员"), ("4-07-05", "保安员")]
)
def test_suggestions_fit_what_is_typed(words: str, first: str) -> None:
    page = visit(f"/zh/ask/occupations/?occupation={words}")
    offered = [e.attributes["value"] for e in page.elements if e.tag == "button"]
    assert first in offered
    assert len(offered) <= 8


@pytest.mark.parametrize("words", ["", "%00", "%20", "zzzz", "%F0%A0%AE%B7", "x" * 3000])
def test_nothing_is_suggested_for_what_nothing_is_like(words: str) -> None:
    page = visit(f"/zh/ask/occupations/?occupation={words}")
    assert page.status == 200
    assert page.content.strip() == b""


def test_progress_counts_what_is_behind_and_at_most_ahead() -> None:
    page = visit(path("en", "candidate-option", **TOLD))
    progress = page.one("progress").attributes
    needs = law().decide("candidate-option", TOLD).needs
    assert (progress["value"], progress["max"]) == ("3", str(3 + len(needs)))
    assert f"Question 4; at most {len(needs)} left" in page.text


def test_a_question_that_is_settled_leads_straight_to_the_answer() -> None:
    page = visit(path("zh", "replacement", occupation="电工", requested_on="2021-02-01"))
    assert page.address.startswith(path("zh", "replacement", "answer/"))
    assert query(page.address) == "occupation=%E7%94%B5%E5%B7%A5&requested_on=2021-02-01"
