"""The other forms of a signed certificate or proof that verifiers ask for.

A single proof is taken out of the stored set. A JWT and a proof over quads are signed anew: by the
key of that moment, over the stored content as it is, only where the register's own proofs of it
hold and only while it is live, each with its event (ADR 0017).
"""

from __future__ import annotations

import json
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from xianjie.credentials.canonical import Document
from xianjie.credentials.certificate import number_of
from xianjie.credentials.proofs import secure, with_proof
from xianjie.credentials.signing import Signer
from xianjie.credentials.structure import issuer_of, objects
from xianjie.credentials.suites import Form as Canonical
from xianjie.credentials.vc_jwt import sign_jwt
from xianjie.credentials.verification import verify
from xianjie.domain.accounts.acting import Actor, Target, require
from xianjie.domain.audit.events import record
from xianjie.domain.certificates.errors import CertificateError
from xianjie.domain.certificates.models import Certificate, Proof
from xianjie.domain.certificates.sharing import owned
from xianjie.domain.certificates.signing import Issuer
from xianjie.domain.certificates.standing import State, state_of
from xianjie.text import Text


class Form(StrEnum):
    """A form in which the content is signed anew."""

    VC_JWT = "vc-jwt"
    RDFC = "rdfc"


def stored(made: Certificate | Proof) -> str:
    """The JSON of the newest credential, as signed; raises `CertificateError` without one."""
    if isinstance(made, Proof):
        content = made.content
    else:
        content = (
            made.credentials.order_by("-version").values_list("content", flat=True).first() or ""
        )
    if not content:
        raise CertificateError(
            Text(
                f"{made.number} 是旧登记册导入的，没有签名的 JSON；可以导出 PDF（登记摘录）",
                f"{made.number} came from an old register and has no signed JSON; export it as "
                "PDF, an extract",
            )
        )
    return content


def single_proof(made: Certificate | Proof, suite: str = "") -> bytes:
    """The stored credential with one of its proofs: that of ``suite``, else the international one.

    Raises `CertificateError`, `xianjie.credentials.errors.InvalidProof` without such a proof.
    """
    told: Document = json.loads(stored(made))
    first = objects(told, "proof")[0]  # the register's own comes first, SM2 after it
    return _json(with_proof(told, suite or str(first["cryptosuite"])))


def signed_anew(
    made: Certificate | Proof, form: Form, *, by: Actor, issuer: Issuer, at: datetime
) -> bytes:
    """The same content as a JWT, or with a proof over quads, with an event that says so.

    For its holder, and for who may read it in full. Raises `Denied`, `CertificateError`.
    """
    certificate = made.certificate if isinstance(made, Proof) else made
    _require_right(by, made, certificate)
    state = state_of(certificate)
    if state is not State.LIVE:
        raise CertificateError(
            Text(
                f"证书现已{state.label.zh}，不再另行签名；可以导出原来的 JSON",
                f"the certificate is {state.label.en} and is not signed anew; export the JSON as "
                "it was signed",
            )
        )
    told: Document = json.loads(stored(made))
    _require_own(told, made.number, issuer, at)
    content = {name: value for name, value in told.items() if name != "proof"}
    signer, _ = issuer.signers(at)
    with transaction.atomic():
        record(
            by=by.username,
            at=at,
            action="certificate.exported" if made is certificate else "proof.exported",
            subject=made,
            area=certificate.area,
            data={"number": made.number, "form": form.value, "key": signer.method},
        )
        return _signed(content, form, signer, at)


def _signed(content: Document, form: Form, signer: Signer, at: datetime) -> bytes:
    match form:
        case Form.VC_JWT:
            return sign_jwt(content, signer, at=at).encode()
        case Form.RDFC:
            return _json(secure(content, [signer], created=at, form=Canonical.RDFC))


def _require_right(by: Actor, made: Certificate | Proof, certificate: Certificate) -> None:
    if owned(by, certificate):
        require(by, "certificate.own", Target(owner=by.user))
        return
    if isinstance(made, Proof):
        authority = made.application.authority
        require(by, "proof.read", Target(area=made.application.area, body=authority.pk))
        return
    require(by, "certificate.read", Target(area=certificate.area, body=certificate.body_id))


def _require_own(told: Document, number: str, issuer: Issuer, at: datetime) -> None:
    """What is signed anew was signed so by the register: a changed row gets no new signature."""
    is_it = number_of(told) == number and issuer_of(told) == issuer.did
    if not is_it or verify(told, keys=issuer.keys, at=at).fault:
        raise CertificateError(
            Text(
                "登记的签名文件与它的签名不符，不能另行签名；请先查明",
                "the signed document as stored does not hold its own signature: nothing is signed "
                "over it; find out why first",
            )
        )


def _json(document: Document) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()
