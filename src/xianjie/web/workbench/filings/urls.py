"""Addresses of the filing register in the workbench."""

from django.urls import path

from xianjie.web.workbench.filings import (
    applications,
    applying,
    deciding,
    documents,
    keeping,
    measures,
    organisations,
)
from xianjie.web.workbench.filings.workbooks import APPLICATION

_OF = "work/filing-applications/<int:pk>/"
urlpatterns = [
    path("work/filings/", organisations.listed, name="filings"),
    path("work/filings/new/", organisations.new, name="filing-new"),
    path("work/filings/remind/", organisations.remind, name="filing-remind"),
    path("work/filings/<int:pk>/", organisations.page, name="filing"),
    path("work/filings/<int:pk>/rename/", organisations.rename, name="filing-rename"),
    path("work/filings/<int:pk>/apply/", organisations.apply, name="filing-apply"),
    path("work/filings/<int:pk>/sites/", keeping.new_site, name="filing-site"),
    path("work/filings/<int:pk>/staff/", keeping.new_staff, name="filing-staff"),
    path("work/filings/<int:pk>/examiners/", keeping.new_assessor, name="filing-assessor"),
    path("work/filings/<int:pk>/measures/", measures.new, name="measure-new"),
    path("work/measures/<int:pk>/", measures.decide, name="measure-decide"),
    path("work/filed-sites/<int:pk>/remove/", keeping.remove_site, name="filing-site-remove"),
    path("work/filed-staff/<int:pk>/end/", keeping.end_staff, name="filing-staff-end"),
    path("work/assessors/<int:pk>/end/", keeping.end_assessor, name="filing-assessor-end"),
    path("work/filing-applications/", applications.listed, name="filing-applications"),
    path(_OF, applications.page, name="filing-application"),
    path(f"{_OF}seek/", applying.seek, name="filing-seek"),
    path(f"{_OF}documents/", documents.attach, name="filing-attach"),
    path(f"{_OF}hand-in/", applying.hand_in, name="filing-hand-in"),
    path(f"{_OF}withdraw/", applying.withdraw, name="filing-withdraw"),
    path(f"{_OF}ask/", deciding.ask, name="filing-ask"),
    path(f"{_OF}review/", deciding.review, name="filing-review"),
    path(f"{_OF}decide/", deciding.decide, name="filing-decide"),
    *APPLICATION.paths(f"{_OF}import/"),
    path("work/sought/<int:pk>/drop/", applying.drop, name="filing-drop"),
    path("work/filing-documents/<int:pk>/", documents.document, name="filing-document"),
    path("work/filing-documents/<int:pk>/remove/", documents.detach, name="filing-detach"),
]
