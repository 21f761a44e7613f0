"""Until when each step of an evaluation is due, in working days, by the practice of the province.

None where the holidays of a year are not known.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from xianjie.calendar import (
    UnknownYear,
    add_working_days,
    is_working_day,
    working_days_between,
)
from xianjie.domain.evaluations.models import Correction, Plan, PublicNotice
from xianjie.instruments.practice import practice

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Clock:
    """The days by which a plan's steps are due; None before the clock of a step runs."""

    results_due: date | None  # to be reported to the bureau
    review_due: date | None
    correction_due: date | None


def is_in_time(on: date, from_on: date) -> bool | None:
    """Whether a plan that begins on a day is reported early enough on another."""
    try:
        ahead = working_days_between(on, from_on)
    except UnknownYear:
        return None
    return ahead >= practice().number("plan_lead_days", on)


def last_reporting_day(from_on: date) -> date | None:
    """The last day on which a plan that begins on a day can be reported."""
    try:
        left = practice().number("plan_lead_days", from_on)
        day = from_on
        while left:
            day -= _DAY
            left -= is_working_day(day)
    except UnknownYear:
        return None
    return day


def notice_until(from_on: date) -> date:
    """The last day of a notice that begins on a day; raises `UnknownYear`."""
    days = practice().number("notice_days", from_on)
    return add_working_days(from_on, days - is_working_day(from_on))


def clock_of(plan: Plan) -> Clock:
    """The clock of a plan; reads its notices, report and corrections."""
    report = getattr(plan, "report", None)
    if report is None:
        return Clock(results_due(plan), None, None)
    correction = newest_correction(plan)
    since = report.reported_on
    if correction is not None:
        if correction.corrected_on is None:
            return Clock(results_due(plan), None, correction_due(correction))
        since = correction.corrected_on
    notice = newest_notice(plan)
    if notice is not None:
        since = max(since, notice.until_on)
    return Clock(results_due(plan), _later(since, "report_review_days"), None)


def results_due(plan: Plan) -> date | None:
    """By when the results of a plan are reported, by the kind of the organisation."""
    return _later(plan.until_on, f"report_days_{plan.organisation.kind}")


def correction_due(correction: Correction) -> date | None:
    return _later(correction.returned_on, "report_correction_days")


def days_late(plan: Plan, on: date) -> int:
    """By how many working days the results were reported late, or are so far on a day."""
    due = results_due(plan)
    report = getattr(plan, "report", None)
    done = min(on, report.reported_on) if report is not None else on
    if due is None or done <= due:
        return 0
    return working_days_between(due + _DAY, done + _DAY)


def newest_notice(plan: Plan) -> PublicNotice | None:
    """The notice that stands."""
    return max(plan.notices.all(), key=lambda one: (one.from_on, one.pk), default=None)


def newest_correction(plan: Plan) -> Correction | None:
    report = getattr(plan, "report", None)
    if report is None:
        return None
    return max(report.corrections.all(), key=lambda one: one.pk, default=None)


def _later(day: date, quantity: str) -> date | None:
    try:
        return add_working_days(day, practice().number(quantity, day))
    except UnknownYear:
        return None
