"""An examiner who is not from the pool, or has a conflict."""

from collections.abc import Sequence

from xianjie.indicators.alerts import Row
from xianjie.indicators.indicator import Indicator
from xianjie.text import Text

_SQL = """
SELECT s.body, s.area, CAST(s.sitting AS VARCHAR) AS subject, s.from_on AS day, e.examiner,
       e.in_pool, e.conflict
FROM examiners e JOIN sittings s ON s.sitting = e.sitting
WHERE NOT e.in_pool OR e.conflict
"""


def _words(rows: Sequence[Row]) -> Text:
    return Text(
        f"场次 {rows[0]['subject']} 有 {len(rows)} 名考评员不在库内或应当回避",
        f"{len(rows)} examiners of sitting {rows[0]['subject']} were not from the pool or "
        "had a conflict",
    )


INDICATOR = Indicator(
    "examiner_unfit",
    Text("考评员不在库或有利害关系", "An examiner not from the pool, or with a conflict"),
    Text("考评员的资格和回避", "the examiner's card and conflicts"),
    ("252/2.4",),
    70,
    _SQL,
    _words,
    Text("说明情况；结果可能须重评", "say how it came; the results may have to be judged anew"),
)
