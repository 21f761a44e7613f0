"""One number on two certificates."""

from collections.abc import Sequence

from xianjie.indicators.alerts import Row
from xianjie.indicators.indicator import Indicator
from xianjie.text import Text

_SQL = """
SELECT c.body, c.area, c.number AS subject, c.issued_on AS day, c.number, c.certificate
FROM certificates c
JOIN (SELECT number FROM certificates GROUP BY number HAVING COUNT(*) > 1) t ON t.number = c.number
"""


def _words(rows: Sequence[Row]) -> Text:
    return Text(
        f"编号 {rows[0]['number']} 用了 {len(rows)} 次",
        f"the number {rows[0]['number']} is used {len(rows)} times",
    )


INDICATOR = Indicator(
    "number_repeated",
    Text("编号重复", "A number used twice"),
    Text("证书编号", "certificate numbers"),
    ("252/2.4",),
    90,
    _SQL,
    _words,
    Text("核对并撤销重号", "look and revoke the double"),
)
