"""The steps by which a certificate follows from the records, and what can be wrong with one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from xianjie.domain.certificates.models import Certificate, Change
from xianjie.text import Text


class Step(StrEnum):
    REGISTRATION = "registration"
    SITTING = "sitting"
    RESULT = "result"
    DECISION = "decision"
    FILING = "filing"
    LOG = "log"
    SIGNATURE = "signature"

    @property
    def label(self) -> Text:
        return _LABELS[self]


_LABELS = {
    Step.REGISTRATION: Text("报名", "registration"),
    Step.SITTING: Text("考试或评价", "sitting"),
    Step.RESULT: Text("成绩", "result"),
    Step.DECISION: Text("决定", "decision"),
    Step.FILING: Text("备案", "filing"),
    Step.LOG: Text("公开日志", "public log"),
    Step.SIGNATURE: Text("签名", "signature"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """A step that does not hold, and why."""

    step: Step
    why: Text


@dataclass(slots=True)
class Case:
    """A certificate that is derived again, and the faults found so far."""

    certificate: Certificate
    changes: Sequence[Change] = ()
    faults: list[Fault] = field(default_factory=list)

    def fail(self, step: Step, zh: str, en: str) -> None:
        self.faults.append(Fault(step, Text(zh, en)))
