"""Indicators of irregular and rushed issuing (252/2.4, 80/4): SQL and statistics over a snapshot.

Pure: a folder of Parquet tables in, alerts with their evidence out; no Django, no clock.
"""

from xianjie.indicators.alerts import Alert
from xianjie.indicators.checking import check
from xianjie.indicators.ends_of_issuing import ends_of_issuing
from xianjie.indicators.engines import ENGINES, opened
from xianjie.indicators.errors import SupervisionError
from xianjie.indicators.outcomes import outcome_words
from xianjie.indicators.register import INDICATORS, STATISTICS
from xianjie.indicators.running import Found, aggregates, judged, run
from xianjie.indicators.version import version

__all__ = [
    "ENGINES",
    "INDICATORS",
    "STATISTICS",
    "Alert",
    "Found",
    "SupervisionError",
    "aggregates",
    "check",
    "ends_of_issuing",
    "judged",
    "opened",
    "outcome_words",
    "run",
    "version",
]
