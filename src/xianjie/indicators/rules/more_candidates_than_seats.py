"""More candidates present than a site has seats on all days of the sitting together."""

from xianjie.indicators.indicator import Finding, Indicator
from xianjie.text import Text

_SQL = """
WITH came AS (
  SELECT sitting, COUNT(*) AS present FROM results WHERE present GROUP BY sitting),
room AS (
  SELECT body, area, sitting, site, from_on, until_on, seats,
         seats * COALESCE(rounds, 1) * (DATE_DIFF('day', from_on, until_on) + 1) AS places
  FROM held)
SELECT s.body, s.area, CAST(s.sitting AS VARCHAR) AS subject, s.from_on AS day,
       s.until_on, s.site, s.seats, CAST(s.places AS BIGINT) AS places, c.present
FROM room s
JOIN came c ON c.sitting = s.sitting
WHERE c.present > s.places
"""


def _words(found: Finding) -> Text:
    one = found.newest
    return Text(
        f"场次 {one['subject']}（{one['day']}）到考 {one['present']} 人，考点各日各批共可容 "
        f"{one['places']} 人（座位 {one['seats']} 个）",
        f"sitting {one['subject']} of {one['day']}: candidates present: {one['present']}; places "
        f"in all its days and rounds: {one['places']} (seats: {one['seats']})",
    )


INDICATOR = Indicator(
    name="more_candidates_than_seats",
    title=Text("到考人数多于座位", "More candidates than seats"),
    looks_at=Text("到考人数与考点座位", "candidates present against seats"),
    clauses=("252/2.4",),
    gravity=70,
    sql=_SQL,
    evidence=("until_on", "site", "seats", "places", "present"),
    words=_words,
    fix=Text("说明分批情况或更正座位数", "say how they were split, or correct the seats"),
)
