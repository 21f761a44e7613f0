"""Results reported after their day."""

from xianjie.indicators.indicator import Finding, Indicator
from xianjie.text import Text

_SQL = """
SELECT body, area, CAST(sitting AS VARCHAR) AS subject, report_due_on AS day,
       until_on, reported_on
FROM held
WHERE report_due_on < DATE ':on' AND (reported_on IS NULL OR reported_on > report_due_on)
"""


def _words(found: Finding) -> Text:
    one = found.newest
    came = one["reported_on"]
    then = Text(f"实际 {came}", f"came on {came}") if came else Text("尚未报送", "have not come")
    return Text(
        f"场次 {one['subject']} 的结果最迟应于 {one['day']} 报送，{then.zh}",
        f"results of sitting {one['subject']} were due by {one['day']} and {then.en}",
    )


INDICATOR = Indicator(
    name="late_reporting",
    title=Text("结果迟报", "Results reported late"),
    looks_at=Text("结果报送日与期限", "the day of reporting against its deadline"),
    clauses=("252/2.4", "80/5"),
    gravity=30,
    sql=_SQL,
    evidence=("until_on", "reported_on"),
    words=_words,
    fix=Text("尽快报送并说明原因", "report them and say why"),
)
