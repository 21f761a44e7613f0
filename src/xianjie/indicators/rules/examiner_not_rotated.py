"""An examiner at one body's sittings on many of its days in a row."""

from xianjie.indicators.indicator import Finding, Indicator
from xianjie.text import Text

# Days count, not sittings: on one day one panel may sit over several occupations. The number of a
# body's day less the number of the examiner's own stays the same for as long as the examiner is
# there every time.
_SQL = """
WITH days AS (
  SELECT body, MIN(area) AS area, from_on FROM held GROUP BY body, from_on),
turns AS (
  SELECT body, area, from_on,
         ROW_NUMBER() OVER (PARTITION BY body ORDER BY from_on) AS turn
  FROM days),
came AS (
  SELECT DISTINCT h.body, h.from_on, e.examiner
  FROM held h
  JOIN examiners e ON e.sitting = h.sitting),
posts AS (
  SELECT t.body, t.area, t.from_on, c.examiner,
         t.turn - ROW_NUMBER() OVER (PARTITION BY t.body, c.examiner ORDER BY t.turn) AS run
  FROM turns t
  JOIN came c ON c.body = t.body AND c.from_on = t.from_on)
SELECT body, MIN(area) AS area, examiner || ' ' || CAST(MIN(from_on) AS VARCHAR) AS subject,
       MAX(from_on) AS day, examiner, MIN(from_on) AS first_on, COUNT(*) AS exam_days
FROM posts
GROUP BY body, examiner, run
HAVING COUNT(*) >= :examiner_in_a_row
"""


def _words(found: Finding) -> Text:
    one = found.newest
    return Text(
        f"自 {one['first_on']} 至 {one['day']}，本单位连续 {one['exam_days']} 个考试日"
        "都有同一考评员考评",
        f"one examiner was there on {one['exam_days']} of the body's days of sittings in a row, "
        f"from {one['first_on']} to {one['day']}",
    )


INDICATOR = Indicator(
    name="examiner_not_rotated",
    title=Text("考评员没有轮换", "An examiner not rotated"),
    looks_at=Text(
        "同一单位连续各考试日的考评员", "the examiners of one body's days of sittings in a row"
    ),
    clauses=("252/2.4",),
    gravity=30,
    sql=_SQL,
    evidence=("examiner", "first_on", "exam_days"),
    words=_words,
    fix=Text("今后轮换派出", "send others from now on"),
    thresholds=("examiner_in_a_row",),
)
