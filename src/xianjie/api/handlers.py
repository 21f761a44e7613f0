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
from xianjie.domain.access.intents import KeyReused
from xianjie.domain.access.services import AccessError
from xianjie.domain.accounts.acting import Denied
from xianjie.domain.appraisals.errors import AppraisalError
from xianjie.domain.payments.services import PaymentError
from xianjie.domain.programmes.errors import ProgrammeError
from xianjie.domain.rulings.asking import RefusedByLaw
from xianjie.errors import XianjieError
from xianjie.text import Text

_BODY = "body"
_KINDS: Mapping[type[XianjieError], Kind] = {
    Denied: FORBIDDEN,
    KeyReused: KEY_REUSED,
    AccessError: NOT_POSSIBLE,
    AppraisalError: NOT_POSSIBLE,
    PaymentError: NOT_POSSIBLE,
    ProgrammeError: NOT_POSSIBLE,
}
_RULES = {
    "missing": Text("必须给出", "must be given"),
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
    return _RULES.get(entry["type"]) or Text(f"不合要求：{entry['msg']}", entry["msg"])
