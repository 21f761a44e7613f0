"""Home, search, explanations, switches."""

from django.urls import path

from xianjie.web.portal.frame import pages, search, switches

urlpatterns = [
    path("", pages.home, name="home"),
    path("search/", search.results, name="search"),
    path("search/suggest/", search.suggest, name="suggest"),
    path("about/", pages.about, name="about"),
    path("glossary/", pages.glossary, name="glossary"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("privacy/", pages.privacy, name="privacy"),
    path("display/<str:size>/", switches.display, name="display"),
    path("day/", switches.demonstration_day, name="demonstration-day"),
]
