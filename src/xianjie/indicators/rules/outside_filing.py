"""A skill-level certificate outside the scope or term of its issuer's filing."""

from xianjie.indicators.indicator import Finding, Indicator
from xianjie.indicators.rows import text
from xianjie.text import Text

_SQL = """
WITH outside AS (
  SELECT * FROM standing c
  WHERE c.scheme = 'level' AND c.imported IS NOT TRUE
    AND NOT EXISTS (SELECT 1 FROM filings f
                    WHERE f.body = c.body AND f.occupation = c.occupation
                      AND c.level BETWEEN f.highest AND f.lowest
                      AND c.issued_on BETWEEN f.from_on AND f.until_on))
SELECT c.body, c.area, c.occupation || ' ' || CAST(c.level AS VARCHAR) AS subject,
       c.issued_on AS day, c.number, c.occupation, c.level,
       CASE WHEN COUNT(f.body) = 0 THEN 'not_filed'
            WHEN COUNT(*) FILTER (WHERE c.issued_on BETWEEN f.from_on AND f.until_on) = 0
            THEN 'term' ELSE 'scope' END AS lacking
FROM outside c
LEFT JOIN filings f ON f.body = c.body
GROUP BY c.body, c.area, c.occupation, c.level, c.issued_on, c.number, c.certificate
"""
_LACKING = {
    "not_filed": Text("从未备案", "was never filed"),
    "term": Text("不在备案有效期内或被暂停", "was outside the term of its filing or suspended"),
    "scope": Text("备案不含该职业等级", "was not filed for these"),
}


def _words(found: Finding) -> Text:
    one = found.newest
    lacking = _LACKING[text(one, "lacking")]
    return Text(
        f"{found.total} 张{one['occupation']}{one['level']}级证书，核发时单位{lacking.zh}"
        f"（如 {one['number']}：{one['day']}）",
        f"certificates of {one['occupation']}, level {one['level']}, at whose issue the body "
        f"{lacking.en}: {found.total} (such as {one['number']} of {one['day']})",
    )


INDICATOR = Indicator(
    name="outside_filing",
    title=Text("超出备案范围或有效期", "Outside the scope or term of the filing"),
    looks_at=Text(
        "等级证书的职业、等级、日期与备案", "occupation, level and day against the filing"
    ),
    clauses=("80/5", "252/2.4"),
    gravity=90,
    sql=_SQL,
    evidence=("number", "occupation", "level", "lacking"),
    words=_words,
    fix=Text(
        "撤销这些证书，或说明备案为何未登记",
        "revoke them, or say why the filing is not entered",
    ),
)
