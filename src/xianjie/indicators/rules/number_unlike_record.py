"""A number whose year, level or body is not that of its record."""

from collections.abc import Sequence

from xianjie.indicators.alerts import Row
from xianjie.indicators.indicator import Indicator
from xianjie.text import Text

_SQL = """
WITH told AS (
  SELECT c.*, CASE WHEN scheme = 'level' THEN SUBSTR(number, 14, 2) ELSE SUBSTR(number, 1, 2) END
              AS told_year,
         CASE WHEN scheme = 'level' THEN SUBSTR(number, 16, 1) ELSE SUBSTR(number, 11, 1) END
              AS told_level,
         CASE WHEN scheme = 'level' THEN SUBSTR(number, 1, 13) ELSE SUBSTR(number, 3, 8) END
              AS told_body
  FROM certificates c),
common AS (
  SELECT body, scheme, told_body, ROW_NUMBER() OVER (
           PARTITION BY body, scheme ORDER BY COUNT(*) DESC, told_body) AS place
  FROM told GROUP BY body, scheme, told_body)
SELECT t.body, t.area, t.number AS subject, t.issued_on AS day, t.number, t.issued_on, t.level,
       k.told_body AS usual_code
FROM told t JOIN common k ON k.body = t.body AND k.scheme = t.scheme AND k.place = 1
WHERE t.logged_on IS NOT NULL
  AND (t.told_year <> SUBSTR(CAST(t.issued_on AS VARCHAR), 3, 2)
   OR t.told_level <> CAST(t.level AS VARCHAR)
   OR t.told_body <> k.told_body)
"""


def _words(rows: Sequence[Row]) -> Text:
    return Text(
        f"编号 {rows[0]['number']} 与登记的发证日 {rows[0]['issued_on']}、"
        f"等级 {rows[0]['level']} 或单位代码不符",
        f"the number {rows[0]['number']} is unlike its record: issued "
        f"{rows[0]['issued_on']}, level "
        f"{rows[0]['level']}, or the body's code",
    )


INDICATOR = Indicator(
    "number_unlike_record",
    Text("编号与登记不符", "Number unlike the record"),
    Text("编号中的年份、等级、单位代码", "year, level and body in the number"),
    ("252/2.4",),
    60,
    _SQL,
    _words,
    Text(
        "更正登记，或撤销后以正确编号核发",
        "correct the record, or revoke and issue under a right number",
    ),
)
