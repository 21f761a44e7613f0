"""The page of checking: by number and name, by file, by the holder's code, as of a day."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods

from xianjie.credentials.proofs import MOST_BYTES
from xianjie.domain.certificates.models import Certificate, Scheme
from xianjie.domain.certificates.signing import issuer
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
from xianjie.web.portal.verify.limits import MOST, is_over

TITLE = Text("核验证书", "Check a certificate")
_MOST = 100  # letters of a field
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
_LABELS = {
    "name": Text("姓名", "Name"),
    "occupation": Text("职业（工种）", "Occupation"),
    "direction": Text("职业方向", "Direction"),
    "level": Text("等级", "Level"),
    "issued_on": Text("发证日期", "Issued on"),
    "issuer": Text("发证单位", "Issuer"),
    "institution": Text("鉴定（评价）机构", "Examined by"),
    "theory": Text("理论成绩", "Theory"),
    "practical": Text("操作成绩", "Practical skill"),
    "overall": Text("评定成绩", "Overall"),
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
        elif is_over(request):
            context["over"], status = MOST, 429
        else:
            context |= _shown(_checked(request, given, as_of, today), today)
    response = render(request, "portal/verify/verify.html", context, status=status)
    if request.method == "POST":
        add_never_cache_headers(response)
    return response


def _given(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\0", "").strip()[:_MOST]


def _errors(
    request: HttpRequest, given: dict[str, str], today: date
) -> tuple[dict[str, Text], date]:
    errors: dict[str, Text] = {}
    how = request.POST.get("how", "")
    if how == "file":
        sent = request.FILES.get("file")
        if sent is None or (sent.size or 0) > MOST_BYTES:
            errors["file"] = Text(
                "请选择证书文件（JSON，不超过 1 MB）", "choose the file (JSON, at most 1 MB)"
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
    for name, label in _LABELS.items():
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
