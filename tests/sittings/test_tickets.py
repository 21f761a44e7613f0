"""Tickets on paper: two on a page, all words and codes in it, hundreds in seconds."""

from __future__ import annotations

import io
from datetime import date
from time import perf_counter

import pytest
from pypdf import PdfReader

from xianjie.documents.tickets import Ticket, tickets_document
from xianjie.text import LANGS, Lang, Text


def made(number: int) -> Ticket:
    return Ticket(
        f"{number:013}",
        f"XJT1.{number:013}.0123456789abcdef",
        "电工日常鉴定",
        "广州第一鉴定所",
        [(Text("姓名", "Name"), f"考生{number}"), (Text("考场", "Room"), "一室")],
    )


@pytest.mark.parametrize("lang", LANGS)
def test_two_on_a_page_with_all_that_they_say(lang: Lang) -> None:
    content = tickets_document([made(one) for one in range(5)], on=date(2020, 9, 15), lang=lang)
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    assert len(pages) == 3
    for number in range(5):
        assert f"{number:013}" in pages[number // 2]
        assert f"考生{number}" in pages[number // 2].replace(" ", "")  # set apart from digits
    assert ("准考证" if lang == "zh" else "Admission ticket") in pages[0]


def test_hundreds_take_seconds() -> None:
    begun = perf_counter()
    content = tickets_document([made(one) for one in range(300)], on=date(2020, 9, 15), lang="zh")
    assert perf_counter() - begun < 30
    assert len(PdfReader(io.BytesIO(content)).pages) == 150
