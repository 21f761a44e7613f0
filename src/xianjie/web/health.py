"""Whether the service answers, for whoever watches it."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from xianjie.instruments import jurisdictions, law


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 once the law of every jurisdiction is loaded."""
    del request
    return JsonResponse(
        {"status": "ok", "jurisdictions": [law(name).id for name in jurisdictions()]}
    )
