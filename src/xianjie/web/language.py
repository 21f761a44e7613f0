"""The page's language: the first part of its address, ``/zh/`` or ``/en/``."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls.resolvers import LocalePrefixPattern
from django.utils.translation import get_language, get_language_from_request
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from xianjie.text import LANGS, Lang

DJANGO_CODES: dict[Lang, str] = {"zh": "zh-hans", "en": "en"}


class LanguagePrefix(LocalePrefixPattern):
    """``zh/`` or ``en/`` before every portal address, as the active language has it."""

    @property
    def language_prefix(self) -> str:
        return f"{active()}/"


def active() -> Lang:
    """The language now active in this thread; Chinese unless it is English."""
    return "en" if get_language() == "en" else "zh"


def lang_of(request: HttpRequest) -> Lang:
    """The language that the address names, Chinese where it names none."""
    first = request.path_info.split("/", 2)[1]
    return next((lang for lang in LANGS if lang == first), "zh")


def elsewhere(request: HttpRequest, lang: Lang) -> str:
    """The same page in another language."""
    here = lang_of(request)
    path = request.get_full_path()
    return f"/{lang}/" if not path.startswith(f"/{here}/") else f"/{lang}{path[len(here) + 1 :]}"


@require_safe
@vary_on_headers("Accept-Language", "Cookie")
def to_language(request: HttpRequest) -> HttpResponse:
    """From the bare address to the home page in the language last read, or asked for."""
    code = get_language_from_request(request)
    return HttpResponseRedirect("/en/" if code == "en" else "/zh/")
