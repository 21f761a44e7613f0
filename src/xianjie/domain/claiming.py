"""Rows that wait to be handed over, taken by one run at a time.

A row has ``due_at``, when it is tried next, and ``claim``, the name of the run that has it. A run
that dies leaves a lease that ends, after which another takes the row.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import TypeVar

from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)


def claimed(rows: QuerySet[M], *, at: datetime, lease: timedelta, most: int) -> list[M]:
    """Rows that are due, put aside for this run until its lease ends, in order of their numbers."""
    while True:
        due = rows.filter(due_at__lte=at).order_by("due_at", "pk")
        wanted = list(due.values_list("pk", flat=True)[:most])
        claim = secrets.token_hex(16)
        # Asked again in the update: another run may have taken some of them meanwhile.
        rows.filter(pk__in=wanted, due_at__lte=at).update(claim=claim, due_at=at + lease)
        found = list(rows.filter(claim=claim).order_by("pk"))
        if found or not wanted:
            return found
