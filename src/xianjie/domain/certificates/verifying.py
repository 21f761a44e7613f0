"""Verification of a certificate, step by step, each with its outcome in words.

Not found, not yet published, altered, suspended, revoked and unreadable are kept apart; what the
record does not settle is said to be so. Who answers for each step can be read from it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from xianjie.credentials.canonical import read_json
from xianjie.credentials.certificate import holder_of, number_of
from xianjie.credentials.errors import CredentialError
from xianjie.credentials.report import Outcome as Found
from xianjie.credentials.structure import objects
from xianjie.credentials.verification import verify
from xianjie.documents.reading import PdfError, read_pdf
from xianjie.documents.steps import Outcome as StepOutcome
from xianjie.domain.certificates.models import (
    Certificate,
    Filing,
    LogEntry,
    LogHead,
    Proof,
    Scheme,
)
from xianjie.domain.certificates.printing import EXTRACT, seal_keys
from xianjie.domain.certificates.selecting import by_number_and_name, same_name
from xianjie.domain.certificates.sharing import shared
from xianjie.domain.certificates.signing import Issuer
from xianjie.domain.certificates.standing import Standing, State, current, standing
from xianjie.domain.certificates.submitting import filing_on
from xianjie.domain.kinds import kind_of
from xianjie.law import Law
from xianjie.text import Text


class Result(StrEnum):
    """What the check comes to."""

    VALID = "valid"
    NOT_FOUND = "not_found"
    NOT_PUBLISHED = "not_published"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
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


def check_record(*, number: str, name: str, law: Law, as_of: date) -> Check:
    """By number and name: both must be right, and a wrong one is not told from the other."""
    found = by_number_and_name(number, name)
    if found is None or found.issued_on > as_of:
        return not_found(as_of)
    steps = [
        _step("found", Outcome.PASSED, Text("编号和姓名相符", "number and name are right")),
        _step("fields", Outcome.PASSED, Text("内容取自登记册", "the fields are the register's")),
        _step(
            "signature",
            Outcome.LEFT_OUT,
            Text("没有交来签名的证书文件", "no signed file was given"),
        ),
    ]
    return finish(found, steps, law=law, as_of=as_of)


def not_found(as_of: date) -> Check:
    """No certificate has this number and this name."""
    words = Text(
        "登记册里没有编号和姓名都相符的证书；请核对，或向核发单位查询",
        "the register has no certificate with this number and name; look again, or ask its issuer",
    )
    return Check(Result.NOT_FOUND, _all_left_out(_step("found", Outcome.FAILED, words)), as_of)


def check_shared(code: str, *, law: Law, as_of: date, on: date) -> Check:
    """By the code that the holder gave, while it opens."""
    found = shared(code, on)
    if found is None:
        words = Text(
            "分享码不对、已过期或已停用；请向持证人再要一个",
            "the code is wrong, over or ended; ask the holder for another",
        )
        return Check(Result.NOT_FOUND, _all_left_out(_step("found", Outcome.FAILED, words)), as_of)
    steps = [
        _step("found", Outcome.PASSED, Text("持证人分享", "shared by its holder")),
        _step("fields", Outcome.PASSED, Text("内容取自登记册", "the fields are the register's")),
        _step(
            "signature",
            Outcome.LEFT_OUT,
            Text("没有交来签名的证书文件", "no signed file was given"),
        ),
    ]
    return finish(found, steps, law=law, as_of=as_of)


def check_file(content: bytes, *, issuer: Issuer, law: Law, as_of: date) -> Check:
    """A certificate, proof or extract as PDF or JSON: read, its signature checked, looked up."""
    try:
        told, sealed_ = _read(content)
        number = _number(told)
    except (CredentialError, PdfError) as error:
        steps = _all_left_out(_step("found", Outcome.FAILED, error.message))
        return Check(Result.UNREADABLE, steps, as_of)
    found = Certificate.objects.filter(number=number).select_related("body").first()
    proof = Proof.objects.filter(number=number).select_related("certificate__body").first()
    certificate = proof.certificate if proof else found
    if certificate is None:
        words = Text(f"登记册里没有编号 {number}", f"the register has no number {number}")
        steps = _all_left_out(_step("found", Outcome.FAILED, words))
        return Check(Result.NOT_FOUND, steps, as_of)
    steps = [
        _step("found", Outcome.PASSED, Text(f"编号 {number}", f"number {number}")),
        *sealed_,
        *_content_steps(told, certificate, proof, issuer, is_sealed=bool(sealed_)),
    ]
    check = finish(certificate, steps, law=law, as_of=as_of, proof=proof)
    if check.result is Result.ALTERED and not same_name(certificate, _named(told)):
        # Who made a file up around a number learns nothing of whose it is.
        return Check(check.result, check.steps, as_of)
    return check


def _read(content: bytes) -> tuple[dict[str, Any], list[Step]]:
    """The data of a file and, of a PDF, how its seal is; raises `CredentialError`, `PdfError`."""
    if not content.startswith(b"%PDF-"):
        return read_json(content), []
    reading = read_pdf(content, roots=(seal_keys().root,))
    if reading.attached is None:
        raise CredentialError(
            Text(
                "PDF 里没有附带签名的数据；请交系统签发的电子原件",
                "the PDF carries no signed data; hand in the file as it was issued",
            )
        )
    bad = next((one for one in reading.seal.steps if one.outcome is not StepOutcome.HELD), None)
    if bad is None:
        step = _step("seal", Outcome.PASSED, Text("签章后没有改动", "nothing changed since"))
    else:
        step = _step("seal", Outcome.FAILED, bad.detail)
    return read_json(reading.attached), [step]


def _number(told: dict[str, Any]) -> str:
    """Of the certificate or proof that a file is of; raises `CredentialError`."""
    number = told.get("number") if told.get("format") == EXTRACT else number_of(told)
    if not isinstance(number, str):
        raise CredentialError(
            Text("不是本登记册的证书文件", "this is no certificate of this register")
        )
    return number


def _named(told: dict[str, Any]) -> str:
    if told.get("format") == EXTRACT:
        return str(told.get("name", ""))
    return holder_of(told)


def _content_steps(
    told: dict[str, Any],
    certificate: Certificate,
    proof: Proof | None,
    issuer: Issuer,
    *,
    is_sealed: bool,
) -> list[Step]:
    if told.get("format") == EXTRACT:
        return _extract_steps(told, certificate, is_sealed=is_sealed)
    versions = (
        [proof.content]
        if proof
        else list(certificate.credentials.order_by("-version").values_list("content", flat=True))
    )
    return [_fields_step(told, versions), _signature_step(told, issuer)]


def _extract_steps(
    told: Mapping[str, Any], certificate: Certificate, *, is_sealed: bool
) -> list[Step]:
    """An extract's data bear no signature of their own: its seal does, so it is checked as PDF."""
    fields = {name: str(value) for name, value in current(certificate).items()}
    unlike = [name for name, value in fields.items() if str(told.get(name)) != value]
    listed = "、".join(unlike), ", ".join(unlike)
    return [
        _step(
            "fields",
            Outcome.FAILED if unlike else Outcome.PASSED,
            Text(f"与登记册不同：{listed[0]}", f"unlike the register: {listed[1]}")
            if unlike
            else Text("逐项相符", "all are the same"),
        ),
        _step(
            "signature",
            Outcome.LEFT_OUT if is_sealed else Outcome.FAILED,
            Text("登记摘录以电子签章为准", "an extract is held by its seal"),
        ),
    ]


def _fields_step(told: Mapping[str, Any], versions: Sequence[str]) -> Step:
    """Whether the file is one that the register signed, and the newest."""
    for place, content in enumerate(versions):
        if json.loads(content) == told:
            if place == 0:
                return _step("fields", Outcome.PASSED, Text("逐项相符", "all are the same"))
            return _step(
                "fields",
                Outcome.FAILED,
                Text("已换发，这份已被取代", "it was exchanged: another took its place"),
            )
    issued = json.loads(versions[0])["credentialSubject"] if versions else {}
    given = told.get("credentialSubject")
    unlike = sorted(
        name
        for name in {*issued, *(given if isinstance(given, dict) else {})}
        if not isinstance(given, dict) or issued.get(name) != given.get(name)
    )
    listed = "、".join(unlike) or "签名", ", ".join(unlike) or "the proof"
    return _step(
        "fields",
        Outcome.FAILED,
        Text(f"与登记册不同：{listed[0]}", f"unlike the register: {listed[1]}"),
    )


def _signature_step(told: dict[str, Any], issuer: Issuer) -> Step:
    """Whether every proof holds; each is named. Period and status are the register's to say."""
    report = verify(told, keys=issuer.keys, at=_NO_MATTER)
    for one in report.steps:
        if one.outcome is Found.FAILS and one.name not in {"validity", "status"}:
            why = one.detail or one.title
            return _step("signature", Outcome.FAILED, why)
    named = [(one["cryptosuite"], one["verificationMethod"]) for one in objects(told, "proof")]
    words = Text(
        "、".join(f"{suite}（密钥 {key}）" for suite, key in named),
        ", ".join(f"{suite} (key {key})" for suite, key in named),
    )
    return _step("signature", Outcome.PASSED, words)


_NO_MATTER = datetime(2000, 1, 1, tzinfo=UTC)  # what hangs on the moment is not asked


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
        _step("law", Outcome.LEFT_OUT, _OF_NO_ALTERED_FILE) if is_altered else _law_step(found),
    ]
    return Check(_result(told, found), told, as_of, certificate, current(certificate), found)


def issuer_step(certificate: Certificate) -> Step:
    """Whether the register knows the issuer as entitled on the day of issue."""
    if certificate.scheme == Scheme.QUALIFICATION:
        if certificate.imported_id is not None:
            return _step(
                "issuer",
                Outcome.OPEN,
                Text(
                    "旧登记册导入，当日的核发权限未在此登记",
                    "imported from an old register: who was entitled that day is not entered here",
                ),
            )
        return _step(
            "issuer",
            Outcome.PASSED,
            Text(f"由{certificate.issuer}核发", f"issued by {certificate.issuer}"),
        )
    filing = filing_on(certificate.body, certificate.issued_on) if certificate.body else None
    if filing is None or not _in_force(filing, certificate):
        return _step(
            "issuer",
            Outcome.OPEN if certificate.imported_id is not None else Outcome.FAILED,
            Text("没有当日有效的备案", "no filing was in force that day"),
        )
    words = Text(
        f"{filing.name}的备案自 {filing.from_on} 至 {filing.until_on}，覆盖该职业和等级",
        f"{filing.name} was filed from {filing.from_on} to {filing.until_on} for the occupation "
        "and level",
    )
    return _step("issuer", Outcome.PASSED, words)


def _in_force(filing: Filing, certificate: Certificate) -> bool:
    scope = filing.scope.filter(occupation=certificate.occupation).first()
    return (
        filing.from_on <= certificate.issued_on <= filing.until_on
        and scope is not None
        and scope.highest <= certificate.level <= scope.lowest
    )


def log_step(made: Certificate | Proof) -> Step:
    """Whether it is in the sealed log."""
    entry = entry_for(made)
    if entry is None:
        return _step(
            "log",
            Outcome.LEFT_OUT,
            Text("早于公开日志", "it is older than the public log"),
        )
    head = LogHead.objects.order_by("-size").first()
    if head is None or entry.index >= head.size:
        return _step(
            "log",
            Outcome.OPEN,
            Text("日志尚未封存这一条，一分钟内封存", "to be sealed within a minute"),
        )
    return _step(
        "log",
        Outcome.PASSED,
        Text(f"日志第 {entry.index} 条", f"entry {entry.index} of the log"),
    )


def entry_for(made: Certificate | Proof) -> LogEntry | None:
    """The entry of its making; None for one that is older than the log."""
    kind = "proof" if isinstance(made, Proof) else "issue"
    return LogEntry.objects.filter(
        subject_kind=kind_of(made), subject_id=made.pk, kind=kind
    ).first()


def _status_step(state: State) -> Step:
    if state is State.LIVE:
        return _step("status", Outcome.PASSED, state.label)
    return _step("status", Outcome.FAILED, state.label)


_OF_NO_ALTERED_FILE = Text(
    "文件与登记册不符，不就它作答", "the file is unlike the register: nothing is said of it"
)


def _law_step(found: Standing) -> Step:
    if found.is_settled and (found.answer is None or found.answer.outcome == "valid"):
        is_live = found.state is State.LIVE
        return _step("law", Outcome.PASSED if is_live else Outcome.LEFT_OUT, found.sentence)
    if found.answer is None:
        return _step("law", Outcome.OPEN, found.sentence)
    if found.answer.outcome is None:
        needs = "、".join(found.answer.needs), ", ".join(found.answer.needs)
        words = Text(
            f"{found.sentence.zh}缺：{needs[0]}", f"{found.sentence.en} Missing: {needs[1]}"
        )
        return _step("law", Outcome.OPEN, words)
    return _step("law", Outcome.FAILED, found.sentence)


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


def _step(name: str, outcome: Outcome, words: Text) -> Step:
    return Step(name, TITLES[name], outcome, words)


def _all_left_out(first: Step) -> list[Step]:
    """The rest is not looked at."""
    words = Text("未核验", "not looked at")
    names = [one for one in TITLES if one != "seal"]
    rest = names[names.index(first.name) + 1 :]
    return [first, *(_step(name, Outcome.LEFT_OUT, words) for name in rest)]
