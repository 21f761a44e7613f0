"""Reports on pages: looked at and issued by the province, read by all."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.test import Client

from tests.filings.conftest import ON
from tests.filings.test_pages import LogIn, log_in, text
from tests.supervision.conftest import Desk, desk
from xianjie.domain.supervision.models import QuarterlyReport
from xianjie.domain.supervision.quarters import FIGURES

__all__ = ["desk", "log_in"]


def test_a_report_is_looked_at_issued_and_read_by_all(desk: Desk, log_in: LogIn) -> None:
    case = desk.opened()
    desk.found(case)
    province = log_in(desk.province)
    assert "第1评＊＊＊" in text(province, "reports/?quarter=2020-Q2")
    assert "第1评＊＊＊" not in text(province, "reports/?quarter=2020-Q1")
    for asked in ("nonsense", "2031-Q1", ""):  # then the one that ended last
        assert "2020年第1季度，数据截至今天" in text(province, f"reports/?quarter={asked}")
    issued = province.post("/zh/work/reports/?quarter=2020-Q2")
    page = issued["Location"]
    public = Client()
    for lang, words in (("zh", "2020年第2季度"), ("en", "Quarter 2 of 2020")):
        shown = public.get(page.replace("/zh/", f"/{lang}/")).content.decode()
        assert words in shown
        assert QuarterlyReport.objects.get().digest in shown
    assert "2020年第2季度" in public.get("/zh/register/reports/").content.decode()
    told = json.loads(public.get(f"{page}report.json").content)
    assert told["together"]["opened"] == 1
    rows = list(
        csv.reader(io.StringIO(public.get(f"{page}report.csv").content.decode("utf-8-sig")))
    )
    assert len(rows) == 1 + 21 * len(FIGURES) + 1
    assert public.get(f"{page}report.pdf").content.startswith(b"%PDF-")
    again = province.post("/zh/work/reports/?quarter=2020-Q2")
    assert "今天已印发过" in again.content.decode()


def test_nothing_is_read_before_its_day(
    desk: Desk, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = log_in(desk.province).post("/zh/work/reports/?quarter=2020-Q2")["Location"]
    monkeypatch.setenv("XIANJIE_NOW", "2020-05-31")
    assert Client().get(page).status_code == 404
    assert "2020年第2季度" not in Client().get("/zh/register/reports/").content.decode()
    monkeypatch.setenv("XIANJIE_NOW", ON.isoformat())
    assert Client().get(page).status_code == 200
