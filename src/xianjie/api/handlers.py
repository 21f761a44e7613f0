"""From what ninja, Django and the law raise to problem details."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from ninja.errors import AuthenticationError, HttpError, ValidationError

from xianjie.api.problems import (
    BAD_QUERY,
    FORBIDDEN,
    INVALID_REQUEST,
    KEY_REUSED,
    NOT_LOGGED_IN,
    NOT_POSSIBLE,
    REFUSED_BY_LAW,
    TOO_LARGE,
    FieldError,
    Kind,
    Problem,
    failure,
    refusal,
)
from xianjie.calendar.days import UnknownYear
from xianjie.documents.glyphs import MissingGlyph
from xianjie.documents.photos import PhotoError
from xianjie.domain.access.intents import KeyReused
from xianjie.domain.access.services import AccessError
from xianjie.domain.accounts.acting import Denied
from xianjie.domain.appraisals.errors import AppraisalError
from xianjie.domain.certificates.errors import CertificateError
from xianjie.domain.evaluations.errors import EvaluationError
from xianjie.domain.filings.errors import FilingError
from xianjie.domain.payments.services import PaymentError
from xianjie.domain.programmes.errors import ProgrammeError
from xianjie.domain.rulings.asking import RefusedByLaw
from xianjie.domain.supervision.errors import SupervisionError
from xianjie.domain.webhooks.errors import WebhookError
from xianjie.errors import XianjieError
from xianjie.populations.errors import PopulationError
from xianjie.tables import TableError
from xianjie.text import Text

_BODY = "body"
_KINDS: Mapping[type[XianjieError], Kind] = {
    Denied: FORBIDDEN,
    KeyReused: KEY_REUSED,
    AccessError: NOT_POSSIBLE,
    AppraisalError: NOT_POSSIBLE,
    EvaluationError: NOT_POSSIBLE,
    PaymentError: NOT_POSSIBLE,
    CertificateError: NOT_POSSIBLE,
    WebhookError: NOT_POSSIBLE,
    # Of a file that was handed in, and of a paper that cannot be printed.
    TableError: NOT_POSSIBLE,
    PopulationError: NOT_POSSIBLE,
    MissingGlyph: NOT_POSSIBLE,
    UnknownYear: NOT_POSSIBLE,
    FilingError: NOT_POSSIBLE,
    ProgrammeError: NOT_POSSIBLE,
    SupervisionError: NOT_POSSIBLE,
    PhotoError: NOT_POSSIBLE,
}
REQUIRED = Text("必须给出", "must be given")
_RULES = {
    "missing": REQUIRED,
    "extra_forbidden": Text("没有这个字段；请去掉", "there is no such field; leave it out"),
    "string_type": Text("应为文本", "must be text"),
    "bool_type": Text("应为 true 或 false", "must be true or false"),
    "dict_type": Text("应为 JSON 对象", "must be a JSON object"),
    "model_type": Text("应为 JSON 对象", "must be a JSON object"),
    "model_attributes_type": Text("应为 JSON 对象", "must be a JSON object"),
}


def answer_to(request: HttpRequest, error: object) -> HttpResponse:
    """The response to whatever was raised; called where it was caught."""
    match error:
        case HttpError(__cause__=Problem() as cause):
            # Ninja wraps what the body's parser raises; ours has already said what is wrong.
            return refusal(request, cause)
        case ValidationError():
            return refusal(request, _invalid(error))
        case AuthenticationError():
            return refusal(request, Problem(NOT_LOGGED_IN))
        case XianjieError():
            return _ours(request, error)
        case SuspiciousOperation():  # a body too large among them
            return refusal(
                request, Problem(TOO_LARGE if isinstance(error, RequestDataTooBig) else BAD_QUERY)
            )
        case _:
            return failure(request)


def _ours(request: HttpRequest, error: XianjieError) -> HttpResponse:
    """What was raised on purpose: a problem already, or a refusal by the records."""
    match error:
        case Problem():
            return refusal(request, error)
        case RefusedByLaw():
            return refusal(request, by_law(error))
        case _:
            kind = next((kind for cause, kind in _KINDS.items() if isinstance(error, cause)), None)
    return refusal(request, Problem(kind, error.message)) if kind else failure(request)


def by_law(error: RefusedByLaw) -> Problem:
    """The law's no as a problem, with its clauses."""
    clauses = {"clauses": list(error.answer.clauses)}
    return Problem(REFUSED_BY_LAW, error.message, members=clauses)


def _invalid(error: ValidationError) -> Problem:
    errors = [FieldError(_field(entry), _rule(entry)) for entry in error.errors]
    return Problem(INVALID_REQUEST, errors=errors)


def _field(entry: dict[str, Any]) -> str:
    """Ninja's place (source, then a path) as the name by which a client knows the field."""
    named = entry.get("ctx", {}).get("field")
    if named:
        return str(named)
    source, *path = entry["loc"]
    # The first step into a body is the name of the view's own argument.
    inner = path[1:] if source == _BODY else path
    return ".".join(map(str, inner)) or source


def _rule(entry: dict[str, Any]) -> Text:
    context = entry.get("ctx", {})
    if "zh" in context:
        return Text(context["zh"], context["en"])
    if "expected" in context:
        expected = context["expected"].replace("'", "")
        return Text(f"应为 {expected.replace(' or ', ' 或 ')}", f"must be {expected}")
    if entry["type"] in _COUNTED:
        return _COUNTED[entry["type"]](context)
    return _RULES.get(entry["type"]) or Text(f"不合要求：{entry['msg']}", entry["msg"])


def _too_long(context: dict[str, Any]) -> Text:
    most, got = context["max_length"], context["actual_length"]
    return Text(
        f"至多 {most:,} 项，得到 {got:,} 项；请分几次发送",
        f"has {got:,} items and may have {most:,}; send them in parts",
    )


def _too_short(context: dict[str, Any]) -> Text:
    least = context["min_length"]
    return Text(f"至少 {least:,} 项", f"must have at least {least:,} items")


_COUNTED = {"too_long": _too_long, "too_short": _too_short}
