"""Addresses below ``/api/``. Versions stand side by side; anything else is a problem too."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path, re_path
from django.views.decorators.http import require_GET

from xianjie.api.problems import NO_SUCH_ADDRESS, Problem, refusal
from xianjie.api.publishing import public, published
from xianjie.api.v1.api import api, docs, openapi
from xianjie.text import Text


def no_such_address(request: HttpRequest) -> HttpResponse:
    detail = Text(
        f"没有地址 {request.path}；所有地址见 OpenAPI 文档。",
        f"There is nothing at {request.path}; the OpenAPI document lists every address.",
    )
    return refusal(request, Problem(NO_SUCH_ADDRESS, detail))


@require_GET
def to_docs(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # Django's signature
    return redirect("api-v1:docs")


_v1 = [
    path("", public(to_docs)),
    path("openapi.json", public(openapi), name="openapi-json"),
    path("docs", public(docs), name="docs"),
    *published(api.urls[0]),
]

urlpatterns = [
    path("", public(to_docs)),
    path("v1/", include((_v1, "api-v1"))),
    re_path("", public(no_such_address)),
]
