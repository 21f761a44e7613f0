"""An examiner at one body's sittings many times in a row."""

from collections.abc import Sequence

from xianjie.indicators.alerts import Row
from xianjie.indicators.indicator import Indicator
from xianjie.text import Text

_SQL = """
WITH turns AS (
  SELECT s.body, s.area, s.sitting, s.from_on,
         ROW_NUMBER() OVER (PARTITION BY s.body ORDER BY s.from_on, s.sitting) AS turn
  FROM sittings s),
posts AS (
  SELECT t.*, e.examiner,
         t.turn - ROW_NUMBER() OVER (PARTITION BY t.body, e.examiner ORDER BY t.turn) AS run
  FROM turns t JOIN examiners e ON e.sitting = t.sitting)
SELECT body, area, CAST(examiner AS VARCHAR) || ' ' || CAST(MIN(from_on) AS VARCHAR) AS subject,
       MAX(from_on) AS day, examiner, MIN(from_on) AS first_on, COUNT(*) AS sittings
FROM posts GROUP BY body, area, examiner, run
HAVING COUNT(*) >= :examiner_in_a_row
"""


def _words(rows: Sequence[Row]) -> Text:
    return Text(
        f"同一考评员自 {rows[0]['first_on']} 起连续考评了本单位 {rows[0]['sittings']} 场",
        f"one examiner examined at {rows[0]['sittings']} sittings of the body in a row, from "
        f"{rows[0]['first_on']}",
    )


INDICATOR = Indicator(
    "examiner_not_rotated",
    Text("考评员没有轮换", "An examiner not rotated"),
    Text("同一单位连续各场的考评员", "the examiners of one body's sittings in a row"),
    ("252/2.4",),
    30,
    _SQL,
    _words,
    Text("今后轮换派出", "send others from now on"),
    ("examiner_in_a_row",),
)
