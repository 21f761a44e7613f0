"""A certificate dated before its sitting ended, its registration, or its notice's end."""

from collections.abc import Sequence

from xianjie.indicators.alerts import Row
from xianjie.indicators.indicator import Indicator
from xianjie.text import Text

_SQL = """
SELECT c.body, c.area, CAST(c.sitting AS VARCHAR) AS subject, c.issued_on AS day, c.number,
       s.until_on, s.notice_until_on, r.enrolled_on
FROM certificates c
JOIN sittings s ON s.sitting = c.sitting
LEFT JOIN results r ON r.sitting = c.sitting AND r.person = c.person
WHERE c.issued_on < s.until_on
   OR c.issued_on <= s.notice_until_on
   OR c.issued_on < r.enrolled_on
"""


def _words(rows: Sequence[Row]) -> Text:
    return Text(
        f"{len(rows)} 张证书的发证日早于考试结束、报名或公示期满"
        f"（如 {rows[0]['number']}：{rows[0]['day']}）",
        f"{len(rows)} certificates are dated before the sitting ended, the registration, "
        "or the end of "
        f"the public notice (such as {rows[0]['number']}: {rows[0]['day']})",
    )


INDICATOR = Indicator(
    "before_the_exam",
    Text(
        "发证早于考试、报名或公示期满",
        "Issued before the exam, the registration or the end of the notice",
    ),
    Text(
        "发证日与考试末日、报名日、公示末日",
        "the day of issue against the sitting, the registration and the notice",
    ),
    ("252/2.4", "80/4"),
    95,
    _SQL,
    _words,
    Text(
        "核对发证日和考试记录；确有提前的，撤销后重新核发",
        "look at the days; what was issued early is revoked and issued anew",
    ),
)
