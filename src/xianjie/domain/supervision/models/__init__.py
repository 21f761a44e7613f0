"""Tables of supervision, a module for each matter."""

from xianjie.domain.supervision.models.alerts import Alert, AlertStep, Run
from xianjie.domain.supervision.models.cases import Case, Complaint

__all__ = ["Alert", "AlertStep", "Case", "Complaint", "Run"]
