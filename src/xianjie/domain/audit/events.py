"""Writing events: inside the transaction that makes the change, or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from xianjie.domain.audit.models import Event
from xianjie.domain.bulk import insert
from xianjie.domain.kinds import kind_of

_JSON = DjangoJSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def record(
    *,
    by: str,
    at: datetime,
    action: str,
    subject: models.Model,
    area: str = "",
    ground: Iterable[str] = (),
    data: Mapping[str, object] | None = None,
) -> Event:
    """One event of one change; raises RuntimeError outside a transaction."""
    event = event_of(
        by=by, at=at, action=action, subject=subject, area=area, ground=ground, data=data
    )
    _require_transaction()
    event.save(force_insert=True)
    return event


def record_many(events: Iterable[Event]) -> None:
    """Events of many changes of one kind, made by `event_of`."""
    _require_transaction()
    insert(list(events))


def event_of(
    *,
    by: str,
    at: datetime,
    action: str,
    subject: models.Model,
    area: str = "",
    ground: Iterable[str] = (),
    data: Mapping[str, object] | None = None,
) -> Event:
    """An event that is not written yet."""
    return Event(
        at=at.astimezone(UTC).isoformat(timespec="microseconds"),
        actor=by,
        action=action,
        subject_kind=kind_of(subject),
        subject_id=subject.pk,
        area=area,
        ground=" ".join(ground),
        data=_JSON.encode(data or {}),
    )


def _require_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        message = "an event is written in the transaction of its change"
        raise RuntimeError(message)
