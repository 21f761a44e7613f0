"""A certificate with no evaluation behind it: no sitting, no result, or one that did not pass."""

from collections.abc import Sequence

from xianjie.indicators.alerts import Row
from xianjie.indicators.indicator import Indicator
from xianjie.text import Text

_SQL = """
SELECT c.body, c.area, c.scheme || ' ' || SUBSTR(CAST(c.issued_on AS VARCHAR), 1, 7) AS subject,
       c.issued_on AS day, c.number, c.sitting,
       CASE WHEN s.sitting IS NULL THEN 'no sitting' WHEN r.sitting IS NULL THEN 'not in the list'
            WHEN NOT r.present THEN 'absent' ELSE 'not passed' END AS lacking
FROM certificates c
LEFT JOIN sittings s ON s.sitting = c.sitting
LEFT JOIN results r ON r.sitting = c.sitting AND r.person = c.person
WHERE c.logged_on IS NOT NULL AND (r.sitting IS NULL OR NOT r.present OR NOT r.passed)
"""


def _words(rows: Sequence[Row]) -> Text:
    return Text(
        f"{len(rows)} 张证书查不到合格的考试记录（如 {rows[0]['number']}）",
        f"{len(rows)} certificates have no passed result behind them (such as {rows[0]['number']})",
    )


INDICATOR = Indicator(
    "no_evaluation",
    Text("没有考试或评价记录", "No evaluation record behind it"),
    Text("证书所依据的场次和成绩", "the sitting and result that a certificate rests on"),
    ("252/2.4", "80/4"),
    95,
    _SQL,
    _words,
    Text(
        "补上考试记录和成绩的依据；没有的，撤销",
        "show the record of the sitting; where there is none, revoke",
    ),
)
