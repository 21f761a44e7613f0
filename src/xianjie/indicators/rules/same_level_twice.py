"""One person with two certificates of the same occupation and level."""

from collections.abc import Sequence

from xianjie.indicators.alerts import Row
from xianjie.indicators.indicator import Indicator
from xianjie.text import Text

_SQL = """
WITH ordered AS (
  SELECT c.*, LAG(number) OVER (
           PARTITION BY person, occupation, level ORDER BY issued_on, number) AS earlier,
         LAG(issued_on) OVER (
           PARTITION BY person, occupation, level ORDER BY issued_on, number) AS earlier_on
  FROM certificates c)
SELECT body, area, number AS subject, issued_on AS day, number, earlier, earlier_on, occupation,
       level
FROM ordered WHERE earlier IS NOT NULL
"""


def _words(rows: Sequence[Row]) -> Text:
    return Text(
        f"此人已有{rows[0]['occupation']}{rows[0]['level']}级证书 {rows[0]['earlier']}（"
        f"{rows[0]['earlier_on']}），又发 {rows[0]['number']}",
        f"the holder of {rows[0]['number']} has one of {rows[0]['occupation']}, level "
        f"{rows[0]['level']}, already: {rows[0]['earlier']} of {rows[0]['earlier_on']}",
    )


INDICATOR = Indicator(
    "same_level_twice",
    Text("同一人同一职业等级两张证书", "The same person, occupation and level twice"),
    Text("同一人的证书", "a person's certificates"),
    ("252/2.4",),
    70,
    _SQL,
    _words,
    Text(
        "核实是否重复核发，撤销多余的", "see whether it was issued twice and revoke the later one"
    ),
)
