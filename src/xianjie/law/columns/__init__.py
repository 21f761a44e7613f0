"""Decisions over columns: coded facts in arrays, classes of cases, an answer for every row."""

from xianjie.law.columns.codes import Codes
from xianjie.law.columns.deciding import OPEN, ColumnDecision
from xianjie.law.columns.native import NativeDecision, compiler
from xianjie.law.columns.reading import BadValue, read_column
from xianjie.law.columns.table import NO_EXPLANATION, REFUSED, Decided, decide_columns, over_rows

__all__ = [
    "NO_EXPLANATION",
    "OPEN",
    "REFUSED",
    "BadValue",
    "Codes",
    "ColumnDecision",
    "Decided",
    "NativeDecision",
    "compiler",
    "decide_columns",
    "over_rows",
    "read_column",
]
