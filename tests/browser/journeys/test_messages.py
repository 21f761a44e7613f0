"""Being told and being reminded; a guidance notice from the bureau to the proof that it is read."""

from __future__ import annotations

import pytest

from tests.browser.journeys.conftest import LogIn


@pytest.mark.slow
def test_the_silent_are_reminded_and_a_candidate_reads_it(log_in: LogIn) -> None:
    candidate = log_in("candidate", width=320)
    candidate.open("me/")
    candidate.click(candidate.page.locator("main li h2 a").first)
    registration = candidate.page.url.rstrip("/").rsplit("/", 1)[1]
    centre = log_in("centre")
    centre.open("work/messages/")
    centre.open(f"work/registrations/{registration}/")
    centre.click(centre.page.locator("main dd a[href*=exams]").first)
    centre.follow("看告知和送达")
    assert "请选择继续参加或者退费" in centre.words
    centre.follow("催告未答复者")
    centre.press("催告未答复者")
    assert "还没有收到你的选择" in centre.words
    candidate.open("me/messages/")
    candidate.follow("还没有收到你的选择")
    assert "继续参加" in candidate.words
    candidate.follow("看这项报名")


@pytest.mark.slow
def test_a_guidance_notice_is_read_and_proved(log_in: LogIn) -> None:
    bureau = log_in("bureau-01")
    bureau.open("work/guidance/")
    bureau.follow("发一份通知")
    for label, words in (
        ("标题（中文）", "分批入场"),
        ("正文（中文）", "按座位分批入场。\n考点备口罩。"),
        ("标题（英文）", "In groups"),
        ("正文（英文）", "Let candidates in by seats.\nKeep masks."),
        ("依据", "疫情防控指挥部通告"),
    ):
        bureau.page.get_by_label(label).fill(words)
    bureau.press("发出")
    assert "分批入场" in bureau.words
    here = bureau.page.url
    institution = log_in("institution-01", width=360)
    institution.open("work/")
    task = institution.page.locator("main .hits a").filter(has_text="指导通知待阅知：分批入场")
    institution.page.goto(f"{institution.url}{task.get_attribute('href')}")
    institution.look()
    institution.press("已阅知")
    assert "已确认阅知" in institution.words
    bureau.page.goto(here)
    bureau.look()
    assert "已阅知 1 家" in bureau.words
    bureau.open("work/guidance/notices/")
