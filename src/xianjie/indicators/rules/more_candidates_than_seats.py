"""More candidates present than a site has seats."""

from collections.abc import Sequence

from xianjie.indicators.alerts import Row
from xianjie.indicators.indicator import Indicator
from xianjie.text import Text

_SQL = """
SELECT s.body, s.area, CAST(s.sitting AS VARCHAR) AS subject, s.from_on AS day, s.site, s.seats,
       COUNT(*) AS present
FROM results r JOIN sittings s ON s.sitting = r.sitting
WHERE r.present AND s.seats IS NOT NULL AND s.from_on = s.until_on
GROUP BY s.body, s.area, s.sitting, s.from_on, s.site, s.seats
HAVING COUNT(*) > s.seats
"""


def _words(rows: Sequence[Row]) -> Text:
    return Text(
        f"场次 {rows[0]['subject']} 到考 {rows[0]['present']} 人，座位 {rows[0]['seats']} 个",
        f"sitting {rows[0]['subject']}: {rows[0]['present']} candidates came, there are "
        f"{rows[0]['seats']} seats",
    )


INDICATOR = Indicator(
    "more_candidates_than_seats",
    Text("到考人数多于座位", "More candidates than seats"),
    Text("到考人数与考点座位", "candidates present against seats"),
    ("252/2.4",),
    70,
    _SQL,
    _words,
    Text("说明分批情况或更正座位数", "say how they were split, or correct the seats"),
)
