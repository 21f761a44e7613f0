"""Verification of a QR code: what it holds, its signature, and the register's own answer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from xianjie.credentials.cose import Claim, read_claims, read_text, unverified
from xianjie.credentials.errors import CredentialError
from xianjie.documents.codes import PictureError, read_codes
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
from xianjie.domain.certificates.claims import CLAIMS
from xianjie.domain.certificates.models import Certificate, Proof
from xianjie.domain.certificates.selecting import issued_by, same_name, was_there
from xianjie.domain.certificates.signing import Issuer
from xianjie.domain.certificates.verifying import finish
from xianjie.errors import XianjieError
from xianjie.law import Law
from xianjie.text import Text

_LOOK_UP = re.compile(rf"https?://[^?#]+/verify/\?number=(?P<number>{NUMBER.pattern})")
_NO_MATTER = datetime(9999, 1, 1, tzinfo=UTC)  # when it is asked; the register tells what holds
_Said = Mapping[Claim, str | int | bytes]


class OnlyANumber(XianjieError):
    """A code, as of an old certificate's extract, that has a number to look up and no more."""

    def __init__(self, number: str) -> None:
        super().__init__(
            Text(
                "这个二维码只有证书编号；请再填写持证人姓名",
                "this code has the certificate's number only; give the holder's name too",
            )
        )
        self.number = number


def code_in_picture(picture: bytes) -> str:
    """The text of the one QR code of ours in a picture; raises `PictureError`."""
    texts = read_codes(picture)
    ours = [one for one in texts if _is_ours(one)]
    if len(ours) > 1:
        raise PictureError(
            Text(
                f"图片里有 {len(ours)} 个证书二维码；请一次只拍一个",
                f"the picture has {len(ours)} codes of certificates; take one at a time",
            )
        )
    return ours[0] if ours else texts[0]


def check_code(text: str, *, issuer: Issuer, law: Law, as_of: date) -> Check:
    """By what a QR code holds: read, its signature checked, looked up in the register.

    Raises `OnlyANumber` for the code of paper that bears no more.
    """
    if found := _LOOK_UP.fullmatch(text.strip()):
        raise OnlyANumber(found["number"])
    try:
        data = read_text(text)
        said = unverified(data)
    except CredentialError as error:
        return unreadable(error.message, as_of)
    number = str(said.get(Claim.NUMBER, ""))
    if not NUMBER.fullmatch(number):
        return unreadable(_NO_NUMBER, as_of)
    proof = Proof.objects.filter(number=number).select_related("certificate__body").first()
    certificate = (
        proof.certificate
        if proof
        else issued_by(as_of).filter(number=number).select_related("body").first()
    )
    if certificate is None or not was_there(certificate, as_of):
        return no_such_number(number, as_of)
    made = [bytes(proof.code)] if proof else _codes(certificate)
    steps = [
        step_of("found", Outcome.PASSED, Text(f"编号 {number}", f"number {number}")),
        _fields_step(data, said, made),
        _signature_step(data, issuer),
    ]
    check = finish(certificate, steps, law=law, as_of=as_of, proof=proof)
    name = str(said.get(Claim.HOLDER, ""))
    if check.result is Result.ALTERED and not same_name(certificate, name):
        # Who made a code up around a number learns nothing of whose it is.
        return Check(check.result, check.steps, as_of)
    return check


_NO_NUMBER = Text(
    "二维码中没有证书编号；请重新扫描", "the code has no certificate number; scan it again"
)


def _is_ours(text: str) -> bool:
    if _LOOK_UP.fullmatch(text):
        return True
    try:
        read_text(text)
    except CredentialError:
        return False
    return True


def _codes(certificate: Certificate) -> list[bytes]:
    versions = certificate.credentials.order_by("-version").values_list("code", flat=True)
    return [bytes(one) for one in versions]


def _fields_step(data: bytes, said: _Said, versions: Sequence[bytes]) -> Step:
    """Whether it is a code that the register made, and the newest."""
    if versions and data == versions[0]:
        return step_of("fields", Outcome.PASSED, Text("逐项相符", "all are the same"))
    if data in versions:
        words = Text("已换发，这份已被取代", "it was exchanged: another took its place")
        return step_of("fields", Outcome.FAILED, words)
    if not any(versions):
        words = Text("登记册没有为它制作二维码", "the register made no code for it")
        return step_of("fields", Outcome.FAILED, words)
    made = unverified(versions[0])
    unlike = [
        label for claim, (_, label) in CLAIMS.items() if made.get(claim) != said.get(claim)
    ] or [Text("签名", "the signature")]
    words = Text(
        f"与登记册不同：{'、'.join(one.zh for one in unlike)}",
        f"unlike the register: {', '.join(one.en for one in unlike)}",
    )
    return step_of("fields", Outcome.FAILED, words)


def _signature_step(data: bytes, issuer: Issuer) -> Step:
    try:
        read = read_claims(data, issuer.keys, _NO_MATTER)
    except CredentialError as error:
        return step_of("signature", Outcome.FAILED, error.message)
    key = issuer.keys(read.method)
    named = key.public_key.algorithm.value if key else ""
    words = Text(f"{named}（密钥 {read.method}）", f"{named} (key {read.method})")
    return step_of("signature", Outcome.PASSED, words)
