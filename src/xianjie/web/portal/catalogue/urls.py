"""Catalogue, occupation, qualification."""

from django.urls import path

from xianjie.web.portal.catalogue import listing, occupation

urlpatterns = [
    path("catalogue/", listing.catalogue_page, name="catalogue"),
    path("catalogue/catalogue.csv", listing.catalogue_csv, name="catalogue-csv"),
    path("catalogue/catalogue.xlsx", listing.catalogue_xlsx, name="catalogue-xlsx"),
    path("occupation/<str:name>/", occupation.occupation_page, name="occupation"),
    path("item/<int:number>/", occupation.item_page, name="item"),
]
