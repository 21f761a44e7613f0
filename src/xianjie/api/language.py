"""In which language an answer speaks: the body's, else ``?lang=``, else what the client accepts."""

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header

from xianjie.text import LANGS, Lang

DEFAULT: Lang = "zh"
_REMEMBERED = "xianjie.lang"


def language(request: HttpRequest) -> Lang:
    return _known(request.META.get(_REMEMBERED)) or _asked(request) or _accepted(request) or DEFAULT


def remember(request: HttpRequest, lang: object) -> None:
    """Take the body's language as soon as it is read, so that errors in the body speak it too."""
    if isinstance(lang, str):
        request.META[_REMEMBERED] = lang


def _asked(request: HttpRequest) -> Lang | None:
    try:
        return _known(request.GET.get("lang"))
    except SuspiciousOperation:
        return None  # the query is what is being refused


def _accepted(request: HttpRequest) -> Lang | None:
    header = request.headers.get("Accept-Language", "").lower()
    for accepted, _quality in parse_accept_lang_header(header):
        lang = _known(accepted.split("-")[0])
        if lang:
            return lang
    return None


def _known(name: object) -> Lang | None:
    return next((lang for lang in LANGS if lang == name), None)
