"""Columns as they come, as codes: numpy arrays, and whatever Arrow can take (Polars, pyarrow).

| fact          | column                                                                        |
|---------------|-------------------------------------------------------------------------------|
| true or false | bool; text ``true``/``false``                                                 |
| one of a list | text                                                                          |
| a name        | text                                                                          |
| a day         | date, or timestamp at midnight without zone; ``datetime64``; text 2020-09-04  |

Unknown is null, NaT, or empty text. None is the text ``none`` or 无, or true in a column of bools
beside the days.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from xianjie.law.columns.codes import FIRST_DAY, LAST_DAY, NONE_DAY, UNKNOWN_DAY, Codes, Coding
from xianjie.law.errors import FactError
from xianjie.law.facts import BoolFact, DayFact

_TEXT = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
Column = Any  # numpy.ndarray, a sequence of Python values, or an object with an Arrow interface


@dataclass(frozen=True, slots=True)
class BadValue:
    """A value that no case can have, and the row (from 0) it stands in."""

    row: int
    error: FactError


def read_column(
    coding: Coding, column: Column, none: Column | None = None
) -> tuple[Codes, list[BadValue]]:
    """The codes of a column; bad values are coded as unknown and listed, in order of rows.

    ``none`` is a column of bools, true where a day is known to be none. Raises `FactError` when
    the whole column is of a kind that cannot hold the fact.
    """
    if isinstance(column, np.ndarray) and column.dtype.kind not in "OUT":
        codes, bad = _from_numpy(coding, column)
    elif isinstance(column, Sequence | np.ndarray):
        codes, bad = _from_values(coding, list(column))
    else:
        codes, bad = _from_arrow(coding, _chunked(column))
    if none is not None:
        bad += _mark_none(coding, codes, none)
    return codes, sorted(bad, key=lambda one: one.row)


def _from_numpy(coding: Coding, column: NDArray[Any]) -> tuple[Codes, list[BadValue]]:
    fact = coding.fact
    if isinstance(fact, BoolFact) and column.dtype.kind == "b":
        return column.view(np.uint8), []
    if isinstance(fact, DayFact) and column.dtype.kind == "M":
        days = column.astype("datetime64[D]")
        whole = (days == column) | np.isnat(column)
        numbers = np.where(np.isnat(days), UNKNOWN_DAY, days.astype(np.int64))
        return _days(coding, numbers, whole)
    raise _wrong_kind(coding, str(column.dtype))


def _from_arrow(coding: Coding, column: pa.ChunkedArray) -> tuple[Codes, list[BadValue]]:
    kind, fact = column.type, coding.fact
    if pa.types.is_null(kind):
        return np.full(len(column), coding.unknown, coding.dtype), []
    if pa.types.is_dictionary(kind):
        return _from_words(coding, column)
    if any(is_text(kind) for is_text in _TEXT):
        return _from_words(coding, column.cast(pa.string()).dictionary_encode())
    if isinstance(fact, BoolFact) and pa.types.is_boolean(kind):
        known = column.cast(pa.uint8()).fill_null(coding.unknown)
        return _array(known, np.uint8), []
    if isinstance(fact, DayFact) and pa.types.is_date(kind):
        days = column.cast(pa.date32()).cast(pa.int32()).fill_null(UNKNOWN_DAY)
        return _days(coding, _array(days, np.int64), None)
    if isinstance(fact, DayFact) and pa.types.is_timestamp(kind) and kind.tz is None:
        return _from_numpy(coding, column.to_numpy())
    raise _wrong_kind(coding, str(kind))


def _from_words(coding: Coding, column: pa.ChunkedArray) -> tuple[Codes, list[BadValue]]:
    """Each distinct word is read once."""
    column = column.unify_dictionaries()
    words = column.chunk(0).dictionary.to_pylist() if column.num_chunks else []
    places = [_array(chunk.indices.fill_null(len(words)), np.int64) for chunk in column.chunks]
    where = np.concatenate([*places, np.empty(0, np.int64)])
    return _looked_up(coding, [*words, None], where)


def _from_values(coding: Coding, values: list[Any]) -> tuple[Codes, list[BadValue]]:
    """Python values of any kind, as a spreadsheet has them; each distinct one is read once."""
    distinct: dict[Hashable, int] = {}
    met: list[Any] = []
    where = np.empty(len(values), np.int64)
    for row, value in enumerate(values):
        key = (type(value), value)  # else True would be 1
        if key not in distinct:
            distinct[key] = len(met)
            met.append(value)
        where[row] = distinct[key]
    return _looked_up(coding, met, where)


def _looked_up(
    coding: Coding, met: Sequence[Any], where: NDArray[np.int64]
) -> tuple[Codes, list[BadValue]]:
    codes = np.empty(len(met), coding.dtype)
    errors: dict[int, FactError] = {}
    for place, raw in enumerate(met):
        try:
            codes[place] = _code(coding, raw)
        except FactError as error:
            codes[place] = coding.unknown
            errors[place] = error
    found = np.take(codes, where)
    if not errors:
        return found, []
    wrong = np.flatnonzero(np.isin(where, list(errors)))
    return found, [BadValue(row, errors[int(where[row])]) for row in wrong.tolist()]


def _code(coding: Coding, raw: Any) -> int:  # noqa: ANN401 - whatever a cell holds
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return coding.unknown
    if isinstance(raw, datetime) and raw.time() == time():
        raw = raw.date()
    return coding.encode(coding.fact.parse(raw) if isinstance(raw, str) else coding.fact.read(raw))


def _days(
    coding: Coding, numbers: NDArray[np.int64], whole: NDArray[np.bool_] | None
) -> tuple[Codes, list[BadValue]]:
    """Days since 1970-01-01 as codes; ``whole`` is false where a time of day was given, too."""
    outside = ((numbers < FIRST_DAY) | (numbers > LAST_DAY)) & (numbers != UNKNOWN_DAY)
    if whole is not None:
        outside |= ~whole
    rows = np.flatnonzero(outside)
    if rows.size:
        numbers = np.where(outside, UNKNOWN_DAY, numbers)
    error = coding.fact.refuse(
        "应为公元1年至9999年的一天，不带时刻",
        "must be a day of the years 1 to 9999, without a time",
    )
    return numbers.astype(np.int32), [BadValue(row, error) for row in rows.tolist()]


def _mark_none(coding: Coding, codes: Codes, none: Column) -> list[BadValue]:
    """Put none where ``none`` is true; a day in the same row contradicts it."""
    beside = none if isinstance(none, np.ndarray) else _flags(coding, _chunked(none))
    if beside.dtype != np.bool_:
        raise _wrong_kind(coding, str(beside.dtype))
    if coding.none is None and beside.any():
        error = coding.fact.refuse(
            "不能为无；不知道就不要给出", "cannot be none; leave it out if it is not known"
        )
        return [BadValue(row, error) for row in np.flatnonzero(beside).tolist()]
    both = np.flatnonzero(beside & (codes != UNKNOWN_DAY) & (codes != NONE_DAY)).tolist()
    codes[beside] = NONE_DAY
    error = coding.fact.refuse(
        "既给了日期，又说没有；请去掉一个", "is given and said to be none; take one away"
    )
    return [BadValue(row, error) for row in both]


def _flags(coding: Coding, column: pa.ChunkedArray) -> NDArray[Any]:
    """A column of bools, or of the words true and false; what is empty is false."""
    try:
        if pa.types.is_string(column.type):
            column = pc.if_else(pc.equal(column, ""), None, column)
        return _array(column.cast(pa.bool_()).fill_null(fill_value=False), np.bool_)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise _wrong_kind(coding, str(column.type)) from error


def _wrong_kind(coding: Coding, kind: str) -> FactError:
    admits = coding.fact.admits
    return coding.fact.refuse(
        f"这一列是 {kind}，放不了这个事实；应为{admits.zh}",
        f"the column is of {kind}, which cannot hold this fact; it must be {admits.en}",
    )


def _chunked(column: Column) -> pa.ChunkedArray:
    if isinstance(column, pa.ChunkedArray):
        return column
    if hasattr(column, "__arrow_c_stream__"):
        return pa.chunked_array(column)
    return pa.chunked_array([pa.array(column)])


def _array(column: pa.Array | pa.ChunkedArray, dtype: type[np.generic] | None) -> NDArray[Any]:
    found: NDArray[Any] = np.asarray(column)
    return found if dtype is None else found.astype(dtype)
