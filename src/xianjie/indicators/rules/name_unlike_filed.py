"""A certificate that bears another name than any filed for its body that day."""

from xianjie.indicators.indicator import Finding, Indicator
from xianjie.text import Text

_SQL = """
WITH other AS (
  SELECT * FROM standing c
  WHERE c.scheme = 'level'
    AND NOT EXISTS (SELECT 1 FROM filings f
                    WHERE f.body = c.body AND f.name = c.body_name
                      AND c.issued_on BETWEEN f.from_on AND f.until_on))
SELECT c.body, c.area, c.body_name AS subject, c.issued_on AS day,
       c.number, c.body_name, MIN(f.name) AS filed_name
FROM other c
JOIN filings f ON f.body = c.body AND c.issued_on BETWEEN f.from_on AND f.until_on
GROUP BY c.body, c.area, c.body_name, c.issued_on, c.number
"""


def _words(found: Finding) -> Text:
    one = found.newest
    return Text(
        f"{found.total} 张证书上的单位是“{one['body_name']}”，备案名称是“{one['filed_name']}”",
        f"certificates that bear the name “{one['body_name']}” where “{one['filed_name']}” is "
        f"filed: {found.total}",
    )


INDICATOR = Indicator(
    name="name_unlike_filed",
    title=Text("单位名称与备案不符", "A name unlike the filed one"),
    looks_at=Text("证书上的单位名称与备案名称", "the name on the certificate and the filed name"),
    clauses=("80/5",),
    gravity=50,
    sql=_SQL,
    evidence=("number", "body_name", "filed_name"),
    words=_words,
    fix=Text(
        "申请变更备案名称，或更正证书",
        "have the filed name changed, or correct the certificates",
    ),
)
