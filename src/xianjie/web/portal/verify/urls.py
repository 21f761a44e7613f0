"""Addresses of checking, below the language."""

from django.urls import path

from xianjie.web.portal.verify import views

urlpatterns = [path("verify/", views.page, name="verify")]
