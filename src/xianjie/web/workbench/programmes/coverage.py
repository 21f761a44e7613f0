"""Coverage by class, by school or by prefecture: as far as the person's reach goes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from xianjie.clock import DayToCome
from xianjie.domain.accounts.acting import Actor, prefix, visible
from xianjie.domain.programmes.coverage import Tally, by_cohort, in_training
from xianjie.domain.programmes.models import Cohort, Learner, Programme
from xianjie.domain.programmes.reasons import State
from xianjie.domain.rulings.later import law_on
from xianjie.tables import Column, write_csv, write_xlsx
from xianjie.text import Lang, Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import WrongDay, known_day
from xianjie.web.filtering import not_applied
from xianjie.web.language import lang_of
from xianjie.web.workbench.programmes import showing
from xianjie.web.workbench.uploads import XLSX, attachment

_YEARS = 10


@dataclass(frozen=True)
class Asked:
    """What is looked at: as of a day; of a prefecture, a sponsor, a kind, a year; all if empty."""

    on: date
    wrong_day: WrongDay | DayToCome | None
    area: str
    sponsor: str
    kind: str
    year: str

    def applied(self) -> Mapping[str, str]:
        """The conditions beside the day by their names in an address."""
        return {"area": self.area, "sponsor": self.sponsor, "kind": self.kind, "year": self.year}

    def address(self, page: str, **other: str) -> str:
        """The same with something more or other asked for."""
        asked = {"on": self.on.isoformat(), **self.applied(), **other}
        return f"{reverse(page)}?{urlencode({k: v for k, v in asked.items() if v})}"


def asked_of(visit: Visit) -> Asked:
    """What the address asks for; for what is no day, today and the reason."""
    request = visit.request
    on, wrong = known_day(request)
    given: QueryDict = request.GET
    return Asked(
        on,
        wrong,
        _digits(given.get("area", "")),
        _digits(given.get("sponsor", "")),
        given.get("kind", "") if given.get("kind") in showing.KINDS else "",
        _digits(given.get("year", ""))[:4],
    )


def learners_of(actor: Actor, asked: Asked) -> QuerySet[Learner]:
    """Those in training whom the person reaches and the address asks for."""
    reach = visible(
        actor,
        "programme.read",
        area="cohort__programme__area",
        body="cohort__programme__sponsor",
    )
    found = in_training(asked.on).filter(reach)
    if asked.area:
        found = found.filter(cohort__programme__area__startswith=prefix(asked.area))
    if asked.sponsor:
        found = found.filter(cohort__programme__sponsor=int(asked.sponsor))
    if asked.kind:
        found = found.filter(cohort__programme__kind=asked.kind)
    if asked.year:
        found = found.filter(cohort__graduates_on__year=int(asked.year))
    return found.order_by("cohort", "pk")


@guarded("programme.read", covered=True, methods=("GET", "HEAD"))
def page(visit: Visit) -> HttpResponse:
    """Who is covered, by class of a sponsor, by sponsor of a prefecture, by prefecture."""
    asked = asked_of(visit)
    tallies = by_cohort(learners_of(visit.actor, asked), law=law_on(asked.on), on=asked.on)
    rows = showing.rows(_groups(asked, tallies))
    form = visit.request.GET.get("form", "")
    if form in {"csv", "xlsx"}:
        return _file(rows, form, lang_of(visit.request))
    whole = Tally()
    for one in tallies.values():
        whole.merge(one)
    context = {
        "section": "work",
        "part": "coverage",
        "title": showing.COVERAGE,
        "asked": asked,
        "not_applied": not_applied(visit.request.GET, asked.applied()),
        "whole": whole,
        "shares": showing.shares(whole),
        "at_risk": asked.address("work:learners", state=State.AT_RISK.value),
        "uncovered": asked.address("work:learners", state=State.UNCOVERED.value),
        "routes": [
            (showing.route_name(route), count) for route, count in whole.by_route.most_common()
        ],
        "states": list(State),
        "rows": rows,
        "kinds": showing.KINDS,
        "years": [str(asked.on.year + place) for place in range(-1, _YEARS - 3)],
        "exports": [
            (words, asked.address("work:coverage", form=form))
            for form, words in (
                ("xlsx", Text("导出 Excel", "Export to Excel")),
                ("csv", Text("导出 CSV", "Export to CSV")),
            )
        ],
        "trail": showing.trail((showing.COVERAGE, "")),
    }
    return render(visit.request, "work/programmes/coverage.html", context)


def _groups(
    asked: Asked, tallies: Mapping[Cohort, Tally]
) -> Iterator[tuple[Text, str, date | None, Tally]]:
    """By what is told apart: many prefectures, else many sponsors, else classes."""
    programmes = {one.programme for one in tallies}
    if len({one.area[:4] for one in programmes}) > 1:
        yield from _by(
            tallies,
            lambda one: one.area[:4],
            lambda one: (
                showing.place_name(one.area),
                asked.address("work:coverage", area=f"{one.area[:4]}00"),
            ),
        )
    elif len({one.sponsor_id for one in programmes}) > 1:
        yield from _by(
            tallies,
            lambda one: one.sponsor.name,
            lambda one: (
                Text(one.sponsor.name, one.sponsor.name),
                asked.address("work:coverage", sponsor=f"{one.sponsor_id}"),
            ),
        )
    else:
        for one in sorted(tallies, key=lambda each: (each.graduates_on, each.pk)):
            words = f"{one.name} {one.programme.title}"
            address = reverse("work:cohort", args=[one.pk])
            yield Text(words, words), address, one.graduates_on, tallies[one]


def _by(
    tallies: Mapping[Cohort, Tally],
    key: Callable[[Programme], str],
    told: Callable[[Programme], tuple[Text, str]],
) -> Iterator[tuple[Text, str, date | None, Tally]]:
    """Classes counted together, in the order of the key."""
    groups: dict[str, Tally] = defaultdict(Tally)
    first: dict[str, Programme] = {}
    for cohort, tally in tallies.items():
        name = key(cohort.programme)
        groups[name].merge(tally)
        first.setdefault(name, cohort.programme)
    for name in sorted(groups):
        yield (*told(first[name]), None, groups[name])


def _file(rows: list[showing.Row], form: str, lang: Lang) -> HttpResponse:
    """The counts as a table."""
    columns = [
        Column("name", Text("名称", "Name")),
        Column("graduates_on", Text("毕（结）业日", "Graduation"), "day"),
        Column("total", Text("总数", "Total"), "whole"),
        *(Column(state.value, state.label, "whole") for state in State),
    ]
    cells: list[dict[str, object]] = [
        {
            "name": one.name.in_(lang),
            "graduates_on": one.graduates_on,
            "total": one.tally.total,
            **{state.value: one.tally.by_state[state] for state in State},
        }
        for one in rows
    ]
    return file_of(columns, cells, form, lang, "coverage")


def file_of(
    columns: list[Column], rows: list[dict[str, object]], form: str, lang: Lang, name: str
) -> HttpResponse:
    """A table as Excel or CSV."""
    if form == "csv":
        content, kind = write_csv(columns, rows, lang), "text/csv; charset=utf-8"
    else:
        content, kind = write_xlsx(columns, rows, lang), XLSX
    return attachment(content, kind, f"{name}.{form}")


def _digits(given: str) -> str:
    """A number of an address, or nothing."""
    return given if given.isascii() and given.isdigit() and len(given) <= 18 else ""  # noqa: PLR2004 - below 2^63
