"""Serials of a body that are missing between others."""

from collections.abc import Sequence

from xianjie.indicators.alerts import Row
from xianjie.indicators.indicator import Indicator
from xianjie.text import Text

_SQL = """
WITH serials AS (
  SELECT body, area, scheme, issued_on, number,
         CASE WHEN scheme = 'level' THEN SUBSTR(number, 1, 13)
              ELSE SUBSTR(number, 1, 11) END AS code,
         CASE WHEN scheme = 'level' THEN CAST(SUBSTR(number, 17, 6) AS INTEGER)
              ELSE CAST(SUBSTR(number, 12, 5) AS INTEGER) END AS serial
  FROM certificates WHERE logged_on IS NOT NULL),
steps AS (
  SELECT *, LAG(serial) OVER (PARTITION BY code ORDER BY serial) AS before FROM serials)
SELECT body, area, code AS subject, issued_on AS day, number, before AS last_serial, serial,
       serial - before - 1 AS missing
FROM steps WHERE serial - before - 1 >= :serial_gap
"""


def _words(rows: Sequence[Row]) -> Text:
    missing = sum(int(str(one["missing"])) for one in rows)
    return Text(
        f"编号代码 {rows[0]['subject']} 下缺 {missing} 个流水号",
        f"{sum(int(str(one['missing'])) for one in rows)} serials are missing under the code "
        f"{rows[0]['subject']}",
    )


INDICATOR = Indicator(
    "serial_gap",
    Text("流水号有缺号", "Serials missing"),
    Text("同一编号代码下的流水号", "the serials under one code"),
    ("252/2.4",),
    40,
    _SQL,
    _words,
    Text("说明缺号的去向", "say what became of them"),
    ("serial_gap",),
)
