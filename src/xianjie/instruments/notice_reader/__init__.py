"""Reads the annex out of a notice's text and compares it with the catalogue."""

from xianjie.instruments.notice_reader.comparing import (
    AppliedCorrection,
    Comparison,
    check,
    compare,
)
from xianjie.instruments.notice_reader.differences import Difference, DifferenceKind
from xianjie.instruments.notice_reader.errors import NoticeError, Problem, ProblemKind
from xianjie.instruments.notice_reader.model import Annex, AnnexOccupation, AnnexRow, Counts
from xianjie.instruments.notice_reader.reading import Scan, decode, read, scan
from xianjie.instruments.notice_reader.serialising import (
    OccupationRecord,
    RowRecord,
    occupation_records,
    row_records,
    to_csv,
)

__all__ = [
    "Annex",
    "AnnexOccupation",
    "AnnexRow",
    "AppliedCorrection",
    "Comparison",
    "Counts",
    "Difference",
    "DifferenceKind",
    "NoticeError",
    "OccupationRecord",
    "Problem",
    "ProblemKind",
    "RowRecord",
    "Scan",
    "check",
    "compare",
    "decode",
    "occupation_records",
    "read",
    "row_records",
    "scan",
    "to_csv",
]
