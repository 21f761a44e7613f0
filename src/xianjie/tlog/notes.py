"""Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint, tlog-cosignature).

A note is text that ends in a line break, an empty line, and a line for each signature: an em dash,
the key's name, base64 of the key's id and the signature.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from xianjie.errors import XianjieError
from xianjie.text import Text

ED25519, COSIGNATURE = 0x01, 0x04  # kinds of keys
_ID, _TIME, _SIGNATURE = 4, 8, 64  # bytes
_LINE = re.compile("\N{EM DASH} ([^\\s+]+) ([A-Za-z0-9+/]+={0,2})")
_SIZE = re.compile("0|[1-9][0-9]{0,17}")
_HASH = 32  # bytes
_MOST = 1 << 20  # letters of a note


class NoteError(XianjieError, ValueError):
    """A note that is not in its form, or whose signature does not hold."""


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key with its name; ``kind`` says whether it cosigns."""

    name: str
    key: bytes
    kind: int = ED25519

    @property
    def id(self) -> bytes:
        told = self.name.encode() + b"\n" + bytes([self.kind]) + self.key
        return hashlib.sha256(told).digest()[:_ID]

    @property
    def cosigning(self) -> Verifier:
        """The same key where it says a time, as a log does in a line beside its signature."""
        return Verifier(self.name, self.key, COSIGNATURE)

    @property
    def text(self) -> str:
        """As tools exchange it: name, id, kind with key."""
        key = base64.b64encode(bytes([self.kind]) + self.key).decode()
        return f"{self.name}+{self.id.hex()}+{key}"


@dataclass(frozen=True, slots=True)
class Signature:
    """A line of signature: whose, by the id of the key, and the bytes."""

    name: str
    id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A note taken apart."""

    text: str
    signatures: Sequence[Signature]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How many entries a log has and the root of their tree."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def verifier_of(name: str, key: Ed25519PrivateKey, kind: int = ED25519) -> Verifier:
    return Verifier(name, key.public_key().public_bytes_raw(), kind)


def read_verifier(text: str) -> Verifier:
    """A verifier from the form in which tools exchange it; raises `NoteError`."""
    name, _, rest = text.strip().partition("+")
    told, _, encoded = rest.partition("+")
    try:
        raw = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        raw = b""
    if not name or len(raw) != _HASH + 1 or raw[0] not in {ED25519, COSIGNATURE}:
        raise _no_key()
    found = Verifier(name, raw[1:], raw[0])
    if found.id.hex() != told:
        raise _no_key()
    return found


def sign(text: str, name: str, key: Ed25519PrivateKey) -> str:
    """The note of a text, signed."""
    return f"{text}\n{_line(verifier_of(name, key), key.sign(text.encode()))}"


def cosign(note: str, name: str, key: Ed25519PrivateKey, seconds: int) -> str:
    """The line of a witness: it saw this checkpoint, consistent with all before, at that time."""
    text = read(note).text
    verifier = verifier_of(name, key, COSIGNATURE)
    signature = key.sign(_cosigned(text, seconds))
    return _line(verifier, seconds.to_bytes(_TIME) + signature)


def read(note: str) -> Note:
    """A note taken apart, its signatures not checked; raises `NoteError`."""
    if len(note) > _MOST:
        raise _malformed()
    text, separator, lines = note.rpartition("\n\n")
    if not separator or not lines.endswith("\n"):
        raise _malformed()
    return Note(f"{text}\n", [_read_line(line) for line in lines[:-1].split("\n")])


def require_signed(note: Note, verifier: Verifier) -> None:
    """Raises `NoteError` unless the key signed the text."""
    for one in note.signatures:
        if (one.name, one.id) == (verifier.name, verifier.id) and verifier.kind == ED25519:
            if _holds(verifier, one.signature, note.text.encode()):
                return
            break
    raise NoteError(
        Text(
            f"{verifier.name} 没有签署这份检查点，或签名无效",
            f"{verifier.name} did not sign the note, or its signature does not hold",
        )
    )


def cosigned_at(note: Note, verifier: Verifier) -> int | None:
    """When the witness cosigned, in seconds; None where it did not or it does not hold."""
    for one in note.signatures:
        if (one.name, one.id) != (verifier.name, verifier.id) or verifier.kind != COSIGNATURE:
            continue
        seconds = int.from_bytes(one.signature[:_TIME])
        if len(one.signature) == _TIME + _SIGNATURE and _holds(
            verifier, one.signature[_TIME:], _cosigned(note.text, seconds)
        ):
            return seconds
    return None


def cosigners(note: Note, verifiers: Iterable[Verifier]) -> Mapping[str, int]:
    """Who of these cosigned, by name, and when in seconds."""
    found = ((one.name, cosigned_at(note, one)) for one in verifiers)
    return {name: seconds for name, seconds in found if seconds is not None}


def checkpoint_of(note: Note) -> Checkpoint:
    """What a checkpoint says; raises `NoteError`."""
    lines = note.text.split("\n")
    if len(lines) < 4 or not lines[0] or not _SIZE.fullmatch(lines[1]):  # noqa: PLR2004 - with the end
        raise _malformed()
    try:
        root = base64.b64decode(lines[2], validate=True)
    except binascii.Error as error:
        raise _malformed() from error
    if len(root) != _HASH or base64.b64encode(root).decode() != lines[2]:
        raise _malformed()
    return Checkpoint(lines[0], int(lines[1]), root)


def _read_line(line: str) -> Signature:
    found = _LINE.fullmatch(line)
    if found is None:
        raise _malformed()
    try:
        raw = base64.b64decode(found[2], validate=True)
    except binascii.Error as error:
        raise _malformed() from error
    # Base64 has spare bits at its end: another writing of the same bytes is not taken.
    if len(raw) <= _ID or base64.b64encode(raw).decode() != found[2]:
        raise _malformed()
    return Signature(found[1], raw[:_ID], raw[_ID:])


def _holds(verifier: Verifier, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(verifier.key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _cosigned(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def _line(verifier: Verifier, signature: bytes) -> str:
    encoded = base64.b64encode(verifier.id + signature).decode()
    return f"\N{EM DASH} {verifier.name} {encoded}\n"


def _no_key() -> NoteError:
    return NoteError(
        Text(
            "公钥不是 名称+编号+公钥 的格式，或编号与公钥不符",
            "the public key is not in the form NAME+ID+KEY, or its id is not that of the key",
        )
    )


def _malformed() -> NoteError:
    return NoteError(Text("不是签名检查点的格式", "this is not in the form of a signed checkpoint"))
