"""A certificate whose stored decision says no."""

from xianjie.indicators.indicator import Finding, Indicator
from xianjie.indicators.outcomes import outcome_words
from xianjie.text import Text

_SQL = """
SELECT body, area, number AS subject, issued_on AS day, number, outcome
FROM standing
WHERE outcome <> 'issue'
"""


def _words(found: Finding) -> Text:
    one = found.newest
    outcome = outcome_words(str(one["outcome"]))
    return Text(
        f"证书 {one['number']} 存下的决定是“{outcome.zh}”，却已发出",
        f"the decision stored for {one['number']} is “{outcome.en}”, and it was issued",
    )


INDICATOR = Indicator(
    name="refused_and_issued",
    title=Text("决定不予核发却已发证", "Decided against, and issued all the same"),
    looks_at=Text("证书与存下的决定", "certificates and the decisions stored with them"),
    clauses=("252/2.4",),
    gravity=100,
    sql=_SQL,
    evidence=("number", "outcome"),
    words=_words,
    fix=Text("撤销并查明如何发出", "revoke it and find out how it was issued"),
)
