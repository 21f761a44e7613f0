"""Results reported to the bureau: handed in, sent back, put right, accepted by another."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from xianjie.domain.accounts.acting import Actor, require, require_other
from xianjie.domain.audit.events import record
from xianjie.domain.evaluations import preflight
from xianjie.domain.evaluations.clocks import days_late, newest_notice
from xianjie.domain.evaluations.errors import EvaluationError
from xianjie.domain.evaluations.locking import locked, target_of
from xianjie.domain.evaluations.models import Correction, Objection, Plan, Report
from xianjie.domain.evaluations.noticing import is_shown_as_it_is
from xianjie.domain.evaluations.results import missing
from xianjie.domain.evaluations.states import require_step
from xianjie.text import Text


def hand_in(*, by: Actor, plan: int, on: date, at: datetime) -> Report:
    """Report the results, once they are on show; late is told, not refused."""
    with transaction.atomic():
        found = locked(plan)
        require(by, "evaluation.hand_in", target_of(found))
        require_step(found, "hand in")
        made = Report.objects.create(
            plan=found, reported_on=on, reported_by=by.username, preflight=preflight.VERSION
        )
        _record(by, found, "report.handed_in", at, {"late": days_late(found, on)})
    return made


def send_back(*, by: Actor, plan: int, words: str, on: date, at: datetime) -> Correction:
    """Have something put right; raises `Denied`, `EvaluationError`."""
    with transaction.atomic():
        found = locked(plan)
        require(by, "evaluation.accept", target_of(found))
        require_step(found, "send back")
        require_other(by, found.report.reported_by)
        if not words.strip():
            raise EvaluationError(Text("请写明退回的理由", "give the reason"))
        made = Correction.objects.create(
            report=found.report,
            returned_on=on,
            returned_by=by.username,
            words=words.strip(),
        )
        _record(by, found, "report.returned", at, {"reason": words.strip()})
    return made


def hand_in_again(*, by: Actor, plan: int, words: str, on: date, at: datetime) -> Correction:
    """Say what was put right; results that were changed must have been shown anew."""
    with transaction.atomic():
        found = locked(plan)
        require(by, "evaluation.hand_in", target_of(found))
        require_step(found, "correct")
        if not words.strip():
            raise EvaluationError(Text("请写明更正了什么", "say what was put right"))
        if missing(found) or not is_shown_as_it_is(found):
            raise EvaluationError(
                Text(
                    "结果改过，须先重新公示再报",
                    "results were changed: show them to the public anew first",
                )
            )
        made = found.report.corrections.get(corrected_on=None)
        made.corrected_on, made.corrected_by, made.answer = on, by.username, words.strip()
        made.save(update_fields=["corrected_on", "corrected_by", "answer"])
        _record(by, found, "report.corrected", at, {"reason": words.strip()})
    return made


def accept(*, by: Actor, plan: int, on: date, at: datetime) -> Report:
    """Accept the results, once the notice is over and every objection answered.

    By another than who reported or put them right; raises `Denied`, `EvaluationError`.
    """
    with transaction.atomic():
        found = locked(plan)
        require(by, "evaluation.accept", target_of(found))
        require_step(found, "accept")
        report = found.report
        require_other(by, report.reported_by)
        for corrected in report.corrections.all():
            require_other(by, corrected.corrected_by)
        _require_over(found, on)
        report.accepted_on, report.accepted_by = on, by.username
        report.save(update_fields=["accepted_on", "accepted_by"])
        _record(by, found, "report.accepted", at, {"preflight": preflight.VERSION})
    return report


def _require_over(plan: Plan, on: date) -> None:
    notice = newest_notice(plan)
    if notice is None or notice.until_on >= on:
        until = notice.until_on if notice else "--"
        raise EvaluationError(
            Text(
                f"公示到 {until} 才满，期满后再审核",
                f"the results are on show until {until}: accept them after that",
            )
        )
    if count := Objection.objects.filter(notice__plan=plan, answered_on=None).count():
        raise EvaluationError(
            Text(f"还有 {count} 件异议没有答复", f"{count} objections are not answered yet")
        )


def _record(by: Actor, plan: Plan, action: str, at: datetime, data: dict[str, object]) -> None:
    record(by=by.username, at=at, action=action, subject=plan, area=plan.area, data=data)
