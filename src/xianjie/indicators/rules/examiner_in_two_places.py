"""An examiner at two sites on the same day."""

from collections.abc import Sequence

from xianjie.indicators.alerts import Row
from xianjie.indicators.indicator import Indicator
from xianjie.text import Text

_SQL = """
WITH posts AS (
  SELECT e.examiner, s.sitting, s.body, s.area, s.site, s.from_on, s.until_on
  FROM examiners e JOIN sittings s ON s.sitting = e.sitting)
SELECT a.body, a.area, CAST(a.sitting AS VARCHAR) AS subject, a.from_on AS day,
       b.sitting AS other_sitting, b.body AS other_body, b.site AS other_site,
       COUNT(*) AS examiners
FROM posts a JOIN posts b ON a.examiner = b.examiner AND a.sitting <> b.sitting
 AND a.from_on = a.until_on AND b.from_on = a.from_on AND b.until_on = b.from_on
 AND a.site <> b.site
GROUP BY a.body, a.area, a.sitting, a.from_on, b.sitting, b.body, b.site
"""


def _words(rows: Sequence[Row]) -> Text:
    return Text(
        f"场次 {rows[0]['subject']} 的考评员同日在另一考点（场次 {rows[0]['other_sitting']}）",
        f"an examiner of sitting {rows[0]['subject']} was at another site on the same day (sitting "
        f"{rows[0]['other_sitting']})",
    )


INDICATOR = Indicator(
    "examiner_in_two_places",
    Text("考评员同时在两地", "An examiner in two places at once"),
    Text("考评员与场次的日期、考点", "examiners and the days and sites of their sittings"),
    ("252/2.4",),
    80,
    _SQL,
    _words,
    Text("核对考评员签到", "look at who signed in"),
)
