"""Receipts as text: written for people to read too, and read back strictly, all faults named."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from xianjie.law.errors import LawError
from xianjie.law.receipts.making import FORMAT, Receipt, canonical
from xianjie.text import Text

LARGEST = 1_000_000  # bytes; a receipt has two thousand
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SUM = re.compile(r"[0-9a-f]{64}", re.ASCII)


class DamagedReceipt(LawError):
    """What is read is no receipt; the message names every fault that was found."""


def to_text(receipt: Receipt) -> str:
    return json.dumps(receipt.as_json(), ensure_ascii=False, indent=1) + "\n"


def from_text(raw: bytes) -> Receipt:
    """Raises `DamagedReceipt`."""
    found = _object(raw)
    faults = list(_faults(found))
    if faults:
        raise DamagedReceipt(Text("；".join(f.zh for f in faults), "; ".join(f.en for f in faults)))
    return Receipt(
        **{
            **found,
            "made_on": date.fromisoformat(found["made_on"]),
            "dates": {name: date.fromisoformat(day) for name, day in found["dates"].items()},
            "clauses": tuple(found["clauses"]),
        }
    )


def _object(raw: bytes) -> dict[str, Any]:
    if len(raw) > LARGEST:
        raise _damaged("太大，不是回执", "it is too large to be a receipt")
    try:
        found = json.loads(raw.decode("utf-8"), object_pairs_hook=_once)
        canonical(found)
    except UnicodeError as error:
        raise _damaged("不是 UTF-8 文本", "it is not text in UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise _damaged(f"不是 JSON：{error}", f"it is not JSON: {error}") from error
    if not isinstance(found, dict):
        raise _damaged("不是 JSON 对象", "it is no JSON object")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object in which no key stands twice: of two, nobody knows which was meant."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = sorted({name for name in names if names.count(name) > 1})
        message = f"keys stand twice: {', '.join(twice)}"
        raise ValueError(message)
    return found


def _faults(found: Mapping[str, Any]) -> Iterator[Text]:
    if found.get("format", FORMAT) != FORMAT:
        yield Text(
            f"format：本软件只认 {FORMAT}，得到的是 {found['format']!r}",
            f"format: this software knows {FORMAT}, not {found['format']!r}",
        )
        return
    for name in [name for name in _KEYS if name not in found]:
        yield Text(f"缺 {name}", f"{name} is missing")
    for name in [name for name in found if name not in _KEYS]:
        yield Text(f"{name} 不是回执的内容", f"{name} is nothing that a receipt has")
    for name, (fits, wanted) in _KEYS.items():
        if name in found and not fits(found[name]):
            yield Text(f"{name}：应为{wanted.zh}", f"{name}: must be {wanted.en}")


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _is_day(value: object) -> bool:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_sum(value: object) -> bool:
    return isinstance(value, str) and _SUM.fullmatch(value) is not None


def _is_told(value: object) -> bool:
    return value is None or isinstance(value, bool | str)


def _of(fits: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, dict) and all(fits(own) for own in value.values())


_TEXT = (_is_text, Text("文字", "text"))
_SHA256 = (_is_sum, Text("64 位十六进制数", "64 hexadecimal digits"))
_KEYS: Mapping[str, tuple[Callable[[object], bool], Text]] = {
    "format": _TEXT,
    "made_on": (_is_day, Text("日期，写作 2020-09-04", "a day written as 2020-09-04")),
    "decision": _TEXT,
    "jurisdiction": _TEXT,
    "readings": (
        _of(lambda value: value in ("taken", "alternative")),
        Text("理解及其取法 taken 或 alternative", "readings, each taken or alternative"),
    ),
    "dates": (_of(_is_day), Text("日期名及其日期", "names of dates, each with a day")),
    "rules_version": _SHA256,
    "facts": (
        _of(_is_told),
        Text("事实及其值：true、false、文字或 null", "facts, each true, false, text or null"),
    ),
    "outcome": (
        lambda value: value is None or _is_text(value),
        Text("结论名或 null", "the name of an outcome, or null"),
    ),
    "clauses": (
        lambda value: isinstance(value, list) and all(map(_is_text, value)),
        Text("条款编号的列表", "a list of clauses"),
    ),
    "facts_sha256": _SHA256,
    "trace_sha256": _SHA256,
    "receipt_sha256": _SHA256,
}


def _damaged(zh: str, en: str) -> DamagedReceipt:
    return DamagedReceipt(Text(zh, en))
