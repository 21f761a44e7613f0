"""A certificate whose stored decision says no."""

from collections.abc import Sequence

from xianjie.indicators.alerts import Row
from xianjie.indicators.indicator import Indicator
from xianjie.text import Text

_SQL = """
SELECT c.body, c.area, c.number AS subject, c.issued_on AS day, c.number, c.outcome
FROM certificates c WHERE c.outcome IS NOT NULL AND c.outcome <> 'issue'
"""


def _words(rows: Sequence[Row]) -> Text:
    return Text(
        f"证书 {rows[0]['number']} 存下的决定是“{rows[0]['outcome']}”，却已发出",
        f"the decision stored for {rows[0]['number']} is {rows[0]['outcome']!r}, and it was issued",
    )


INDICATOR = Indicator(
    "refused_and_issued",
    Text("决定不予核发却已发证", "Decided against, and issued all the same"),
    Text("证书与存下的决定", "certificates and the decisions stored with them"),
    ("252/2.4",),
    100,
    _SQL,
    _words,
    Text("撤销并查明如何发出", "revoke it and find out how it was issued"),
)
