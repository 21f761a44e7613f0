"""One number on two certificates."""

from xianjie.indicators.indicator import Finding, Indicator
from xianjie.text import Text

_SQL = """
SELECT c.body, c.area, c.number AS subject, c.issued_on AS day,
       c.number, c.certificate, c.occupation, c.level
FROM issued c
JOIN (SELECT number FROM issued GROUP BY number HAVING COUNT(*) > 1) n ON n.number = c.number
"""


def _words(found: Finding) -> Text:
    one = found.newest
    return Text(
        f"编号 {one['number']} 用在不止一张证书上，其中本单位 {found.total} 张",
        f"the number {one['number']} is on more than one certificate; of this body: {found.total}",
    )


INDICATOR = Indicator(
    name="number_repeated",
    title=Text("编号重复", "A number used twice"),
    looks_at=Text("证书编号", "certificate numbers"),
    clauses=("252/2.4",),
    gravity=90,
    sql=_SQL,
    evidence=("number", "certificate", "occupation", "level"),
    words=_words,
    fix=Text("核对并撤销重号", "look, and revoke the double"),
)
