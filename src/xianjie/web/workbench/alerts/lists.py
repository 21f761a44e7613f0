"""Lists behind the figures: alerts, and certificates by the day that they bear."""

from __future__ import annotations

import re
from datetime import date

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from xianjie.domain.accounts.acting import has_verb, visible
from xianjie.domain.accounts.models import Body
from xianjie.domain.certificates.standing import SCHEMES
from xianjie.domain.certificates.standing import state_of as standing_of
from xianjie.domain.supervision import figures
from xianjie.domain.supervision.alerts import (
    AlertState,
    alerts_on,
    in_state,
    state_of,
    still_open,
    within_reach,
)
from xianjie.domain.supervision.described import DESCRIBED
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import WrongDay, parse_day, today_of
from xianjie.web.workbench.alerts.showing import (
    ALERTS,
    OPEN,
    PART,
    PART_OF_OWN,
    sentence_of,
    state_choices,
    title_of,
    trail,
    trail_of_board,
)
from xianjie.web.workbench.listing import Column, Filter, Listing, show
from xianjie.web.workbench.names import area_name, level_as, person_name

_NUMBER = re.compile(r"[0-9]{1,15}")
ISSUED = Text("已发证书", "Certificates issued")


@guarded("alert.read", covered=True, methods=("GET", "HEAD"))
def listed(visit: Visit) -> HttpResponse:
    """The alerts within the person's reach, the gravest first."""
    on = today_of(visit.request)
    oversees = has_verb(visit.actor, "supervision.read") is not None
    listing = Listing(
        title=ALERTS,
        section=PART if oversees else PART_OF_OWN,
        trail=trail_of_board() if oversees else trail(),
        rows=lambda: alerts_on(on).filter(within_reach(visit.actor)),
        columns=[
            Column(
                Text("发现", "Finding"),
                sentence_of,
                link=lambda one: reverse("work:alert", args=[one.pk]),
            ),
            Column(Text("指标", "Indicator"), lambda one: title_of(one.indicator), "indicator"),
            Column(Text("单位", "Body"), lambda one: one.body.name, "body__name"),
            Column(Text("地区", "Area"), lambda one: area_name(one.area), "area"),
            Column(Text("最近证据日", "Newest evidence"), lambda one: one.day, "day"),
            Column(Text("分数", "Score"), lambda one: round(one.score), "score", numeric=True),
            Column(Text("证据行", "Rows"), lambda one: one.rows, "rows", numeric=True),
            Column(Text("状态", "State"), lambda one: state_of(one, on).label),
        ],
        filters=_filters(visit, on),
        search=lambda words: Q(body__name__contains=words) | Q(subject__contains=words),
        search_hint=Text("单位或对象", "body or subject"),
        order="-score",
    )
    return show(visit.request, listing)


def _filters(visit: Visit, on: date) -> list[Filter]:
    return [
        Filter(
            "state",
            Text("状态", "State"),
            state_choices(),
            lambda chosen: still_open(on) if chosen == OPEN else in_state(AlertState(chosen), on),
        ),
        Filter(
            "indicator",
            Text("指标", "Indicator"),
            [(name, one.title) for name, one in DESCRIBED.items()],
            lambda chosen: Q(indicator=chosen),
        ),
        *_given_body(visit, "alert.read"),
        *_given_month(visit.request),
    ]


def _given_body(visit: Visit, verb: str) -> list[Filter]:
    """A filter that an address brings along, and that can be dropped; none for what is foreign."""
    given = visit.request.GET.get("body", "")
    if not _NUMBER.fullmatch(given):
        return []
    reach = visible(visit.actor, verb, area="area", body="pk")
    body = Body.objects.filter(reach, pk=int(given)).first()
    if body is None:
        return []
    words = Text(body.name, body.name)
    return [
        Filter("body", Text("单位", "Body"), [(given, words)], lambda chosen: Q(body=int(chosen)))
    ]


def _given_month(request: HttpRequest) -> list[Filter]:
    given = request.GET.get("month", "")
    try:
        first = parse_day(f"{given}-01")
    except WrongDay:
        return []
    within = Q(day__year=first.year, day__month=first.month)
    return [
        Filter("month", Text("证据月", "Month"), [(given, Text(given, given))], lambda _: within)
    ]


@guarded("supervision.read", covered=True, methods=("GET", "HEAD"))
def issued(visit: Visit) -> HttpResponse:
    """The certificates that the calendar counts, of a day, some days or a year."""
    wanted = figures.Wanted(visit.actor, today_of(visit.request))
    listing = Listing(
        title=ISSUED,
        section=PART,
        trail=trail_of_board(),
        rows=lambda: figures.certificates(wanted).prefetch_related("changes"),
        columns=[
            Column(
                Text("编号", "Number"),
                lambda one: one.number,
                "number",
                lambda one: reverse("work:certificate", args=[one.pk]),
            ),
            Column(Text("姓名", "Name"), lambda one: person_name(one.name, covered=visit.covered)),
            Column(Text("职业", "Occupation"), lambda one: one.occupation, "occupation"),
            Column(Text("等级", "Level"), lambda one: level_as(one.scheme, one.level), "level"),
            Column(Text("发证日期", "Issued on"), lambda one: one.issued_on, "issued_on"),
            Column(Text("发证单位", "Issuer"), lambda one: one.issuer),
            Column(Text("地区", "Area"), lambda one: area_name(one.area), "area"),
            Column(Text("状态", "State"), lambda one: standing_of(one).label),
        ],
        filters=[
            Filter(
                "scheme",
                Text("种类", "Kind"),
                [(scheme.value, words) for scheme, words in SCHEMES.items()],
                lambda chosen: Q(scheme=chosen),
            ),
            *_given_days(visit.request),
            *_given_body(visit, "supervision.read"),
        ],
        search=lambda words: Q(number__startswith=words) | Q(occupation=words),
        search_hint=Text("编号或职业", "number or occupation"),
        order="-issued_on",
    )
    return show(visit.request, listing)


def _given_days(request: HttpRequest) -> list[Filter]:
    """A day, a year, or from one day to another: 2020-09-30, 2020, 2020-09-24/2020-09-30."""
    given = request.GET.get("day", "")
    first, _, last = given.partition("/")
    if first.isdecimal():
        first, last = f"{first}-01-01", f"{first}-12-31"
    try:
        within = (parse_day(first), parse_day(last or first))
    except WrongDay:
        return []
    words = Text(given.replace("/", " 至 "), given.replace("/", " to "))
    return [
        Filter("day", Text("日期", "Day"), [(given, words)], lambda _: Q(issued_on__range=within))
    ]
