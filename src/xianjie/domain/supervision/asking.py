"""Evidence: what supervisors note, what they ask the body, and what it answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from xianjie.calendar import add_working_days
from xianjie.domain.accounts.acting import Actor, require
from xianjie.domain.supervision.errors import SupervisionError
from xianjie.domain.supervision.locking import Sent, locked, own_target_of, step, target_of
from xianjie.domain.supervision.models import CaseStep
from xianjie.domain.supervision.stages import require_step
from xianjie.domain.supervision.telling import tell_body
from xianjie.text import Text

_MOST_DAYS = 60


def add_evidence(
    *, by: Actor, case: int, words: str, files: Sequence[Sent], on: date, at: datetime
) -> CaseStep:
    """What was learnt and what shows it; the body does not see it."""
    with transaction.atomic():
        found = locked(case)
        require(by, "case.find", target_of(found))
        require_step(found, "note")
        return step(by, found, CaseStep.Kind.NOTED, words, on, at, files=files)


def ask(*, by: Actor, case: int, words: str, days: int, on: date, at: datetime) -> CaseStep:
    """Ask the body, which has so many working days; it is told at once.

    Raises `Denied`, `SupervisionError`, `xianjie.calendar.UnknownYear`.
    """
    with transaction.atomic():
        found = locked(case)
        require(by, "case.ask", target_of(found))
        require_step(found, "ask")
        due = due_in(on, days)
        made = step(by, found, CaseStep.Kind.ASKED, words, on, at, due_on=due)
        tell_body(by, found, "case_asked", {"due": due, "question": made.words}, on, at)
    return made


def answer(
    *, by: Actor, case: int, words: str, files: Sequence[Sent], on: date, at: datetime
) -> CaseStep:
    """The body answers what it was asked, in time or late, until it is found on."""
    with transaction.atomic():
        found = locked(case)
        require(by, "case.answer", own_target_of(found))
        course = require_step(found, "answer")
        return step(
            by, found, CaseStep.Kind.ANSWERED, words, on, at, files=files, of=course.question
        )


def due_in(on: date, days: int) -> date:
    """The day so many working days later; raises `SupervisionError` for too few or too many."""
    if not 1 <= days <= _MOST_DAYS:
        raise SupervisionError(
            Text(
                f"期限为 1 至 {_MOST_DAYS} 个工作日",
                f"a deadline is in 1 to {_MOST_DAYS} working days",
            )
        )
    return add_working_days(on, days)
