"""An occupation's own page, and the page of the qualification it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from xianjie.instruments import catalogue, law
from xianjie.instruments.catalogue import (
    AmbiguousOccupation,
    Occupation,
    Treatment,
    UnknownOccupation,
)
from xianjie.instruments.standing import exit_on, standing
from xianjie.law import Answer, Outcome
from xianjie.text import Lang, Text
from xianjie.web.days import WrongDay, day_of, today_of
from xianjie.web.language import lang_of
from xianjie.web.portal.catalogue.timeline import (
    NARROW,
    WIDE,
    Moment,
    Span,
    drawing,
    margins,
)
from xianjie.web.portal.frame.errors import NotHere

_ALL_DAYS = ("national_notice_on", "provincial_notice_on")
_EXIT_DAYS = {Treatment.BATCH_1: "batch_1_exit_on", Treatment.BATCH_2: "batch_2_exit_on"}
_LEAVING_DAYS = (
    "unified_first_from",
    "unified_first_end_on",
    "unified_resit_from",
    "appraisal_end_on",
    "no_reissue_from",
    "issuance_end_on",
)
_KINDS = {
    "in_catalogue": "in",
    "leaving": "leaving",
    "exited": "exited",
    "moving_to_access_type": "access",
}


@dataclass(frozen=True, slots=True)
class Advice:
    """One question answered as far as it can be for this occupation on this day."""

    who: Text
    title: Text
    answer: Answer
    outcome: Outcome | None
    possible: tuple[Outcome, ...]
    address: str


@require_safe
def occupation_page(request: HttpRequest, name: str) -> HttpResponse:
    entry = _entry(name)
    if entry.occupation != name:
        return HttpResponseRedirect(_address(request, entry))
    lang = lang_of(request)
    try:
        on, wrong_day = day_of(request), None
    except WrongDay as error:
        on, wrong_day = today_of(request), error
    moments = _moments(entry, lang)
    stands = standing(law(), entry, on)
    context = {
        "section": "catalogue",
        "entry": entry,
        "item": _item(entry.item),
        "on": on,
        "wrong_day": wrong_day,
        "standing": law().decision("catalogue-status").outcomes[stands],
        "kind": _KINDS[stands],
        "exit_on": exit_on(law(), entry),
        "moments": moments,
        "timelines": _timelines(entry, moments, on, lang),
        "advice": [*_for_holders(entry, on), *_for_candidates(entry), *_for_students()],
        "trail": [
            (Text("职业目录", "Catalogue"), reverse("portal:catalogue")),
            (Text(entry.qualification, entry.qualification), _item_address(entry)),
            (Text(entry.occupation, entry.occupation), ""),
        ],
    }
    return render(request, "portal/catalogue/occupation.html", context)


@require_safe
def item_page(request: HttpRequest, number: int) -> HttpResponse:
    item = _item(number)
    try:
        on, wrong_day = day_of(request), None
    except WrongDay as error:
        on, wrong_day = today_of(request), error
    outcomes = law().decision("catalogue-status").outcomes
    rows = [
        (entry, exit_on(law(), entry), outcomes[name], _KINDS[name])
        for entry in item.occupations
        for name in [standing(law(), entry, on)]
    ]
    context = {
        "section": "catalogue",
        "item": item,
        "rows": rows,
        "on": on,
        "wrong_day": wrong_day,
        "last": len(catalogue.load().items()),
        "trail": [
            (Text("职业目录", "Catalogue"), reverse("portal:catalogue")),
            (Text(item.qualification, item.qualification), ""),
        ],
    }
    return render(request, "portal/catalogue/item.html", context)


def _entry(name: str) -> Occupation:
    try:
        return catalogue.load().find(name)
    except UnknownOccupation as error:
        raise NotHere(error.message, _near(error.suggestions)) from error
    except AmbiguousOccupation as error:
        raise NotHere(error.message, _near(error.candidates)) from error


def _near(entries: tuple[Occupation, ...]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (entry.occupation, reverse("portal:occupation", args=[entry.occupation]))
        for entry in entries
    )


def _address(request: HttpRequest, entry: Occupation) -> str:
    query = request.META.get("QUERY_STRING", "")
    address = reverse("portal:occupation", args=[entry.occupation])
    return f"{address}?{query}" if query else address


def _item(number: int) -> catalogue.Item:
    for item in catalogue.load().items():
        if item.number == number:
            return item
    last = len(catalogue.load().items())
    raise NotHere(
        Text(
            f"附件只有第1至{last}项，没有第{number}项",
            f"the annex has items 1 to {last}, no {number}",
        )
    )


def _item_address(entry: Occupation) -> str:
    return reverse("portal:item", args=[entry.item])


def _moments(entry: Occupation, lang: Lang) -> list[Moment]:
    """All days that matter to an occupation, in order."""
    names = list(_ALL_DAYS)
    if entry.treatment in _EXIT_DAYS:
        names += [_EXIT_DAYS[entry.treatment], *_LEAVING_DAYS]
    by_day: dict[date, list[str]] = {}
    for name in names:
        fixed = law().days[name]
        by_day.setdefault(fixed.day, []).append(fixed.label.in_(lang))
    return [Moment(day, tuple(labels)) for day, labels in sorted(by_day.items())]


def _timelines(
    entry: Occupation, moments: list[Moment], on: date, lang: Lang
) -> list[tuple[str, SafeString]]:
    """The drawing for wide pages and for narrow ones; the page shows the one that fits."""
    title = Text(f"{entry.occupation}的时间线", f"Timeline of {entry.occupation}").in_(lang)
    spans = _spans(entry, moments, lang)
    widths = (("wide", WIDE), ("narrow", NARROW))
    return [(name, drawing(title, moments, spans, on, width)) for name, width in widths]


def _spans(entry: Occupation, moments: list[Moment], lang: Lang) -> list[Span]:
    """What the occupation's standing is between the days on which it changes."""
    first, last = margins(moments)
    leaves = exit_on(law(), entry)
    changes = [law().days["national_notice_on"].day]
    if leaves is not None:
        changes.append(leaves + timedelta(days=1))
    outcomes = law().decision("catalogue-status").outcomes
    spans = []
    for start, end in zip([first, *changes], [*changes, last], strict=True):
        name = standing(law(), entry, start)
        spans.append(Span(start, end, outcomes[name].label.in_(lang), _KINDS[name]))
    return spans


def _for_holders(entry: Occupation, on: date) -> list[Advice]:
    leaves = exit_on(law(), entry) or on
    held = {"occupation": entry.occupation, "issued_on": min(leaves, on), "revoked": False}
    lost = {"occupation": entry.occupation, "requested_on": on}
    who = Text("持证人", "Holder")
    return [
        _advice(
            who,
            Text("退出前发出、未被撤销的证书", "A certificate issued before the exit, not revoked"),
            "certificate-validity",
            held,
        ),
        _advice(
            who,
            Text("这一天申请补发、换发", "Reissue or exchange asked for on this day"),
            "replacement",
            lost,
        ),
    ]


def _for_candidates(entry: Occupation) -> list[Advice]:
    known = {"occupation": entry.occupation}
    return [
        _advice(
            Text("考生", "Candidate"),
            Text("已报名的考试", "An exam registered for"),
            "candidate-option",
            known,
        ),
    ]


def _for_students() -> list[Advice]:
    return [
        _advice(
            Text("学生、学徒", "Student or apprentice"),
            Text("应当取得哪种证书", "Which certificate to work towards"),
            "training-route",
            {},
        ),
    ]


def _advice(who: Text, title: Text, name: str, facts: Mapping[str, object]) -> Advice:
    decision = law().decision(name)
    answer = decision.decide(facts)
    page = "portal:ask" if answer.outcome is None else "portal:answer"
    query = urlencode({fact: _typed(value) for fact, value in facts.items()})
    return Advice(
        who,
        title,
        answer,
        None if answer.outcome is None else decision.outcomes[answer.outcome],
        tuple(decision.outcomes[outcome] for outcome in answer.outcomes),
        reverse(page, args=[name]) + (f"?{query}" if query else ""),
    )


def _typed(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
