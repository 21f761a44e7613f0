"""An examiner at one body's sittings many times in a row."""

from xianjie.indicators.indicator import Finding, Indicator
from xianjie.text import Text

# The number of a body's sitting less the number of the examiner's own stays the same for as long
# as the examiner is at every one.
_SQL = """
WITH turns AS (
  SELECT sitting, body, area, from_on,
         ROW_NUMBER() OVER (PARTITION BY body ORDER BY from_on, sitting) AS turn
  FROM held),
posts AS (
  SELECT t.body, t.area, t.from_on, e.examiner,
         t.turn - ROW_NUMBER() OVER (PARTITION BY t.body, e.examiner ORDER BY t.turn) AS run
  FROM turns t
  JOIN examiners e ON e.sitting = t.sitting)
SELECT body, MIN(area) AS area, examiner || ' ' || CAST(MIN(from_on) AS VARCHAR) AS subject,
       MAX(from_on) AS day, examiner, MIN(from_on) AS first_on, COUNT(*) AS sittings
FROM posts
GROUP BY body, examiner, run
HAVING COUNT(*) >= :examiner_in_a_row
"""


def _words(found: Finding) -> Text:
    one = found.newest
    return Text(
        f"同一考评员自 {one['first_on']} 至 {one['day']} 连续考评了本单位 {one['sittings']} 场",
        f"one examiner examined at {one['sittings']} sittings of the body in a row, from "
        f"{one['first_on']} to {one['day']}",
    )


INDICATOR = Indicator(
    name="examiner_not_rotated",
    title=Text("考评员没有轮换", "An examiner not rotated"),
    looks_at=Text("同一单位连续各场的考评员", "the examiners of one body's sittings in a row"),
    clauses=("252/2.4",),
    gravity=30,
    sql=_SQL,
    evidence=("examiner", "first_on", "sittings"),
    words=_words,
    fix=Text("今后轮换派出", "send others from now on"),
    thresholds=("examiner_in_a_row",),
)
