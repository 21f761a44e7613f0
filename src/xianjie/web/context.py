"""What every page knows."""

from django.http import HttpRequest

from xianjie import clock
from xianjie.web.days import onward, today_of
from xianjie.web.language import elsewhere, lang_of
from xianjie.web.workbench.parts import parts_of

ELDER_COOKIE = "xianjie_elder"
YEAR = 365 * 24 * 3600  # seconds that a preference is kept


def page(request: HttpRequest) -> dict[str, object]:
    """Language, day and display of the page; addresses of the same page shown otherwise."""
    lang = lang_of(request)
    return {
        "lang": lang,
        "html_lang": "zh-CN" if lang == "zh" else "en",
        "other_lang": "en" if lang == "zh" else "zh",
        "elsewhere": elsewhere(request, "en" if lang == "zh" else "zh"),
        "here": request.get_full_path(),
        "onward": onward(request),
        "today": today_of(request),
        "demonstration": clock.demonstration_day() is not None,
        "parts": parts_of(getattr(request, "actor", None)),
        "elder": request.COOKIES.get(ELDER_COOKIE) == "1",
    }
