"""Notices of results, and the form by which one objects."""

from django.urls import path

from xianjie.web.portal.results import views

urlpatterns = [
    path("results/", views.listed, name="result-notices"),
    path("results/objections/", views.ask_after, name="result-objections"),
    path("results/<int:pk>/", views.page, name="result-notice"),
]
