"""Reading a JSON body: strictly, and refusing by name what the standard library would let pass."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja.parser import Parser

from xianjie.api.language import remember
from xianjie.api.problems import MALFORMED_JSON, NOT_JSON, FieldError, Problem
from xianjie.text import Text

_SHOWN = 40
# A 64-bit integer has at most 19 digits and a sign; no field of the API holds even that.
_LONGEST_INTEGER = 20


class JsonParser(Parser):
    """UTF-8 JSON with each key once, no NaN, no huge integer, no half of a surrogate pair.

    The reader of the standard library, because the quicker ones keep the last of two equal keys
    and say nothing.
    """

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """Raises `Problem`."""
        _refuse_other_types(request)
        data = _read(request.body)
        if isinstance(data, dict):
            remember(request, data.get("lang"))
        # Whatever else it is, the schema refuses it by name.
        return data  # type: ignore[no-any-return]


def _refuse_other_types(request: HttpRequest) -> None:
    kind = request.content_type or ""
    if kind in {"", "application/json"} or kind.endswith("+json"):
        return
    raise Problem(
        NOT_JSON,
        Text(
            f"正文类型是 {kind[:_SHOWN]}；请加请求头 Content-Type: application/json。",
            f"The body is declared as {kind[:_SHOWN]}; "
            "send the header Content-Type: application/json.",
        ),
    )


def _read(body: bytes) -> Any:  # noqa: ANN401  # any JSON value
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _malformed(
            f"第 {error.start + 1} 个字节不是 UTF-8", f"byte {error.start + 1} is not UTF-8"
        ) from error
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_refuse_constant,
            parse_int=_integer,
        )
    except json.JSONDecodeError as error:
        raise _malformed(
            f"第 {error.lineno} 行第 {error.colno} 列有语法错误",
            f"syntax error at line {error.lineno}, column {error.colno}: {error.msg}",
        ) from error
    except RecursionError as error:
        raise _malformed("嵌套过深", "nested too deeply") from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        _refuse_half_characters(key)
        if key in found:
            message = Text("这个键出现了两次；只保留一个", "this key stands twice; keep one")
            raise Problem(MALFORMED_JSON, errors=[FieldError(key[:_SHOWN], message)])
        if isinstance(value, str):
            _refuse_half_characters(value)
        found[key] = value
    return found


def _refuse_half_characters(text: str) -> None:
    """Half of a surrogate pair is no character and could not be shown in an answer."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        half = f"\\u{ord(text[error.start]):04x}"
        raise _malformed(
            f"{half} 是不成对的代理项，不是字符", f"{half} is an unpaired surrogate, no character"
        ) from error


def _integer(digits: str) -> int:
    if len(digits) > _LONGEST_INTEGER:
        raise _malformed(
            f"整数 {digits[:_SHOWN]}… 过大", f"the integer {digits[:_SHOWN]}… is too large"
        )
    return int(digits)


def _refuse_constant(name: str) -> NoReturn:
    raise _malformed(f"JSON 没有 {name}", f"JSON has no {name}")


def _malformed(zh: str, en: str) -> Problem:
    return Problem(
        MALFORMED_JSON, Text(f"正文不是合法的 JSON：{zh}。", f"The body is not valid JSON: {en}.")
    )
