"""An examiner who is not from the pool, or has a conflict."""

from xianjie.indicators.indicator import Finding, Indicator
from xianjie.text import Text

_SQL = """
SELECT s.body, s.area, CAST(s.sitting AS VARCHAR) AS subject, s.from_on AS day,
       e.examiner, e.in_pool, e.conflict
FROM examiners e
JOIN held s ON s.sitting = e.sitting
WHERE e.in_pool IS NOT TRUE OR e.conflict
"""


def _words(found: Finding) -> Text:
    one = found.newest
    return Text(
        f"场次 {one['subject']}（{one['day']}）有 {found.total} 名考评员不在库内或应当回避",
        f"sitting {one['subject']} of {one['day']}: examiners not from the pool or with a "
        f"conflict: {found.total}",
    )


INDICATOR = Indicator(
    name="examiner_unfit",
    title=Text("考评员不在库或有利害关系", "An examiner not from the pool, or with a conflict"),
    looks_at=Text("考评员的资格和回避", "the examiner's card and conflicts"),
    clauses=("252/2.4",),
    gravity=70,
    sql=_SQL,
    evidence=("examiner", "in_pool", "conflict"),
    words=_words,
    fix=Text("说明情况；结果可能须重评", "say how it came; the results may have to be judged anew"),
)
