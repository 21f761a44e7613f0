"""Steps with a record: it is found within reach, the step taken once, the record told as it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from pydantic import BaseModel

from xianjie.api.v1.records.reaching import Kind
from xianjie.api.v1.records.visiting import Visit, visit_of
from xianjie.api.v1.records.writing import once

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Steps(Generic[M]):
    """Of one kind of record, each answered with the record as it is after the step."""

    kind: Kind[M]
    answers: type[BaseModel]
    shown: Callable[[Visit, M], object]

    def take(
        self,
        request: HttpRequest,
        key: str,
        pk: int,
        verb: str,
        act: Callable[[Visit], object],
        *,
        content: bytes | None = None,
    ) -> HttpResponse:
        """Take it; the record is there for who may read it or do the verb to it.

        ``content`` is as for `once`.
        """
        visit = visit_of(request)
        self.kind.find(visit, pk, verb)

        def done() -> object:
            act(visit)
            return self.again(visit, pk)

        return once(request, key, done, self.answers, content=content)

    def again(self, visit: Visit, pk: int) -> object:
        """The record as it is now, with what a service does not load."""
        return self.shown(visit, self.kind.rows().get(pk=pk))
