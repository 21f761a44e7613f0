"""An employer or school that certified people who are not theirs, not entrusted."""

from collections.abc import Sequence

from xianjie.indicators.alerts import Row
from xianjie.indicators.indicator import Indicator
from xianjie.text import Text

_SQL = """
SELECT s.body, s.area, CAST(s.sitting AS VARCHAR) AS subject, c.issued_on AS day, c.number, r.basis,
       s.kind
FROM certificates c
JOIN sittings s ON s.sitting = c.sitting
JOIN results r ON r.sitting = c.sitting AND r.person = c.person
WHERE c.scheme = 'level' AND s.kind IN ('employer', 'technical_school') AND r.basis = 'public'
"""


def _words(rows: Sequence[Row]) -> Text:
    return Text(
        f"场次 {rows[0]['subject']} 有 {len(rows)} 张证书发给了非本单位、未受委托的人员",
        f"{len(rows)} certificates of sitting {rows[0]['subject']} went to people who are "
        "neither the "
        "body's own nor entrusted to it",
    )


INDICATOR = Indicator(
    "not_their_people",
    Text("为非本单位人员发证", "Certificates for people who are not theirs"),
    Text("用人单位、技工院校的考生来源", "whose people employers and schools certify"),
    ("252/2.2", "80/5"),
    80,
    _SQL,
    _words,
    Text(
        "补交劳动关系或委托协议；没有的，撤销",
        "show the employment or the agreement; where there is none, revoke",
    ),
)
