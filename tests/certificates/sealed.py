"""A log of the register: staged, sealed, counted, restored from an older copy."""

from __future__ import annotations

from datetime import UTC, date, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction

from xianjie.domain.certificates.logging import Entered, stage
from xianjie.domain.certificates.models import Batch, LogEntry, LogHead, Sealing
from xianjie.domain.certificates.publishing import held_head, publish
from xianjie.durable import Folder
from xianjie.tlog.merkle import Edge, leaf_hash
from xianjie.tlog.notes import checkpoint_of, read, verifier_of
from xianjie.tlog.verifying import Trust, verify

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
LOG = verifier_of("xianjie-trial", KEY)
TRUST = Trust(LOG)
DAY = date(2026, 3, 10)
AT = datetime(2026, 3, 10, 4, tzinfo=UTC)


def staged(count: int, at: datetime = AT) -> None:
    """Entries of something that is in the register."""
    entered = [Entered("issue", Batch(pk=n), at.date(), {"n": n}) for n in range(count)]
    with transaction.atomic():
        stage(entered, at=at)


def sealed(files: Folder, at: datetime = AT) -> int:
    return publish(files=files, key=KEY, at=at)


def whole(files: Folder) -> int:
    """The size of a log that is as it should be."""
    found = verify(files, TRUST, files.below("tile")).head.checkpoint
    head = LogHead.objects.get()
    held = checkpoint_of(read((held_head(files).read() or b"").decode()))
    assert (head.size, head.root) == (found.size, found.root.hex())
    assert held == found
    assert Sealing.objects.latest("size").root == head.root
    return found.size


def restored(size: int) -> None:
    """The database as it was when so many were sealed."""
    note = Sealing.objects.get(size=size)
    Sealing.objects.filter(size__gt=size).delete()
    LogEntry.objects.filter(index__gte=size).delete()
    edge = Edge()
    edge.append(leaf_hash(one.leaf.encode()) for one in LogEntry.objects.order_by("index"))
    LogHead.objects.update(
        size=size,
        root=note.root,
        edge=[one.hex() for one in edge.hashes],
        checkpoint=note.note,
    )
