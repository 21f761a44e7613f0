"""A candidate who sat in two places on the same days."""

from collections.abc import Sequence

from xianjie.indicators.alerts import Row
from xianjie.indicators.indicator import Indicator
from xianjie.text import Text

_SQL = """
WITH sat AS (
  SELECT r.person, s.sitting, s.body, s.area, s.site, s.from_on, s.until_on, s.occupation, s.level
  FROM results r JOIN sittings s ON s.sitting = r.sitting WHERE r.present)
SELECT a.body, a.area, CAST(a.sitting AS VARCHAR) AS subject, a.from_on AS day,
       b.sitting AS other_sitting, b.body AS other_body, b.site AS other_site,
       COUNT(*) AS candidates
FROM sat a JOIN sat b ON a.person = b.person AND a.sitting <> b.sitting
 AND a.from_on = a.until_on AND b.from_on = a.from_on AND b.until_on = b.from_on
 AND a.site <> b.site
GROUP BY a.body, a.area, a.sitting, a.from_on, b.sitting, b.body, b.site
"""


def _words(rows: Sequence[Row]) -> Text:
    return Text(
        f"场次 {rows[0]['subject']} 有 {sum(int(str(one['candidates'])) for one in rows)} "
        f"名考生同日在另一考点到考（如场次 {rows[0]['other_sitting']}）",
        f"{sum(int(str(one['candidates'])) for one in rows)} candidates of sitting "
        f"{rows[0]['subject']} sat elsewhere on the same day (such as sitting "
        f"{rows[0]['other_sitting']})",
    )


INDICATOR = Indicator(
    "two_sittings_at_once",
    Text("同一考生同时在两场考试", "A candidate in two sittings at once"),
    Text("考生与场次的日期", "candidates and the days of their sittings"),
    ("252/2.4",),
    80,
    _SQL,
    _words,
    Text("核对到考记录", "look at the attendance"),
)
