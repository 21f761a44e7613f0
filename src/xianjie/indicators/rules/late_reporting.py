"""Results reported after their day."""

from collections.abc import Sequence

from xianjie.indicators.alerts import Row
from xianjie.indicators.indicator import Indicator
from xianjie.text import Text

_SQL = """
SELECT s.body, s.area, CAST(s.sitting AS VARCHAR) AS subject, s.report_due_on AS day,
       s.until_on, s.report_due_on, s.reported_on
FROM sittings s
WHERE s.report_due_on IS NOT NULL
  AND ((s.reported_on IS NULL AND s.report_due_on < DATE ':on') OR s.reported_on > s.report_due_on)
"""


def _words(rows: Sequence[Row]) -> Text:
    return Text(
        f"场次 {rows[0]['subject']} 的结果应在 {rows[0]['report_due_on']} 前报送，"
        + (f"实际 {rows[0]['reported_on']}" if rows[0]["reported_on"] else "尚未报送"),
        f"results of sitting {rows[0]['subject']} were due on {rows[0]['report_due_on']} and "
        + (f"came on {rows[0]['reported_on']}" if rows[0]["reported_on"] else "have not come"),
    )


INDICATOR = Indicator(
    "late_reporting",
    Text("结果迟报", "Results reported late"),
    Text("结果报送日与期限", "the day of reporting against its deadline"),
    ("252/2.4", "80/5"),
    30,
    _SQL,
    _words,
    Text("尽快报送并说明原因", "report them and say why"),
)
