"""DID documents of did:web with the history of keys, and did:key.

Every key ever used stays in the document. ``expires`` (Controlled Identifiers 1.0) ends a key's
period; its start, for which the standard has no term, is ``keyFrom`` in a context of our own.
A key that has expired verifies what it signed in its period, and nothing after.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, unquote

from xianjie.credentials.canonical import Document
from xianjie.credentials.contexts import MULTIKEY_CONTEXT
from xianjie.credentials.errors import InvalidDocument, InvalidKey
from xianjie.credentials.multikey import PublicKey, decode_multikey
from xianjie.credentials.proofs import stamp
from xianjie.credentials.structure import moment
from xianjie.text import Text

DID_CONTEXT = "https://www.w3.org/ns/did/v1"
PURPOSES = ("assertionMethod", "authentication")
_OWN_CONTEXT = {
    "keyFrom": {
        "@id": "urn:xianjie:did:v1:keyFrom",
        "@type": "http://www.w3.org/2001/XMLSchema#dateTime",
    }
}
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?")
_SEGMENT = re.compile(r"[A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class VerificationKey:
    """A key that a DID names: for what, and from when until (exclusive) when it signs."""

    id: str
    controller: str
    public_key: PublicKey
    purposes: frozenset[str] = frozenset({"assertionMethod"})
    valid_from: datetime | None = None
    valid_until: datetime | None = None

    def held_at(self, when: datetime) -> bool:
        """Whether the moment lies in the key's period."""
        after_start = self.valid_from is None or self.valid_from <= when
        return after_start and (self.valid_until is None or when < self.valid_until)


# From the id of a verification method to its key; None where there is none.
Keys = Callable[[str], VerificationKey | None]


def did_document(did: str, keys: Iterable[VerificationKey]) -> Document:
    """The document to publish at `did_web_address`, past keys included."""
    keys = list(keys)
    return {
        "@context": [DID_CONTEXT, MULTIKEY_CONTEXT, _OWN_CONTEXT],
        "id": did,
        "verificationMethod": [_method(key) for key in keys],
        **{
            purpose: [key.id for key in keys if purpose in key.purposes]
            for purpose in PURPOSES
            if any(purpose in key.purposes for key in keys)
        },
    }


def keys_of(document: Document) -> dict[str, VerificationKey]:
    """The keys of a DID document that are Multikeys known here, by their ids.

    Raises `InvalidKey` for a document without id, or a key under another's control; keys of
    other kinds are left out, since others may need them.
    """
    did = document.get("id")
    if not isinstance(did, str) or not did.startswith("did:"):
        raise _wrong("id", "应为 DID", "must be a DID")
    found = {}
    for method in _list(document, "verificationMethod"):
        identifier = f"{did}{method.get('id')}" if _is_relative(method) else method.get("id")
        if method.get("type") != "Multikey" or not isinstance(identifier, str):
            continue
        if method.get("controller") != did or not identifier.startswith(f"{did}#"):
            raise _wrong(
                "verificationMethod", "含他人控制的密钥", "has a key that another controls"
            )
        found[identifier] = _key(document, method, identifier)
    return found


def did_key(method: str) -> VerificationKey | None:
    """The key that a did:key method spells out; None for other methods, raises `InvalidKey`."""
    did, _, fragment = method.partition("#")
    multikey = did.removeprefix("did:key:")
    if multikey == did or fragment != multikey:
        return None
    return VerificationKey(method, did, decode_multikey(multikey), frozenset(PURPOSES))


def resolver(*documents: Document) -> Keys:
    """Looks up the keys of these DID documents, and any did:key."""
    known = {key.id: key for document in documents for key in keys_of(document).values()}
    return lambda method: known.get(method) or did_key(method)


def did_web(host: str, *path: str) -> str:
    """The DID of a host, with its port if it has one, and of a path below it."""
    if not _HOST.fullmatch(host) or not all(_SEGMENT.fullmatch(part) for part in path):
        raise _wrong("did:web", "主机名或路径不合规定", "has a host or a path that is none")
    return ":".join(("did:web", quote(host, safe=""), *path))


def did_web_address(did: str) -> str:
    """Where the document of a did:web is published; raises `InvalidKey` for other DIDs."""
    _, _, rest = did.partition("did:web:")
    host, *path = rest.split(":")
    host = unquote(host)
    if did_web(host, *path) != did:
        raise _wrong("did:web", f"{did!r} 不是 did:web", f"{did!r} is no did:web")
    return f"https://{host}/{'/'.join(path) or '.well-known'}/did.json"


def _method(key: VerificationKey) -> Document:
    method: Document = {
        "id": key.id,
        "type": "Multikey",
        "controller": key.controller,
        "publicKeyMultibase": key.public_key.multibase,
    }
    if key.valid_from is not None:
        method["keyFrom"] = stamp(key.valid_from)
    if key.valid_until is not None:
        method["expires"] = stamp(key.valid_until)
    return method


def _key(document: Document, method: Document, identifier: str) -> VerificationKey:
    try:
        ends = [moment(method[name], name) for name in ("expires", "revoked") if name in method]
        start = moment(method["keyFrom"], "keyFrom") if "keyFrom" in method else None
    except InvalidDocument as error:
        raise InvalidKey(error.message) from error
    purposes = {
        purpose
        for purpose in PURPOSES
        for named in _list(document, purpose, of=(str, dict))
        if (named.get("id") if isinstance(named, dict) else named) in {identifier, method["id"]}
    }
    return VerificationKey(
        identifier,
        method["controller"],
        decode_multikey(method.get("publicKeyMultibase")),
        frozenset(purposes),
        start,
        min(ends, default=None),
    )


def _is_relative(method: Document) -> bool:
    return str(method.get("id")).startswith("#")


def _list(document: Document, name: str, of: tuple[type, ...] = (dict,)) -> list[Any]:
    value = document.get(name, [])
    if not isinstance(value, list) or not all(isinstance(each, of) for each in value):
        raise _wrong(name, "应为列表", "must be a list")
    return value


def _wrong(field: str, zh: str, en: str) -> InvalidKey:
    return InvalidKey(
        Text(
            f"DID 文档的 {field} {zh}；请向签发单位取得正确的文档",
            f"the DID document's {field} {en}; get the right document from the issuer",
        )
    )
