"""What supervision came to in a quarter, by prefecture: counted from the records as of a day.

Only what stands written with its day is counted, so that the same day gives the same figures later.
Bodies are told by a covered name, but for those of which a sanction is in force that day.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from xianjie.calendar import add_months
from xianjie.domain.accounts.models import Body
from xianjie.domain.certificates.models import Certificate, Change
from xianjie.domain.filings.models import Measure, Organisation
from xianjie.domain.filings.telling import MEASURES, WHOLE
from xianjie.domain.organisations import blacklist
from xianjie.domain.organisations.models import Blacklisting
from xianjie.domain.supervision.described import DESCRIBED
from xianjie.domain.supervision.errors import SupervisionError
from xianjie.domain.supervision.inspecting import Answer
from xianjie.domain.supervision.models import Alert, Case, CaseStep, Inspection
from xianjie.identifiers.areas import prefectures
from xianjie.text import Text

_DAY = timedelta(days=1)
_MONTHS = 3
_SHOWN = 3  # letters of a covered name that are told
_COVER = "＊＊＊"  # for the others, however many they are
FIGURES: Mapping[str, Text] = {
    "certificates": Text("颁发证书", "Certificates issued"),
    "alerts": Text("预警", "Alerts"),
    "opened": Text("立案", "Cases opened"),
    "closed": Text("办结", "Cases closed"),
    "due": Text("整改到期", "Rectifications due"),
    "in_time": Text("按期整改", "Rectified in time"),
    "sanctions": Text("处理", "Sanctions"),
    "inspected": Text("抽查", "Inspections"),
    "wrong": Text("抽查有问题", "Inspections finding fault"),
}


@dataclass(frozen=True, slots=True)
class Quarter:
    """Three months, by their year and number."""

    year: int
    number: int

    @property
    def from_on(self) -> date:
        return date(self.year, self.number * _MONTHS - 2, 1)

    @property
    def until_on(self) -> date:
        """The first day after it."""
        return add_months(self.from_on, _MONTHS)

    @property
    def name(self) -> str:
        return f"{self.year}-Q{self.number}"

    @property
    def label(self) -> Text:
        return Text(f"{self.year}年第{self.number}季度", f"Quarter {self.number} of {self.year}")


def quarter_of(on: date) -> Quarter:
    return Quarter(on.year, (on.month - 1) // _MONTHS + 1)


def quarter_before(one: Quarter) -> Quarter:
    return quarter_of(one.from_on - _DAY)


def quarter_named(name: str) -> Quarter:
    """A quarter as ``2020-Q3``; raises `SupervisionError`."""
    year, _, number = name.partition("-Q")
    if not (year.isdigit() and len(year) == len("2020") and number in {"1", "2", "3", "4"}):
        raise SupervisionError(
            Text(f"不是季度：{name[:20]}；写作 2020-Q3", f"no quarter: {name[:20]}; write 2020-Q3")
        )
    return Quarter(int(year), int(number))


def figures(quarter: Quarter, on: date) -> dict[str, object]:
    """The content of a report, as it is published; raises `SupervisionError` before its time."""
    if on < quarter.from_on:
        raise SupervisionError(
            Text(f"{quarter.label.zh}还没有开始", f"{quarter.label.en} has not begun")
        )
    span = _Span(quarter.from_on, min(quarter.until_on, on + _DAY))
    counted = _counted(span)
    return {
        "quarter": quarter.name,
        "from_on": quarter.from_on.isoformat(),
        "until_on": (quarter.until_on - _DAY).isoformat(),
        "as_of": on.isoformat(),
        "areas": [
            {
                "area": one.code,
                "zh": one.name.zh,
                "en": one.name.en,
                **{name: counted[name][one.code] for name in FIGURES},
            }
            for one in prefectures()
        ],
        "together": {name: counted[name].total() for name in FIGURES},
        "alerts": _alerts(span),
        "bodies": _bodies(span, on),
    }


def as_text(content: Mapping[str, object]) -> str:
    """The content as it is published and digested."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class _Span:
    """From a day to before another, as days and as moments in China."""

    from_on: date
    to_on: date

    def days(self, column: str) -> Q:
        return Q(**{f"{column}__gte": self.from_on, f"{column}__lt": self.to_on})

    def moments(self, column: str) -> Q:
        zone = ZoneInfo(settings.TIME_ZONE)
        first, last = (datetime.combine(one, time(), zone) for one in (self.from_on, self.to_on))
        return Q(**{f"{column}__gte": first, f"{column}__lt": last})


def _counted(span: _Span) -> dict[str, Counter[str]]:
    steps = CaseStep.objects.filter(span.days("on"))
    due = CaseStep.objects.filter(span.days("due_on"), kind=CaseStep.Kind.ORDERED)
    inspections = Inspection.objects.filter(span.days("handed_in_on"))
    return {
        "certificates": _by_area(Certificate.objects.filter(span.days("issued_on")), "area"),
        "alerts": _by_area(_found(span), "area"),
        "opened": _by_area(Case.objects.filter(span.days("opened_on")), "area"),
        "closed": _by_area(steps.filter(kind=CaseStep.Kind.CLOSED), "case__area")
        + _by_area(_answered_at_once(span), "area"),
        "due": _by_area(due, "case__area"),
        "in_time": Counter(f"{one.case.area[:4]}00" for one in _in_time(due)),
        "sanctions": _sanctions(span),
        "inspected": _by_area(inspections, "area"),
        "wrong": _by_area(inspections.filter(items__answer=Answer.NOT_IN_ORDER).distinct(), "area"),
    }


def _by_area(rows: QuerySet[object], column: str) -> Counter[str]:  # type: ignore[type-var]
    """How many rows each prefecture has."""
    counted: Counter[str] = Counter()
    found = rows.order_by().values_list(column).annotate(count=Count("pk", distinct=True))
    for area, count in found:
        counted[f"{area[:4]}00"] += count
    return counted


def _answered_at_once(span: _Span) -> QuerySet[Case]:
    """Complaints that were answered without steps."""
    closed = Case.objects.filter(span.days("closed_on"))
    return closed.exclude(steps__kind=CaseStep.Kind.CLOSED)


def _in_time(due: QuerySet[CaseStep]) -> Iterable[CaseStep]:
    """Orders whose body reported by the deadline and that then passed the check."""
    for one in due.select_related("case").prefetch_related("answers"):
        replies = {each.kind: each for each in one.answers.all()}
        reported = replies.get(CaseStep.Kind.REPORTED)
        checked = replies.get(CaseStep.Kind.CHECKED)
        if reported and one.due_on and reported.on <= one.due_on and checked and checked.holds:
            yield one


def _sanctions(span: _Span) -> Counter[str]:
    """Suspensions and removals of filings, certificates revoked, entries of the blacklist."""
    measures = _measures(span)
    revoked = Change.objects.filter(span.days("on"), kind=Change.Kind.REVOKED)
    entries = Blacklisting.objects.filter(span.moments("decided_at"), granted=True)
    return (
        _by_area(measures, "organisation__body__area")
        + _by_area(revoked, "certificate__area")
        + _by_area(entries, "area")
    )


def _measures(span: _Span) -> QuerySet[Measure]:
    return Measure.objects.filter(
        span.moments("decided_at"),
        granted=True,
        kind__in=(Measure.Kind.SUSPENDED, Measure.Kind.REMOVED),
    )


def _found(span: _Span) -> QuerySet[Alert]:
    """Alerts that a run of the quarter found first."""
    return Alert.objects.filter(span.days("first_run__on"))


def _alerts(span: _Span) -> list[dict[str, object]]:
    """How many of each indicator, the most first."""
    counted = _found(span).order_by().values_list("indicator").annotate(count=Count("pk"))
    told = [
        {
            "indicator": name,
            "zh": DESCRIBED[name].title.zh if name in DESCRIBED else name,
            "en": DESCRIBED[name].title.en if name in DESCRIBED else name,
            "count": count,
        }
        for name, count in counted
    ]
    return sorted(told, key=lambda one: (-int(str(one["count"])), str(one["indicator"])))


def _bodies(span: _Span, on: date) -> list[dict[str, object]]:
    """Bodies of which something was confirmed or that were sanctioned in the quarter."""
    confirmed = Counter(
        CaseStep.objects.filter(span.days("on"), kind=CaseStep.Kind.FOUND, holds=True)
        .exclude(_set_aside(span))
        .values_list("case__body", flat=True)
    )
    measured = set(_measures(span).values_list("organisation__body", flat=True))
    entered = set(
        Blacklisting.objects.filter(
            span.moments("decided_at"), granted=True, body__isnull=False
        ).values_list("body", flat=True)
    )
    wanted = {*confirmed, *measured, *entered}
    return [
        _body(one, confirmed[one.pk], on)
        for one in Body.objects.filter(pk__in=wanted).order_by("area", "pk")
    ]


def _set_aside(span: _Span) -> Q:
    """Steps to which an objection was upheld by the end of the span."""
    upheld = CaseStep.objects.filter(
        kind=CaseStep.Kind.SETTLED, holds=True, on__lt=span.to_on
    ).values_list("of__of", flat=True)
    return Q(pk__in=list(upheld))


def _body(body: Body, confirmed: int, on: date) -> dict[str, object]:
    sanctions = list(_in_force(body, on))
    return {
        "name": body.name if sanctions else covered(body.name),
        "area": f"{body.area[:4]}00",
        "confirmed": confirmed,
        "sanctions": [{"zh": one.zh, "en": one.en} for one in sanctions],
    }


def _in_force(body: Body, on: date) -> Iterable[Text]:
    organisation = Organisation.objects.filter(body=body).first()
    if organisation:
        yield from _measures_in_force(organisation, on)
    if entry := blacklist.of_body(body, on):
        yield Text(
            f"自{entry.from_on}起列入失信名单：{entry.grounds}",
            f"on the blacklist from {entry.from_on}: {entry.grounds}",
        )


def _measures_in_force(organisation: Organisation, on: date) -> Iterable[Text]:
    """The last measure on the whole and on each occupation, where it is not lifted."""
    last = {
        one.occupation: one
        for one in organisation.measures.filter(granted=True, from_on__lte=on).order_by(
            "from_on", "pk"
        )
    }
    for occupation, one in last.items():
        if one.kind != Measure.Kind.LIFTED:
            words = MEASURES[Measure.Kind(one.kind)]
            of = occupation or WHOLE.zh, occupation or WHOLE.en
            yield Text(
                f"自{one.from_on}起{words.zh}（{of[0]}）：{one.grounds}",
                f"{words.en} ({of[1]}) from {one.from_on}: {one.grounds}",
            )


def covered(name: str) -> str:
    """A body's name but for its beginning."""
    return f"{name[:_SHOWN]}{_COVER}"
