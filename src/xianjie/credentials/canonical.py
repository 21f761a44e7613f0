"""JSON read strictly, and its canonical form (RFC 8785, JCS).

What canonicalises alike is the same document: white space, the order of members, a letter written
as an escape and ``1.0`` for ``1`` are spellings, not changes. Two members of one name, numbers
that no double holds, lone surrogates and bytes after the end are refused, since readers differ on
them.
"""

from __future__ import annotations

import json
from typing import Any

import orjson
import rfc8785

from xianjie.credentials.errors import InvalidDocument
from xianjie.text import Text

MAX_BYTES = 1 << 20
MAX_DEPTH = 64
SAFE_INTEGER = (1 << 53) - 1

# A JSON object as read. Its members are checked where they are used.
Document = dict[str, Any]


def read_json(data: bytes) -> Document:
    """The object in UTF-8 bytes, at most 1 MiB; raises `InvalidDocument`."""
    if len(data) > MAX_BYTES:
        raise _wrong(f"超过 {MAX_BYTES} 字节", f"has more than {MAX_BYTES} bytes")
    value = _read_compact(data)
    if value is None:
        value = _read_any(data)
    if not isinstance(value, dict):
        raise _wrong("不是 JSON 对象", "is no JSON object")
    return value


def _read_compact(data: bytes) -> object:
    """What orjson reads and writes back alike; it keeps one of two members, so there are none."""
    try:
        value = orjson.loads(data)
        return value if orjson.dumps(value) == data else None
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        return None


def _read_any(data: bytes) -> object:
    try:
        return json.loads(
            data.decode("utf-8"), object_pairs_hook=_members, parse_constant=_no_number
        )
    except InvalidDocument:
        raise
    except (ValueError, RecursionError) as error:
        raise _wrong("不是完整的 JSON", "is no complete JSON") from error


def canonicalise(value: object) -> bytes:
    """The canonical bytes of a JSON value; raises `InvalidDocument` where there are none."""
    try:
        if is_simple(value):
            return canonicalise_simple(value)
        return rfc8785.dumps(value)  # type: ignore[arg-type]  # it refuses what is no JSON
    except (rfc8785.CanonicalizationError, UnicodeError) as error:
        raise inexact() from error


def canonicalise_simple(value: object) -> bytes:
    """The same of what `is_simple`, at a thirtieth of the time."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError as error:
        raise inexact() from error


def is_simple(value: object, depth: int = 0) -> bool:
    """Whether orjson writes the canonical form; raises `InvalidDocument` where it is too deep.

    It sorts by code points, not UTF-16 units, and writes doubles in its own way: so no names
    beyond ASCII, and no doubles.
    """
    if depth > MAX_DEPTH:
        raise too_deep()
    if isinstance(value, dict):
        simple = _has_plain_names(value)
        for member in value.values():
            # Texts are most of a document, and need no call of their own.
            if type(member) is not str and not is_simple(member, depth + 1):
                simple = False
        return simple
    if isinstance(value, list):
        simple = True
        for member in value:
            if type(member) is not str and not is_simple(member, depth + 1):
                simple = False
        return simple
    if isinstance(value, int):
        return -SAFE_INTEGER <= value <= SAFE_INTEGER
    return value is None or isinstance(value, str)


def too_deep() -> InvalidDocument:
    return _wrong(f"超过 {MAX_DEPTH} 层", f"is nested deeper than {MAX_DEPTH} levels")


def _has_plain_names(value: Document) -> bool:
    try:
        return "".join(value).isascii()
    except TypeError:  # a name that is no text, which rfc8785 refuses
        return False


def _members(pairs: list[tuple[str, Any]]) -> Document:
    members = dict(pairs)
    if len(members) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _wrong(f"成员 {twice!r} 出现两次", f"has the member {twice!r} twice")
    return members


def _no_number(constant: str) -> None:
    raise _wrong(f"含有 {constant}", f"holds {constant}")


def inexact() -> InvalidDocument:
    return _wrong("含有 JSON 不能准确表示的值", "holds a value that JSON cannot state exactly")


def _wrong(zh: str, en: str) -> InvalidDocument:
    return InvalidDocument(
        "json",
        Text(
            f"文件{zh}；请使用原样的文件（UTF-8 编码的 JSON）",
            f"the document {en}; give the file as it was issued (JSON in UTF-8)",
        ),
    )
