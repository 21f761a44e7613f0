"""A key ring: the keys of one DID, present and past, as one private file.

The file is JSON with each private key as PKCS#8 in PEM, readable by its owner alone. A key's
public half and period are kept for ever; its private half can be destroyed once it is retired.
"""

from __future__ import annotations

import base64
import json
import os
import textwrap
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from xianjie.credentials.canonical import Document, read_json
from xianjie.credentials.did import PURPOSES, VerificationKey, did_document
from xianjie.credentials.errors import CredentialError, InvalidKey
from xianjie.credentials.multikey import Algorithm, decode_multikey
from xianjie.credentials.proofs import stamp
from xianjie.credentials.signing import Signer, generate, load_signer
from xianjie.credentials.structure import moment
from xianjie.text import Text

_BEGIN, _END = "-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----"
_OWNER_ONLY = 0o600


@dataclass(frozen=True, slots=True)
class RingKey:
    """A key of the ring; ``pkcs8`` is None where the private half was destroyed."""

    public: VerificationKey
    pkcs8: bytes | None

    def __repr__(self) -> str:
        return f"RingKey({self.public.id})"  # no log shows a private key


@dataclass(frozen=True, slots=True)
class KeyRing:
    """All keys of one DID; every change gives a new ring."""

    did: str
    keys: tuple[RingKey, ...] = ()

    def with_new_key(self, algorithm: Algorithm, *, at: datetime) -> KeyRing:
        """With a key from that second on, and the earlier one of that algorithm retired then."""
        at = at.replace(microsecond=0)  # as documents and proofs state moments
        pkcs8 = generate(algorithm)
        method = f"{self.did}#key-{len(self.keys) + 1}"
        public = load_signer(algorithm, method, pkcs8).public_key
        key = VerificationKey(method, self.did, public, frozenset(PURPOSES), at)
        kept = tuple(self._retired(key, algorithm, at) for key in self.keys)
        return KeyRing(self.did, (*kept, RingKey(key, pkcs8)))

    def without_private(self, method: str) -> KeyRing:
        """With the private half of a retired key destroyed; raises `InvalidKey` for others."""
        found = [key for key in self.keys if key.public.id == method and key.public.valid_until]
        if not found:
            raise _wrong(f"没有已停用的密钥 {method}", f"has no retired key {method}")
        keys = (replace(key, pkcs8=None) if key in found else key for key in self.keys)
        return KeyRing(self.did, tuple(keys))

    def signer(self, algorithm: Algorithm, *, at: datetime) -> Signer:
        """The signer of that moment; raises `InvalidKey` where there is none, or a false one."""
        for key in self.keys:
            if key.public.public_key.algorithm is algorithm and key.public.held_at(at):
                if key.pkcs8 is None:
                    break
                signer = load_signer(algorithm, key.public.id, key.pkcs8)
                if signer.public_key != key.public.public_key:
                    raise _wrong(
                        f"中 {key.public.id} 的公钥与私钥不是一对",
                        f"holds two halves of {key.public.id} that are no pair",
                    )
                return signer
        raise _wrong(f"没有此时可用的 {algorithm} 密钥", f"has no key of {algorithm} for {at}")

    @property
    def document(self) -> Document:
        """The DID document with all keys."""
        return did_document(self.did, [key.public for key in self.keys])

    @staticmethod
    def _retired(key: RingKey, algorithm: Algorithm, at: datetime) -> RingKey:
        public = key.public
        if public.public_key.algorithm is not algorithm or public.valid_until is not None:
            return key
        if public.valid_from is not None and at <= public.valid_from:
            raise _wrong(
                "的新密钥不能早于现有密钥", "cannot have a new key from before the present one"
            )
        return replace(key, public=replace(public, valid_until=at))


def to_json(ring: KeyRing) -> bytes:
    """The ring with its private keys: for `store`, and nowhere else."""
    keys = [
        {
            "id": key.public.id,
            "publicKeyMultibase": key.public.public_key.multibase,
            "from": _stamp(key.public.valid_from),
            "until": _stamp(key.public.valid_until),
            "privateKey": None if key.pkcs8 is None else _pem(key.pkcs8),
        }
        for key in ring.keys
    ]
    return json.dumps({"did": ring.did, "keys": keys}, indent=1).encode()


def from_json(data: bytes) -> KeyRing:
    """The ring of these bytes; raises `InvalidKey` for what is no ring."""
    try:
        document = read_json(data)
        return KeyRing(
            str(document["did"]),
            tuple(_key(str(document["did"]), entry) for entry in document["keys"]),
        )
    except CredentialError as error:
        raise InvalidKey(error.message) from error
    except (KeyError, TypeError, ValueError) as error:
        raise _wrong("文件残缺", "is incomplete") from error


def store(ring: KeyRing, path: Path) -> None:
    """Write the ring beside and move it into place, so that no crash leaves half of it."""
    beside = path.with_name(f"{path.name}.new")
    beside.unlink(missing_ok=True)
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    with os.fdopen(handle, "wb") as file:
        file.write(to_json(ring))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the new name outlasts a loss of power too
    finally:
        os.close(folder)


def load(path: Path) -> KeyRing:
    """The ring of a file; raises `InvalidKey` where others than its owner can read it."""
    if path.stat().st_mode & 0o077:
        raise _wrong(
            f"文件 {path} 可被他人读取；请执行 chmod 600",
            f"can be read by others than its owner; run chmod 600 {path}",
        )
    return from_json(path.read_bytes())


def _key(did: str, entry: Document) -> RingKey:
    public = decode_multikey(entry["publicKeyMultibase"])
    start, end = (
        None if entry[name] is None else moment(entry[name], name) for name in ("from", "until")
    )
    pkcs8 = None if entry["privateKey"] is None else _der(entry["privateKey"])
    return RingKey(
        VerificationKey(entry["id"], did, public, frozenset(PURPOSES), start, end), pkcs8
    )


def _pem(der: bytes) -> str:
    lines = textwrap.wrap(base64.b64encode(der).decode(), 64)
    return "\n".join((_BEGIN, *lines, _END, ""))


def _der(pem: str) -> bytes:
    inner = pem.strip().removeprefix(_BEGIN).removesuffix(_END)
    return base64.b64decode("".join(inner.split()), validate=True)


def _stamp(when: datetime | None) -> str | None:
    return None if when is None else stamp(when)


def _wrong(zh: str, en: str) -> InvalidKey:
    return InvalidKey(Text(f"密钥环{zh}", f"the key ring {en}"))
