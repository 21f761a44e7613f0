"""What a check of a certificate is: steps with their outcomes in words, and what they come to.

Not found, not yet published, altered, suspended, revoked and unreadable are kept apart; what the
record does not settle is said to be so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from xianjie.domain.certificates.models import Certificate
from xianjie.domain.certificates.standing import Standing
from xianjie.text import Text

NUMBER = re.compile(r"[0-9A-Z]{1,24}")  # of a certificate or proof, in what is handed in


class Result(StrEnum):
    """What the check comes to."""

    VALID = "valid"
    NOT_FOUND = "not_found"
    NOT_PUBLISHED = "not_published"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    SUPERSEDED = "superseded"
    ALTERED = "altered"
    UNREADABLE = "unreadable"
    IRREGULAR = "irregular"
    UNSETTLED = "unsettled"

    @property
    def label(self) -> Text:
        return _RESULTS[self]


_RESULTS = {
    Result.VALID: Text("有效", "valid"),
    Result.NOT_FOUND: Text("登记册里没有", "not on the register"),
    Result.NOT_PUBLISHED: Text("已核发，日志尚未封存", "issued, not yet sealed in the log"),
    Result.REVOKED: Text("已撤销", "revoked"),
    Result.SUSPENDED: Text("暂停使用", "suspended"),
    Result.SUPERSEDED: Text("已被新的一份取代", "superseded by a newer one"),
    Result.ALTERED: Text("与登记册不符", "unlike the register"),
    Result.UNREADABLE: Text("无法读取", "unreadable"),
    Result.IRREGULAR: Text("不是依规定核发的", "not issued as the law allowed"),
    Result.UNSETTLED: Text("凭记载不能确定效力", "standing not settled by the record"),
}


class Outcome(StrEnum):
    """Of one step."""

    PASSED = "passed"
    FAILED = "failed"
    OPEN = "open"  # cannot be told from what there is
    LEFT_OUT = "left_out"  # does not apply, or a step before it failed

    @property
    def label(self) -> Text:
        return _OUTCOMES[self]


_OUTCOMES = {
    Outcome.PASSED: Text("是", "yes"),
    Outcome.FAILED: Text("否", "no"),
    Outcome.OPEN: Text("未定", "open"),
    Outcome.LEFT_OUT: Text("未核", "not checked"),
}


@dataclass(frozen=True)
class Step:
    """One thing that was looked at."""

    name: str
    title: Text
    outcome: Outcome
    words: Text


@dataclass
class Check:
    """A check of one certificate, made on a day, as of a day."""

    result: Result
    steps: list[Step]
    as_of: date
    certificate: Certificate | None = None
    fields: dict[str, object] = field(default_factory=dict)  # every certified field
    standing: Standing | None = None

    @property
    def first_failed(self) -> Step | None:
        return next((one for one in self.steps if one.outcome is Outcome.FAILED), None)

    @property
    def telling(self) -> Step | None:
        """The step that says why it is not valid: the first that failed, else that stays open."""
        open_ = (one for one in self.steps if one.outcome is Outcome.OPEN)
        return self.first_failed or next(open_, None)


TITLES = {
    "found": Text("登记册里有这张证书", "the register has the certificate"),
    "fields": Text("内容与登记册一致", "its fields are the register's"),
    "seal": Text("电子签章完好", "its seal is whole"),
    "signature": Text("签名有效", "the signature holds"),
    "issuer": Text("核发单位当日有权核发", "the issuer was entitled that day"),
    "log": Text("已记入公开日志", "it is in the public log"),
    "status": Text("未撤销、未暂停", "it is neither revoked nor suspended"),
    "law": Text("按规定有效", "it is valid by the law"),
}


def step_of(name: str, outcome: Outcome, words: Text) -> Step:
    """A step under its title."""
    return Step(name, TITLES[name], outcome, words)


def all_left_out(first: Step) -> list[Step]:
    """A first step, after which the rest is not looked at."""
    words = Text("未核验", "not looked at")
    names = [one for one in TITLES if one != "seal"]
    rest = names[names.index(first.name) + 1 :]
    return [first, *(step_of(name, Outcome.LEFT_OUT, words) for name in rest)]


def not_found(as_of: date) -> Check:
    """No certificate has this number and this name."""
    words = Text(
        "登记册里没有编号和姓名都相符的证书；请核对，或向核发单位查询",
        "the register has no certificate with this number and name; look again, or ask its issuer",
    )
    return Check(Result.NOT_FOUND, all_left_out(step_of("found", Outcome.FAILED, words)), as_of)


def unreadable(words: Text, as_of: date) -> Check:
    """Of what cannot be read, for that reason; whether the register has it, nobody can tell."""
    return Check(Result.UNREADABLE, all_left_out(step_of("found", Outcome.OPEN, words)), as_of)


def no_such_number(number: str, as_of: date) -> Check:
    """Of a number that the register does not have."""
    words = Text(f"登记册里没有编号 {number}", f"the register has no number {number}")
    return Check(Result.NOT_FOUND, all_left_out(step_of("found", Outcome.FAILED, words)), as_of)
