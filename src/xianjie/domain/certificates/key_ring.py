"""The private keys that sign certificates: the ring on disk, and its rotation."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.db import transaction

from xianjie.credentials import keys as rings
from xianjie.credentials.errors import Sm2Unavailable
from xianjie.credentials.keys import KeyRing
from xianjie.credentials.libcrypto import libcrypto
from xianjie.credentials.multikey import Algorithm
from xianjie.domain.accounts.acting import Actor, Target, require
from xianjie.domain.audit.events import record
from xianjie.domain.kinds import Of

OPERATE = "service.operate"
FIRST = datetime(2000, 1, 1, tzinfo=UTC)  # the first keys are good for whatever they signed


def did_of(address: str) -> str:
    """The register's DID, by its public address."""
    return f"did:web:{quote(urlsplit(address).netloc, safe='')}"


def ring_path() -> Path:
    """Where the ring is, in a folder for its owner alone."""
    folder = Path(settings.HOME) / "keys"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / "issuer.json"


def new_ring(did: str, *, at: datetime) -> KeyRing:
    """A key of each algorithm that this machine can sign with."""
    ring = KeyRing(did)
    for algorithm in Algorithm:
        if algorithm is Algorithm.SM2 and not signs_sm2():
            continue
        ring = ring.with_new_key(algorithm, at=at)
    return ring


def signs_sm2() -> bool:
    """Whether this machine's libcrypto has SM2, and gets the standard's vector right."""
    try:
        libcrypto()
    except Sm2Unavailable:
        return False
    return True


def load_ring() -> KeyRing:
    """The register's ring, made at first use."""
    path = ring_path()
    if not path.exists():
        _make_ring(path)
    return rings.load(path)


def rotate(algorithm: Algorithm, *, by: Actor, since: datetime, at: datetime) -> KeyRing:
    """A new key from ``since`` on, when the one before it retires.

    It lies ahead so that work under way, which has read the ring, ends before it. Raises `Denied`,
    `xianjie.credentials.errors.InvalidKey`.
    """
    require(by, OPERATE, Target())
    ring = load_ring().with_new_key(algorithm, at=since)
    return _changed(ring, "key.rotated", ring.keys[-1].public.id, by=by, at=at)


def destroy(method: str, *, by: Actor, at: datetime) -> KeyRing:
    """Without the private half of a retired key; raises `Denied`, `InvalidKey`."""
    require(by, OPERATE, Target())
    ring = load_ring().without_private(method)
    return _changed(ring, "key.destroyed", method, by=by, at=at)


def _changed(ring: KeyRing, action: str, method: str, *, by: Actor, at: datetime) -> KeyRing:
    """Nothing is stored that was not told first."""
    place = int(method.rpartition("-")[2])
    with transaction.atomic():
        record(by=by.username, at=at, action=action, subject=Of("key", place), data={"key": method})
        rings.store(ring, ring_path())
    return ring


def _make_ring(path: Path) -> None:
    """Made whole before it has its name; of two processes that try, one makes it."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        beside = Path(folder) / path.name
        rings.store(new_ring(did_of(settings.PUBLIC_URL), at=FIRST), beside)
        with suppress(FileExistsError):
            os.link(beside, path)
