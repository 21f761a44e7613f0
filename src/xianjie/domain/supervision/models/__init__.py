"""Tables of supervision, a module for each matter."""

from xianjie.domain.supervision.models.cases import Case, Complaint

__all__ = ["Case", "Complaint"]
