"""Base58 and keys as Multikey writes them (Controlled Identifiers 1.0)."""

from __future__ import annotations

from xianjie.errors import XianjieError
from xianjie.text import Text

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUES = {letter: value for value, letter in enumerate(_ALPHABET)}
_BASE = 58
ED25519 = b"\xed\x01"  # multicodec ed25519-pub


class CredentialError(XianjieError, ValueError):
    """A credential, a key or a status list that is not in its form."""


def base58btc(content: bytes) -> str:
    """Multibase: z and base 58 in Bitcoin's alphabet."""
    number = int.from_bytes(content)
    letters = ""
    while number:
        number, place = divmod(number, _BASE)
        letters = _ALPHABET[place] + letters
    zeros = len(content) - len(content.lstrip(b"\0"))
    return f"z{_ALPHABET[0] * zeros}{letters}"


def read_base58btc(text: str, most: int) -> bytes:
    """What `base58btc` was given; raises `CredentialError` for more than ``most`` bytes too."""
    if not text.startswith("z") or len(text) > 2 * most + 1 or set(text[1:]) - set(_ALPHABET):
        raise _malformed()
    number = 0
    for letter in text[1:]:
        number = number * _BASE + _VALUES[letter]
    zeros = len(text) - 1 - len(text[1:].lstrip(_ALPHABET[0]))
    content = bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8)
    if len(content) > most:
        raise _malformed()
    return content


def multikey(kind: bytes, key: bytes) -> str:
    return base58btc(kind + key)


def _malformed() -> CredentialError:
    return CredentialError(
        Text("不是 base58btc 编码，或过长", "this is not base58btc, or it is too long")
    )
