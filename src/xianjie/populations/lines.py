"""A line of JSON as a case."""

from __future__ import annotations

import orjson

from xianjie.errors import XianjieError
from xianjie.text import Text

BOM = b"\xef\xbb\xbf"


class LineError(XianjieError):
    """A line that is no case."""


def case_of(line: bytes) -> dict[str, object]:
    """The object on a line; raises `LineError`."""
    try:
        case = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise LineError(
            Text(
                f'这一行不是 JSON（{error}）；每行应为一个对象，如 {{"occupation": "电工"}}',
                f"this line is no JSON ({error}); give one object a line, "
                'such as {"occupation": "电工"}',
            )
        ) from error
    if not isinstance(case, dict):
        raise LineError(Text("这一行应为一个 JSON 对象", "this line must be a JSON object"))
    return case
