"""Errors as problem details (RFC 9457): one shape, in the reader's language, naming the field.

A client tells kinds apart by ``type``, an address under which the kind explains itself.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from xianjie.api.language import language
from xianjie.domain.certificates.limiting import SPAN
from xianjie.errors import XianjieError
from xianjie.text import Lang, Text

MEDIA_TYPE = "application/problem+json"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: its name in ``type``, its status, what it means and what to do."""

    name: str
    status: int
    title: Text
    meaning: Text

    @property
    def address(self) -> str:
        return reverse("api-v1:show_problem", args=[self.name])


MALFORMED_JSON = Kind(
    "malformed-json",
    400,
    Text("正文不是合法的 JSON", "The body is not valid JSON"),
    Text(
        "按 RFC 8259 以 UTF-8 书写：键不重复，不用 NaN，嵌套不过深，整数不过大。",
        "Write it as RFC 8259 in UTF-8: no key twice, no NaN, no deep nesting, no huge integer.",
    ),
)
BAD_QUERY = Kind(
    "bad-query",
    400,
    Text("无法读取查询参数", "The query cannot be read"),
    Text("查询参数过多或无法解析；请减少参数。", "Too many parameters, or unreadable; send fewer."),
)
NO_SUCH_ADDRESS = Kind(
    "no-such-address",
    404,
    Text("没有这个地址", "There is nothing at this address"),
    Text("所有地址见 OpenAPI 文档。", "The OpenAPI document lists every address."),
)
UNKNOWN_OCCUPATION = Kind(
    "unknown-occupation",
    404,
    Text("附件没有这个工种", "The annex does not hold this occupation"),
    Text(
        "两份通知没有提到它，不一定是写错；near 列出相近的名称。",
        "The notices say nothing of it, which need not be a mistype; near lists names like it.",
    ),
)
UNKNOWN_DECISION = Kind(
    "unknown-decision",
    404,
    Text("没有这个决定", "There is no such decision"),
    Text("决定的名称见 /decisions。", "See /decisions for the names of the decisions."),
)
UNKNOWN_KIND = Kind(
    "unknown-problem",
    404,
    Text("没有这种错误", "There is no such kind of problem"),
    Text("错误种类见 /problems。", "See /problems for the kinds there are."),
)
NOT_LOGGED_IN = Kind(
    "not-logged-in",
    401,
    Text("须登录或出示令牌", "This needs a login or a token"),
    Text(
        "用登录的会话 cookie，或请求头 Authorization: Bearer 加 xianjie access token 签发的令牌；"
        "过期或撤销的不算。",
        "Send the session cookie of a login, or Authorization: Bearer with a token that xianjie "
        "access token made; one that has expired or was revoked is none.",
    ),
)
NOT_FROM_HERE = Kind(
    "not-from-here",
    403,
    Text("请求没有带 CSRF 令牌", "The request has no CSRF token"),
    Text(
        "用会话 cookie 写入须加请求头 X-CSRFToken；程序请改用接口令牌。",
        "Writing with a session cookie needs the header X-CSRFToken; a program should use a token.",
    ),
)
NO_SECOND_FACTOR = Kind(
    "no-second-factor",
    403,
    Text("账号还没有第二重验证", "The account has no second factor"),
    Text("请先在账号页面设置。", "Set one up on the account's page first."),
)
FORBIDDEN = Kind(
    "forbidden",
    403,
    Text("无权办理", "This is not yours to do"),
    Text("请由有权的人办理。", "Someone with the right must do it."),
)
NO_SUCH_RECORD = Kind(
    "no-such-record",
    404,
    Text("没有这项记录", "There is no such record"),
    Text(
        "记录不存在，或不在你的范围内。",
        "There is none of this number, or it is outside your reach.",
    ),
)
METHOD_NOT_ALLOWED = Kind(
    "method-not-allowed",
    405,
    Text("此地址不支持这种请求方法", "This address does not take that method"),
    Text("可用的方法见 Allow 响应头。", "The Allow header lists the methods it takes."),
)
AMBIGUOUS_OCCUPATION = Kind(
    "ambiguous-occupation",
    409,
    Text("这个名称代表不止一个工种", "The name stands for more than one occupation"),
    Text(
        "扫描件中的同一写法代表几个工种；请改用 candidates 中的一个。",
        "One spelling of the scan stands for several occupations; use one of candidates.",
    ),
)
NOT_POSSIBLE = Kind(
    "not-possible-now",
    409,
    Text("以目前的状态不能这样办", "It cannot be done as things stand"),
    Text(
        "detail 说明原因；什么也没有写入。",
        "detail says why; nothing was written.",
    ),
)
REFUSED_BY_LAW = Kind(
    "refused-by-law",
    409,
    Text("规则不允许", "The law does not allow it"),
    Text(
        "clauses 列出条款；除了这一决定，什么也没有写入。",
        "clauses lists the clauses; nothing was written but that the law said so.",
    ),
)
TOO_LARGE = Kind(
    "too-large",
    413,
    Text("正文过大", "The body is too large"),
    Text(
        "一次只问一个案件，批量请用命令行；名单分几次发送。",
        "Ask about one case at a time, by the command line in batches; send a list in parts.",
    ),
)
NOT_JSON = Kind(
    "not-json",
    415,
    Text("正文类型不是 JSON", "The body is not declared as JSON"),
    Text(
        "请加请求头 Content-Type: application/json。",
        "Send the header Content-Type: application/json.",
    ),
)
INVALID_REQUEST = Kind(
    "invalid-request",
    422,
    Text("请求中有不合要求的字段", "A field of the request is not as it must be"),
    Text("errors 指明字段、要求和改法。", "errors names each field, the rule and the fix."),
)
IMPOSSIBLE_FACTS = Kind(
    "impossible-facts",
    422,
    Text("给出的事实不可能成立", "A given fact is impossible"),
    Text(
        "errors 指明事实；不知道的事实不要给出，null 表示已知为无。",
        "errors names each fact; leave out what is not known, null says it is known to be none.",
    ),
)
KEY_REUSED = Kind(
    "key-reused",
    422,
    Text("幂等键已用于另一请求", "The idempotency key stands for another request"),
    Text(
        "同一请求重发用原键，另一请求用新键。",
        "Repeat a request with its own key; give another request a new one.",
    ),
)
TOO_MANY = Kind(
    "too-many-requests",
    429,
    Text("核验过于频繁", "Too many checks"),
    Text(
        "一个网络地址一小时内核验的次数有限；Retry-After 说明多少秒后再来。",
        "One address may check so often an hour; Retry-After says after how many seconds to come.",
    ),
)
INTERNAL = Kind(
    "internal-error",
    500,
    Text("服务出错", "The service failed"),
    Text(
        "这是本服务的错误，已记录；请稍后再试。",
        "The fault is ours and is logged; try again later.",
    ),
)
KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        MALFORMED_JSON,
        BAD_QUERY,
        NO_SUCH_ADDRESS,
        UNKNOWN_OCCUPATION,
        UNKNOWN_DECISION,
        UNKNOWN_KIND,
        NOT_LOGGED_IN,
        NOT_FROM_HERE,
        NO_SECOND_FACTOR,
        FORBIDDEN,
        NO_SUCH_RECORD,
        METHOD_NOT_ALLOWED,
        AMBIGUOUS_OCCUPATION,
        NOT_POSSIBLE,
        REFUSED_BY_LAW,
        TOO_LARGE,
        NOT_JSON,
        INVALID_REQUEST,
        IMPOSSIBLE_FACTS,
        KEY_REUSED,
        TOO_MANY,
        INTERNAL,
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field; dots lead into the body (``facts.occupation``)."""

    field: str
    message: Text


class Problem(XianjieError):
    """A refusal. ``detail`` may be left out where the field errors say it all.

    ``members`` are further members of the problem, such as names to choose from.
    """

    def __init__(
        self,
        kind: Kind,
        detail: Text | None = None,
        errors: Sequence[FieldError] = (),
        members: Mapping[str, list[str]] | None = None,
    ) -> None:
        super().__init__(detail or _summary(kind, errors))
        self.kind = kind
        self.errors = tuple(errors)
        self.members = dict(members or {})

    def as_json(self, lang: Lang) -> dict[str, object]:
        return {
            "type": self.kind.address,
            "title": self.kind.title.in_(lang),
            "status": self.kind.status,
            "detail": self.message.in_(lang),
            "errors": [
                {"field": error.field, "message": error.message.in_(lang)} for error in self.errors
            ],
            **self.members,
        }


def refusal(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The problem as a response in the language of the request."""
    lang = language(request)
    response = HttpResponse(
        orjson.dumps(problem.as_json(lang)), status=problem.kind.status, content_type=MEDIA_TYPE
    )
    response["Content-Language"] = lang
    if problem.kind is TOO_MANY:
        response["Retry-After"] = str(SPAN)
    return response


def failure(request: HttpRequest) -> HttpResponse:
    """The answer to an error that nothing expected: logged in full, told without the inside."""
    _log.exception("unexpected error at %s", request.path)
    return refusal(request, Problem(INTERNAL))


def _summary(kind: Kind, errors: Sequence[FieldError]) -> Text:
    if len(errors) == 1:
        return Text(
            f"{errors[0].field}：{errors[0].message.zh}",
            f"{errors[0].field}: {errors[0].message.en}",
        )
    return kind.meaning
