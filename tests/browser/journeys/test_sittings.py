"""A result reviewed at its candidate's request; the pages of an institution's exam day."""

from __future__ import annotations

import re

import pytest

from tests.browser.journeys.conftest import LogIn


@pytest.mark.slow
def test_a_result_is_reviewed_and_an_institution_looks_at_its_exam(log_in: LogIn) -> None:
    candidate = log_in("candidate-b", width=360)
    candidate.click(candidate.page.locator("main li h2 a").first)
    assert "不合格" in candidate.words
    here = candidate.page.url
    candidate.follow("申请成绩复核")
    candidate.page.get_by_label("理由").fill("漏计一题")
    candidate.press("申请")
    assert "已申请，待答复" in candidate.words

    centre = log_in("centre-b")
    centre.open("work/")
    centre.click(centre.page.get_by_role("link", name=re.compile("成绩复核待答复")).first)
    centre.page.get_by_label("维持原成绩").check()
    centre.page.get_by_label("答复").fill("逐题核对，分数无误")
    centre.press("答复")
    assert "逐题核对，分数无误" in centre.words
    candidate.page.goto(here)
    candidate.look()
    assert "维持" in candidate.words

    institution = log_in("institution-51")
    institution.open("work/")
    institution.follow(re.compile("成绩待录入"))
    number = re.search(r"/exams/(\d+)/", institution.page.url)
    assert number
    for path in (
        "sitting/",
        "seats/",
        "attendance/",
        "seats/allot/",
        "tickets/",
        "sitting/incident/",
        "results/enter/",
    ):
        institution.open(f"work/exams/{number[1]}/{path}")
