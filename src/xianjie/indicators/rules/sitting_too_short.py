"""A theory exam shorter than the standard."""

from xianjie.indicators.indicator import Finding, Indicator
from xianjie.text import Text

_SQL = """
SELECT body, area, CAST(sitting AS VARCHAR) AS subject, from_on AS day,
       occupation, level, minutes
FROM held
WHERE minutes < :theory_least_minutes
"""


def _words(found: Finding) -> Text:
    one = found.newest
    return Text(
        f"场次 {one['subject']}（{one['day']}）的理论考试只有 {one['minutes']} 分钟",
        f"the theory exam of sitting {one['subject']} of {one['day']} took {one['minutes']} "
        "minutes",
    )


INDICATOR = Indicator(
    name="sitting_too_short",
    title=Text("考试时间不足", "A sitting shorter than the standard"),
    looks_at=Text("理论考试的分钟数", "minutes of the theory exam"),
    clauses=("252/2.4",),
    gravity=50,
    sql=_SQL,
    evidence=("occupation", "level", "minutes"),
    words=_words,
    fix=Text("说明原因；可能须重考", "say why; it may have to be held anew"),
    thresholds=("theory_least_minutes",),
)
