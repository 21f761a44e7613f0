"""Tables of supervision, a module for each matter."""

from xianjie.domain.supervision.models.alerts import Alert, AlertStep, Foreseen, Run
from xianjie.domain.supervision.models.cases import Case, CaseFile, CaseStep, Complaint
from xianjie.domain.supervision.models.inspections import Draw, Inspection, InspectionItem
from xianjie.domain.supervision.models.reports import QuarterlyReport

__all__ = [
    "Alert",
    "AlertStep",
    "Case",
    "CaseFile",
    "CaseStep",
    "Complaint",
    "Draw",
    "Foreseen",
    "Inspection",
    "InspectionItem",
    "QuarterlyReport",
    "Run",
]
