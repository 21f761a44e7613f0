"""The receipt of a complaint or an objection, shown after what was sent has been taken.

What is sent is answered by leading on, so that loading the page anew sends nothing twice. Number
and code are neither in an address nor kept here in the clear: the visitor's own browser carries
them to the page, encrypted, for some minutes.
"""

from __future__ import annotations

import json
from enum import StrEnum

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from xianjie.domain.accounts.sealed import seal, unseal
from xianjie.domain.receipts import Receipt
from xianjie.text import Text

COOKIE = "xianjie_receipt"
MINUTES = 10
TITLE = Text("回执", "Receipt")


class Of(StrEnum):
    """What it is a receipt of."""

    COMPLAINT = "complaint"
    OBJECTION = "objection"


def lead_to(receipt: Receipt, of: Of) -> HttpResponse:
    """To the page that shows the receipt."""
    told = json.dumps([of, receipt.number, receipt.code])
    response = HttpResponseRedirect(reverse("portal:receipt"), status=303)
    response.set_cookie(
        COOKIE,
        signing.dumps(seal(told), salt=COOKIE),
        max_age=MINUTES * 60,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    add_never_cache_headers(response)
    return response


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The number and the code, for as long as the browser brings them."""
    of, receipt = _brought(request)
    context = {
        "section": "results" if of is Of.OBJECTION else "register",
        "title": TITLE,
        "receipt": receipt,
        "of_complaint": of is Of.COMPLAINT,
        "minutes": MINUTES,
        "trail": [(TITLE, "")],
    }
    response = render(request, "portal/receipt.html", context, status=200 if receipt else 404)
    add_never_cache_headers(response)
    return response


def _brought(request: HttpRequest) -> tuple[Of | None, Receipt | None]:
    try:
        sealed = signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=MINUTES * 60)
        of, number, code = json.loads(unseal(sealed))
    except (signing.BadSignature, InvalidTag):
        return None, None
    return Of(of), Receipt(number, code)
