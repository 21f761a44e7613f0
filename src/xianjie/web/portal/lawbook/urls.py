"""The law browser's addresses."""

from django.urls import path

from xianjie.web.portal.lawbook import views

urlpatterns = [
    path("law/", views.contents, name="law"),
    path("law/dates/", views.dates, name="dates"),
    path("law/decision/<slug:decision>/", views.decision_page, name="decision"),
    path("law/reading/<slug:reading>/", views.reading_page, name="reading"),
    path("law/clause/<path:clause>/", views.clause_page, name="clause"),
]
