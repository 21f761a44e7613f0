"""The head at the end of a day, kept as a file of its own: what the log had by then.

One is cut for each day that the law names as a last day, and for each day on which something was
sealed. Its time is that of its signatures: one that was cut late says how late, and proves nothing
of the hours between.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db.models import Max

from xianjie.calendar import end_of
from xianjie.domain.certificates.logging import current_head
from xianjie.domain.certificates.models import Sealing
from xianjie.domain.certificates.publishing import held_head, signed
from xianjie.domain.certificates.witnessing import Witness, ask
from xianjie.durable import Folder
from xianjie.law import Law
from xianjie.text import Text
from xianjie.tlog.notes import Checkpoint, checkpoint_of, read
from xianjie.tlog.verifying import INDEX, SEALING

_LAST_DAYS = ("_exit_on", "_end_on")  # how the law's dates are named that end something
_MIDNIGHT = timedelta(days=1)


def last_days(law: Law) -> Mapping[date, list[Text]]:
    """The law's last days, as they stand with the days that later notices set, and of what."""
    found: dict[date, list[Text]] = {}
    for name, one in sorted(law.days.items()):
        if name.endswith(_LAST_DAYS):
            found.setdefault(one.day, []).append(one.label)
    return found


def cut(
    *,
    files: Folder,
    key: Ed25519PrivateKey,
    witnesses: Sequence[Witness],
    law: Law,
    at: datetime,
) -> list[date]:
    """Keep the head for each day that is over and has none; ``at`` is after it was sealed."""
    head = current_head()
    if head is None:
        return []
    due = _due(files, law, at)
    if not due:
        return []
    note = signed(Checkpoint(head.origin, head.size, bytes.fromhex(head.root)), key, at)
    asked = ask(witnesses, note, files, at=at)
    content = (note + "".join(one.line for one in asked)).encode()
    with held_head(files).alone():
        new = [day for day in due if files.read(_path(day)) is None]
        for day in new:
            files.write(_path(day), content)
        lines = "".join(f"{day}\n" for day in days_kept(files))
        files.write(INDEX, lines.encode())
    return new


def days_kept(files: Folder) -> list[date]:
    """The days that have a head, in order."""
    folder = files.path / SEALING
    names = (one.name for one in folder.glob("[0-9]*")) if folder.is_dir() else ()
    return sorted(date.fromisoformat(one) for one in names)


def _due(files: Folder, law: Law, at: datetime) -> list[date]:
    there = days_kept(files)
    due = [day for day in last_days(law) if end_of(day) <= at and day not in there]
    yesterday = at.astimezone(ZoneInfo(settings.TIME_ZONE)).date() - _MIDNIGHT
    if yesterday not in {*there, *due} and _sealed_by(yesterday) > _newest(files, there):
        due.append(yesterday)
    return sorted(due)


def _sealed_by(day: date) -> int:
    """How many entries were sealed while the day lasted, or before."""
    found = Sealing.objects.filter(origin=settings.LOG_ORIGIN, signed_at__lt=end_of(day))
    return found.aggregate(most=Max("size"))["most"] or 0


def _newest(files: Folder, there: Sequence[date]) -> int:
    """The size of the head that was kept of the last day."""
    content = files.read(_path(there[-1])) if there else None
    return checkpoint_of(read(content.decode())).size if content else 0


def _path(day: date) -> str:
    return f"{SEALING}/{day}"
