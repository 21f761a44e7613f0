"""One person with many certificates in a short time."""

from collections.abc import Sequence

from xianjie.indicators.alerts import Row
from xianjie.indicators.indicator import Indicator
from xianjie.text import Text

_SQL = """
WITH nth AS (
  SELECT c.*, LAG(issued_on, CAST(:person_certificates AS INTEGER) - 1) OVER (
           PARTITION BY person ORDER BY issued_on, number) AS first_on
  FROM certificates c),
flagged AS (
  SELECT person, MIN(issued_on) AS flagged_on FROM nth
  WHERE first_on IS NOT NULL
    AND DATE_DIFF('day', first_on, issued_on) <= CAST(:person_span_days AS INTEGER)
  GROUP BY person)
SELECT c.body, c.area, 'person of ' || m.first_number AS subject, c.issued_on AS day, c.number,
       c.occupation, c.level
FROM certificates c
JOIN flagged f ON f.person = c.person
JOIN (SELECT person, MIN(number) AS first_number FROM certificates GROUP BY person) m
  ON m.person = c.person
WHERE DATE_DIFF('day', c.issued_on, f.flagged_on) BETWEEN 0 AND CAST(:person_span_days AS INTEGER)
"""


def _words(rows: Sequence[Row]) -> Text:
    return Text(
        f"同一人在一年内取得多张证书，其中本单位 {len(rows)} 张（如 {rows[0]['number']}）",
        f"one person got many certificates within a year, {len(rows)} of them from this "
        "body (such as "
        f"{rows[0]['number']})",
    )


INDICATOR = Indicator(
    "many_certificates",
    Text("一人短时间内多张证书", "One person, many certificates in a short time"),
    Text("同一人在一段时间内的证书数", "how many certificates a person got within a span"),
    ("252/2.4",),
    50,
    _SQL,
    _words,
    Text("核对申报条件和考试记录", "look at the conditions of admission and the records"),
    (
        "person_certificates",
        "person_span_days",
    ),
)
