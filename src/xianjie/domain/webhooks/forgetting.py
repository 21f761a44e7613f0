"""What was told long ago is forgotten; the register, the log and the feed of changes keep it."""

from __future__ import annotations

from datetime import datetime, timedelta

from xianjie.domain.webhooks.models import Dispatch, Occurrence

KEPT = timedelta(days=90)  # a receiver that lost more reads the feed of changes instead
_AT_ONCE = 2_000  # rows, so that no writer waits long


def forget(*, at: datetime) -> int:
    """Take away what ended longer ago than `KEPT`; returns how many dispatches went.

    An occurrence goes once nothing is left of it. Cut off halfway, the next run goes on.
    """
    before, gone = at - KEPT, 0
    ended = Dispatch.objects.filter(due_at=None, at__lt=before)
    while batch := list(ended.values_list("pk", flat=True)[:_AT_ONCE]):
        # Asked again: one that was sent anew meanwhile stays.
        gone += ended.filter(pk__in=batch).delete()[0]
    untold = Occurrence.objects.filter(dispatches=None, at__lt=before)
    while batch := list(untold.values_list("pk", flat=True)[:_AT_ONCE]):
        untold.filter(pk__in=batch).delete()
    return gone
