"""A certificate entered long after the day that it bears: dated back, or reported late."""

from xianjie.indicators.indicator import Finding, Indicator
from xianjie.text import Text

_SQL = """
SELECT body, area, CAST(logged_on AS VARCHAR) AS subject, logged_on AS day,
       number, issued_on, logged_on
FROM standing
WHERE logged_on > issued_on + INTERVAL ':days_to_enter' DAY AND logged_on <= DATE ':on'
"""


def _words(found: Finding) -> Text:
    one = found.newest
    return Text(
        f"{one['logged_on']} 登记的 {found.total} 张证书，所署发证日早得多"
        f"（如 {one['number']}：{one['issued_on']}）",
        f"certificates entered on {one['logged_on']} that bear a much earlier day: {found.total} "
        f"(such as {one['number']}: {one['issued_on']})",
    )


INDICATOR = Indicator(
    name="dated_back",
    title=Text("倒签发证日或迟报证书", "Dated back, or entered late"),
    looks_at=Text("记入登记册的日期与发证日", "the day of entry against the day of issue"),
    clauses=("252/2.4", "80/4"),
    gravity=70,
    sql=_SQL,
    evidence=("number", "issued_on", "logged_on"),
    words=_words,
    fix=Text("说明为何迟报；倒签的，撤销", "say why it came late; what was dated back is revoked"),
    thresholds=("days_to_enter",),
)
