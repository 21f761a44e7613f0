"""Checking a file that was handed in: a certificate, proof or extract as PDF, JSON or JWT."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from xianjie.credentials.canonical import read_json
from xianjie.credentials.certificate import holder_of, number_of
from xianjie.credentials.errors import CredentialError
from xianjie.credentials.structure import objects
from xianjie.credentials.vc_jwt import read_jwt, unverified_document
from xianjie.credentials.verification import verify
from xianjie.documents.reading import PdfError, read_pdf
from xianjie.documents.steps import Outcome as StepOutcome
from xianjie.domain.certificates.checks import (
    NUMBER,
    Check,
    Outcome,
    Result,
    Step,
    no_such_number,
    step_of,
    unreadable,
)
from xianjie.domain.certificates.models import Certificate, Proof
from xianjie.domain.certificates.printing import EXTRACT, seal_keys
from xianjie.domain.certificates.selecting import issued_by, same_name, was_there
from xianjie.domain.certificates.signing import Issuer
from xianjie.domain.certificates.standing import State, current, state_of
from xianjie.domain.certificates.verifying import finish
from xianjie.law import Law
from xianjie.text import Text

_TOKEN = re.compile(rb"[\w-]+\.[\w-]+\.[\w-]+\s*")


def check_file(content: bytes, *, issuer: Issuer, law: Law, as_of: date) -> Check:
    """A certificate, proof or extract (PDF, JSON, JWT): read, its signature checked, looked up."""
    try:
        handed = _read(content)
        number = _number(handed.told)
    except (CredentialError, PdfError) as error:
        return unreadable(error.message, as_of)
    found = issued_by(as_of).filter(number=number).select_related("body").first()
    proof = Proof.objects.filter(number=number).select_related("certificate__body").first()
    certificate = proof.certificate if proof else found
    if certificate is None or not was_there(certificate, as_of):
        return no_such_number(number, as_of)
    steps = [
        step_of("found", Outcome.PASSED, Text(f"编号 {number}", f"number {number}")),
        *handed.seal,
        *_content_steps(handed, certificate, proof, issuer, as_of),
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


def _read(content: bytes) -> _Handed:
    """The data of a file; raises `CredentialError`, `PdfError`."""
    if _TOKEN.fullmatch(content):
        token = content.decode().strip()
        return _Handed(unverified_document(token), token=token)
    if not content.startswith(b"%PDF-"):
        if not content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
            raise CredentialError(
                Text(
                    "这不是 PDF，也不是 JSON 或 JWT；请交系统签发的电子原件",
                    "this is neither PDF nor JSON nor JWT; hand in the file as it was issued",
                )
            )
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
    handed: _Handed, certificate: Certificate, proof: Proof | None, issuer: Issuer, as_of: date
) -> list[Step]:
    if handed.told.get("format") == EXTRACT:
        return _extract_steps(handed.told, certificate, as_of, is_sealed=bool(handed.seal))
    versions = (
        [proof.content]
        if proof
        else list(certificate.credentials.order_by("-version").values_list("content", flat=True))
    )
    signature = _token_step if handed.token else _signature_step
    return [_fields_step(handed.told, versions), signature(handed, issuer)]


def _extract_steps(
    told: Mapping[str, Any], certificate: Certificate, as_of: date, *, is_sealed: bool
) -> list[Step]:
    """An extract's data bear no signature of their own: its seal does, so it is checked as PDF."""
    fields = {name: str(value) for name, value in current(certificate, as_of).items()}
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
