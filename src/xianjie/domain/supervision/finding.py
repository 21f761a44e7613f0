"""What is found of each alert: confirmed or not, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from xianjie.domain.accounts.acting import Actor, require
from xianjie.domain.supervision.errors import SupervisionError
from xianjie.domain.supervision.locking import locked, step, target_of
from xianjie.domain.supervision.models import CaseStep
from xianjie.domain.supervision.stages import Course, appeal_until, require_step
from xianjie.domain.supervision.telling import tell_body
from xianjie.text import Text


@dataclass(frozen=True, slots=True)
class Finding:
    """Of an alert of the case, or of the matter as a whole where it has none."""

    alert: int | None
    confirmed: bool
    words: str


def find(
    *, by: Actor, case: int, findings: Sequence[Finding], on: date, at: datetime
) -> list[CaseStep]:
    """Find on everything that the case is about, at once; the body is told and may object.

    A body that was asked is heard first: until its deadline, or until it answers.
    """
    with transaction.atomic():
        found = locked(case)
        require(by, "case.find", target_of(found))
        course = require_step(found, "find")
        _require_heard(course, on)
        _require_all(course, findings)
        alerts = {one.pk: one for one in course.alerts}
        made = [
            step(
                by,
                found,
                CaseStep.Kind.FOUND,
                one.words,
                on,
                at,
                holds=one.confirmed,
                alert=alerts[one.alert] if one.alert is not None else None,
                told={"finding": "confirmed" if one.confirmed else "not confirmed"},
            )
            for one in findings
        ]
        last = appeal_until(next((one for one in made if one.holds), made[0]))
        values = {"finding": _told(made), "last": last or Text("规定期限", "the end of the term")}
        tell_body(by, found, "case_found", values, on, at)
    return made


def _require_heard(course: Course, on: date) -> None:
    question = course.question
    if question and question.due_on and on <= question.due_on:
        raise SupervisionError(
            Text(
                f"机构的说明期限到{question.due_on}；其说明之后，或逾期未说明的，再作认定",
                f"the body has until {question.due_on} to answer; find on it after that, or once "
                "it has answered",
            )
        )


def _require_all(course: Course, findings: Sequence[Finding]) -> None:
    """Each alert once and nothing else; a case without alerts as a whole."""
    wanted: list[int | None] = [one.pk for one in course.alerts] or [None]
    if sorted(wanted, key=str) != sorted((one.alert for one in findings), key=str):
        raise SupervisionError(
            Text(
                "请对案件的每一条预警作出认定，各一次",
                "find on every alert of the case, once on each",
            )
        )


def _told(made: Sequence[CaseStep]) -> Text:
    count, confirmed = len(made), sum(bool(one.holds) for one in made)
    if count == 1:
        return Text("属实", "confirmed") if confirmed else Text("不属实", "not confirmed")
    return Text(f"{count} 项中 {confirmed} 项属实", f"{confirmed} of {count} confirmed")
