"""Checking a certificate by what the register has of it, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from django.conf import settings

from xianjie.domain.certificates.checks import (
    Check,
    Outcome,
    Result,
    Step,
    all_left_out,
    not_found,
    step_of,
)
from xianjie.domain.certificates.logging import current_head
from xianjie.domain.certificates.models import (
    Certificate,
    LogEntry,
    Proof,
    Scheme,
)
from xianjie.domain.certificates.selecting import by_number_and_name, was_there
from xianjie.domain.certificates.sharing import shared
from xianjie.domain.certificates.standing import Standing, State, current, standing
from xianjie.domain.certificates.witnessing import witnessed
from xianjie.domain.filings.models import Organisation
from xianjie.domain.filings.standing import Stretch, cover
from xianjie.domain.kinds import kind_of
from xianjie.law import Law
from xianjie.text import Text


def check_record(*, number: str, name: str, law: Law, as_of: date) -> Check:
    """By number and name: both must be right, and a wrong one is not told from the other."""
    found = by_number_and_name(number, name, as_of)
    if found is None:
        return not_found(as_of)
    steps = [
        step_of("found", Outcome.PASSED, Text("编号和姓名相符", "number and name are right")),
        step_of("fields", Outcome.PASSED, Text("内容取自登记册", "the fields are the register's")),
        step_of(
            "signature",
            Outcome.LEFT_OUT,
            Text("没有交来签名的证书文件", "no signed file was given"),
        ),
    ]
    return finish(found, steps, law=law, as_of=as_of)


def check_shared(code: str, *, law: Law, as_of: date, on: date) -> Check:
    """By the code that the holder gave, while it opens."""
    found = shared(code, on)
    if found is None or not was_there(found, as_of):
        words = Text(
            "分享码不对、已过期或已停用；请向持证人再要一个",
            "the code is wrong, over or ended; ask the holder for another",
        )
        return Check(Result.NOT_FOUND, all_left_out(step_of("found", Outcome.FAILED, words)), as_of)
    steps = [
        step_of("found", Outcome.PASSED, Text("持证人分享", "shared by its holder")),
        step_of("fields", Outcome.PASSED, Text("内容取自登记册", "the fields are the register's")),
        step_of(
            "signature",
            Outcome.LEFT_OUT,
            Text("没有交来签名的证书文件", "no signed file was given"),
        ),
    ]
    return finish(found, steps, law=law, as_of=as_of)


def finish(
    certificate: Certificate,
    steps: Sequence[Step],
    *,
    law: Law,
    as_of: date,
    proof: Proof | None = None,
) -> Check:
    """The steps that ask the register, after those that looked at what was handed in."""
    found = standing(certificate, law, as_of)
    is_altered = any(one.outcome is Outcome.FAILED for one in steps)
    told = [
        *steps,
        issuer_step(certificate),
        log_step(proof or certificate),
        _status_step(found.state),
        step_of("law", Outcome.LEFT_OUT, _OF_NO_ALTERED_FILE) if is_altered else _law_step(found),
    ]
    return Check(_result(told, found), told, as_of, certificate, current(certificate, as_of), found)


def issuer_step(certificate: Certificate) -> Step:
    """Whether the register knows the issuer as entitled on the day of issue."""
    if certificate.scheme == Scheme.QUALIFICATION:
        if certificate.imported_id is not None:
            return step_of(
                "issuer",
                Outcome.OPEN,
                Text(
                    "旧登记册导入，当日的核发权限未在此登记",
                    "imported from an old register: who was entitled that day is not entered here",
                ),
            )
        return step_of(
            "issuer",
            Outcome.PASSED,
            Text(f"由{certificate.issuer}核发", f"issued by {certificate.issuer}"),
        )
    filed = _filed(certificate)
    if filed is None:
        return step_of(
            "issuer",
            Outcome.OPEN if certificate.imported_id is not None else Outcome.FAILED,
            Text("没有当日有效的备案", "no filing was in force that day"),
        )
    words = Text(
        f"{certificate.issuer}的备案自 {filed.from_on} 至 {filed.until_on}，覆盖该职业和等级",
        f"{certificate.issuer} was filed from {filed.from_on} to {filed.until_on} for the "
        "occupation and level",
    )
    return step_of("issuer", Outcome.PASSED, words)


def _filed(certificate: Certificate) -> Stretch | None:
    """The days of the filing by which it was issued; None where none covered it that day."""
    organisation = Organisation.objects.filter(pk=certificate.body_id).first()
    if organisation is None:
        return None
    found = cover(
        organisation,
        occupation=certificate.occupation,
        level=certificate.level,
        on=certificate.issued_on,
    )
    return found.stretch if found.covers else None


def log_step(made: Certificate | Proof) -> Step:
    """Whether it is in the sealed log."""
    entry = entry_for(made)
    if entry is None:
        return step_of(
            "log",
            Outcome.LEFT_OUT,
            Text("早于公开日志", "it is older than the public log"),
        )
    head = current_head()
    if head is None or entry.index >= head.size:
        return step_of(
            "log",
            Outcome.OPEN,
            Text("日志尚未封存这一条，一分钟内封存", "to be sealed within a minute"),
        )
    return step_of("log", Outcome.PASSED, _sealed(entry))


def _sealed(entry: LogEntry) -> Text:
    """Its place, and the witnesses who saw it there."""
    seen = witnessed(entry.index)
    if not seen:
        return Text(f"日志第 {entry.index} 条", f"entry {entry.index} of the log")
    zone = ZoneInfo(settings.TIME_ZONE)
    first = min(one.at for one in seen).astimezone(zone).strftime("%Y-%m-%d %H:%M")
    return Text(
        f"日志第 {entry.index} 条，{len(seen)} 个见证方会签，最早在 {first}",
        f"entry {entry.index} of the log, cosigned by {len(seen)} "
        f"{'witness' if len(seen) == 1 else 'witnesses'}, first on {first}",
    )


def entry_for(made: Certificate | Proof) -> LogEntry | None:
    """The entry of its making; None for one that is older than the log."""
    kind = "proof" if isinstance(made, Proof) else "issue"
    return LogEntry.objects.filter(
        subject_kind=kind_of(made), subject_id=made.pk, kind=kind
    ).first()


def _status_step(state: State) -> Step:
    if state is State.LIVE:
        return step_of("status", Outcome.PASSED, state.label)
    return step_of("status", Outcome.FAILED, state.label)


_OF_NO_ALTERED_FILE = Text(
    "文件与登记册不符，不就它作答", "the file is unlike the register: nothing is said of it"
)


def _law_step(found: Standing) -> Step:
    if found.is_settled and (found.answer is None or found.answer.outcome == "valid"):
        is_live = found.state is State.LIVE
        return step_of("law", Outcome.PASSED if is_live else Outcome.LEFT_OUT, found.sentence)
    if found.answer is None:
        return step_of("law", Outcome.OPEN, found.sentence)
    if found.answer.outcome is None:
        lacking = [(one.zh, one.en) for one in found.lacking]
        zh, en = "、".join(one for one, _ in lacking), ", ".join(one for _, one in lacking)
        words = Text(f"{found.sentence.zh}缺：{zh}", f"{found.sentence.en} Missing: {en}")
        return step_of("law", Outcome.OPEN, words)
    return step_of("law", Outcome.FAILED, found.sentence)


def _result(steps: Sequence[Step], found: Standing) -> Result:
    failed = {one.name for one in steps if one.outcome is Outcome.FAILED}
    if failed & {"fields", "signature", "seal"}:
        return Result.ALTERED
    open_ = {one.name for one in steps if one.outcome is Outcome.OPEN}
    told = result_of(found, is_sealed="log" not in open_)
    return Result.IRREGULAR if told is Result.VALID and failed else told


def result_of(found: Standing, *, is_sealed: bool) -> Result:
    """What a standing comes to, for a record that is as it was issued."""
    match found.state:
        case State.REVOKED:
            return Result.REVOKED
        case State.SUSPENDED:
            return Result.SUSPENDED
        case State.LIVE:
            pass
    if not found.is_settled:
        return Result.UNSETTLED
    if found.answer and found.answer.outcome != "valid":
        return Result.IRREGULAR
    return Result.VALID if is_sealed else Result.NOT_PUBLISHED
