"""The portal's addresses, below the language."""

from django.urls import include, path

from xianjie.web.portal import receipts

app_name = "portal"
urlpatterns = [
    path("", include("xianjie.web.portal.frame.urls")),
    path("", include("xianjie.web.portal.catalogue.urls")),
    path("", include("xianjie.web.portal.ask.urls")),
    path("", include("xianjie.web.portal.lawbook.urls")),
    path("", include("xianjie.web.portal.verify.urls")),
    path("", include("xianjie.web.portal.publiclog.urls")),
    path("", include("xianjie.web.portal.register.urls")),
    path("", include("xianjie.web.portal.results.urls")),
    path("receipt/", receipts.page, name="receipt"),
    path("", include("xianjie.web.portal.cards.urls")),
    path("", include("xianjie.web.portal.whatif.urls")),
    path("", include("xianjie.web.portal.linkage.urls")),
    path("", include("xianjie.web.portal.statistics.urls")),
]
