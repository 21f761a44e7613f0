"""What verifiers anywhere read of the register: its DID document and its status lists."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from xianjie.api.problems import NO_SUCH_ADDRESS, Problem, refusal
from xianjie.clock import CHINA
from xianjie.domain.certificates.signing import issuer
from xianjie.domain.certificates.status_lists import status_list
from xianjie.text import Text

_FOR_A_MINUTE = "public, max-age=60"  # a revocation is known everywhere a minute after


@require_GET
def did_document(request: HttpRequest) -> HttpResponse:
    """Every key that signs or signed, with its period (did:web)."""
    del request
    answer = JsonResponse(issuer().ring.document, json_dumps_params={"ensure_ascii": False})
    answer["Cache-Control"] = _FOR_A_MINUTE
    return answer


@require_GET
def status(request: HttpRequest, purpose: str, number: int) -> HttpResponse:
    """A Bitstring Status List as a signed credential."""
    found = status_list(purpose, number, issuer=issuer(), at=datetime.now(CHINA))
    if found is None:
        none = Text("没有这个状态列表", "there is no such status list")
        return refusal(request, Problem(NO_SUCH_ADDRESS, none))
    return HttpResponse(
        found, content_type="application/vc", headers={"Cache-Control": _FOR_A_MINUTE}
    )
