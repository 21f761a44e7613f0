"""The addresses of what-if."""

from django.urls import path

from xianjie.web.portal.whatif import views

urlpatterns = [
    path("law/impact/", views.impact_page, name="impact"),
    path("law/impact/<slug:decision>/sample.csv", views.sample, name="impact-sample"),
]
