"""What the addresses of the API have in common, whatever they answer.

* HEAD wherever there is GET, OPTIONS everywhere, problem details for a method that does not fit.
* The law and the catalogue are read-only and public: no cookie, no login, nothing is stored. So
  there is no authority that another site could borrow, POST needs no CSRF token, and any site may
  read the answers (``Access-Control-Allow-Origin: *``, which never sends credentials). An ETag is
  on every page that GET gives; the day's answers are asked for anew each time and cost a 304 if
  nothing changed.
* The records are for who may see them: no other site reads them, nothing keeps them. Who asks is
  found out, and a session's CSRF token checked, by `xianjie.api.v1.records.visiting`.
"""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import URLPattern
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.views.decorators.csrf import csrf_exempt

from xianjie.api.problems import METHOD_NOT_ALLOWED, Problem, refusal
from xianjie.text import Text

View = Callable[..., HttpResponse]

RECORDS = "records/"  # below it lie the addresses that need a login
_OK, _NO_CONTENT, _UNAUTHORISED, _METHOD_NOT_ALLOWED = 200, 204, 401, 405
_SHARED_WITH_EVERYONE = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Content-Language, Allow",
}
_PREFLIGHT = {
    "Access-Control-Allow-Headers": "Accept-Language, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


def published(patterns: list[Any]) -> list[URLPattern]:
    """The same addresses, each answering as the module says."""
    return [
        URLPattern(
            pattern.pattern,
            (private if str(pattern.pattern).startswith(RECORDS) else public)(pattern.callback),
            pattern.default_args,
            pattern.name,
        )
        for pattern in patterns
    ]


def private(view: View) -> View:
    @csrf_exempt  # asked of sessions alone, where it is known who asks
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401  # as the view takes
        response = _answer(view, request, *args, tagged=False, **kwargs)
        response["Cache-Control"] = "private, no-store"
        patch_vary_headers(response, ["Authorization", "Cookie"])
        if response.status_code == _UNAUTHORISED:
            response["WWW-Authenticate"] = "Bearer"
        return response

    return answer


def public(view: View) -> View:
    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401  # as the view takes
        response = _answer(view, request, *args, tagged=True, **kwargs)
        for name, value in _SHARED_WITH_EVERYONE.items():
            response[name] = value
        return response

    return answer


def _answer(
    view: View,
    request: HttpRequest,
    *args: Any,  # noqa: ANN401  # as the view takes
    tagged: bool,
    **kwargs: Any,  # noqa: ANN401  # as the view takes
) -> HttpResponse:
    method = request.method or ""
    if method == "HEAD":
        request.method = "GET"
    response = view(request, *args, **kwargs)
    request.method = method
    if response.status_code == _METHOD_NOT_ALLOWED:
        return _other_method(request, response["Allow"])
    if tagged and method in {"GET", "HEAD"} and response.status_code == _OK:
        response = _tagged(request, response)
    patch_vary_headers(response, ["Accept-Language"])
    return _without_content(response) if method == "HEAD" else response


def _other_method(request: HttpRequest, allowed: str) -> HttpResponse:
    methods = {*allowed.replace(",", " ").split(), "OPTIONS"}
    if "GET" in methods:
        methods.add("HEAD")
    listed = ", ".join(sorted(methods))
    if request.method == "OPTIONS":
        return HttpResponse(
            status=_NO_CONTENT,
            headers={"Allow": listed, "Access-Control-Allow-Methods": listed, **_PREFLIGHT},
        )
    response = refusal(
        request,
        Problem(
            METHOD_NOT_ALLOWED,
            Text(
                f"此地址不支持 {request.method}；可用：{listed}。",
                f"This address does not take {request.method}; it takes {listed}.",
            ),
        ),
    )
    response["Allow"] = listed
    return response


def _tagged(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """With an ETag of the content, or 304 if the client has that already."""
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response["ETag"] = etag
    response.setdefault("Cache-Control", "no-cache")
    known = {
        tag.removeprefix("W/") for tag in parse_etags(request.headers.get("If-None-Match", ""))
    }
    if not known & {etag, "*"}:
        return response
    kept = {name: response[name] for name in ("ETag", "Cache-Control")}
    return HttpResponseNotModified(headers=kept)


def _without_content(response: HttpResponse) -> HttpResponse:
    length = len(response.content)
    response.content = b""
    response["Content-Length"] = str(length)
    return response
