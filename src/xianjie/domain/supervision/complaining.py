"""Complaints of the public: each opens a case in the body's area, and is asked after by a code.

Words and contact are sealed. Who complains gets a number and a code, shown once; what is told of
the case needs both.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from django.db import IntegrityError, transaction

from xianjie.calendar import end_of
from xianjie.domain.accounts.acting import Actor, require
from xianjie.domain.accounts.models import Body
from xianjie.domain.accounts.sealed import seal
from xianjie.domain.audit.events import record
from xianjie.domain.receipts import TRIES, Receipt, hashed, new_receipt, opens, plain
from xianjie.domain.supervision.errors import SupervisionError
from xianjie.domain.supervision.locking import locked, target_of
from xianjie.domain.supervision.models import Case, CaseStep, Complaint
from xianjie.domain.supervision.stages import course_of
from xianjie.text import Text

PUBLIC = "public"  # the actor of what anybody does without a login
MOST_WORDS, MOST_CONTACT, MOST_ANSWER = 2_000, 200, 2_000
GROUND = ("80/5", "252/2.4")
_BEFORE = (CaseStep.Kind.ASSIGNED, CaseStep.Kind.NOTED)  # steps after which it is still answered
_KIND = "complaint"


class CaseState(StrEnum):
    """How far a case is; derived from its facts."""

    OPEN = "open"
    ANSWERED = "answered"

    @property
    def label(self) -> Text:
        return _STATES[self]


_STATES = {
    CaseState.OPEN: Text("核查中", "looked into"),
    CaseState.ANSWERED: Text("已答复", "answered"),
}


def complain(*, body: Body, words: str, contact: str, on: date, at: datetime) -> Receipt:
    """Anybody complains of a body; raises `SupervisionError`, as `require_sound` does."""
    require_sound(words, contact)
    for _ in range(TRIES):
        receipt = new_receipt("TS", on)
        try:
            _open(body, receipt, words.strip(), contact.strip(), on, at)
        except IntegrityError:
            continue  # the number is another's
        return receipt
    raise SupervisionError(Text("没有受理成功，请再试一次", "it did not go through; try again"))


def require_sound(words: str, contact: str) -> None:
    """Raises `SupervisionError` for empty or overlong words, and for an overlong contact."""
    if not 0 < len(words.strip()) <= MOST_WORDS or len(contact) > MOST_CONTACT:
        raise SupervisionError(
            Text(
                f"请写明情况，不超过 {MOST_WORDS} 字；联系方式不超过 {MOST_CONTACT} 字",
                f"say what happened in {MOST_WORDS} letters at most, and a contact in "
                f"{MOST_CONTACT}",
            )
        )


def asked_after(number: str, code: str) -> Complaint | None:
    """The complaint of a number and its code, typed in any case and spacing."""
    found = Complaint.objects.select_related("case__body").filter(number=plain(number)).first()
    if found is None or not opens(_KIND, Receipt(number, code), found.code_hash):
        return None
    return found


def answer(*, by: Actor, case: int, words: str, findings: str, on: date, at: datetime) -> Case:
    """Close a case with what was found, and say to who complained what that came to.

    Raises `Denied`, and `SupervisionError` for a case that is closed.
    """
    with transaction.atomic():
        found = locked(case)
        require(by, "supervision.answer", target_of(found))
        if found.closed_on:
            raise SupervisionError(Text("案件已办结", "the case is closed already"))
        if found.steps.exclude(kind__in=_BEFORE).exists() or not hasattr(found, "complaint"):
            raise SupervisionError(
                Text(
                    "这个案件已分步核查，或不是投诉；请在案件页办结",
                    "the case is worked on step by step, or is no complaint; close it on its page",
                )
            )
        if not words.strip() or not findings.strip():
            raise SupervisionError(
                Text("请写明核查情况和答复", "say what was found, and what is answered")
            )
        found.closed_on, found.closed_by, found.findings = on, by.username, findings
        found.save(update_fields=["closed_on", "closed_by", "findings"])
        complaint = found.complaint
        complaint.answer, complaint.answered_at = words, at
        complaint.save(update_fields=["answer", "answered_at"])
        record(
            by=by.username,
            at=at,
            action="case.closed",
            subject=found,
            area=found.area,
            ground=GROUND,
            data={"number": complaint.number},
        )
    return found


def is_answered(complaint: Complaint, on: date) -> bool:
    return complaint.answered_at is not None and complaint.answered_at < end_of(on)


def state_of(case: Case, on: date) -> CaseState:
    return CaseState.ANSWERED if course_of(case, on).closing else CaseState.OPEN


def _open(  # noqa: PLR0917 - the columns of two rows
    body: Body, receipt: Receipt, words: str, contact: str, on: date, at: datetime
) -> None:
    number = receipt.number
    with transaction.atomic():
        case = Case.objects.create(
            body=body,
            area=body.area,
            title=f"投诉 {number}",
            opened_on=on,
            opened_by=PUBLIC,
        )
        Complaint.objects.create(
            case=case,
            number=number,
            code_hash=hashed(_KIND, receipt),
            words=seal(words),
            contact=seal(contact),
            made_at=at,
        )
        record(
            by=PUBLIC,
            at=at,
            action="case.opened",
            subject=case,
            area=body.area,
            ground=GROUND,
            data={"number": number, "body": body.name},
        )
