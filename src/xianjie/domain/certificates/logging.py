"""Entries of the transparency log, staged in the transaction of what they are of.

An entry has no personal data: it commits to its record by a salted hash, and whoever is shown the
record and the salt can tell that it is the one. Sealing and publishing follow what is committed,
and so does telling the programs that asked to be told.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Max

from xianjie.domain.bulk import insert
from xianjie.domain.certificates.errors import CertificateError
from xianjie.domain.certificates.models import LogEntry, LogHead
from xianjie.domain.certificates.subscribers import happened, is_told_of
from xianjie.domain.kinds import kind_of
from xianjie.domain.webhooks.emitting import emit
from xianjie.text import Text
from xianjie.tlog.entries import entry_of

AHEAD = timedelta(days=1)  # a clock or a midnight between may differ by so much


@dataclass(frozen=True, slots=True)
class Entered:
    """What is entered: its kind, the record it is of, the day it claims, what it commits to."""

    kind: str
    subject: models.Model
    day: date
    record: Mapping[str, object]


def stage(entered: Sequence[Entered], *, at: datetime) -> list[LogEntry]:
    """Put entries at the log's end, in order, within the caller's transaction.

    Raises `CertificateError` for one whose day is too far from the moment.
    """
    for one in entered:
        require_near(one.day, at)
    origin = settings.LOG_ORIGIN
    LogHead.objects.get_or_create(origin=origin)
    LogHead.objects.select_for_update().get(origin=origin)  # so that no two take one place
    last = LogEntry.objects.aggregate(last=Max("index"))["last"]
    first = 0 if last is None else last + 1
    staged = []
    for place, one in enumerate(entered):
        salt = secrets.token_bytes(32)
        leaf = entry_of(one.kind, one.day, origin, one.record, salt)
        staged.append(
            LogEntry(
                index=first + place,
                kind=one.kind,
                subject_kind=kind_of(one.subject),
                subject_id=one.subject.pk,
                day=one.day,
                salt=salt.hex(),
                leaf=leaf.decode(),
                staged_at=at,
            )
        )
    insert(staged)
    told = (pair for pair in zip(entered, staged, strict=True) if is_told_of(pair[0].subject))
    emit((happened(one.subject, entry) for one, entry in told), at=at)
    return staged


def entry_at(index: int | None) -> LogEntry | None:
    """The entry at a place; none where there is no place."""
    return None if index is None else LogEntry.objects.filter(index=index).first()


def current_head() -> LogHead | None:
    """The head of the log that is written; none before it was first sealed."""
    return LogHead.objects.filter(origin=settings.LOG_ORIGIN, size__gt=0).first()


def is_near(day: date, at: datetime) -> bool:
    """Whether the log takes an entry of that day at that moment (ADR 0015)."""
    today = at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    return today - timedelta(days=settings.LOG_WINDOW) <= day <= today + AHEAD


def require_near(day: date, at: datetime) -> None:
    """Raises `CertificateError` unless the log takes an entry of that day at that moment."""
    if is_near(day, at):
        return
    window = settings.LOG_WINDOW
    raise CertificateError(
        Text(
            f"日期 {day} 不能记入公开日志：至多早于当日 {window} 天，不能晚于次日；"
            "请改用当日日期，批次请重新审批",
            f"the public log takes no entry dated {day}: at most {window} days before today, and "
            "none after tomorrow; date it today, or approve the batch anew",
        )
    )
