"""Addresses of the public register, below the language."""

from django.urls import path

from xianjie.web.portal.register import (
    areas,
    complaints,
    inspections,
    listing,
    organisation,
    reports,
)

urlpatterns = [
    path("register/", listing.page, name="register"),
    path("register/register.csv", listing.as_csv, name="register-csv"),
    path("register/areas/", areas.page, name="register-areas"),
    path("register/changes/", listing.changes, name="register-changes"),
    path("register/complaints/", complaints.ask_after, name="register-complaints"),
    path("register/blacklist/", inspections.blacklisted, name="register-blacklist"),
    path("register/inspections/", inspections.listed, name="register-inspections"),
    path("register/inspections/<int:pk>/", inspections.page, name="register-inspection"),
    path(
        "register/inspections/<int:pk>/lists.json",
        inspections.lists,
        name="register-inspection-lists",
    ),
    path("register/reports/", reports.listed, name="register-reports"),
    path("register/reports/<int:pk>/", reports.page, name="register-report"),
    path("register/reports/<int:pk>/report.pdf", reports.pdf, name="register-report-pdf"),
    path("register/reports/<int:pk>/report.csv", reports.csv_file, name="register-report-csv"),
    path("register/reports/<int:pk>/report.json", reports.json_file, name="register-report-json"),
    path("register/<slug:number>/", organisation.page, name="register-organisation"),
    path("register/<slug:number>/complain/", complaints.complain, name="register-complain"),
]
