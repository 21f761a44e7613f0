"""Bytes as text: multibase, base58btc, base64url, base45 and digits, each decoded strictly.

Strictly means that every accepted text is the one that the encoder writes: a changed letter can
never decode to the same bytes, so no signature has a second spelling.
"""

from __future__ import annotations

import base64
import binascii

from xianjie.credentials.errors import InvalidEncoding
from xianjie.text import Text

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_MAX_BASE58 = 1024  # letters; the conversion is quadratic, and signatures have 88
_TEN_LETTERS = 58**10
_BASE58_PAIRS = [first + second for first in _BASE58 for second in _BASE58]
_NO_DIGIT = 255
_BASE58_DIGITS = bytes(_BASE58.find(chr(byte)) % 256 for byte in range(256))
# Neighbouring fields of so many bits become one: the mask of every other, what the higher counts.
_JOINS = tuple(
    (bits, int.from_bytes((bytes(bits // 8) + b"\xff" * (bits // 8)) * (512 * 8 // bits)), times)
    for bits, times in ((8 << step, 58 ** (1 << step)) for step in range(10))
)
_BASE45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_BASE45_VALUES = {letter: value for value, letter in enumerate(_BASE45)}
_GROUP = 7  # bytes that 17 digits hold
_DIGITS = (0, 3, 5, 8, 10, 13, 15, 17)  # for so many bytes


def encode_base64url(data: bytes) -> str:
    """Without padding, as in RFC 4648 section 5."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decode_base64url(text: str) -> bytes:
    """The bytes of unpadded base64url; raises `InvalidEncoding`, also for stray last bits."""
    try:
        data = base64.b64decode(
            text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True
        )
    except (binascii.Error, UnicodeEncodeError) as error:
        raise _wrong("base64url") from error
    if encode_base64url(data) != text:
        raise _wrong("base64url")
    return data


def encode_base58(data: bytes) -> str:
    """Base58 with Bitcoin's alphabet, as in draft-msporny-base58."""
    number = int.from_bytes(data)
    pairs = []
    while number:
        number, part = divmod(number, _TEN_LETTERS)  # small numbers divide faster
        for _ in range(5):
            part, pair = divmod(part, 58 * 58)
            pairs.append(_BASE58_PAIRS[pair])
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "1" * zeros + "".join(reversed(pairs)).lstrip("1")


def decode_base58(text: str) -> bytes:
    """The bytes of at most 1,024 letters; raises `InvalidEncoding`."""
    if len(text) > _MAX_BASE58 or not text.isascii():
        raise _wrong("base58")
    digits = text.encode("ascii").translate(_BASE58_DIGITS)
    if _NO_DIGIT in digits:
        raise _wrong("base58")
    number = _of_digits(digits)
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8)


def _of_digits(digits: bytes) -> int:
    """The number of base 58, at a quarter of the time of adding digit by digit."""
    number, size = int.from_bytes(digits), 8 * len(digits)
    for bits, mask, times in _JOINS:
        if bits >= size:
            break
        number = (number & mask) + (number >> bits & mask) * times
    return number


def encode_multibase(data: bytes, base: str = "z") -> str:
    """``z`` and base58, or ``u`` and base64url."""
    return base + (encode_base58(data) if base == "z" else encode_base64url(data))


def decode_multibase(text: object) -> bytes:
    """The bytes of a ``z`` or ``u`` multibase text; raises `InvalidEncoding` for all else."""
    if isinstance(text, str) and text.startswith("z"):
        return decode_base58(text[1:])
    if isinstance(text, str) and text.startswith("u"):
        return decode_base64url(text[1:])
    raise _wrong("multibase (z, u)")


def encode_base45(data: bytes) -> str:
    """RFC 9285: letters that a QR code holds at five and a half bits each."""
    letters = []
    for start in range(0, len(data), 2):
        pair = data[start : start + 2]
        number = int.from_bytes(pair)
        for _ in range(len(pair) + 1):
            number, digit = divmod(number, 45)
            letters.append(_BASE45[digit])
    return "".join(letters)


def decode_base45(text: str) -> bytes:
    """The bytes of base45; raises `InvalidEncoding`, also for a group that is too large."""
    data = bytearray()
    try:
        for start in range(0, len(text), 3):
            group = text[start : start + 3]
            if len(group) == 1:
                raise _wrong("base45")
            number = sum(_BASE45_VALUES[letter] * 45**at for at, letter in enumerate(group))
            data += number.to_bytes(len(group) - 1)
    except (KeyError, OverflowError) as error:
        raise _wrong("base45") from error
    return bytes(data)


def encode_digits(data: bytes) -> str:
    """Seven bytes as 17 digits, little-endian, as CTAP 2.2 section 11.5.1 does for QR codes."""
    groups = (data[at : at + _GROUP] for at in range(0, len(data), _GROUP))
    return "".join(f"{int.from_bytes(group, 'little'):0{_DIGITS[len(group)]}}" for group in groups)


def decode_digits(text: str) -> bytes:
    """The bytes of such digits; raises `InvalidEncoding`, also for a group that is too large."""
    if text and not (text.isascii() and text.isdigit()):
        raise _wrong("digits")
    data = bytearray()
    try:
        for at in range(0, len(text), _DIGITS[_GROUP]):
            group = text[at : at + _DIGITS[_GROUP]]
            data += int(group).to_bytes(_DIGITS.index(len(group)), "little")
    except (ValueError, OverflowError) as error:
        raise _wrong("digits") from error
    return bytes(data)


def _wrong(name: str) -> InvalidEncoding:
    return InvalidEncoding(
        Text(
            f"不是有效的 {name} 编码；请使用原样的文本，不要改动或截短",
            f"this is not valid {name}; use the text as it was given, unchanged and whole",
        )
    )
