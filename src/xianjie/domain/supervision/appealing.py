"""The body objects to a finding, an order or a sanction, once; another person answers.

One that is upheld sets the step aside: the case goes on from there, also where it was closed, and
what the sanction did is undone by what undoes it in its own register.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from xianjie.domain.accounts.acting import Actor, Denied, require
from xianjie.domain.filings import measuring
from xianjie.domain.filings.models import Measure
from xianjie.domain.messages.templates import Value
from xianjie.domain.supervision.errors import SupervisionError
from xianjie.domain.supervision.locking import locked, note, own_target_of, step, target_of
from xianjie.domain.supervision.models import Case, CaseStep
from xianjie.domain.supervision.stages import (
    appeal_until,
    course_of,
    require_step,
    sanction_of,
)
from xianjie.domain.supervision.telling import tell_body
from xianjie.text import Text

Kind = CaseStep.Kind


def appeal(*, by: Actor, against: int, words: str, on: date, at: datetime) -> CaseStep:
    """Object to a step within its term; raises `Denied`, `SupervisionError`."""
    with transaction.atomic():
        case = locked(_case_of(against))
        require(by, "case.appeal", own_target_of(case))
        course = course_of(case)
        target = next(one for one in course.steps if one.pk == against)
        until = appeal_until(target)
        if until is None:
            raise SupervisionError(Text("对这一步不能提出异议", "this step cannot be objected to"))
        if on > until:
            raise SupervisionError(
                Text(
                    f"异议期限到{until}，已过；仍可依法申请行政复议或者提起行政诉讼",
                    f"objections could be made until {until}; administrative review and suit stay "
                    "open as the law provides",
                )
            )
        if course.answer(target, Kind.APPEALED) or course.appeal:
            raise SupervisionError(
                Text(
                    "已提过异议，或有异议待答复",
                    "it was objected to already, or an objection waits to be answered",
                )
            )
        return step(by, case, Kind.APPEALED, words, on, at, of=target)


def settle(*, by: Actor, case: int, upheld: bool, words: str, on: date, at: datetime) -> CaseStep:
    """Answer the objection that waits; never who made, proposed or decided what it is about."""
    with transaction.atomic():
        found = locked(case)
        require(by, "case.settle", target_of(found))
        course = require_step(found, "settle")
        made = course.appeal
        assert made  # noqa: S101 - the stage says so
        assert made.of  # noqa: S101 - a constraint says so
        _require_third(by, made.of)
        settled = step(by, found, Kind.SETTLED, words, on, at, holds=upheld, of=made)
        if upheld:
            _reopen(by, found, at)
            _undo(by, made.of, on, at)
        outcome = Text("成立", "upheld") if upheld else Text("不成立", "not upheld")
        values: dict[str, Value] = {"outcome": outcome, "words": settled.words}
        tell_body(by, found, "case_settled", values, on, at)
    return settled


def _require_third(by: Actor, target: CaseStep) -> None:
    concerned = {target.by}
    if target.kind == Kind.PROPOSED:
        concerned.add(sanction_of(target).decided_by)
    if by.username in concerned:
        raise Denied(
            Text(
                "作出或决定这一步的人不能答复异议；请由另一人答复",
                "who made or decided the step does not answer the objection; another person must",
            )
        )


def _reopen(by: Actor, case: Case, at: datetime) -> None:
    """A case that was closed on what is set aside goes on; its closing stays among its steps."""
    if case.closed_on is None:
        return
    case.closed_on, case.closed_by, case.findings = None, "", ""
    case.save(update_fields=["closed_on", "closed_by", "findings"])
    note(by, case, "reopened", at)


def _undo(by: Actor, target: CaseStep, on: date, at: datetime) -> None:
    """End an entry of the blacklist; propose that a suspension be lifted.

    A removal is undone by a new filing, which is the body's to apply for.
    """
    if entry := target.blacklisting:
        entry.ended_on = on
        entry.save(update_fields=["ended_on"])
    measure = target.measure
    if measure and measure.kind == Measure.Kind.SUSPENDED:
        measuring.propose(
            by=by,
            organisation=measure.organisation_id,
            kind=Measure.Kind.LIFTED,
            occupation=measure.occupation,
            grounds="异议成立，恢复备案",
            basis=measure.basis,
            from_on=max(on, measure.from_on),
            bars=False,
            on=on,
            at=at,
        )


def _case_of(against: int) -> int:
    pk = CaseStep.objects.filter(pk=against).values_list("case", flat=True).first()
    if pk is None:
        raise SupervisionError(Text("没有这一步", "there is no such step"))
    return pk
