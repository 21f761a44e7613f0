"""Days that a notice leaves to a later one ("另行通知"), set while the system runs.

The law says which days are open and within which bounds (`xianjie.law.OpenTerm`); a later notice
sets one on its own basis. No code changes, and what was decided before keeps its rules version.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction

from xianjie.domain.accounts.acting import Actor, Target, require
from xianjie.domain.audit.events import record
from xianjie.domain.rulings.models import LaterNotice
from xianjie.errors import XianjieError
from xianjie.instruments import DEFAULT_JURISDICTION, law
from xianjie.law import Law, OpenTerm
from xianjie.law.open_terms import bounds
from xianjie.text import Text


class LaterNoticeError(XianjieError):
    """The day cannot be set."""


def law_on(on: date, jurisdiction: str = DEFAULT_JURISDICTION) -> Law:
    """The law in force on a day, with the days that notices issued until then have set."""
    return law(jurisdiction, dates=days_set(on, jurisdiction))


def open_days(rules: Law) -> dict[str, tuple[OpenTerm, date]]:
    """Each day that is left to a later notice, and where it stands now.

    Not those that a notice of the folder sets: it has a clause of its own for them.
    """
    stated = rules.source.parameters
    return {
        name: (term, rules.choices.dates.get(name, stated[name].day))
        for name, term in rules.source.open_terms.items()
        if name in stated and stated[name].clauses == term.clauses
    }


def with_day(rules: Law, term: str, day: date) -> Law:
    """The law were that day set; raises `LaterNoticeError` if it is not open or out of bounds."""
    open_ = open_days(rules)
    if term not in open_:
        raise LaterNoticeError(
            Text(
                f"{term} 不是留待另文规定的日期；可以定的有：{'、'.join(open_)}",
                f"{term} is no day left to a later notice; those are {', '.join(open_)}",
            )
        )
    days = {name: parameter.day for name, parameter in rules.source.parameters.items()}
    days |= {**rules.choices.dates, term: day}
    for name, (one, _) in open_.items():
        first, last = bounds(one, days)
        if not first <= days[name] <= last:
            label = one.label
            raise LaterNoticeError(
                Text(
                    f"{label.zh}：{days[name]} 不在 {first} 至 {last} 之间"
                    f"（{'、'.join(one.clauses)}）；请改正日期",
                    f"{label.en}: {days[name]} is not within {first} and {last} "
                    f"({', '.join(one.clauses)}); give another day",
                )
            )
    return law(rules.id, dates={**rules.choices.dates, term: day})


def set_day(
    *,
    by: Actor,
    term: str,
    day: date,
    document: str,
    issued_on: date,
    on: date,
    at: datetime,
    jurisdiction: str = DEFAULT_JURISDICTION,
) -> LaterNotice:
    """Set an open day by a notice issued today or before; raises `Denied`, `LaterNoticeError`."""
    require(by, "notice.set", Target())
    if issued_on > on:
        raise LaterNoticeError(
            Text(
                f"印发日 {issued_on} 在今天之后；印发之后再录入",
                f"the notice is issued on {issued_on}, after today; enter it once it is issued",
            )
        )
    with_day(law_on(on, jurisdiction), term, day)
    try:
        with transaction.atomic():
            made = LaterNotice.objects.create(
                jurisdiction=jurisdiction,
                term=term,
                day=day,
                document=document,
                issued_on=issued_on,
                set_by=by.username,
                set_at=at,
            )
            record(
                by=by.username,
                at=at,
                action="notice.set",
                subject=made,
                ground=law(jurisdiction).source.open_terms[term].clauses,
                data={"term": term, "to": day, "basis": document, "issued_on": issued_on},
            )
    except IntegrityError as error:
        raise LaterNoticeError(
            Text(
                f"{issued_on} 印发的通知已定过这个日期；请核对印发日",
                f"a notice of {issued_on} has set this day already; look at its day of issue",
            )
        ) from error
    return made


def days_set(on: date, jurisdiction: str) -> Mapping[str, date]:
    """The days that notices issued until then have set; none for a jurisdiction unknown here."""
    found = LaterNotice.objects.filter(jurisdiction=jurisdiction, issued_on__lte=on)
    return {one.term: one.day for one in found.order_by("issued_on", "pk")}
