"""A cohort that graduated with learners who reached no certificate."""

from collections.abc import Sequence

from xianjie.indicators.alerts import Row
from xianjie.indicators.indicator import Indicator
from xianjie.text import Text

_SQL = """
SELECT l.body, l.area, l.cohort AS subject, l.graduates_on AS day, l.occupation,
       COUNT(*) AS learners, SUM(CASE WHEN l.covered THEN 0 ELSE 1 END) AS uncovered
FROM learners l WHERE l.graduates_on <= DATE ':on'
GROUP BY l.body, l.area, l.cohort, l.graduates_on, l.occupation
HAVING SUM(CASE WHEN l.covered THEN 0 ELSE 1 END) > 0
"""


def _words(rows: Sequence[Row]) -> Text:
    return Text(
        f"{rows[0]['subject']} 毕（结）业时 {rows[0]['uncovered']} 人未取得证书"
        f"（共 {rows[0]['learners']} 人）",
        f"{rows[0]['uncovered']} of {rows[0]['learners']} learners of {rows[0]['subject']} "
        "graduated "
        "without a certificate",
    )


INDICATOR = Indicator(
    "cohort_uncovered",
    Text("毕（结）业时仍有学员未取证", "A cohort left uncovered"),
    Text("学员毕（结）业时的证书", "the certificates of learners at graduation"),
    ("252/2.2", "80/3"),
    40,
    _SQL,
    _words,
    Text("为他们安排评价或委托评价", "have them evaluated, or entrust it"),
)
