"""Addresses of the statistics."""

from django.urls import path

from xianjie.web.portal.statistics import views

urlpatterns = [
    path("statistics/", views.page, name="statistics"),
    path("statistics/statistics.csv", views.csv_file, name="statistics-csv"),
]
