"""Whether the service answers and how its register stands, for whoever watches it."""

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from xianjie.domain.supervision.gauges import last_reproof
from xianjie.instruments import jurisdictions, law


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 once the law of every jurisdiction is loaded."""
    del request
    return JsonResponse(
        {"status": "ok", "jurisdictions": [law(name).id for name in jurisdictions()]}
    )


@require_safe
@never_cache
def register(request: HttpRequest) -> JsonResponse:
    """How many certificates followed from their evidence when they were last derived anew.

    200 where the register can be read, also where some did not follow; else 503.
    """
    del request
    try:
        last = last_reproof()
    except DatabaseError:
        return JsonResponse({"status": "unreadable", "reproof": None}, status=503)
    return JsonResponse({"status": "ok", "reproof": last.jsonable() if last else None})
