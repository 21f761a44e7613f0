"""Writing events: inside the transaction that makes the change, or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from xianjie.domain.audit.models import Event
from xianjie.domain.bulk import insert_values
from xianjie.domain.kinds import Of, kind_of

_JSON = DjangoJSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class Unwritten(NamedTuple):
    """The columns of an event that is not written yet."""

    at: str
    actor: str
    action: str
    subject_kind: str
    subject_id: int
    area: str
    ground: str
    data: str


def record(
    *,
    by: str,
    at: datetime,
    action: str,
    subject: models.Model | Of,
    area: str = "",
    ground: Iterable[str] = (),
    data: Mapping[str, object] | None = None,
) -> Event:
    """One event of one change; raises RuntimeError outside a transaction."""
    told = event_of(
        by=by, at=at, action=action, subject=subject, area=area, ground=ground, data=data
    )
    _require_transaction()
    event = Event(**told._asdict())
    event.save(force_insert=True)
    return event


def record_many(events: Iterable[Unwritten]) -> None:
    """Events of many changes of one kind, made by `event_of`."""
    _require_transaction()
    insert_values(Event, Unwritten._fields, list(events))


def event_of(
    *,
    by: str,
    at: datetime,
    action: str,
    subject: models.Model | Of,
    area: str = "",
    ground: Iterable[str] = (),
    data: Mapping[str, object] | None = None,
) -> Unwritten:
    """An event that is not written yet."""
    return Unwritten(
        at.astimezone(UTC).isoformat(timespec="microseconds"),
        by,
        action,
        kind_of(subject),
        subject.pk,
        area,
        " ".join(ground),
        _JSON.encode(data or {}),
    )


def _require_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        message = "an event is written in the transaction of its change"
        raise RuntimeError(message)
