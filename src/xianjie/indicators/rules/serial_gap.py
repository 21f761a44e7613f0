"""Serials of a body that are missing between others."""

from xianjie.indicators.indicator import Finding, Indicator
from xianjie.text import Text

# Serials run within a body's code for level certificates, all years together, and within year,
# code and level for qualification certificates. Numbers from old registers fill their places. Runs
# without a gap are set aside first: as many serials as from the first to the last.
_SQL = """
WITH serials AS (
  SELECT body, area, issued_on, number, imported,
         CASE WHEN scheme = 'level' THEN SUBSTR(number, 1, 13) ELSE SUBSTR(number, 1, 11) END
           AS run,
         CASE WHEN scheme = 'level' THEN TRY_CAST(SUBSTR(number, 17, 6) AS INTEGER)
              ELSE TRY_CAST(SUBSTR(number, 12, 5) AS INTEGER) END AS serial
  FROM issued
  WHERE LENGTH(number) = CASE WHEN scheme = 'level' THEN 22 ELSE 16 END),
broken AS (
  SELECT run FROM serials WHERE serial IS NOT NULL GROUP BY run
  HAVING MAX(serial) - MIN(serial) + 1 > COUNT(DISTINCT serial)),
steps AS (
  SELECT s.*, LAG(s.serial) OVER (PARTITION BY s.run ORDER BY s.serial, s.number) AS before
  FROM serials s
  JOIN broken b ON b.run = s.run
  WHERE s.serial IS NOT NULL)
SELECT body, area, run AS subject, issued_on AS day, number, before AS last_serial, serial,
       serial - before - 1 AS missing
FROM steps
WHERE serial - before - 1 >= :serial_gap AND imported IS NOT TRUE
"""


def _words(found: Finding) -> Text:
    one = found.newest
    return Text(
        f"编号 {one['subject']}… 的流水号有 {found.total} 处缺号（如 {one['number']} 之前缺 "
        f"{one['missing']} 个）",
        f"numbers {one['subject']}…: places at which serials are missing: {found.total} (such as "
        f"{one['missing']} before {one['number']})",
    )


INDICATOR = Indicator(
    name="serial_gap",
    title=Text("流水号有缺号", "Serials missing"),
    looks_at=Text("同一编号代码下的流水号", "the serials under one code"),
    clauses=("252/2.4",),
    gravity=40,
    sql=_SQL,
    evidence=("number", "last_serial", "serial", "missing"),
    words=_words,
    fix=Text("说明缺号的去向", "say what became of them"),
    thresholds=("serial_gap",),
)
