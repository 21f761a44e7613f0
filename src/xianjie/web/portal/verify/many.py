"""Checking many certificates: a file in, the same file back with results and a signed report."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods, require_safe

from xianjie.clock import CHINA
from xianjie.domain.certificates.checking_many import MOST_ROWS, TEMPLATE, check_many, zipped
from xianjie.domain.certificates.signing import issuer
from xianjie.domain.rulings.later import law_on
from xianjie.errors import XianjieError
from xianjie.tables import write_template
from xianjie.text import Text
from xianjie.web.days import today_of
from xianjie.web.language import lang_of
from xianjie.web.portal.verify.limits import MOST_FILES, is_over

TITLE = Text("批量核验", "Check many certificates")
_MOST_BYTES = 10 << 20
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The form; nothing of a file is kept."""
    error: Text | None = None
    status = 200
    if request.method == "POST":
        sent = request.FILES.get("file")
        if sent is None or (sent.size or 0) > _MOST_BYTES:
            error, status = Text("请选择文件，不超过 10 MB", "choose a file of at most 10 MB"), 400
        elif is_over(request, "many", MOST_FILES):
            error, status = (
                Text(
                    f"这个网络地址一小时内已核验 {MOST_FILES} 个文件，请稍后再来",
                    f"this address has checked {MOST_FILES} files within the hour; come later",
                ),
                429,
            )
        else:
            try:
                return _answer(request, sent.read(), sent.name or "")
            except XianjieError as refused:
                error, status = refused.message, 400
    context = {
        "section": "verify",
        "title": TITLE,
        "error": error,
        "most": MOST_ROWS,
        "trail": [(Text("核验证书", "Check a certificate"), "../"), (TITLE, "")],
    }
    return render(request, "portal/verify/many.html", context, status=status)


def _answer(request: HttpRequest, sent: bytes, filename: str) -> HttpResponse:
    on = today_of(request)
    found = check_many(
        content=sent,
        filename=filename,
        law=law_on(on),
        issuer=issuer(),
        as_of=on,
        at=datetime.now(CHINA),
        lang=lang_of(request),
    )
    headers = {"Content-Disposition": 'attachment; filename="checked.zip"'}
    content = zipped(found, filename)
    response = HttpResponse(content, content_type="application/zip", headers=headers)
    add_never_cache_headers(response)
    return response


@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """The template to fill in."""
    headers = {"Content-Disposition": 'attachment; filename="check.xlsx"'}
    content = write_template(TEMPLATE, lang_of(request))
    return HttpResponse(content, content_type=_XLSX, headers=headers)
