"""A row held while something is done to it, with what is joined to it as it is then."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)


def held(rows: QuerySet[M], pk: int) -> M | None:
    """The row of a number, held until the transaction ends; None where there is none.

    Read once it is held: what PostgreSQL joins to a row that it waited for is as it was before
    the wait, so that an exam just called off would still look open.
    """
    alone = rows.select_related(None).select_for_update()
    if not list(alone.filter(pk=pk).values_list("pk")):
        return None
    return rows.get(pk=pk)
