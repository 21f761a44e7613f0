"""Every address: the API once, the portal once per language."""

from django.conf import settings
from django.urls import URLResolver, include, path

from xianjie.api import documents, log_files, vc_api
from xianjie.api.publishing import public
from xianjie.web import health
from xianjie.web.language import LanguagePrefix, to_language
from xianjie.web.portal.verify import offline

urlpatterns: list[object] = [
    path("", to_language),
    path("healthz", health.healthz),
    path("healthz/register", health.register),
    path(".well-known/did.json", public(documents.did_document), name="did-document"),
    path("status/<slug:purpose>/<int:number>", public(documents.status), name="status-list"),
    path("verify/offline", offline.page, name="offline-page"),
    path("log/key", public(log_files.log_key), name="log-key"),
    path("log/<path:path>", public(log_files.log_file), name="log-file"),
    path("api/", include("xianjie.api.urls")),
    URLResolver(LanguagePrefix(), "xianjie.web.accounts.urls"),
    URLResolver(LanguagePrefix(), "xianjie.web.workbench.urls", app_name="work", namespace="work"),
    URLResolver(LanguagePrefix(), "xianjie.web.own.urls", app_name="me", namespace="me"),
    URLResolver(LanguagePrefix(), "xianjie.web.portal.urls", app_name="portal", namespace="portal"),
]
if settings.VC_API:
    urlpatterns.append(vc_api.mounted(vc_api.own_service))
handler400 = "xianjie.web.portal.frame.errors.bad_request"
handler403 = "xianjie.web.portal.frame.errors.forbidden"
handler404 = "xianjie.web.portal.frame.errors.not_found"
handler500 = "xianjie.web.portal.frame.errors.server_error"
