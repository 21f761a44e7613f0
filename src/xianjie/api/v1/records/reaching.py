"""Kinds of records, each with the way in which the table reaches its rows: asked here alone.

A list and a single row come from the same rows, so that one outside a person's reach is not there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from django.db.models import Model, Q, QuerySet

from xianjie.api.problems import FORBIDDEN, NO_SUCH_RECORD, Problem
from xianjie.api.v1.records.visiting import Visit
from xianjie.domain.accounts.acting import Target, effect, prefix, visible
from xianjie.domain.accounts.roles import Effect
from xianjie.text import Text

M = TypeVar("M", bound=Model)
_COVERED = Text(
    "你只能遮盖个人信息查看这项记录，不能取得其文件",
    "you see this record with personal data covered, and may not have its documents",
)


@dataclass(frozen=True)
class Kind(Generic[M]):
    """Rows, the verb of reading them, the columns that say whose they are, and so for one row."""

    verb: str
    rows: Callable[[], QuerySet[M]]
    target: Callable[[M], Target]
    area: str = ""  # none: only a right over all reaches them
    body: str = ""
    owner: str = ""
    there: Callable[[date], Q] = lambda on: Q()  # noqa: ARG005 - rows that there are by a day

    def reach(self, visit: Visit, *verbs: str) -> Q:
        """The rows to which the person may do one of the verbs."""
        found = Q(pk__in=())
        for verb in verbs:
            if not self.area:
                if effect(visit.actor, verb, Target()):  # a right over all
                    return Q()
                continue
            reached = visible(visit.actor, verb, area=self.area, body=self.body, owner=self.owner)
            if not reached:  # all of them
                return Q()
            found |= reached
        return found

    def visible(self, visit: Visit) -> QuerySet[M]:
        """The rows that the person may see."""
        return self.rows().filter(self.reach(visit, self.verb), self.there(visit.on))

    def find(self, visit: Visit, pk: int, *verbs: str) -> M:
        """The row, for who may see it or do one of the verbs to it; else a problem: there is none.

        Whether the verb may be done to it in full is asked by the service that does it.
        """
        reach = self.reach(visit, self.verb, *verbs) & self.there(visit.on)
        found = self.rows().filter(reach, pk=pk).first()
        if found is None:
            raise Problem(NO_SUCH_RECORD)
        return found

    def find_whole(self, visit: Visit, pk: int, *verbs: str) -> M:
        """The row, for who may see all of it: personal data are not covered in a document."""
        found = self.find(visit, pk, *verbs)
        allowed = (effect(visit.actor, verb, self.target(found)) for verb in (self.verb, *verbs))
        if Effect.ALLOW not in allowed:
            raise Problem(FORBIDDEN, _COVERED)
        return found

    def covered(self, visit: Visit, row: M) -> bool:
        """Whether the person sees the row with personal data covered."""
        return effect(visit.actor, self.verb, self.target(row)) is not Effect.ALLOW

    def within(self, area: str | None) -> Q:
        """The rows of an area and of the areas within it; all, where none is asked for."""
        return Q(**{f"{self.area}__startswith": prefix(area)}) if area else Q()
