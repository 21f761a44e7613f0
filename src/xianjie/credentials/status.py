"""Bitstring Status Lists (W3C, 1.0): a bit for each credential, compressed."""

from __future__ import annotations

import base64
import binascii
import gzip
import zlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from xianjie.credentials.achievement import LIST_SIZE, list_address
from xianjie.credentials.encoding import CredentialError
from xianjie.text import Text

_MOST = 1 << 24  # bytes of a list once it is unpacked


def encode(places: Iterable[int]) -> str:
    """The list in which these places are set."""
    bits = bytearray(LIST_SIZE // 8)
    for place in places:
        if not 0 <= place < LIST_SIZE:
            raise ValueError(f"no place {place} in a list of {LIST_SIZE}")
        bits[place // 8] |= 0x80 >> place % 8
    # Without a time of packing the same list is always the same text.
    packed = gzip.compress(bytes(bits), mtime=0)
    return "u" + base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def is_set(encoded: str, place: int) -> bool:
    """Whether a place of the list is set; raises `CredentialError`."""
    bits = _unpacked(encoded)
    if not 0 <= place < len(bits) * 8:
        raise CredentialError(
            Text(f"状态列表没有第 {place} 位", f"the status list has no place {place}")
        )
    return bool(bits[place // 8] & 0x80 >> place % 8)


def _unpacked(encoded: str) -> bytes:
    try:
        packed = base64.urlsafe_b64decode(encoded[1:] + "=" * (-(len(encoded) - 1) % 4))
        unpacker = zlib.decompressobj(wbits=31)  # of gzip
        bits = unpacker.decompress(packed, _MOST)
    except (binascii.Error, zlib.error, ValueError) as error:
        raise _malformed() from error
    if not encoded.startswith("u") or len(bits) < LIST_SIZE // 8 or unpacker.unconsumed_tail:
        raise _malformed()
    return bits


def list_credential(
    *, did: str, base: str, purpose: str, number: int, places: Iterable[int], at: datetime
) -> dict[str, Any]:
    """A list as a credential, not signed yet."""
    address = list_address(base, purpose, number)
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": did,
        "validFrom": at.isoformat(timespec="seconds"),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": encode(places),
        },
    }


def _malformed() -> CredentialError:
    return CredentialError(Text("不是状态列表的格式", "this is not in the form of a status list"))
