"""How often one address may ask without a login, as on the pages."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest

from xianjie.api.problems import TOO_MANY, Problem
from xianjie.clock import CHINA
from xianjie.domain.certificates import limiting
from xianjie.text import Text


def require_within(request: HttpRequest, kind: str, most: int) -> None:
    """Raises `Problem` where the request's address asks too often."""
    address, at = request.META.get("REMOTE_ADDR", ""), datetime.now(CHINA)
    if limiting.is_over(address=address, kind=kind, most=most, at=at):
        minutes = limiting.SPAN // 60
        raise Problem(
            TOO_MANY,
            Text(
                f"这个网络地址 {minutes} 分钟内已请求 {most} 次；请稍后再来，核验多张可用文件",
                f"this address has asked {most} times within {minutes} minutes; come later, or "
                "check many at once by file",
            ),
        )
