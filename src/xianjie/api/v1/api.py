"""The application: routers, strict bodies, problems, the document and its page."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import orjson
from django.http import HttpRequest, HttpResponse
from django.template import RequestContext, Template
from django.urls import reverse
from django.views.decorators.http import require_GET
from ninja import NinjaAPI
from ninja.operation import Operation
from ninja.renderers import BaseRenderer

from xianjie.api.bodies import JsonParser
from xianjie.api.handlers import answer_to
from xianjie.api.v1 import (
    catalogue,
    decisions,
    linkage,
    register,
    result_notices,
    statistics,
    texts,
    verification,
)
from xianjie.api.v1.document import document
from xianjie.api.v1.records import MODULES

_PAGE = "docs.html"


class _Renderer(BaseRenderer):
    """Chinese as it is, not as escapes, and quickly."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: object, *, response_status: int) -> bytes:
        del request, response_status
        return orjson.dumps(data)


class _Api(NinjaAPI):
    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__

    def on_exception(self, request: HttpRequest, exc: object) -> HttpResponse:
        return answer_to(request, exc)


api = _Api(
    title="衔接 Xianjie API",
    version="1",
    description=(
        "两份通知的目录与决定，证书的核验，公开、不保存、无需登录；/records 下是考试、报名、退费、"
        "证书等记录，须登录或出示令牌，按角色和辖区可见。"
        "The catalogue and the decisions of the two notices, and the checking of certificates: "
        "public, nothing kept, no login. Below /records exams, registrations, refunds, "
        "certificates and the rest, with a login or a token, as far as role and territory "
        "reach.\n\n"
        "记录：列表按 `cursor` 翻页，`next` 为空即到底；每个 POST 都要带 `Idempotency-Key`，"
        "同键同文重发得到原来的答复，七天内有效。"
        "Records: lists go on by `cursor` until `next` is null; every POST carries an "
        "`Idempotency-Key`, and the same request sent again within seven days gets the answer it "
        "got before.\n\n"
        "消息的语言：正文的 `lang`，其次 `?lang=`，其次 `Accept-Language`，缺省中文。"
        "Language of messages: the body's `lang`, else `?lang=`, else `Accept-Language`, else "
        "Chinese. 错误一律为 problem details（RFC 9457）。Every error is a problem detail."
    ),
    urls_namespace="api-v1",
    openapi_url=None,  # ours leaves Chinese unescaped and adds problems and examples
    docs_url=None,
    renderer=_Renderer(),
    parser=JsonParser(),
    openapi_extra={"info": {"license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}}},
)
for _module in (
    catalogue,
    decisions,
    linkage,
    statistics,
    texts,
    verification,
    register,
    result_notices,
):
    api.add_router("", _module.router)
for _record in MODULES:
    api.add_router("records/", _record.router)


@require_GET
def openapi(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # Django's signature
    return HttpResponse(_document(), content_type="application/json")


@require_GET
def docs(request: HttpRequest) -> HttpResponse:
    """The document for people. Its scripts are ninja's own static files: no other host."""
    page = Template(files("xianjie.api.v1").joinpath(_PAGE).read_text("utf-8"))
    settings = {
        "url": reverse("api-v1:openapi-json"),
        "layout": "BaseLayout",
        "deepLinking": True,
        "validatorUrl": None,  # by default the page sends the document to another host
    }
    context = RequestContext(request, {"api": api, "settings": settings})
    return HttpResponse(page.render(context))


@cache
def _document() -> bytes:
    return orjson.dumps(document(api), option=orjson.OPT_NON_STR_KEYS)
