"""Rectification: ordered with a deadline, reported by the body, checked by the supervisor."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from xianjie.domain.accounts.acting import Actor, require
from xianjie.domain.supervision.asking import due_in
from xianjie.domain.supervision.errors import SupervisionError
from xianjie.domain.supervision.locking import Sent, locked, own_target_of, step, target_of
from xianjie.domain.supervision.models import CaseStep
from xianjie.domain.supervision.stages import Course, require_step
from xianjie.domain.supervision.telling import tell_body
from xianjie.text import Text

Kind = CaseStep.Kind


def order(*, by: Actor, case: int, words: str, days: int, on: date, at: datetime) -> CaseStep:
    """Order the body to put right what was confirmed; a new order follows one that failed."""
    with transaction.atomic():
        found = locked(case)
        require(by, "case.order", target_of(found))
        course = require_step(found, "order")
        require_confirmed(course)
        due = due_in(on, days)
        made = step(by, found, Kind.ORDERED, words, on, at, due_on=due)
        tell_body(by, found, "case_ordered", {"due": due, "order": made.words}, on, at)
    return made


def report(
    *, by: Actor, case: int, words: str, files: Sequence[Sent], on: date, at: datetime
) -> CaseStep:
    """The body says what it put right, in time or late, until it is checked."""
    with transaction.atomic():
        found = locked(case)
        require(by, "case.answer", own_target_of(found))
        course = require_step(found, "report")
        ordered = _unchecked(course)
        if course.answer(ordered, Kind.REPORTED):
            raise SupervisionError(Text("已报告过整改情况", "it was reported already"))
        return step(by, found, Kind.REPORTED, words, on, at, files=files, of=ordered)


def recheck(*, by: Actor, case: int, passed: bool, words: str, on: date, at: datetime) -> CaseStep:
    """Check what was put right; what was not reported is checked once the deadline is over."""
    with transaction.atomic():
        found = locked(case)
        require(by, "case.recheck", target_of(found))
        course = require_step(found, "recheck")
        ordered = _unchecked(course)
        due = ordered.due_on
        if not course.answer(ordered, Kind.REPORTED) and due and on <= due:
            raise SupervisionError(
                Text(
                    f"整改期限到{due}；机构报告之后，或逾期未报告的，再复查",
                    f"the body has until {due}; check it after that, or once it has reported",
                )
            )
        made = step(by, found, Kind.CHECKED, words, on, at, holds=passed, of=ordered)
        outcome = Text("通过", "passed") if passed else Text("不通过", "not passed")
        tell_body(by, found, "case_checked", {"outcome": outcome, "words": made.words}, on, at)
    return made


def require_confirmed(course: Course) -> None:
    """Raises `SupervisionError` where nothing that stands was confirmed."""
    if not course.is_confirmed:
        raise SupervisionError(
            Text("没有属实的认定，不能责令整改或处理", "nothing was confirmed to act on")
        )


def _unchecked(course: Course) -> CaseStep:
    ordered = course.order
    if ordered is None or course.answer(ordered, Kind.CHECKED):
        raise SupervisionError(Text("没有待复查的整改", "nothing is ordered that is not checked"))
    return ordered
