"""What state an exam or a registration is in: derived from its facts, here and nowhere else."""

from __future__ import annotations

from enum import StrEnum

from xianjie.domain.appraisals.models import Exam, Registration
from xianjie.text import Text


class ExamState(StrEnum):
    """In the order in which an exam goes through them; moved back by nothing."""

    DRAFT = "draft"
    PUBLISHED = "published"
    HELD = "held"
    CANCELLED = "cancelled"

    @property
    def label(self) -> Text:
        return _EXAM[self]


class RegistrationState(StrEnum):
    """``undecided`` and ``decided`` are of a candidate asked to choose, until the choice locks."""

    REGISTERED = "registered"
    ACCEPTED = "accepted"
    UNDECIDED = "undecided"
    DECIDED = "decided"
    CONTINUING = "continuing"
    REFUNDING = "refunding"

    @property
    def label(self) -> Text:
        return _REGISTRATION[self]


_EXAM = {
    ExamState.DRAFT: Text("起草", "draft"),
    ExamState.PUBLISHED: Text("已公布", "published"),
    ExamState.HELD: Text("已举行", "held"),
    ExamState.CANCELLED: Text("已取消", "cancelled"),
}
_REGISTRATION = {
    RegistrationState.REGISTERED: Text("待受理", "not accepted yet"),
    RegistrationState.ACCEPTED: Text("已受理", "accepted"),
    RegistrationState.UNDECIDED: Text("待选择", "to choose"),
    RegistrationState.DECIDED: Text("已选择", "chosen, may change"),
    RegistrationState.CONTINUING: Text("继续参加", "goes on"),
    RegistrationState.REFUNDING: Text("退费", "refunded"),
}


def exam_state(exam: Exam) -> ExamState:
    if exam.cancelled_at:
        return ExamState.CANCELLED
    if exam.held_at:
        return ExamState.HELD
    return ExamState.PUBLISHED if exam.published_at else ExamState.DRAFT


def state_of(registration: Registration) -> RegistrationState:
    """Asks for the choice and the exam's round, so select them with the registration."""
    if not registration.accepted_at:
        return RegistrationState.REGISTERED
    if registration.withdrawn_at:
        return RegistrationState.REFUNDING
    choice = getattr(registration, "choice", None)
    if choice is not None and choice.locked_at:
        return RegistrationState.CONTINUING
    round_ = getattr(registration.offer.exam, "round", None)
    if round_ is None or round_.locked_at:
        return RegistrationState.ACCEPTED
    return RegistrationState.UNDECIDED if choice is None else RegistrationState.DECIDED
