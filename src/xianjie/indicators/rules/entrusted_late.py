"""People examined on an entrustment made after the sitting began, or out of its scope."""

from collections.abc import Sequence

from xianjie.indicators.alerts import Row
from xianjie.indicators.indicator import Indicator
from xianjie.text import Text

_SQL = """
SELECT s.body, s.area, CAST(s.sitting AS VARCHAR) AS subject, s.from_on AS day, r.entrusted_on,
       r.entrusted_in_scope, COUNT(*) AS candidates
FROM results r JOIN sittings s ON s.sitting = r.sitting
WHERE r.basis = 'entrusted'
  AND (r.entrusted_on IS NULL OR r.entrusted_on > s.from_on OR NOT r.entrusted_in_scope)
GROUP BY s.body, s.area, s.sitting, s.from_on, r.entrusted_on, r.entrusted_in_scope
"""


def _words(rows: Sequence[Row]) -> Text:
    return Text(
        f"场次 {rows[0]['subject']} 有 {sum(int(str(one['candidates'])) for one in rows)} "
        "名受委托考生，委托晚于考试或不含该职业等级",
        f"{sum(int(str(one['candidates'])) for one in rows)} entrusted candidates of sitting "
        f"{rows[0]['subject']}: the entrustment came later or does not cover it",
    )


INDICATOR = Indicator(
    "entrusted_late",
    Text("委托晚于考试或超出范围", "An entrustment made after the sitting, or out of scope"),
    Text("委托的确认日和范围", "the day and scope of entrustments"),
    ("252/2.2",),
    60,
    _SQL,
    _words,
    Text("补正委托；不成立的，撤销", "put the entrustment right; where it does not stand, revoke"),
)
