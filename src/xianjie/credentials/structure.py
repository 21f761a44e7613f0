"""The shapes that VC Data Model 2.0 demands; raises `InvalidDocument` for the first that is not.

Each rule names the section of the standard. Presentations are checked here too.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from xianjie.credentials.canonical import Document
from xianjie.credentials.contexts import VC_1_CONTEXT, VC_CONTEXT
from xianjie.credentials.errors import InvalidDocument
from xianjie.credentials.shapes import Shape, is_url
from xianjie.text import Text

# XML Schema's dateTimeStamp: the zone may not be left out.
_MOMENT = re.compile(r"-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_TYPED = (
    "credentialStatus",
    "credentialSchema",
    "evidence",
    "furtherStatus",  # ours, see `xianjie.credentials.certificate`
    "refreshService",
    "termsOfUse",
)
_TEXT_MEMBERS = {"@value", "@language", "@direction"}
_INDEX = re.compile(r"0|[1-9]\d*")


def check_credential(
    document: Document, bases: Collection[str] = (VC_CONTEXT,), shape: Shape | None = None
) -> None:
    """Sections 4.3 to 4.11 and 5.3 to 5.6; ``bases`` are contexts that may come first.

    A credential of version 1.1, where its context is among them, has ``issuanceDate``. ``shape``
    is the document's without proofs, where the caller has it.
    """
    if shape is None or not shape.has_form:
        _check_form(document, bases)
    if shape is not None:
        shape.has_form = True
    _check_values(document)


def _check_form(document: Document, bases: Collection[str]) -> None:
    """What `xianjie.credentials.shapes.Shape` decides of: names, kinds, types, URLs or none."""
    _check_common(document, "VerifiableCredential", bases)
    _check_reference(document, "issuer")
    for subject in _objects(document, "credentialSubject", required=True):
        if not subject:
            raise _wrong("credentialSubject", "4.8", "没有任何内容", "makes no claim")
        _check_id(subject, "credentialSubject.id")
    for name in _TYPED:
        for each in _objects(document, name):
            _types(each, name)
            _check_id(each, f"{name}.id", required=name == "credentialSchema")
    for entry in _status_entries(document):
        _check_status_entry(entry)
    for each in _objects(document, "relatedResource"):
        _check_id(each, "relatedResource.id", required=True)
        if not {"digestSRI", "digestMultibase"} & set(each):
            raise _wrong("relatedResource", "5.3", "没有摘要", "has no digest")


def _check_values(document: Document) -> None:
    """What hangs on the letters of texts, and the proofs, which no shape has."""
    _check_proofs(document)
    if document["@context"][0] == VC_1_CONTEXT:
        moment(document.get("issuanceDate"), "issuanceDate")
    _check_period(document)
    for entry in _status_entries(document):
        if not _INDEX.fullmatch(entry["statusListIndex"]):
            raise _wrong_status()
    related = objects(document, "relatedResource")
    if len({each["id"] for each in related}) != len(related):
        raise _wrong("relatedResource", "5.3", "重复列出同一资源", "lists a resource twice")


def check_presentation(document: Document, bases: Collection[str] = (VC_CONTEXT,)) -> None:
    """Section 4.13."""
    _check_common(document, "VerifiablePresentation", bases)
    _check_proofs(document)
    if "holder" in document:
        _check_reference(document, "holder")
    for credential in _objects(document, "verifiableCredential"):
        if "EnvelopedVerifiableCredential" in _types(credential, "verifiableCredential"):
            check_envelope(credential, "EnvelopedVerifiableCredential")


def check_envelope(document: Document, kind: str) -> None:
    """Sections 4.12.1 and 4.12.2: an object whose id is a data URL holding what is secured."""
    context = document.get("@context")
    if context != VC_CONTEXT and (not isinstance(context, list) or VC_CONTEXT not in context):
        raise _wrong("@context", "4.12", f"应含 {VC_CONTEXT}", f"must hold {VC_CONTEXT}")
    if _types(document, "type") != [kind]:
        raise _wrong("type", "4.12", f"应为 {kind}", f"must be {kind}")
    if not str(document.get("id")).startswith("data:"):
        raise _wrong("id", "4.12", "应为 data: 地址", "must be a data: URL")


def issuer_of(document: Document, name: str = "issuer") -> str:
    """The identifier of the issuer, or of the holder, in a checked document."""
    party = document.get(name, "")
    return str(party["id"] if isinstance(party, dict) else party)


def moment(value: object, field: str) -> datetime:
    """A dateTimeStamp; raises `InvalidDocument`, also for a day that does not exist."""
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            pass  # a day or an hour that does not exist: told as below
    raise _wrong(
        field,
        "4.9",
        "应为带时区的时间，如 2026-01-31T08:00:00Z",
        "must be a moment with its zone, such as 2026-01-31T08:00:00Z",
    )


def period(document: Document) -> tuple[datetime | None, datetime | None]:
    """From when and until when it says it is valid; raises `InvalidDocument` for no moments."""
    start, end = ("validFrom", "validUntil")
    if VC_1_CONTEXT in document["@context"]:
        start, end = ("issuanceDate", "expirationDate")
    return (
        moment(document[start], start) if start in document else None,
        moment(document[end], end) if end in document else None,
    )


def without_proof(document: Document) -> Document:
    """What proofs are over."""
    bare = document.copy()
    bare.pop("proof", None)
    return bare


def objects(document: Document, name: str) -> list[Document]:
    """The member as a list, whether one object or several, in a checked document."""
    value = document.get(name, [])
    return value if isinstance(value, list) else [value]


def _check_common(document: Document, kind: str, bases: Collection[str]) -> None:
    context = document.get("@context")
    if not isinstance(context, list) or not context or context[0] not in bases:
        raise _wrong(
            "@context", "4.3", f"应为以 {VC_CONTEXT} 开头的列表", f"must begin with {VC_CONTEXT}"
        )
    for each in context[1:]:
        if not isinstance(each, dict) and not is_url(each):
            raise _wrong("@context", "4.3", "只能含地址或对象", "holds URLs and objects only")
    if kind not in _types(document, "type"):
        raise _wrong("type", "4.5", f"应含 {kind}", f"must hold {kind}")
    _check_id(document, "id")
    _check_texts(document, "")


def _check_proofs(document: Document) -> None:
    for proof in _objects(document, "proof"):
        _types(proof, "proof")


def _types(document: Document, field: str) -> list[str]:
    """The types of an object; a single one may stand without a list."""
    value = document.get("type")
    types: list[Any] = value if isinstance(value, list) else [value]
    if not types or not all(isinstance(each, str) and each for each in types):
        raise _wrong(f"{field}（type）", "4.5", "缺少类型", "has no type")
    return types


def _check_id(document: Document, field: str, *, required: bool = False) -> None:
    if ("id" in document or required) and not is_url(document.get("id")):
        raise _wrong(field, "4.4", "应为一个地址", "must be one URL")


def _check_reference(document: Document, name: str) -> None:
    """A URL, or an object with one as its id."""
    value = document.get(name)
    if isinstance(value, dict):
        _check_id(value, f"{name}.id", required=True)
        _check_texts(value, f"{name}.")
    elif not is_url(value):
        raise _wrong(
            name, "4.7", "应为地址，或含 id 的对象", "must be a URL or an object with an id"
        )


def _check_texts(document: Document, field: str) -> None:
    for name in ("name", "description"):
        value = document.get(name, "")
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, dict):
                plain = set(text) <= _TEXT_MEMBERS and isinstance(text.get("@value"), str)
            else:
                plain = isinstance(text, str)
            if not plain:
                raise _wrong(
                    f"{field}{name}",
                    "4.6",
                    "应为文字，或只含 @value、@language、@direction 的对象",
                    "must be text, or an object of @value, @language and @direction only",
                )


def _check_period(document: Document) -> None:
    start, end = period(document)
    if start and end and end < start:
        raise _wrong("validUntil", "4.9", "早于 validFrom", "is before validFrom")


def _status_entries(document: Document) -> list[Document]:
    """Those of Bitstring Status List, in a document whose members are objects."""
    entries = [*objects(document, "credentialStatus"), *objects(document, "furtherStatus")]
    return [one for one in entries if "BitstringStatusListEntry" in _types(one, "status")]


def _check_status_entry(entry: Document) -> None:
    """Bitstring Status List 1.0, section 2.1, but for the digits of the index."""
    purpose, index = entry.get("statusPurpose"), entry.get("statusListIndex")
    if (
        not isinstance(purpose, str)
        or not isinstance(index, str)
        or not is_url(entry.get("statusListCredential"))
    ):
        raise _wrong_status()


def _wrong_status() -> InvalidDocument:
    return _wrong(
        "credentialStatus",
        "Bitstring Status List 2.1",
        "应有 statusPurpose、十进制文字 statusListIndex 和地址 statusListCredential",
        "needs statusPurpose, statusListIndex (digits in quotes) and statusListCredential",
    )


def _objects(document: Document, name: str, *, required: bool = False) -> Iterable[Document]:
    """One object or a list of them; raises where a member is anything else."""
    if name not in document and not required:
        return []
    value: Any = document.get(name)
    members = value if isinstance(value, list) else [value]
    if not members or not all(isinstance(each, dict) for each in members):
        raise _wrong(name, "4", "应为一个或多个对象", "must be one object or more")
    return members


def _wrong(field: str, section: str, zh: str, en: str) -> InvalidDocument:
    return InvalidDocument(
        f"data-model {section}",
        Text(
            f"凭证的 {field} {zh}（VC Data Model 2.0，{section}）；请联系签发单位重新签发",
            f"the credential's {field} {en} (VC Data Model 2.0, {section}); ask the issuer to "
            "issue it again",
        ),
    )
