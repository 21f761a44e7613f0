"""A report of a quarter as it was issued: read back, as a sealed PDF, as rows of a table."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from xianjie.documents.official import Named
from xianjie.documents.quarterly_reports import (
    BodyLine,
    Chart,
    Line,
    quarterly_report_document,
)
from xianjie.documents.quarterly_reports import QuarterlyReport as Printed
from xianjie.documents.seals import sealed
from xianjie.domain.certificates.printing import seal_keys
from xianjie.domain.supervision.models import QuarterlyReport
from xianjie.domain.supervision.quarters import FIGURES, Quarter
from xianjie.identifiers.areas import area
from xianjie.text import Text

_ISSUER = Named("广东省人力资源和社会保障厅", "Guangdong Provincial Department of HRSS")
_REASON = Text("通报签章", "seal of a quarterly report")


@dataclass(frozen=True, slots=True)
class Content:
    """The content of a report, typed."""

    quarter: Quarter
    as_of: date
    areas: Sequence[Line]
    together: Sequence[int]
    alerts: Sequence[tuple[Text, int]]
    bodies: Sequence[BodyLine]

    @property
    def charts(self) -> list[Chart]:
        """Certificates and alerts by prefecture, alerts by kind; the most first."""
        of = Text("地市", "Prefecture")
        found = [
            Chart(FIGURES[name], of, Text("数量", "Number"), self._bars(name))
            for name in ("certificates", "alerts")
        ]
        kinds = Chart(
            Text("预警按指标", "Alerts by indicator"),
            Text("指标", "Indicator"),
            Text("数量", "Number"),
            self.alerts,
        )
        return [one for one in (*found, kinds) if one.bars]

    def _bars(self, name: str) -> list[tuple[Text, int]]:
        place = list(FIGURES).index(name)
        counted = [(one.name, one.figures[place]) for one in self.areas if one.figures[place]]
        return sorted(counted, key=lambda one: -one[1])


def content_of(text: str) -> Content:
    """The content from its JSON, as it was issued or is only looked at."""
    told = json.loads(text)
    year, _, number = told["quarter"].partition("-Q")
    return Content(
        Quarter(int(year), int(number)),
        date.fromisoformat(told["as_of"]),
        [
            Line(Text(one["zh"], one["en"]), [one[name] for name in FIGURES])
            for one in told["areas"]
        ],
        [told["together"][name] for name in FIGURES],
        [(Text(one["zh"], one["en"]), one["count"]) for one in told["alerts"]],
        [
            BodyLine(
                one["name"],
                area(one["area"]).name,
                one["confirmed"],
                [Text(each["zh"], each["en"]) for each in one["sanctions"]],
            )
            for one in told["bodies"]
        ],
    )


def address_of(report: QuarterlyReport) -> str:
    """Where it is published."""
    return f"{settings.PUBLIC_URL.rstrip('/')}/zh/register/reports/{report.pk}/"


def report_pdf(report: QuarterlyReport) -> bytes:
    """The report as a sealed PDF that carries its data."""
    content = content_of(report.content)
    issued_at = report.issued_at.replace(microsecond=0)  # as a PDF dates itself
    made = quarterly_report_document(
        Printed(
            number=f"{content.quarter.name}-{report.pk}",
            issuer=_ISSUER,
            quarter=content.quarter.label,
            as_of=content.as_of,
            issued_at=issued_at,
            heads=list(FIGURES.values()),
            areas=content.areas,
            together=content.together,
            charts=content.charts,
            bodies=content.bodies,
            digest=report.digest,
            address=address_of(report),
            data=report.content.encode(),
        )
    )
    keys = seal_keys()
    return sealed(made, keys.key, keys.chain, reason=_REASON, at=issued_at)


def rows(content: Content) -> Iterator[tuple[Text, Text, int]]:
    """Its figures one by one: of which prefecture or kind, which figure, how many."""
    for line in content.areas:
        for words, count in zip(FIGURES.values(), line.figures, strict=True):
            yield line.name, words, count
    for words, count in content.alerts:
        yield words, FIGURES["alerts"], count
