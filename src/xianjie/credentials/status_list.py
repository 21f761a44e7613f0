"""Bitstring Status List 1.0: the bits, the list as a credential, an entry's status.

A list of a million entries with one in a thousand set is some 2 kB. Entry 0 is the first bit from
the left. Revoked is for good; suspended can be lifted.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from xianjie.credentials.canonical import Document
from xianjie.credentials.contexts import VC_CONTEXT
from xianjie.credentials.encodings import decode_multibase, encode_multibase
from xianjie.credentials.errors import InvalidEncoding, InvalidStatus
from xianjie.credentials.proofs import stamp
from xianjie.credentials.structure import issuer_of, moment
from xianjie.text import Text

REVOCATION = "revocation"
SUSPENSION = "suspension"
MIN_ENTRIES = 131_072  # so that a lone entry hides among others (section 6.1)
MAX_BYTES = 16 << 20  # decompressed: 134 million entries
_GZIP = 16 + zlib.MAX_WBITS


@dataclass(frozen=True, slots=True)
class StatusList:
    """A list as read from its credential."""

    id: str
    issuer: str
    purposes: frozenset[str]
    bits: bytes
    valid_from: datetime | None
    valid_until: datetime | None

    def is_set(self, index: int) -> bool:
        """Whether the entry's bit is set; raises `InvalidStatus` outside the list."""
        if not 0 <= index < 8 * len(self.bits):
            raise _wrong(f"没有第 {index} 项", f"has no entry {index}")
        return bool(self.bits[index // 8] & 0x80 >> index % 8)

    def held_at(self, when: datetime) -> bool:
        after_start = self.valid_from is None or self.valid_from <= when
        return after_start and (self.valid_until is None or when <= self.valid_until)


def with_bits(indexes: Iterable[int], entries: int = MIN_ENTRIES) -> bytes:
    """A bitstring with these entries set; raises `InvalidStatus` for fewer than 131,072."""
    if entries < MIN_ENTRIES or entries % 8:
        raise _wrong(
            f"应有 {MIN_ENTRIES} 项以上，且为 8 的倍数",
            f"must have {MIN_ENTRIES} entries or more, a multiple of 8",
        )
    bits = bytearray(entries // 8)
    for index in indexes:
        if not 0 <= index < entries:
            raise _wrong(f"没有第 {index} 项", f"has no entry {index}")
        bits[index // 8] |= 0x80 >> index % 8
    return bytes(bits)


def encode_bits(bits: bytes) -> str:
    """GZIP, without a time of its own, in multibase base64url."""
    deflate = zlib.compressobj(level=9, wbits=_GZIP)
    return encode_multibase(deflate.compress(bits) + deflate.flush(), "u")


def decode_bits(encoded: object) -> bytes:
    """The bitstring; raises `InvalidStatus`, also for more than 16 MiB and less than 16 KiB."""
    inflate = zlib.decompressobj(wbits=_GZIP)
    try:
        bits = inflate.decompress(decode_multibase(encoded), MAX_BYTES)
    except (InvalidEncoding, zlib.error) as error:
        raise _wrong(
            "的 encodedList 不能解开", "has an encodedList that does not unpack"
        ) from error
    if not inflate.eof or inflate.unused_data or 8 * len(bits) < MIN_ENTRIES:
        raise _wrong(
            f"的 encodedList 残缺、过长，或少于 {MIN_ENTRIES} 项",
            f"has an encodedList that is cut, too long, or of fewer than {MIN_ENTRIES} entries",
        )
    return bits


def status_entry(address: str, index: int, purpose: str) -> Document:
    """What a credential says of its place in the list at that address."""
    return {
        "id": f"{address}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": str(index),
        "statusListCredential": address,
    }


def list_credential(
    address: str,
    issuer: str,
    purposes: Iterable[str],
    bits: bytes,
    *,
    valid_from: datetime,
    valid_until: datetime,
) -> Document:
    """The list as a credential to be secured and published at ``address``."""
    purpose = list(purposes)
    return {
        "@context": [VC_CONTEXT],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": stamp(valid_from),
        "validUntil": stamp(valid_until),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose[0] if len(purpose) == 1 else purpose,
            "encodedList": encode_bits(bits),
        },
    }


def read_list(document: Document) -> StatusList:
    """The list of a credential whose proof was verified; raises `InvalidStatus`."""
    subject = document.get("credentialSubject")
    kinds = document.get("type")
    if not isinstance(subject, dict) or "BitstringStatusListCredential" not in (kinds or []):
        raise _wrong("不是状态列表凭证", "is no status list credential")
    purposes = subject.get("statusPurpose")
    purposes = purposes if isinstance(purposes, list) else [purposes]
    if subject.get("type") != "BitstringStatusList" or not all(
        isinstance(purpose, str) for purpose in purposes
    ):
        raise _wrong("没有 BitstringStatusList", "holds no BitstringStatusList")
    return StatusList(
        id=str(document.get("id")),
        issuer=issuer_of(document),
        purposes=frozenset(purposes),
        bits=decode_bits(subject.get("encodedList")),
        valid_from=_moment(document, "validFrom"),
        valid_until=_moment(document, "validUntil"),
    )


def _moment(document: Document, name: str) -> datetime | None:
    return moment(document[name], name) if name in document else None


def _wrong(zh: str, en: str) -> InvalidStatus:
    return InvalidStatus(
        Text(
            f"状态列表{zh}；请向签发单位取得新的列表",
            f"the status list {en}; get a new one from the issuer",
        )
    )
