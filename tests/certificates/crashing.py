"""Batch issuing killed at random moments, in a process of its own; then what is left is counted.

Run as ``python -m tests.certificates.crashing KILLS SEED``. Each turn submits a batch and lets a
child issue whatever is approved and seal the log; the child says which lines it has been told are
issued, and is killed (SIGKILL) somewhere between its first act and its last.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

import django

django.setup()

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402

from tests.certificates.conftest import make_issuer  # noqa: E402
from tests.certificates.filed import Filed, make_filed  # noqa: E402
from tests.sittings.conftest import THEN  # noqa: E402
from xianjie.domain.audit.models import Event  # noqa: E402
from xianjie.domain.certificates import issuing, publishing  # noqa: E402
from xianjie.domain.certificates.models import (  # noqa: E402
    Batch,
    Certificate,
    Credential,
    Line,
    LogEntry,
    StatusEntry,
)
from xianjie.durable import Folder  # noqa: E402
from xianjie.instruments import law  # noqa: E402
from xianjie.tlog.notes import verifier_of  # noqa: E402
from xianjie.tlog.tiles import read_entries  # noqa: E402
from xianjie.tlog.verifying import Trust, verify  # noqa: E402

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
PEOPLE = 48  # of a batch: some steps
issuing.AT_ONCE = 8


def main(kills: int, seed: int) -> None:
    call_command("migrate", verbosity=0)
    chance = random.Random(seed)  # noqa: S311 - where to kill, not a secret
    files = Folder(Path(settings.HOME) / "log")
    filed = make_filed()
    told: set[int] = set()
    whole = _turn(filed, 0, files, told, after=None)
    assert whole is not None
    turns = died = 0
    while died < kills and turns < 5 * kills:
        turns += 1
        worked = _turn(filed, turns, files, told, after=chance.uniform(0, whole))
        if worked is None:
            died += 1
        else:  # it was through before the blow: aim within what it took
            whole = worked
    before = {one.pk: one.number for one in Certificate.objects.all()}
    _work(files, out=None)
    found = _found(files, told, before)
    sys.stdout.write(json.dumps(found | {"died": died, "asked": PEOPLE * (turns + 1)}) + "\n")


def _turn(
    filed: Filed, turn: int, files: Folder, told: set[int], *, after: float | None
) -> float | None:
    """Seconds that the child worked, or none where it was killed at work."""
    filed.approved(range(turn * PEOPLE, (turn + 1) * PEOPLE))
    connections.close_all()  # none is shared with the child
    inside, out = os.pipe()
    begun = time.monotonic()
    child = os.fork()
    if child == 0:
        os.close(inside)
        _work(files, out)
        os._exit(0)
    os.close(out)
    if after is not None:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)  # not waited for yet: no other process has its number
    with os.fdopen(inside, encoding="ascii") as said:
        told.update(int(line) for line in said if line.endswith("\n"))
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return None
    assert os.WEXITSTATUS(status) == 0
    return time.monotonic() - begun


def _work(files: Folder, out: int | None) -> None:
    """Issue what is approved and seal the log, a step after the other, as the keeper does."""
    for batch in Batch.objects.filter(finished_at=None).order_by("pk"):

        def acknowledged(_: int, batch: Batch = batch) -> None:
            if out is not None:
                rows = batch.lines.exclude(certificate=None).values_list("pk", flat=True)
                os.write(out, "".join(f"{pk}\n" for pk in rows).encode())
            publishing.publish(files=files, key=KEY, at=THEN)

        issuing.issue(
            batch=batch.pk, law=law(), issuer=make_issuer(), at=THEN, progress=acknowledged
        )
    publishing.publish(files=files, key=KEY, at=THEN)


def _found(files: Folder, told: set[int], before: dict[int, str]) -> dict[str, object]:
    """What can be held against the promises, counted in the register and the log's files."""
    issued = dict(Line.objects.exclude(certificate=None).values_list("pk", "certificate__number"))
    numbers = sorted(Certificate.objects.values_list("number", flat=True))
    trust = Trust(verifier_of(settings.LOG_ORIGIN, KEY))
    sealed = verify(files, trust, files.below("tile")).head.checkpoint
    entries = LogEntry.objects.order_by("index")
    published = list(read_entries(files, sealed.size))
    return {
        "lines": Line.objects.count(),
        "lost": len(told - set(issued)),
        "acknowledged": len(told),
        "changed": sum(Certificate.objects.get(pk=pk).number != no for pk, no in before.items()),
        "serials": [int(one[-6:]) for one in numbers] == list(range(1, len(numbers) + 1)),
        "certificates": len(numbers),
        "credentials": Credential.objects.count(),
        "places": sorted(StatusEntry.objects.values_list("index", flat=True))
        == list(range(len(numbers))),
        "events": Event.objects.filter(action="certificate.issued").count(),
        "sealed": sealed.size,
        "agree": published == [one.leaf.encode() for one in entries],
    }


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
