"""An employer or school that certified people who are not theirs, not entrusted."""

from xianjie.indicators.indicator import Finding, Indicator
from xianjie.text import Text

_SQL = """
SELECT c.body, c.area, CAST(c.sitting AS VARCHAR) AS subject, c.issued_on AS day,
       c.number, s.kind, r.basis
FROM standing c
JOIN sittings s ON s.sitting = c.sitting
JOIN results r ON r.sitting = c.sitting AND r.person = c.person
WHERE c.scheme = 'level' AND s.kind IN ('employer', 'technical_school') AND r.basis = 'public'
"""


def _words(found: Finding) -> Text:
    one = found.newest
    return Text(
        f"场次 {one['subject']} 有 {found.total} 张证书发给了非本单位、未受委托的人员"
        f"（如 {one['number']}）",
        f"sitting {one['subject']}: certificates for people who are neither the body's own nor "
        f"entrusted to it: {found.total} (such as {one['number']})",
    )


INDICATOR = Indicator(
    name="not_their_people",
    title=Text("为非本单位人员发证", "Certificates for people who are not theirs"),
    looks_at=Text("用人单位、技工院校的考生来源", "whose people employers and schools certify"),
    clauses=("252/2.2", "80/5"),
    gravity=80,
    sql=_SQL,
    evidence=("number", "kind", "basis"),
    words=_words,
    fix=Text(
        "补交劳动关系或委托协议；没有的，撤销",
        "show the employment or the agreement; where there is none, revoke",
    ),
)
