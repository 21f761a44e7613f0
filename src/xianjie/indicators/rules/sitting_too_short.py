"""A theory exam shorter than the standard."""

from collections.abc import Sequence

from xianjie.indicators.alerts import Row
from xianjie.indicators.indicator import Indicator
from xianjie.text import Text

_SQL = """
SELECT s.body, s.area, CAST(s.sitting AS VARCHAR) AS subject, s.from_on AS day, s.minutes
FROM sittings s WHERE s.minutes IS NOT NULL AND s.minutes < :theory_least_minutes
"""


def _words(rows: Sequence[Row]) -> Text:
    return Text(
        f"场次 {rows[0]['subject']} 的理论考试只有 {rows[0]['minutes']} 分钟",
        f"the theory exam of sitting {rows[0]['subject']} took {rows[0]['minutes']} minutes",
    )


INDICATOR = Indicator(
    "sitting_too_short",
    Text("考试时间不足", "A sitting shorter than the standard"),
    Text("理论考试的分钟数", "minutes of the theory exam"),
    ("252/2.4",),
    50,
    _SQL,
    _words,
    Text("说明原因；可能须重考", "say why; it may have to be held anew"),
    ("theory_least_minutes",),
)
