"""What every answer gets: its language, and headers that let pages load nothing from elsewhere."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from xianjie.web.context import YEAR
from xianjie.web.language import DJANGO_CODES, lang_of
from xianjie.web.portal.frame.errors import NotHere, not_here

Next = Callable[[HttpRequest], HttpResponse]

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; "
    "script-src 'self'; "
    "style-src 'self'; "
    "img-src 'self' data:; "
    "font-src 'self'; "
    "connect-src 'self'; "
    "form-action 'self'; "
    "base-uri 'none'; "
    "frame-ancestors 'none'"
)


def bodiless(get_response: Next) -> Next:
    """HEAD gets the headers of GET without its body, which a strict server would complain of."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method == "HEAD" and not response.streaming:
            response.content = b""  # Content-Length goes on saying what GET would send
        return response

    return answer


def language(get_response: Next) -> Next:
    """The language that the address names, for this request only."""

    def answer(request: HttpRequest) -> HttpResponse:
        with translation.override(DJANGO_CODES[lang_of(request)]):
            response = get_response(request)
            response.headers.setdefault("Content-Language", lang_of(request))
            _remember(request, response)
            return response

    return answer


def _remember(request: HttpRequest, response: HttpResponse) -> None:
    """The language of the page last read leads from the bare address next time."""
    code = DJANGO_CODES[lang_of(request)]
    named = request.path_info.startswith(f"/{lang_of(request)}/")
    if named and request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) != code:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, code, max_age=YEAR, samesite="Lax", httponly=True
        )


def headers(get_response: Next) -> Next:
    """Security headers everywhere; pages are kept only as long as their entity tag is right."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"
        )
        response.headers.setdefault("Cache-Control", "no-cache")
        patch_vary_headers(response, ["Cookie", "HX-Request"])
        return response

    return answer


class NothingHere:
    """Turns a view's `NotHere` into its page."""

    def __init__(self, get_response: Next) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return not_here(request, exception) if isinstance(exception, NotHere) else None
