"""The page of checking: by number and name, by file, by the holder's code, as of a day."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods

from xianjie.clock import CHINA
from xianjie.domain.certificates.models import Certificate, Scheme
from xianjie.domain.certificates.reporting import report_json, report_pdf
from xianjie.domain.certificates.signing import issuer
from xianjie.domain.certificates.standing import LABELS
from xianjie.domain.certificates.verifying import (
    Check,
    Outcome,
    Result,
    check_file,
    check_record,
    check_shared,
)
from xianjie.domain.rulings.later import law_on
from xianjie.identifiers.certificates import CertificateNumberError, explain, parse
from xianjie.identifiers.levels import Level
from xianjie.text import Text
from xianjie.web.days import today_of
from xianjie.web.portal.verify import limits
from xianjie.web.portal.verify.limits import is_over

TITLE = Text("核验证书", "Check a certificate")
_MOST = 100  # letters of a field
_MOST_BYTES = 10 << 20
_TONES = {
    Result.VALID: "good",
    Result.NOT_PUBLISHED: "calm",
    Result.UNSETTLED: "warn",
    Result.SUSPENDED: "warn",
}
_MARKS = {
    Outcome.PASSED: Text("是", "yes"),
    Outcome.FAILED: Text("否", "no"),
    Outcome.OPEN: Text("未定", "open"),
    Outcome.LEFT_OUT: Text("未核", "not checked"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The forms; what they send is not in the address, since a name is."""
    given = {name: _given(request, name) for name in ("number", "name", "as_of", "code")}
    today = today_of(request)
    context: dict[str, object] = {
        "section": "verify",
        "title": TITLE,
        "given": given,
        "today": today,
        "trail": [(TITLE, "")],
    }
    status = 200
    if request.method == "POST":
        errors, as_of = _errors(request, given, today)
        if errors:
            context["errors"], status = errors, 400
        elif is_over(request, "one", limits.MOST):
            context["over"], status = limits.MOST, 429
        else:
            check = _checked(request, given, as_of, today)
            form = request.POST.get("form", "page")
            if form in {"json", "pdf"}:
                return _report(check, _subject(request, given, check), form)
            context |= _shown(check, today)
            context["how"] = request.POST.get("how", "number")
    elif request.GET.get("number"):
        given["number"] = request.GET["number"].replace("\0", "")[:_MOST]  # as a QR code leads here
    response = render(request, "portal/verify/verify.html", context, status=status)
    if request.method == "POST":
        add_never_cache_headers(response)
    return response


def _report(check: Check, subject: str, form: str) -> HttpResponse:
    """A report to keep, signed and dated with the real time."""
    at = datetime.now(CHINA)
    if form == "pdf":
        content = report_pdf(check, subject=subject, issuer=issuer(), at=at)
        kind = "application/pdf"
    else:
        content = report_json(check, subject=subject, issuer=issuer(), at=at).encode()
        kind = "application/json"
    headers = {"Content-Disposition": f'attachment; filename="check.{form}"'}
    response = HttpResponse(content, content_type=kind, headers=headers)
    add_never_cache_headers(response)
    return response


def _subject(request: HttpRequest, given: dict[str, str], check: Check) -> str:
    """What was asked about: a number; of a file that is none of ours, its name."""
    if check.certificate is not None:
        return check.certificate.number
    sent = request.FILES.get("file")
    return given["number"] or (sent.name if sent and sent.name else "") or "--"


def _given(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\0", "").strip()[:_MOST]


def _errors(
    request: HttpRequest, given: dict[str, str], today: date
) -> tuple[dict[str, Text], date]:
    errors: dict[str, Text] = {}
    how = request.POST.get("how", "")
    if how == "file":
        sent = request.FILES.get("file")
        if sent is None or (sent.size or 0) > _MOST_BYTES:
            errors["file"] = Text(
                "请选择证书文件（PDF 或 JSON，不超过 10 MB）",
                "choose the file (PDF or JSON, at most 10 MB)",
            )
    elif how == "code":
        if not given["code"]:
            errors["code"] = Text("请填写分享码", "give the code")
    else:
        try:
            parse(given["number"])
        except CertificateNumberError as error:
            errors["number"] = error.message
        if not given["name"]:
            errors["name"] = Text(
                "请填写姓名；只有编号不能查询", "give the name: a number alone is not enough"
            )
    as_of = today
    if given["as_of"]:
        try:
            as_of = date.fromisoformat(given["as_of"])
        except ValueError:
            errors["as_of"] = Text(
                "不是日期；请写成 2020-09-30 这样", "this is no day; write it as 2020-09-30"
            )
    return errors, as_of


def _checked(request: HttpRequest, given: dict[str, str], as_of: date, today: date) -> Check:
    rules = law_on(today)
    match request.POST.get("how", ""):
        case "file":
            content = request.FILES["file"].read()  # type: ignore[union-attr] # one, as was asked
            return check_file(content, issuer=issuer(), law=rules, as_of=as_of)
        case "code":
            return check_shared(given["code"], law=rules, as_of=as_of, on=today)
        case _:
            return check_record(number=given["number"], name=given["name"], law=rules, as_of=as_of)


def _shown(check: Check, today: date) -> dict[str, object]:
    answer = check.standing.answer if check.standing else None
    return {
        "check": check,
        "tone": _TONES.get(check.result, "bad"),
        "steps": [(one, _MARKS[one.outcome]) for one in check.steps],
        "fields": _fields(check),
        "parts": explain(check.certificate.number, by=today) if check.certificate else [],
        "clauses": answer.clauses if answer else (),
    }


def _fields(check: Check) -> list[tuple[Text, object]]:
    certificate = check.certificate
    if certificate is None:
        return []
    told: list[tuple[Text, object]] = [
        (Text("证书", "Certificate"), _scheme(certificate)),
        (Text("编号", "Number"), certificate.number),
    ]
    for name, label in LABELS.items():
        value = check.fields[name]
        if name == "level":
            value = _level(certificate, int(str(value)))
        elif name == "direction":
            value = value or "--"
        if value not in (None, ""):
            told.append((label, value))
    return told


def _scheme(certificate: Certificate) -> Text:
    if certificate.scheme == Scheme.LEVEL:
        return Text("职业技能等级证书", "skill-level certificate")
    return Text("职业资格证书", "qualification certificate")


def _level(certificate: Certificate, level: int) -> Text:
    if certificate.scheme == Scheme.LEVEL:
        return Level(level).printed
    found = Level(level)
    return Text(
        f"{found.qualification_name.zh}（{found.ordinal.zh}）",
        f"{found.qualification_name.en} ({found.ordinal.en})",
    )
