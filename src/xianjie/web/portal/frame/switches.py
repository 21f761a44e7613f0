"""How the visitor wants pages shown: larger text, and on a demonstration another day.

Preferences in cookies that name nobody; a link may set them, since nothing else follows from it.
"""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from xianjie import clock
from xianjie.web.context import ELDER_COOKIE, YEAR
from xianjie.web.days import DEMO_COOKIE, WrongDay, parse_day


@require_safe
def display(request: HttpRequest, size: str) -> HttpResponse:
    """Larger text on (``large``) or off (``normal``), then back to the page."""
    if size not in {"large", "normal"}:
        raise Http404
    response = _back(request)
    response.set_cookie(
        ELDER_COOKIE, "1" if size == "large" else "0", max_age=YEAR, samesite="Lax", httponly=True
    )
    return response


@require_safe
def demonstration_day(request: HttpRequest) -> HttpResponse:
    """Move a demonstration to another day; where time is real there is no such page."""
    if clock.demonstration_day() is None:
        raise Http404
    try:
        day = parse_day(request.GET.get("to", ""))
    except WrongDay as error:
        context = {"message": error.message}
        return render(request, "portal/frame/bad_request.html", context, status=400)
    response = _back(request)
    response.set_cookie(DEMO_COOKIE, day.isoformat(), samesite="Lax", httponly=True)
    return response


def _back(request: HttpRequest) -> HttpResponseRedirect:
    """To the page the visitor came from, never to another host."""
    target = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = reverse("portal:home")
    return HttpResponseRedirect(target)
