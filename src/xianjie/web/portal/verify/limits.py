"""How often one address may check, on the page as in the API."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest

from xianjie.clock import CHINA
from xianjie.domain.certificates import limiting
from xianjie.domain.certificates.limiting import MOST, MOST_FILES

__all__ = ["MOST", "MOST_FILES", "forget_sent", "is_over", "is_sent_again"]


def is_over(request: HttpRequest, kind: str, most: int) -> bool:
    """Count this check; whether the request's address asks too often."""
    address = request.META.get("REMOTE_ADDR", "")
    return limiting.is_over(address=address, kind=kind, most=most, at=datetime.now(CHINA))


def is_sent_again(request: HttpRequest, kind: str, *content: str) -> bool:
    """Whether the request's address sent just this within the hour, as a page loaded anew does."""
    address = request.META.get("REMOTE_ADDR", "")
    return limiting.is_sent_again(address=address, kind=kind, content=content)


def forget_sent(request: HttpRequest, kind: str, *content: str) -> None:
    """What the request's address sent was not taken, and may be sent again."""
    address = request.META.get("REMOTE_ADDR", "")
    limiting.forget_sent(address=address, kind=kind, content=content)
