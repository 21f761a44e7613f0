"""A certificate that bears another name than the one filed."""

from collections.abc import Sequence

from xianjie.indicators.alerts import Row
from xianjie.indicators.indicator import Indicator
from xianjie.text import Text

_SQL = """
SELECT c.body, c.area, c.body_name AS subject, c.issued_on AS day, c.number, c.body_name,
       f.name AS filed_name
FROM certificates c
JOIN (SELECT body, from_on, until_on, MIN(name) AS name, COUNT(DISTINCT name) AS names
      FROM filings GROUP BY body, from_on, until_on) f
  ON f.body = c.body AND c.issued_on BETWEEN f.from_on AND f.until_on
WHERE c.scheme = 'level' AND f.names = 1 AND c.body_name <> f.name
"""


def _words(rows: Sequence[Row]) -> Text:
    return Text(
        f"{len(rows)} 张证书上的单位是“{rows[0]['body_name']}”，"
        f"备案名称是“{rows[0]['filed_name']}”",
        f"{len(rows)} certificates bear the name {rows[0]['body_name']!r}; filed is "
        f"{rows[0]['filed_name']!r}",
    )


INDICATOR = Indicator(
    "name_unlike_filed",
    Text("单位名称与备案不符", "A name unlike the filed one"),
    Text("证书上的单位名称与备案名称", "the name on the certificate and the filed name"),
    ("80/5",),
    50,
    _SQL,
    _words,
    Text(
        "申请变更备案名称，或更正证书", "have the filed name changed, or correct the certificates"
    ),
)
