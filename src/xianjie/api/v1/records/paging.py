"""Long lists in parts: by the number of the last row, so that nothing is missed or told twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from pydantic import BaseModel, Field

from xianjie.api.v1.inputs import Speaking

T = TypeVar("T")
M = TypeVar("M", bound=Model)
MOST = 200


class Paged(Speaking):
    """Query parameters of every list of records."""

    cursor: str | None = Field(
        None,
        pattern=r"^[1-9][0-9]{0,17}$",
        description="上一页的 next；缺省从头开始。The `next` of the page before.",
    )
    limit: int = Field(50, ge=1, le=MOST, description="每页至多几项。At most so many items.")


class Page(BaseModel, Generic[T]):
    """Items by number; ``next`` is the cursor of the page after, null on the last."""

    items: list[T]
    next: str | None


def page(rows: QuerySet[M], asked: Paged, shown: Callable[[M], Any]) -> dict[str, Any]:
    """The part of the rows that is asked for."""
    if asked.cursor:
        rows = rows.filter(pk__gt=int(asked.cursor))
    found = list(rows.order_by("pk")[: asked.limit + 1])
    more = len(found) > asked.limit
    found = found[: asked.limit]
    return {"items": [shown(one) for one in found], "next": str(found[-1].pk) if more else None}
