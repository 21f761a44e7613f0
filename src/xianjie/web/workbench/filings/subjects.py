"""The things that pages of filings are about, each with what the table must know of it."""

from __future__ import annotations

from xianjie.domain.accounts.acting import Target
from xianjie.domain.filings.models import (
    Application,
    Assessor,
    Document,
    Measure,
    Organisation,
    Site,
    Sought,
    Staff,
)
from xianjie.domain.filings.selecting import target_of, target_of_application


def filing_organisation(pk: int) -> tuple[Organisation, Target] | None:
    found = Organisation.objects.select_related("body").filter(pk=pk).first()
    return (found, target_of(found)) if found else None


def filing_application(pk: int) -> tuple[Application, Target] | None:
    found = Application.objects.select_related("organisation__body").filter(pk=pk).first()
    return (found, target_of_application(found)) if found else None


def filed_site(pk: int) -> tuple[Site, Target] | None:
    found = Site.objects.select_related("organisation__body").filter(pk=pk).first()
    return (found, target_of(found.organisation)) if found else None


def filed_staff(pk: int) -> tuple[Staff, Target] | None:
    found = Staff.objects.select_related("organisation__body").filter(pk=pk).first()
    return (found, target_of(found.organisation)) if found else None


def assessor(pk: int) -> tuple[Assessor, Target] | None:
    found = Assessor.objects.select_related("organisation__body").filter(pk=pk).first()
    return (found, target_of(found.organisation)) if found else None


def sought(pk: int) -> tuple[Sought, Target] | None:
    found = (
        Sought.objects.select_related("application__organisation__body", "site")
        .filter(pk=pk)
        .first()
    )
    return (found, target_of_application(found.application)) if found else None


def filing_document(pk: int) -> tuple[Document, Target] | None:
    found = Document.objects.select_related("application__organisation__body").filter(pk=pk).first()
    return (found, target_of_application(found.application)) if found else None


def measure(pk: int) -> tuple[Measure, Target] | None:
    found = Measure.objects.select_related("organisation__body").filter(pk=pk).first()
    return (found, target_of(found.organisation)) if found else None
