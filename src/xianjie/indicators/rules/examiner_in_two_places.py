"""An examiner at two sites on the same day."""

from xianjie.indicators.indicator import Finding, Indicator
from xianjie.text import Text

# Of sittings of several days it is not known who was there on which, so they tell nothing here.
_SQL = """
WITH posts AS (
  SELECT e.examiner, s.sitting, s.body, s.area, s.site, s.from_on
  FROM examiners e
  JOIN held s ON s.sitting = e.sitting
  WHERE s.from_on = s.until_on)
SELECT a.body, a.area, CAST(a.sitting AS VARCHAR) AS subject, a.from_on AS day,
       b.sitting AS other_sitting, b.body AS other_body, b.site AS other_site,
       COUNT(*) AS examiners
FROM posts a
JOIN posts b ON b.examiner = a.examiner AND b.from_on = a.from_on AND b.site <> a.site
GROUP BY a.body, a.area, a.sitting, a.from_on, b.sitting, b.body, b.site
"""


def _words(found: Finding) -> Text:
    one = found.newest
    return Text(
        f"场次 {one['subject']} 的 {one['examiners']} 名考评员，{one['day']} 当日又在另一考点"
        f"（场次 {one['other_sitting']}）",
        f"sitting {one['subject']}: examiners who were at another site on the same day, "
        f"{one['day']}: {one['examiners']} (sitting {one['other_sitting']})",
    )


INDICATOR = Indicator(
    name="examiner_in_two_places",
    title=Text("考评员同日在两个考点", "An examiner at two sites on one day"),
    looks_at=Text("考评员与场次的日期、考点", "examiners and the days and sites of their sittings"),
    clauses=("252/2.4",),
    gravity=80,
    sql=_SQL,
    evidence=("other_sitting", "other_body", "other_site", "examiners"),
    words=_words,
    fix=Text(
        "核对考评员签到；上下午分在两处的，说明时间",
        "look at who signed in, and when; say so where it was one site after the other",
    ),
)
