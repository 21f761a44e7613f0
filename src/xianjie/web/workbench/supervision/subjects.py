"""The things that pages of supervision are about, each with what the table must know of it."""

from __future__ import annotations

from xianjie.domain.accounts.acting import Target
from xianjie.domain.organisations.models import Blacklisting
from xianjie.domain.supervision import selecting
from xianjie.domain.supervision.locking import target_of
from xianjie.domain.supervision.models import (
    Case,
    CaseFile,
    CaseStep,
    Draw,
    Inspection,
    InspectionItem,
)
from xianjie.domain.supervision.sanctioning import target_of_blacklisting


def case(pk: int) -> tuple[Case, Target] | None:
    found = Case.objects.select_related("body", "complaint", "assignee").filter(pk=pk).first()
    return (found, target_of(found)) if found else None


def case_file(pk: int) -> tuple[CaseFile, Target] | None:
    found = CaseFile.objects.select_related("step__case").filter(pk=pk).first()
    return (found, target_of(found.step.case)) if found else None


def blacklisting(pk: int) -> tuple[Blacklisting, Target] | None:
    found = Blacklisting.objects.select_related("body", "case_step").filter(pk=pk).first()
    return (found, target_of_blacklisting(found)) if found else None


def own_case(pk: int) -> tuple[Case, Target] | None:
    """As its body sees it, once it was told of it."""
    found = selecting.told(pk)
    return (found, Target(area=found.area, body=found.body_id)) if found else None


def own_case_step(pk: int) -> tuple[CaseStep, Target] | None:
    found = (
        CaseStep.objects.select_related("case__body", "measure", "blacklisting")
        .exclude(kind__in=selecting.KEPT_BACK)
        .filter(pk=pk)
        .first()
    )
    return (found, Target(area=found.case.area, body=found.case.body_id)) if found else None


def own_case_file(pk: int) -> tuple[CaseFile, Target] | None:
    found = (
        CaseFile.objects.select_related("step__case")
        .exclude(step__kind__in=selecting.KEPT_BACK)
        .filter(pk=pk)
        .first()
    )
    if found is None:
        return None
    return found, Target(area=found.step.case.area, body=found.step.case.body_id)


def target_of_draw(draw: Draw) -> Target:
    """What the table must know of it: its area."""
    return Target(area=draw.area)


def inspection_draw(pk: int) -> tuple[Draw, Target] | None:
    found = Draw.objects.filter(pk=pk).first()
    return (found, target_of_draw(found)) if found else None


def inspection(pk: int) -> tuple[Inspection, Target] | None:
    """Of its area alone: the body inspected does not see it but as it is published."""
    found = Inspection.objects.select_related("body", "draw", "case").filter(pk=pk).first()
    return (found, Target(area=found.area)) if found else None


def inspection_item(pk: int) -> tuple[InspectionItem, Target] | None:
    found = InspectionItem.objects.select_related("inspection").filter(pk=pk).first()
    return (found, Target(area=found.inspection.area)) if found else None
