"""An organisation's public page: standing and scope as of a day, its whole history."""

from __future__ import annotations

from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from xianjie.domain.filings.models import Organisation
from xianjie.domain.filings.roles_held import roles_of
from xianjie.domain.filings.selecting import NoSuchOrganisation, by_number
from xianjie.domain.filings.showing import Shown, shown
from xianjie.domain.organisations import blacklist
from xianjie.text import Text
from xianjie.web.days import known_day, today_of
from xianjie.web.portal.register.words import (
    known_until,
    scope_of,
    trail,
    until_words,
)
from xianjie.web.workbench.filings.words import KINDS, levels
from xianjie.web.workbench.names import area_name


@require_safe
def page(request: HttpRequest, number: str) -> HttpResponse:
    """What it is filed for on a day, site by site; what happened to its filing."""
    organisation = found(number)
    on, wrong_day = known_day(request)
    told = shown(organisation, on, known_until(request))
    name = Text(told.name, told.name)
    context = {
        "section": "register",
        "title": name,
        "organisation": organisation,
        "told": told,
        "on": on,
        "wrong_day": wrong_day,
        "kind": KINDS[Organisation.Kind(organisation.kind)],
        "area": area_name(organisation.body.area),
        "sites": _by_site(told),
        "entries": [(one, scope_of(one), until_words(one)) for one in told.history],
        "roles": roles_of(organisation.body, today_of(request)),
        "listed": blacklist.of_body(organisation.body, on),
        "inspected": organisation.body.inspections.filter(handed_in_on__lte=on)
        .select_related("draw")
        .order_by("-handed_in_on"),
        "trail": trail((name, "")),
    }
    return render(request, "portal/register/organisation.html", context)


def found(number: str) -> Organisation:
    """The organisation; raises `Http404`."""
    try:
        return by_number(number.upper())
    except NoSuchOrganisation as error:
        raise Http404 from error


def _by_site(told: Shown) -> list[dict[str, object]]:
    scopes = sorted(told.scopes, key=lambda one: (one.site_id, one.occupation, one.from_on))
    parts = []
    for _, members in groupby(scopes, key=lambda one: one.site_id):
        rows = list(members)
        site = rows[0].site
        parts.append(
            {
                "site": site,
                "area": area_name(site.area),
                "scopes": [(one, levels(one.lowest, one.highest)) for one in rows],
            }
        )
    return parts
