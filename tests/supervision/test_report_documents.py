"""The report as a document: sealed, with its data attached, the same bytes each time."""

from __future__ import annotations

import io

from pypdf import PdfReader

from tests.filings.conftest import ON, moment
from tests.supervision.conftest import Desk, desk
from xianjie.domain.supervision import issuing_reports
from xianjie.domain.supervision.printing_reports import content_of, report_pdf, rows
from xianjie.domain.supervision.quarters import FIGURES, Quarter

__all__ = ["desk"]


def test_a_report_is_printed_whole_with_its_data(desk: Desk) -> None:
    case = desk.opened([desk.alert("a"), desk.alert("b")])
    desk.found(case)
    made = issuing_reports.issue(
        by=desk.province, quarter=Quarter(2020, 2), on=ON, at=moment(ON).replace(microsecond=7)
    )
    pdf = PdfReader(io.BytesIO(report_pdf(made)))
    text = "".join(page.extract_text() for page in pdf.pages).replace(" ", "")
    for words in ("2020年第2季度", "广州市", "Guangzhou", "第1评＊＊＊", "预警按指标", made.digest):
        assert words in text, words
    (attached,) = pdf.attachments.values()
    assert attached == [made.content.encode()]
    assert pdf.trailer["/Root"]["/Metadata"]  # type: ignore[index]


def test_its_figures_are_told_one_by_one(desk: Desk) -> None:
    desk.opened()
    made = issuing_reports.issue(by=desk.province, quarter=Quarter(2020, 2), on=ON, at=moment(ON))
    told = list(rows(content_of(made.content)))
    assert len(told) == 21 * len(FIGURES) + 1
    assert ("广州市", "立案", 1) in [(of.zh, what.zh, count) for of, what, count in told]
