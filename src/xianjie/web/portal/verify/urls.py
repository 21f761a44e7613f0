"""Addresses of checking, below the language."""

from django.urls import path

from xianjie.web.portal.verify import many, views

urlpatterns = [
    path("verify/", views.page, name="verify"),
    path("verify/many/", many.page, name="verify-many"),
    path("verify/many/template.xlsx", many.template, name="verify-many-template"),
]
