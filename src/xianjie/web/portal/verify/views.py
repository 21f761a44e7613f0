"""The page of checking: by number and name, file, QR code or the holder's code, as of a day."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods

from xianjie.clock import CHINA, DayToCome, known
from xianjie.documents.codes import PictureError
from xianjie.domain.certificates.checks import Check, Result, unreadable
from xianjie.domain.certificates.models import Certificate, Scheme
from xianjie.domain.certificates.reporting import report_json, report_pdf
from xianjie.domain.certificates.signing import issuer
from xianjie.domain.certificates.standing import LABELS
from xianjie.domain.certificates.verifying import check_record, check_shared
from xianjie.domain.certificates.verifying_codes import OnlyANumber, check_code, code_in_picture
from xianjie.domain.certificates.verifying_files import check_file
from xianjie.domain.rulings.later import law_on
from xianjie.identifiers.certificates import CertificateNumberError, explain, parse
from xianjie.identifiers.levels import Level
from xianjie.law import Law
from xianjie.text import Text
from xianjie.web.days import WrongDay, parse_day, today_of
from xianjie.web.portal.verify import limits
from xianjie.web.portal.verify.limits import is_over

TITLE = Text("核验证书", "Check a certificate")
_MOST = 100  # letters of a field
_MOST_BYTES = 10 << 20
_MOST_CODE = 8192  # letters of what a QR code holds
_TONES = {
    Result.VALID: "good",
    Result.NOT_PUBLISHED: "calm",
    Result.UNSETTLED: "warn",
    Result.SUSPENDED: "warn",
}


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The forms; what they send is not in the address, since a name is."""
    given = {name: _given(request, name) for name in ("number", "name", "as_of", "code")}
    given["qr"] = _given(request, "qr", _MOST_CODE)
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
            try:
                check = _checked(request, given, as_of, today)
            except OnlyANumber as found:
                given["number"], context["errors"] = found.number, {"name": found.message}
            else:
                form = request.POST.get("form", "page")
                if form in {"json", "pdf"}:
                    return _report(check, _subject(request, given, check), form)
                context |= _shown(check, today)
                how = request.POST.get("how", "number")
                # Of a picture in which no code was read there is nothing to send again.
                context["how"] = "file" if how == "qr" and not given["qr"] else how
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


def _given(request: HttpRequest, name: str, most: int = _MOST) -> str:
    return request.POST.get(name, "").replace("\0", "").strip()[:most]


def _errors(
    request: HttpRequest, given: dict[str, str], today: date
) -> tuple[dict[str, Text], date]:
    match request.POST.get("how", ""):
        case "file":
            errors = _file_errors(request)
        case "qr":
            errors = _picture_errors(request, given)
        case "code":
            errors = {} if given["code"] else {"code": Text("请填写分享码", "give the code")}
        case _:
            errors = _number_errors(given)
    as_of = today
    if given["as_of"]:
        try:
            as_of = known(parse_day(given["as_of"]), today)
        except (WrongDay, DayToCome) as error:
            errors["as_of"] = error.message
    return errors, as_of


def _file_errors(request: HttpRequest) -> dict[str, Text]:
    sent = request.FILES.get("file")
    if sent is not None and (sent.size or 0) <= _MOST_BYTES:
        return {}
    return {
        "file": Text(
            "请选择证书文件（PDF 或 JSON，不超过 10 MB）",
            "choose the file (PDF or JSON, at most 10 MB)",
        )
    }


def _picture_errors(request: HttpRequest, given: dict[str, str]) -> dict[str, Text]:
    sent = request.FILES.get("picture")
    if (sent.size or 0) <= _MOST_BYTES if sent else given["qr"]:
        return {}
    return {
        "picture": Text(
            "请选择二维码的图片（JPEG、PNG 或 WebP，不超过 10 MB），或粘贴扫码得到的网址",
            "choose a picture of the code (JPEG, PNG or WebP, at most 10 MB), or paste the "
            "address that it holds",
        )
    }


def _number_errors(given: dict[str, str]) -> dict[str, Text]:
    errors: dict[str, Text] = {}
    try:
        parse(given["number"])
    except CertificateNumberError as error:
        errors["number"] = error.message
    if not given["name"]:
        errors["name"] = Text(
            "请填写姓名；只有编号不能查询", "give the name: a number alone is not enough"
        )
    return errors


def _checked(request: HttpRequest, given: dict[str, str], as_of: date, today: date) -> Check:
    rules = law_on(today)
    match request.POST.get("how", ""):
        case "file":
            content = request.FILES["file"].read()  # type: ignore[union-attr] # one, as was asked
            return check_file(content, issuer=issuer(), law=rules, as_of=as_of)
        case "qr":
            return _by_code(request, given, rules, as_of)
        case "code":
            return check_shared(given["code"], law=rules, as_of=as_of, on=today)
        case _:
            return check_record(number=given["number"], name=given["name"], law=rules, as_of=as_of)


def _by_code(request: HttpRequest, given: dict[str, str], rules: Law, as_of: date) -> Check:
    """By a picture of a QR code or what one holds; a certificate's file will do there too."""
    if sent := request.FILES.get("picture"):
        content = sent.read()
        if content.startswith((b"%PDF-", b"{")):
            return check_file(content, issuer=issuer(), law=rules, as_of=as_of)
        try:
            given["qr"] = code_in_picture(content)  # so that a report needs no picture again
        except PictureError as error:
            return unreadable(error.message, as_of)
    return check_code(given["qr"], issuer=issuer(), law=rules, as_of=as_of)


def _shown(check: Check, today: date) -> dict[str, object]:
    answer = check.standing.answer if check.standing else None
    return {
        "check": check,
        "tone": _TONES.get(check.result, "bad"),
        "steps": [(one, one.outcome.label) for one in check.steps],
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
