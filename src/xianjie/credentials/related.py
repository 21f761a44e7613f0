"""Digests of related resources (VC Data Model 2.0, section 5.3), against the bytes at hand."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable

from xianjie.credentials.canonical import Document
from xianjie.credentials.encodings import decode_multibase
from xianjie.credentials.errors import InvalidDocument, InvalidEncoding
from xianjie.credentials.structure import objects
from xianjie.text import Text

_BY_LENGTH = {32: "sha256", 48: "sha384", 64: "sha512"}
# Multihash: its code and its length, before the digest.
_MULTIHASH = {b"\x12\x20": "sha256", b"\x20\x30": "sha384", b"\x13\x40": "sha512"}


def check_related(document: Document, resource: Callable[[str], bytes | None]) -> list[str]:
    """The related resources that are not at hand, so unchecked.

    Raises `InvalidDocument` for a digest that is not the resource's.
    """
    absent = []
    for related in objects(document, "relatedResource"):
        data = resource(related["id"])
        if data is None:
            absent.append(related["id"])
        elif not _matches(related, data):
            raise InvalidDocument(
                "related-resource",
                Text(
                    f"相关资源 {related['id']} 的摘要不符；资源或凭证已被改动，请勿采信",
                    f"the digest of the related resource {related['id']} is another; it or the "
                    "credential was changed, so do not rely on it",
                ),
            )
    return absent


def _matches(related: Document, data: bytes) -> bool:
    held = []
    if "digestSRI" in related:
        held.append(_matches_sri(str(related["digestSRI"]), data))
    if "digestMultibase" in related:
        held.append(_matches_multibase(related["digestMultibase"], data))
    return all(held)


def _matches_sri(digest: str, data: bytes) -> bool:
    name, _, encoded = digest.partition("-")
    if name not in _BY_LENGTH.values():
        return False
    return base64.b64encode(hashlib.new(name, data).digest()).decode() == encoded


def _matches_multibase(digest: object, data: bytes) -> bool:
    """As a multihash, or bare, as the standard's own example is written."""
    try:
        wanted = decode_multibase(digest)
    except InvalidEncoding:
        return False
    name = _MULTIHASH.get(wanted[:2])
    if name and hashlib.new(name, data).digest() == wanted[2:]:
        return True
    name = _BY_LENGTH.get(len(wanted))
    return name is not None and hashlib.new(name, data).digest() == wanted
