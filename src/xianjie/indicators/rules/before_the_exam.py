"""A certificate dated before its sitting ended, its registration, or its notice's end."""

from xianjie.indicators.indicator import Finding, Indicator
from xianjie.text import Text

_SQL = """
SELECT c.body, c.area, CAST(c.sitting AS VARCHAR) AS subject, c.issued_on AS day,
       c.number, s.until_on, s.notice_until_on, r.enrolled_on
FROM standing c
JOIN sittings s ON s.sitting = c.sitting
LEFT JOIN results r ON r.sitting = c.sitting AND r.person = c.person
WHERE c.issued_on < s.until_on
   OR c.issued_on <= s.notice_until_on
   OR c.issued_on < r.enrolled_on
"""


def _words(found: Finding) -> Text:
    one = found.newest
    return Text(
        f"场次 {one['subject']} 的 {found.total} 张证书，发证日早于考试结束、报名或公示期满"
        f"（如 {one['number']}：{one['day']}）",
        f"sitting {one['subject']}: certificates dated before the sitting ended, the registration "
        f"or the end of the public notice: {found.total} (such as {one['number']}: {one['day']})",
    )


INDICATOR = Indicator(
    name="before_the_exam",
    title=Text(
        "发证早于考试、报名或公示期满",
        "Issued before the exam, the registration or the end of the notice",
    ),
    looks_at=Text(
        "发证日与考试末日、报名日、公示末日",
        "the day of issue against the sitting, the registration and the notice",
    ),
    clauses=("252/2.4", "80/4"),
    gravity=95,
    sql=_SQL,
    evidence=("number", "until_on", "notice_until_on", "enrolled_on"),
    words=_words,
    fix=Text(
        "核对发证日和考试记录；确有提前的，撤销后重新核发",
        "look at the days; what was issued early is revoked and issued anew",
    ),
)
