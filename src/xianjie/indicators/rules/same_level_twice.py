"""One person with two certificates of the same occupation and level."""

from xianjie.indicators.indicator import Finding, Indicator
from xianjie.text import Text

_SQL = """
WITH twice AS (
  SELECT person, occupation, level FROM standing
  GROUP BY person, occupation, level HAVING COUNT(*) > 1),
ordered AS (
  SELECT c.*,
         LAG(c.number) OVER (PARTITION BY c.person, c.occupation, c.level
                             ORDER BY c.issued_on, c.number) AS earlier,
         LAG(c.issued_on) OVER (PARTITION BY c.person, c.occupation, c.level
                                ORDER BY c.issued_on, c.number) AS earlier_on
  FROM standing c
  JOIN twice t ON t.person = c.person AND t.occupation = c.occupation AND t.level = c.level)
SELECT body, area, number AS subject, issued_on AS day,
       number, occupation, level, earlier, earlier_on
FROM ordered
WHERE earlier IS NOT NULL AND imported IS NOT TRUE
"""


def _words(found: Finding) -> Text:
    one = found.newest
    return Text(
        f"{one['number']} 的持证人已有{one['occupation']}{one['level']}级证书 {one['earlier']}"
        f"（{one['earlier_on']}）",
        f"the holder of {one['number']} has one of {one['occupation']}, level {one['level']}, "
        f"already: {one['earlier']} of {one['earlier_on']}",
    )


INDICATOR = Indicator(
    name="same_level_twice",
    title=Text("同一人同一职业等级两张证书", "The same person, occupation and level twice"),
    looks_at=Text("同一人的证书", "a person's certificates"),
    clauses=("252/2.4",),
    gravity=70,
    sql=_SQL,
    evidence=("number", "occupation", "level", "earlier", "earlier_on"),
    words=_words,
    fix=Text(
        "核实是否重复核发，撤销多余的",
        "see whether it was issued twice, and revoke the later one",
    ),
)
