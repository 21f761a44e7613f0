"""The VC-API of W3C's test suites as pure functions: a request's body in, status and body out.

``/credentials/issue`` takes ``{credential, options}``, ``/credentials/verify`` and
``/presentations/verify`` what they verify with options. 201 or 200 is success, 400 a refusal with
``errors``. Enveloped presentations are verified down to each credential in them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from xianjie.credentials.canonical import Document
from xianjie.credentials.contexts import VC_CONTEXT, Contexts, standard_contexts
from xianjie.credentials.did import Keys, VerificationKey
from xianjie.credentials.errors import CredentialError, InvalidDocument, InvalidKey, InvalidProof
from xianjie.credentials.linked_data import check_terms
from xianjie.credentials.multikey import Algorithm
from xianjie.credentials.proofs import secure
from xianjie.credentials.related import check_related
from xianjie.credentials.report import Report, Step
from xianjie.credentials.signing import Signer
from xianjie.credentials.status_list import StatusList
from xianjie.credentials.structure import (
    check_credential,
    check_envelope,
    check_presentation,
    issuer_of,
    objects,
)
from xianjie.credentials.suites import SUITES
from xianjie.credentials.vc_jwt import read_jwt, sign_jwt
from xianjie.credentials.verification import Expected, check_validity, verify
from xianjie.text import Text

Answer = tuple[int, dict[str, Any]]
_CREATED, _OK, _REFUSED = 201, 200, 400
_ENVELOPED_CREDENTIAL = "EnvelopedVerifiableCredential"
_ENVELOPED_PRESENTATION = "EnvelopedVerifiablePresentation"
_JWT_MEDIA_TYPE = "application/vc+jwt"
_JWT_MEDIA = ("data:application/jwt,", "data:application/vc+jwt,", "data:application/vp+jwt,")


@dataclass(frozen=True, slots=True)
class Issuing:
    """Who signs: the signers of an issuer's identifier, none for an issuer that is not ours.

    ``cryptosuites`` are used where a request names none. ``complete`` may add to a credential
    before it is signed, such as its place in a status list; ``resource`` gives the bytes of related
    resources, without it those of the contexts.
    """

    signers: Callable[[str], Sequence[Signer]]
    cryptosuites: tuple[str, ...] = ("eddsa-jcs-2022",)
    contexts: Contexts = field(default_factory=standard_contexts)
    complete: Callable[[Document], Document] = lambda credential: credential
    resource: Callable[[str], bytes | None] | None = None


@dataclass(frozen=True, slots=True)
class Verifying:
    """What verifying needs: keys, contexts, and the status lists at hand."""

    keys: Keys
    contexts: Contexts = field(default_factory=standard_contexts)
    lists: Mapping[str, StatusList] = field(default_factory=dict)


def issue(body: object, issuing: Issuing, at: datetime) -> Answer:
    """``/credentials/issue``; the option ``cryptosuite`` names another suite.

    The option ``mediaType``, if ``application/vc+jwt``, asks for a JWT in an envelope instead.
    """
    try:
        request = _object(body, "body")
        credential = _object(request.get("credential"), "credential")
        check_credential(credential, issuing.contexts.bases)
        check_terms({n: v for n, v in credential.items() if n != "proof"}, issuing.contexts)
        check_related(credential, issuing.resource or issuing.contexts.resource)
        secured = issuing.complete(credential)
        if _options(request).get("mediaType") == _JWT_MEDIA_TYPE:
            return _CREATED, _enveloped(secured, issuing, at)
        for name in _cryptosuites(request, issuing):
            secured = _secure(secured, name, issuing, at)
    except CredentialError as error:
        return _refusal([error.message])
    return _CREATED, secured


def verify_credential(body: object, verifying: Verifying, at: datetime) -> Answer:
    """``/credentials/verify``."""
    try:
        request = _object(body, "body")
        credential = _object(request.get("verifiableCredential"), "verifiableCredential")
        _check_credential(credential, verifying, at)
    except CredentialError as error:
        return _refusal([error.message])
    return _OK, {"verified": True, "checks": ["proof"], "warnings": [], "errors": []}


def verify_presentation(body: object, verifying: Verifying, at: datetime) -> Answer:
    """``/presentations/verify``; ``challenge`` and ``domain``, if asked for, must be answered."""
    try:
        request = _object(body, "body")
        presentation = _object(request.get("verifiablePresentation"), "verifiablePresentation")
        options = _options(request)
        if _ENVELOPED_PRESENTATION in _types(presentation):
            presentation = _enveloped_presentation(presentation, verifying)
        else:
            expected = Expected("authentication", options.get("challenge"), options.get("domain"))
            _hold(presentation, verifying, at, expected)
        for credential in objects(presentation, "verifiableCredential"):
            _check_credential(credential, verifying, at)
    except CredentialError as error:
        return _refusal([error.message])
    return _OK, {"verified": True, "checks": ["proof"], "warnings": [], "errors": []}


def _cryptosuites(request: Document, issuing: Issuing) -> Sequence[str]:
    named = _options(request).get("cryptosuite")
    return issuing.cryptosuites if named is None else [str(named)]


def _options(request: Document) -> Document:
    return _object(request.get("options", {}), "options")


def _enveloped(credential: Document, issuing: Issuing, at: datetime) -> Document:
    token = sign_jwt(credential, _signer(credential, Algorithm.ED25519, issuing), at=at)
    return {
        "@context": [VC_CONTEXT],
        "type": _ENVELOPED_CREDENTIAL,
        "id": f"data:{_JWT_MEDIA_TYPE},{token}",
    }


def _secure(credential: Document, name: str, issuing: Issuing, at: datetime) -> Document:
    suite = SUITES.get(name)
    if suite is None or suite.batch:
        raise InvalidProof(Text(f"不支持的签名套件 {name}", f"the suite {name} is not supported"))
    signer = _signer(credential, suite.algorithm, issuing)
    return secure(credential, [signer], created=at, form=suite.form, contexts=issuing.contexts)


def _signer(credential: Document, algorithm: Algorithm, issuing: Issuing) -> Signer:
    for signer in issuing.signers(issuer_of(credential)):
        if signer.public_key.algorithm is algorithm:
            return signer
    raise InvalidKey(
        Text(
            f"没有 {issuer_of(credential)} 的 {algorithm} 密钥",
            f"there is no key of {algorithm} for {issuer_of(credential)}",
        )
    )


def _check_credential(credential: Document, verifying: Verifying, at: datetime) -> None:
    if _ENVELOPED_CREDENTIAL not in _types(credential):
        _hold(credential, verifying, at, Expected())
        return
    check_envelope(credential, _ENVELOPED_CREDENTIAL)
    token = read_jwt(_token(credential), verifying.keys)
    check_credential(token.document, verifying.contexts.bases)
    check_terms(token.document, verifying.contexts)
    check_validity(token.document, at)
    _check_speaker(token.key, issuer_of(token.document), "assertionMethod")


def _enveloped_presentation(presentation: Document, verifying: Verifying) -> Document:
    check_envelope(presentation, _ENVELOPED_PRESENTATION)
    token = read_jwt(_token(presentation), verifying.keys)
    inner = token.document
    check_presentation(inner, verifying.contexts.bases)
    check_terms(inner, verifying.contexts)
    _check_speaker(token.key, issuer_of(inner, "holder"), "authentication")
    return inner


def _check_speaker(key: VerificationKey, owner: str, purpose: str) -> None:
    if (owner and key.controller != owner) or purpose not in key.purposes:
        raise InvalidKey(
            Text(f"密钥 {key.id} 不属于 {owner}", f"the key {key.id} is not for {owner} to use")
        )


def _token(envelope: Document) -> str:
    address = str(envelope["id"])
    for media in _JWT_MEDIA:
        if address.startswith(media):
            return address.removeprefix(media)
    raise InvalidProof(
        Text("信封中不是 JWT；请改用 vc+jwt", "the envelope holds no JWT; give one of vc+jwt")
    )


def _hold(document: Document, verifying: Verifying, at: datetime, expected: Expected) -> None:
    """Raise the first finding of a step that fails; one that is out of reach may pass."""
    report: Report = verify(
        document,
        keys=verifying.keys,
        at=at,
        contexts=verifying.contexts,
        lists=verifying.lists,
        expected=expected,
    )
    if not report.intact:
        failed: Step = next(step for step in report.steps if step.outcome == "fails")
        raise InvalidProof(failed.detail or failed.title)


def _types(document: Document) -> list[Any]:
    value = document.get("type")
    return value if isinstance(value, list) else [value]


def _object(value: object, name: str) -> Document:
    if not isinstance(value, dict):
        raise InvalidDocument(
            "request", Text(f"{name} 应为 JSON 对象", f"{name} must be a JSON object")
        )
    return value


def _refusal(messages: Sequence[Text]) -> Answer:
    return _REFUSED, {"verified": False, "errors": [message.en for message in messages]}
