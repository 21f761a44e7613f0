"""Addresses of the public register, below the language."""

from django.urls import path

from xianjie.web.portal.register import areas, complaints, listing, organisation

urlpatterns = [
    path("register/", listing.page, name="register"),
    path("register/register.csv", listing.as_csv, name="register-csv"),
    path("register/areas/", areas.page, name="register-areas"),
    path("register/changes/", listing.changes, name="register-changes"),
    path("register/complaints/", complaints.ask_after, name="register-complaints"),
    path("register/<slug:number>/", organisation.page, name="register-organisation"),
    path("register/<slug:number>/complain/", complaints.complain, name="register-complain"),
]
