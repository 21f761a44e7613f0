"""Events and their seals. Neither has a foreign key, neither is ever changed."""

from __future__ import annotations

import json
from typing import Any, ClassVar, NoReturn

from django.db import models


class Event(models.Model):
    """One change of state: who did what to which subject, when, on which ground.

    All in text and numbers, as they are sealed: no byte of a row can change unseen.
    """

    at = models.CharField(max_length=32)  # ISO 8601 in UTC, to the microsecond
    actor = models.CharField(max_length=64)
    action = models.CharField(max_length=64)
    subject_kind = models.CharField(max_length=32)
    subject_id = models.BigIntegerField()
    area = models.CharField(max_length=6, blank=True)
    ground = models.CharField(max_length=200, blank=True)  # clause ids, by spaces
    data = models.TextField()  # a JSON object, in one canonical form

    class Meta:
        indexes: ClassVar = [models.Index(fields=["subject_kind", "subject_id"])]

    def __str__(self) -> str:
        return f"{self.pk} {self.action} {self.subject_kind} {self.subject_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own
        if self.pk is not None:
            _refuse()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:  # noqa: ANN401, ARG002
        _refuse()

    @property
    def told(self) -> dict[str, Any]:
        """What the event says beside its columns."""
        found: dict[str, Any] = json.loads(self.data)
        return found


class Seal(models.Model):
    """An event's place in the order, and the chain of hashes up to it."""

    number = models.BigIntegerField(primary_key=True)  # from 1, without gaps
    event = models.BigIntegerField(unique=True)
    chain = models.CharField(max_length=64)  # SHA-256 of the chain before and the event

    def __str__(self) -> str:
        return f"{self.number} {self.chain[:12]}"


def _refuse() -> NoReturn:
    message = "an event is never changed or removed"
    raise TypeError(message)
