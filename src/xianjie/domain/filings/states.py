"""What state an application or an organisation is in: derived from its facts, here alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from xianjie.calendar import add_months, add_working_days
from xianjie.domain.filings import standing
from xianjie.domain.filings.errors import FilingError
from xianjie.domain.filings.models import Application, Filing, Measure, Organisation
from xianjie.errors import XianjieError
from xianjie.instruments.practice import practice
from xianjie.text import Text


class ApplicationState(StrEnum):
    """In the order in which an application goes through them."""

    DRAFT = "draft"
    INCOMPLETE = "incomplete"  # handed in; something is missing and was not asked for yet
    ASKED = "asked"  # the organisation may correct it, once
    REVIEW = "review"
    DECIDE = "decide"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> Text:
        return _APPLICATION[self]


class Standing(StrEnum):
    """An organisation on a day."""

    NOT_FILED = "not_filed"
    IN_FORCE = "in_force"
    SUSPENDED = "suspended"
    REMOVED = "removed"
    LAPSED = "lapsed"

    @property
    def label(self) -> Text:
        return _STANDING[self]


_APPLICATION = {
    ApplicationState.DRAFT: Text("起草", "draft"),
    ApplicationState.INCOMPLETE: Text("待告知补正", "incomplete, to be asked for"),
    ApplicationState.ASKED: Text("待补正", "asked to complete"),
    ApplicationState.REVIEW: Text("待审核", "to review"),
    ApplicationState.DECIDE: Text("待决定", "to decide"),
    ApplicationState.GRANTED: Text("予以备案", "granted"),
    ApplicationState.REFUSED: Text("不予备案", "refused"),
    ApplicationState.WITHDRAWN: Text("已撤回", "withdrawn"),
}
_STANDING = {
    Standing.NOT_FILED: Text("尚未备案", "not yet filed"),
    Standing.IN_FORCE: Text("有效", "in force"),
    Standing.SUSPENDED: Text("暂停", "suspended"),
    Standing.REMOVED: Text("移出", "removed"),
    Standing.LAPSED: Text("期满", "lapsed"),
}
_S = ApplicationState
# Which verb an application takes in which state. Facts narrow it further: it is asked once, and
# reviewed while it still lacks something only to be refused, after the days for completing it.
ALLOWED: Mapping[str, frozenset[ApplicationState]] = {
    "edit": frozenset({_S.DRAFT, _S.ASKED}),
    "hand in": frozenset({_S.DRAFT, _S.ASKED}),
    "ask": frozenset({_S.INCOMPLETE, _S.REVIEW}),
    "review": frozenset({_S.REVIEW, _S.ASKED}),
    "decide": frozenset({_S.DECIDE}),
    "withdraw": frozenset({_S.DRAFT, _S.INCOMPLETE, _S.ASKED, _S.REVIEW, _S.DECIDE}),
}


def state_of(application: Application) -> ApplicationState:
    if application.granted is not None:
        return _S.GRANTED if application.granted else _S.REFUSED
    if application.withdrawn_on:
        return _S.WITHDRAWN
    if application.reviewed_on:
        return _S.DECIDE
    if application.complete_on:
        return _S.REVIEW
    if application.asked_on:
        return _S.ASKED
    return _S.INCOMPLETE if application.handed_in_on else _S.DRAFT


def require_allowed(application: Application, verb: str) -> None:
    """Raises `FilingError` where the state has no such verb."""
    state = state_of(application)
    if state not in ALLOWED[verb]:
        raise FilingError(
            Text(
                f"申请 {application.pk} 的状态是“{state.label.zh}”，现在不能这样办",
                f"application {application.pk} is in the state {state.label.en!r}, in which this "
                "cannot be done",
            )
        )


@dataclass(frozen=True, slots=True)
class Clock:
    """Whose turn it is, and until which working day; no day where no clock runs."""

    turn: str  # organisation, bureau, or nobody
    due: date | None


def clock_of(application: Application) -> Clock:
    """A year of which the holidays are not known has no day.

    The days of a renewal end no later than the term that it prolongs.
    """
    state = state_of(application)
    match state:
        case _S.DRAFT:
            return Clock("organisation", None)
        case _S.ASKED:
            return Clock("organisation", _after(application.asked_on, "filing_correction_days"))
        case _S.INCOMPLETE:
            return Clock("bureau", _after(application.handed_in_on, "filing_asking_days"))
        case _S.REVIEW | _S.DECIDE:
            due = _after(application.complete_on, "filing_review_days")
            ends = _term_ends(application)
            return Clock("bureau", min(due, ends) if due and ends else due)
        case _:
            return Clock("nobody", None)


def _after(day: date | None, quantity: str) -> date | None:
    if day is None:
        return None
    try:
        return add_working_days(day, practice().number(quantity, day))
    except XianjieError:
        return None


def _term_ends(application: Application) -> date | None:
    if application.kind != Application.Kind.RENEWAL:
        return None
    newest = application.organisation.filings.order_by("-from_on").first()
    return newest.until_on if newest else None


def newest_filing(organisation: Organisation, on: date) -> Filing | None:
    """The filing whose term began last by that day."""
    return organisation.filings.filter(from_on__lte=on).order_by("-from_on").first()


def standing_on(organisation: Organisation, on: date) -> Standing:
    """How the organisation stands that day, by the newest of its terms that has begun."""
    newest = newest_filing(organisation, on)
    if newest is None:
        return Standing.NOT_FILED
    if any(one.holds(on) for one in standing.stretches(organisation)):
        return Standing.IN_FORCE
    if removal_of(newest, on):
        return Standing.REMOVED
    return Standing.SUSPENDED if on <= newest.until_on else Standing.LAPSED


def removal_of(filing: Filing, on: date) -> Measure | None:
    """The removal that ended a filing by that day."""
    found = filing.organisation.measures.filter(
        kind=Measure.Kind.REMOVED,
        occupation="",
        granted=True,
        from_on__lte=on,
        decided_at__gte=filing.entered_at,
    )
    return found.order_by("from_on").first()


def barred_until(organisation: Organisation, on: date) -> date | None:
    """The last day without a new filing, where that has not passed."""
    found = organisation.measures.filter(granted=True, from_on__lte=on, barred_until__gte=on)
    return found.order_by("-barred_until").values_list("barred_until", flat=True).first()


def last_measure(organisation: Organisation, occupation: str = "") -> Measure | None:
    """The decided measure that begins last, on an occupation or on the whole."""
    found = organisation.measures.filter(granted=True, occupation=occupation)
    return found.order_by("from_on", "pk").last()


def renewal_opens(filing: Filing, on: date) -> date:
    """The first day on which the term can be asked to be prolonged."""
    return add_months(filing.until_on, -practice().number("filing_renewal_months", on))
