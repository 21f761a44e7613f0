"""A cohort that graduated with learners who reached no certificate."""

from xianjie.indicators.indicator import Finding, Indicator
from xianjie.text import Text

_SQL = """
SELECT body, area, cohort AS subject, graduates_on AS day, occupation,
       COUNT(*) AS learners, COUNT(*) FILTER (WHERE covered IS NOT TRUE) AS uncovered
FROM learners
GROUP BY body, area, cohort, graduates_on, occupation
HAVING COUNT(*) FILTER (WHERE covered IS NOT TRUE) > 0
"""


def _words(found: Finding) -> Text:
    one = found.newest
    return Text(
        f"{one['subject']} 于 {one['day']} 毕（结）业，{one['learners']} 人中 {one['uncovered']} "
        "人未取得证书",
        f"{one['subject']} graduated on {one['day']}; {one['uncovered']} of {one['learners']} "
        "learners had reached no certificate",
    )


INDICATOR = Indicator(
    name="cohort_uncovered",
    title=Text("毕（结）业时仍有学员未取证", "A cohort left uncovered"),
    looks_at=Text("学员毕（结）业时的证书", "the certificates of learners at graduation"),
    clauses=("252/2.2", "80/3"),
    gravity=40,
    sql=_SQL,
    evidence=("occupation", "learners", "uncovered"),
    words=_words,
    fix=Text("为他们安排评价或委托评价", "have them evaluated, or entrust it"),
)
