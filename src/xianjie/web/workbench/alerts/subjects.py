"""The things that these pages are about, each with what the table must know of it."""

from __future__ import annotations

from xianjie.domain.accounts.acting import Target
from xianjie.domain.accounts.models import Body
from xianjie.domain.supervision.alerts import target_of
from xianjie.domain.supervision.models import Alert


def alert(pk: int) -> tuple[Alert, Target] | None:
    found = Alert.objects.select_related("body", "case").filter(pk=pk).first()
    return (found, target_of(found)) if found else None


def supervised_body(pk: int) -> tuple[Body, Target] | None:
    """As its area's supervisor sees it, never as its own."""
    found = Body.objects.filter(pk=pk).first()
    return (found, Target(area=found.area)) if found else None
