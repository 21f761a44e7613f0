"""The page that verifies without a network, as the register makes it now."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from xianjie.clock import CHINA
from xianjie.domain.certificates import offline
from xianjie.domain.certificates.signing import issuer


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """One file for both languages; what a QR code adds to its address is not sent here."""
    del request
    made = offline.page(issuer(), at=datetime.now(CHINA))
    return HttpResponse(made.html, headers={"Content-Security-Policy": made.policy})
