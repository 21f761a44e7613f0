"""The register searched as of a day, as a page and as CSV; the newest changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from xianjie.domain.filings import history
from xianjie.domain.filings.models import Organisation
from xianjie.domain.filings.selecting import registered
from xianjie.domain.filings.states import Standing
from xianjie.identifiers.areas import prefectures
from xianjie.identifiers.levels import Level
from xianjie.tables import Column, write_csv
from xianjie.text import Text
from xianjie.web.days import known_day
from xianjie.web.filtering import not_applied
from xianjie.web.language import lang_of
from xianjie.web.portal.register.words import (
    TITLE,
    known_until,
    scope_of,
    trail,
    until_words,
)
from xianjie.web.workbench.filings.words import KINDS
from xianjie.web.workbench.names import area_name

_LONGEST = 60
_ON_A_PAGE = 50
_MOST_CHANGES = 100
STANDINGS = [one for one in Standing if one is not Standing.NOT_FILED]
_COLUMNS = (
    Column("number", Text("机构编号", "Number")),
    Column("name", Text("名称", "Name")),
    Column("kind", Text("类别", "Kind")),
    Column("credit_code", Text("统一社会信用代码", "Credit code")),
    Column("area", Text("地区", "Area")),
    Column("standing", Text("状态", "Standing")),
    Column("term_from", Text("有效期自", "Term from"), "day"),
    Column("term_until", Text("有效期至", "Term until"), "day"),
    Column("on", Text("状态所指日期", "Standing on"), "day"),
)


@dataclass(frozen=True, slots=True)
class Selection:
    """What was asked for; anything that is no known value counts as not asked."""

    words: str
    area: str
    occupation: str
    level: int | None
    kind: str
    standing: Standing | None

    def applied(self) -> Mapping[str, str]:
        """The conditions by their names in an address, empty where none was asked."""
        return {
            "q": self.words,
            "area": self.area,
            "occupation": self.occupation,
            "level": str(self.level or ""),
            "kind": self.kind,
            "standing": self.standing.value if self.standing else "",
        }

    def query(self) -> str:
        """The same as part of an address, without what was not asked."""
        return urlencode({name: value for name, value in self.applied().items() if value})

    def rows(self, on: date) -> QuerySet[Organisation]:
        return registered(
            on,
            words=self.words,
            area=self.area,
            occupation=self.occupation,
            level=self.level,
            kind=self.kind,
            standing=self.standing,
        )


def selection(query: QueryDict) -> Selection:
    def typed(name: str) -> str:
        return query.get(name, "").replace("\0", "").strip()[:_LONGEST]

    level, kind, standing = query.get("level", ""), query.get("kind", ""), query.get("standing", "")
    occupation = typed("occupation")
    return Selection(
        words=typed("q"),
        area=typed("area") if typed("area") in {one.code for one in prefectures()} else "",
        occupation=occupation,
        level=int(level) if occupation and level in {str(one.value) for one in Level} else None,
        kind=kind if kind in set(KINDS) else "",
        standing=Standing(standing) if standing in set(STANDINGS) else None,
    )


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Search by name, number, area, occupation, level, kind, standing on a day."""
    on, wrong_day = known_day(request)
    asked = selection(request.GET)
    found = Paginator(asked.rows(on), _ON_A_PAGE).get_page(request.GET.get("page"))
    query = asked.query()
    dated = f"{query}&on={on}" if query else f"on={on}"
    context = {
        "section": "register",
        "title": TITLE,
        "asked": asked,
        "on": on,
        "wrong_day": wrong_day,
        "page": found,
        "query": dated,
        "not_applied": _not_applied(request.GET, asked),
        "rows": [
            (
                one,
                KINDS[Organisation.Kind(one.kind)],
                area_name(one.body.area),
                Standing(one.standing).label,  # type: ignore[attr-defined] # annotated
            )
            for one in found
        ],
        "areas": prefectures(),
        "levels": [(one.value, one.printed) for one in reversed(Level)],
        "kinds": KINDS,
        "standings": STANDINGS,
        "trail": trail(),
    }
    return render(request, "portal/register/register.html", context)


def _not_applied(given: QueryDict, asked: Selection) -> Text | None:
    if given.get("level") and not asked.occupation:
        return Text(
            "等级和职业一起才能查；没有填职业，等级没有用上",
            "A level is asked for with an occupation; without one it was not applied",
        )
    return not_applied(given, asked.applied())


@require_safe
def as_csv(request: HttpRequest) -> HttpResponse:
    """All rows that were asked for, as they stand on the day; a file says nothing of another."""
    on, wrong_day = known_day(request)
    if wrong_day:
        context = {"message": wrong_day.message}
        return render(request, "portal/frame/bad_request.html", context, status=400)
    rows = (_row(one, on) for one in selection(request.GET).rows(on).iterator(500))
    headers = {"Content-Disposition": 'attachment; filename="xianjie-register.csv"'}
    content = write_csv(_COLUMNS, rows, lang_of(request))
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def _row(one: Organisation, on: date) -> Mapping[str, object]:
    return {
        "number": one.number,
        "name": one.known_as,  # type: ignore[attr-defined] # annotated
        "kind": KINDS[Organisation.Kind(one.kind)],
        "credit_code": one.credit_code,
        "area": area_name(one.body.area),
        "standing": Standing(one.standing).label,  # type: ignore[attr-defined]
        "term_from": one.term_from,  # type: ignore[attr-defined]
        "term_until": one.term_until,  # type: ignore[attr-defined]
        "on": on,
    }


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """The newest changes by today; programs read all of them from the API's feed."""
    words = Text("变更", "Changes")
    entries = history.latest(known_until(request), _MOST_CHANGES)
    context = {
        "section": "register",
        "title": words,
        "entries": [(one, scope_of(one), until_words(one)) for one in entries],
        "trail": trail((words, "")),
    }
    return render(request, "portal/register/changes.html", context)
