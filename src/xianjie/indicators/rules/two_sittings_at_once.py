"""A candidate who sat in two places on the same day."""

from xianjie.indicators.indicator import Finding, Indicator
from xianjie.text import Text

# Of sittings of several days it is not known who was there on which, so they tell nothing here.
# People who came once that day are set aside first.
_SQL = """
WITH sat AS (
  SELECT r.person, s.sitting, s.body, s.area, s.site, s.from_on
  FROM results r
  JOIN held s ON s.sitting = r.sitting
  WHERE r.present AND s.from_on = s.until_on),
twice AS (
  SELECT person, from_on FROM sat
  GROUP BY person, from_on HAVING COUNT(*) > 1),
at_once AS (
  SELECT sat.* FROM sat
  JOIN twice t ON t.person = sat.person AND t.from_on = sat.from_on)
SELECT a.body, a.area, CAST(a.sitting AS VARCHAR) AS subject, a.from_on AS day,
       b.sitting AS other_sitting, b.body AS other_body, b.site AS other_site,
       COUNT(*) AS candidates
FROM at_once a
JOIN at_once b ON b.person = a.person AND b.from_on = a.from_on AND b.site <> a.site
GROUP BY a.body, a.area, a.sitting, a.from_on, b.sitting, b.body, b.site
"""


def _words(found: Finding) -> Text:
    one = found.newest
    return Text(
        f"场次 {one['subject']} 有 {one['candidates']} 名考生，{one['day']} 当日又在另一考点到考"
        f"（场次 {one['other_sitting']}）",
        f"sitting {one['subject']}: candidates who sat at another site on the same day, "
        f"{one['day']}: {one['candidates']} (sitting {one['other_sitting']})",
    )


INDICATOR = Indicator(
    name="two_sittings_at_once",
    title=Text("同一考生同日在两个考点", "A candidate at two sites on one day"),
    looks_at=Text("考生与场次的日期", "candidates and the days of their sittings"),
    clauses=("252/2.4",),
    gravity=80,
    sql=_SQL,
    evidence=("other_sitting", "other_body", "other_site", "candidates"),
    words=_words,
    fix=Text(
        "核对到考记录；上下午分在两处的，说明时间",
        "look at the attendance; say so where it was one site after the other",
    ),
)
