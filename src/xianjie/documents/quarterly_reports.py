"""The report of a quarter (通报): figures by prefecture, alerts by kind, bodies and sanctions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from xianjie.documents import wording
from xianjie.documents.official import (
    Attachment,
    Named,
    day,
    moment,
    official_document,
    qr,
    words,
)
from xianjie.text import Text

TITLE = Text("职业技能评价监督情况通报", "Report on the Supervision of Skill Evaluation")
_WORDS = {
    "areas": Text("各地市情况", "By prefecture"),
    "area": Text("地市", "Prefecture"),
    "together": Text("合计", "Together"),
    "bodies": Text("查实和处理的机构", "Bodies of which something was confirmed"),
    "no_bodies": Text("本季度没有。", "None in this quarter."),
    "body": Text("机构", "Body"),
    "confirmed": Text("查实", "Confirmed"),
    "sanctions": Text("现行处理", "Sanctions in force"),
    "covered": Text(
        "没有现行处理决定的机构，名称遮盖。各项数字由登记册按所写日期统计，可以重算。",
        "The names of bodies without a sanction in force are covered. Every figure is counted from "
        "the register as of the day named, and can be counted again.",
    ),
    "digest": Text(
        "所附数据的 SHA-256（已记入公开日志）：",
        "SHA-256 of the attached data, which is in the public log:",
    ),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A prefecture with its figures, in the order of the heads."""

    name: Text
    figures: Sequence[int]


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars: each its words and its count."""

    title: Text
    of: Text
    count: Text
    bars: Sequence[tuple[Text, int]]


@dataclass(frozen=True, slots=True)
class BodyLine:
    """A body by its name, covered or not, with what was confirmed and what is in force."""

    name: str
    area: Text
    confirmed: int
    sanctions: Sequence[Text]


@dataclass(frozen=True, slots=True)
class QuarterlyReport:
    """A report as it was issued; ``data`` is its content, of which ``digest`` is the SHA-256."""

    number: str
    issuer: Named
    quarter: Text
    as_of: date
    issued_at: datetime
    heads: Sequence[Text]
    areas: Sequence[Line]
    together: Sequence[int]
    charts: Sequence[Chart]
    bodies: Sequence[BodyLine]
    digest: str
    address: str
    data: bytes


def quarterly_report_document(one: QuarterlyReport) -> bytes:
    """The report as PDF, A4, as many pages as it takes; raises `MissingGlyph`."""
    as_of = day(one.as_of)
    issued = moment(one.issued_at)
    return official_document(
        "quarterly_report.typ",
        {
            "words": words(
                **_WORDS,
                **wording.SHARED,
                lookup=Text(f"公布于 {one.address}", f"published at {one.address}"),
            ),
            "lede": {
                "zh": f"{one.quarter.zh}，数据截至{as_of.zh}",
                "en": f"{one.quarter.en}, as of {as_of.en}",
            },
            "heads": [_both(head) for head in one.heads],
            "areas": [
                {**_both(line.name), "figures": [f"{each:,}" for each in line.figures]}
                for line in one.areas
            ],
            "together": [f"{each:,}" for each in one.together],
            "charts": [_chart(chart) for chart in one.charts],
            "bodies": [
                {
                    "zh": line.name,
                    "en": line.area.en,
                    "confirmed": f"{line.confirmed:,}",
                    "sanctions": [_both(each) for each in line.sanctions],
                }
                for line in one.bodies
            ],
            "digest": one.digest,
            "issuer": {"zh": one.issuer.zh, "en": one.issuer.en},
            "on": _both(issued),
        },
        title=TITLE,
        number=one.number,
        attachment=Attachment(
            f"{one.number}.json",
            one.data,
            "application/json",
            Text("通报的全部数据", "all the data of the report"),
        ),
        on=one.issued_at,
        pictures={"qr": qr(one.address)},
    )


def _chart(chart: Chart) -> dict[str, object]:
    most = max((count for _, count in chart.bars), default=0) or 1
    return {
        "title": _both(chart.title),
        "of": _both(chart.of),
        "count": _both(chart.count),
        "bars": [
            {**_both(words), "count": f"{count:,}", "share": round(100 * count / most, 2)}
            for words, count in chart.bars
        ],
    }


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
