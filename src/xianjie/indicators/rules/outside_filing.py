"""A skill-level certificate outside the scope or term of its issuer's filing."""

from collections.abc import Sequence

from xianjie.indicators.alerts import Row
from xianjie.indicators.indicator import Indicator
from xianjie.text import Text

_SQL = """
SELECT c.body, c.area, c.occupation || ' ' || CAST(c.level AS VARCHAR) AS subject,
       c.issued_on AS day, c.number, c.occupation, c.level,
       CASE WHEN b.body IS NULL THEN 'not_filed'
            WHEN t.certificate IS NULL THEN 'term' ELSE 'scope' END AS lacking
FROM certificates c
LEFT JOIN (SELECT DISTINCT body FROM filings) b ON b.body = c.body
LEFT JOIN (SELECT DISTINCT c.certificate FROM certificates c JOIN filings f
           ON f.body = c.body AND c.issued_on BETWEEN f.from_on AND f.until_on) t
       ON t.certificate = c.certificate
WHERE c.scheme = 'level'
  AND NOT EXISTS (SELECT 1 FROM filings f WHERE f.body = c.body AND f.occupation = c.occupation
                  AND c.level BETWEEN f.highest AND f.lowest
                  AND c.issued_on BETWEEN f.from_on AND f.until_on)
"""
_LACKING = {
    "not_filed": Text("没有备案", "not filed"),
    "term": Text("不在备案有效期内", "outside the term of its filing"),
    "scope": Text("不在备案范围内", "outside the scope of its filing"),
}


def _words(rows: Sequence[Row]) -> Text:
    lacking = _LACKING[str(rows[0]["lacking"])]
    return Text(
        f"{len(rows)} 张{rows[0]['occupation']}{rows[0]['level']}级证书核发时{lacking.zh}",
        f"{len(rows)} certificates of {rows[0]['occupation']}, level {rows[0]['level']}, were "
        f"issued while the body was {lacking.en}",
    )


INDICATOR = Indicator(
    "outside_filing",
    Text("超出备案范围或有效期", "Outside the scope or term of the filing"),
    Text("等级证书的职业、等级、日期与备案", "occupation, level and day against the filing"),
    ("80/5", "252/2.4"),
    90,
    _SQL,
    _words,
    Text("撤销这些证书，或说明备案为何未登记", "revoke them, or say why the filing is not entered"),
)
