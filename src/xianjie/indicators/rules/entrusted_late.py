"""People examined on an entrustment made after the sitting began, or out of its scope."""

from xianjie.indicators.indicator import Finding, Indicator
from xianjie.text import Text

_SQL = """
SELECT s.body, s.area, CAST(s.sitting AS VARCHAR) AS subject, s.from_on AS day,
       s.occupation, s.level, r.entrusted_on, r.entrusted_in_scope, COUNT(*) AS candidates
FROM results r
JOIN held s ON s.sitting = r.sitting
WHERE r.basis = 'entrusted' AND r.present
  AND (r.entrusted_on IS NULL OR r.entrusted_on > s.from_on OR r.entrusted_in_scope IS FALSE)
GROUP BY s.body, s.area, s.sitting, s.from_on, s.occupation, s.level, r.entrusted_on,
         r.entrusted_in_scope
"""


def _words(found: Finding) -> Text:
    one = found.newest
    if one["entrusted_in_scope"] is False:
        why = Text("不含该职业等级", "does not cover it")
    elif one["entrusted_on"] is None:
        why = Text("没有确认", "was never confirmed")
    else:
        why = Text(
            f"到 {one['entrusted_on']} 才确认", f"was confirmed on {one['entrusted_on']} only"
        )
    return Text(
        f"场次 {one['subject']}（{one['day']}）有 {one['candidates']} 名受委托考生，其委托{why.zh}",
        f"sitting {one['subject']} of {one['day']}: candidates on an entrustment that {why.en}: "
        f"{one['candidates']}",
    )


INDICATOR = Indicator(
    name="entrusted_late",
    title=Text("委托晚于考试或超出范围", "An entrustment made after the sitting, or out of scope"),
    looks_at=Text("委托的确认日和范围", "the day and scope of entrustments"),
    clauses=("252/2.2",),
    gravity=60,
    sql=_SQL,
    evidence=("occupation", "level", "entrusted_on", "entrusted_in_scope", "candidates"),
    words=_words,
    fix=Text(
        "补正委托；不成立的，撤销",
        "put the entrustment right; where it does not stand, revoke",
    ),
)
