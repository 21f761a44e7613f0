"""The filing register's tables, a module for each matter."""

from xianjie.domain.filings.models.applying import Application, Document, Sought
from xianjie.domain.filings.models.filed import (
    Filing,
    Measure,
    NumberSerial,
    Renaming,
    Scope,
)
from xianjie.domain.filings.models.organisations import (
    Assessor,
    Competence,
    Organisation,
    Site,
    Staff,
)

__all__ = [
    "Application",
    "Assessor",
    "Competence",
    "Document",
    "Filing",
    "Measure",
    "NumberSerial",
    "Organisation",
    "Renaming",
    "Scope",
    "Site",
    "Sought",
    "Staff",
]
