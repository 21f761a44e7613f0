"""Verification of a certificate, step by step, each with its outcome in words.

Not found, not yet published, altered, suspended, revoked and unreadable are kept apart; what the
record does not settle is said to be so. Who answers for each step can be read from it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from xianjie.credentials.canonical import read_json
from xianjie.credentials.certificate import holder_of, number_of
from xianjie.credentials.errors import CredentialError
from xianjie.credentials.structure import objects
from xianjie.credentials.vc_jwt import read_jwt, unverified_document
from xianjie.credentials.verification import verify
from xianjie.documents.reading import PdfError, read_pdf
from xianjie.documents.steps import Outcome as StepOutcome
from xianjie.domain.certificates.logging import current_head
from xianjie.domain.certificates.models import (
    Certificate,
    LogEntry,
    Proof,
    Scheme,
)
from xianjie.domain.certificates.printing import EXTRACT, seal_keys
from xianjie.domain.certificates.selecting import by_number_and_name, same_name
from xianjie.domain.certificates.sharing import shared
from xianjie.domain.certificates.signing import Issuer
from xianjie.domain.certificates.standing import Standing, State, current, standing, state_of
from xianjie.domain.certificates.witnessing import witnessed
from xianjie.domain.filings.models import Organisation
from xianjie.domain.filings.standing import Stretch, cover
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


_TOKEN = re.compile(rb"[\w-]+\.[\w-]+\.[\w-]+\s*")
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


NUMBER = re.compile(r"[0-9A-Z]{1,24}")  # of a certificate or proof, in what is handed in


def check_record(*, number: str, name: str, law: Law, as_of: date) -> Check:
    """By number and name: both must be right, and a wrong one is not told from the other."""
    found = by_number_and_name(number, name)
    if found is None or found.issued_on > as_of:
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


def not_found(as_of: date) -> Check:
    """No certificate has this number and this name."""
    words = Text(
        "登记册里没有编号和姓名都相符的证书；请核对，或向核发单位查询",
        "the register has no certificate with this number and name; look again, or ask its issuer",
    )
    return Check(Result.NOT_FOUND, all_left_out(step_of("found", Outcome.FAILED, words)), as_of)


def check_shared(code: str, *, law: Law, as_of: date, on: date) -> Check:
    """By the code that the holder gave, while it opens."""
    found = shared(code, on)
    if found is None:
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


def check_file(content: bytes, *, issuer: Issuer, law: Law, as_of: date) -> Check:
    """A certificate, proof or extract (PDF, JSON, JWT): read, its signature checked, looked up."""
    try:
        handed = _read(content)
        number = _number(handed.told)
    except (CredentialError, PdfError) as error:
        return unreadable(error.message, as_of)
    found = Certificate.objects.filter(number=number).select_related("body").first()
    proof = Proof.objects.filter(number=number).select_related("certificate__body").first()
    certificate = proof.certificate if proof else found
    if certificate is None:
        return no_such_number(number, as_of)
    steps = [
        step_of("found", Outcome.PASSED, Text(f"编号 {number}", f"number {number}")),
        *handed.seal,
        *_content_steps(handed, certificate, proof, issuer),
    ]
    check = finish(certificate, steps, law=law, as_of=as_of, proof=proof)
    if check.first_failed and check.first_failed.words == _SUPERSEDED:
        check.result = _NO_LONGER.get(state_of(certificate, as_of), Result.SUPERSEDED)
    if check.result is Result.ALTERED and not same_name(certificate, _named(handed.told)):
        # Who made a file up around a number learns nothing of whose it is.
        return Check(check.result, check.steps, as_of)
    return check


@dataclass(frozen=True)
class _Handed:
    """What a file says; of a PDF how its seal is, of a JWT the token."""

    told: dict[str, Any]
    seal: list[Step] = field(default_factory=list)
    token: str = ""


def unreadable(words: Text, as_of: date) -> Check:
    """Of what cannot be read, for that reason."""
    return Check(Result.UNREADABLE, all_left_out(step_of("found", Outcome.FAILED, words)), as_of)


def no_such_number(number: str, as_of: date) -> Check:
    """Of a number that the register does not have."""
    words = Text(f"登记册里没有编号 {number}", f"the register has no number {number}")
    return Check(Result.NOT_FOUND, all_left_out(step_of("found", Outcome.FAILED, words)), as_of)


def _read(content: bytes) -> _Handed:
    """The data of a file; raises `CredentialError`, `PdfError`."""
    if _TOKEN.fullmatch(content):
        token = content.decode().strip()
        return _Handed(unverified_document(token), token=token)
    if not content.startswith(b"%PDF-"):
        return _Handed(read_json(content))
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
        step = step_of("seal", Outcome.PASSED, Text("签章后没有改动", "nothing changed since"))
    else:
        step = step_of("seal", Outcome.FAILED, bad.detail)
    return _Handed(read_json(reading.attached), [step])


def _number(told: dict[str, Any]) -> str:
    """Of the certificate or proof that a file is of; raises `CredentialError`."""
    number = told.get("number") if told.get("format") == EXTRACT else number_of(told)
    if not isinstance(number, str) or not NUMBER.fullmatch(number):
        raise CredentialError(
            Text("不是本登记册的证书文件", "this is no certificate of this register")
        )
    return number


def _named(told: dict[str, Any]) -> str:
    if told.get("format") == EXTRACT:
        return str(told.get("name", ""))
    return holder_of(told)


def _content_steps(
    handed: _Handed, certificate: Certificate, proof: Proof | None, issuer: Issuer
) -> list[Step]:
    if handed.told.get("format") == EXTRACT:
        return _extract_steps(handed.told, certificate, is_sealed=bool(handed.seal))
    versions = (
        [proof.content]
        if proof
        else list(certificate.credentials.order_by("-version").values_list("content", flat=True))
    )
    signature = _token_step if handed.token else _signature_step
    return [_fields_step(handed.told, versions), signature(handed, issuer)]


def _extract_steps(
    told: Mapping[str, Any], certificate: Certificate, *, is_sealed: bool
) -> list[Step]:
    """An extract's data bear no signature of their own: its seal does, so it is checked as PDF."""
    fields = {name: str(value) for name, value in current(certificate).items()}
    unlike = [name for name, value in fields.items() if str(told.get(name)) != value]
    listed = "、".join(unlike), ", ".join(unlike)
    return [
        step_of(
            "fields",
            Outcome.FAILED if unlike else Outcome.PASSED,
            Text(f"与登记册不同：{listed[0]}", f"unlike the register: {listed[1]}")
            if unlike
            else Text("逐项相符", "all are the same"),
        ),
        step_of(
            "signature",
            Outcome.LEFT_OUT if is_sealed else Outcome.FAILED,
            Text("登记摘录以电子签章为准", "an extract is held by its seal"),
        ),
    ]


def _fields_step(told: Mapping[str, Any], versions: Sequence[str]) -> Step:
    """Whether it says what the register signed, and the newest; the proofs are the next step's."""
    for place, content in enumerate(versions):
        if _bare(json.loads(content)) == _bare(told):
            if place == 0:
                return step_of("fields", Outcome.PASSED, Text("逐项相符", "all are the same"))
            return step_of(
                "fields",
                Outcome.FAILED,
                _SUPERSEDED,
            )
    issued = json.loads(versions[0])["credentialSubject"] if versions else {}
    given = told.get("credentialSubject")
    unlike = sorted(
        name
        for name in {*issued, *(given if isinstance(given, dict) else {})}
        if not isinstance(given, dict) or issued.get(name) != given.get(name)
    )
    parts = [_PARTS.get(name, Text("内容", "content")) for name in unlike]
    listed = (
        "、".join(f"{one.zh}（{name}）" for one, name in zip(parts, unlike, strict=True)) or "签名",
        ", ".join(f"{one.en} ({name})" for one, name in zip(parts, unlike, strict=True))
        or "the proof",
    )
    return step_of(
        "fields",
        Outcome.FAILED,
        Text(f"与登记册不同：{listed[0]}", f"unlike the register: {listed[1]}"),
    )


# What a credential says, in words; the term beside is what a program finds.
_PARTS = {
    "achievement": Text("职业、工种和等级", "occupation, direction and level"),
    "certifiedFact": Text("成绩等记载", "marks and other facts"),
    "documentKind": Text("证件种类", "kind of document"),
    "documentMasked": Text("证件号码", "document number"),
    "identifier": Text("持证人姓名", "holder's name"),
    "licenseNumber": Text("证书编号", "certificate number"),
    "photoSha256": Text("照片", "photograph"),
    "result": Text("等级名称", "name of the level"),
    "skillLevel": Text("等级", "level"),
    "source": Text("发证或评价机构", "issuing or evaluating body"),
}
_SUPERSEDED = Text(
    "证书已更正或换发，这份已被取代；请持证人出示新的一份",
    "the certificate was corrected or exchanged, and another took the place of this one; ask the "
    "holder for the newer one",
)


_NO_LONGER = {State.SUSPENDED: Result.SUSPENDED, State.REVOKED: Result.REVOKED}


def _bare(told: Mapping[str, Any]) -> dict[str, Any]:
    """Without its proofs, of which an export has one or another (`exporting`)."""
    return {name: value for name, value in told.items() if name != "proof"}


def _token_step(handed: _Handed, issuer: Issuer) -> Step:
    """Whether the token is by a key of the register, in its period."""
    try:
        key = read_jwt(handed.token, issuer.keys).key
    except CredentialError as error:
        return step_of("signature", Outcome.FAILED, error.message)
    if key.controller != issuer.did:
        words = Text("不是登记册的密钥所签", "it is not by a key of the register")
        return step_of("signature", Outcome.FAILED, words)
    words = Text(f"JWT（密钥 {key.id}）", f"JWT (key {key.id})")
    return step_of("signature", Outcome.PASSED, words)


def _signature_step(handed: _Handed, issuer: Issuer) -> Step:
    """Whether every proof holds; each is named. Period and status are the register's to say."""
    told = handed.told
    fault = verify(told, keys=issuer.keys, at=_NO_MATTER).fault
    if fault:
        return step_of("signature", Outcome.FAILED, fault.detail or fault.title)
    named = [(one["cryptosuite"], one["verificationMethod"]) for one in objects(told, "proof")]
    words = Text(
        "、".join(f"{suite}（密钥 {key}）" for suite, key in named),
        ", ".join(f"{suite} (key {key})" for suite, key in named),
    )
    return step_of("signature", Outcome.PASSED, words)


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
        step_of("law", Outcome.LEFT_OUT, _OF_NO_ALTERED_FILE) if is_altered else _law_step(found),
    ]
    return Check(_result(told, found), told, as_of, certificate, current(certificate), found)


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


def step_of(name: str, outcome: Outcome, words: Text) -> Step:
    """A step under its title."""
    return Step(name, TITLES[name], outcome, words)


def all_left_out(first: Step) -> list[Step]:
    """A first step, after which the rest is not looked at."""
    words = Text("未核验", "not looked at")
    names = [one for one in TITLES if one != "seal"]
    rest = names[names.index(first.name) + 1 :]
    return [first, *(step_of(name, Outcome.LEFT_OUT, words) for name in rest)]
