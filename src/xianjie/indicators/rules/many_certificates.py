"""One person with many certificates in a short time."""

from xianjie.indicators.indicator import Finding, Indicator
from xianjie.text import Text

# A certificate that comes with the `person_certificates` before it within the span is a hit, and
# tells of those before it too. People with no more than that many are set aside first.
_SQL = """
WITH busy AS (
  SELECT person FROM standing GROUP BY person HAVING COUNT(*) > :person_certificates),
ordered AS (
  SELECT c.body, c.area, c.person, c.number, c.occupation, c.level, c.issued_on,
         FIRST_VALUE(c.number) OVER (PARTITION BY c.person ORDER BY c.issued_on, c.number)
           AS first_number,
         LAG(c.issued_on, :person_certificates) OVER (
           PARTITION BY c.person ORDER BY c.issued_on, c.number) AS before_on
  FROM standing c
  JOIN busy b ON b.person = c.person),
told AS (
  SELECT *, MAX(CASE WHEN DATE_DIFF('day', before_on, issued_on) <= :person_span_days
                     THEN 1 ELSE 0 END)
              OVER (PARTITION BY person ORDER BY issued_on, number
                    ROWS BETWEEN CURRENT ROW AND :person_certificates FOLLOWING) AS hit
  FROM ordered)
SELECT body, area, first_number AS subject, issued_on AS day, number, occupation, level,
       COUNT(*) OVER (PARTITION BY person) AS in_all
FROM told
WHERE hit = 1
"""


def _words(found: Finding) -> Text:
    one = found.newest
    return Text(
        f"一人在短时间内取得 {one['in_all']} 张证书，其中本单位 {found.total} 张（最近一张 "
        f"{one['number']}，{one['day']}）",
        f"certificates that one person got in a short time: {one['in_all']}, of them from this "
        f"body: {found.total} (the last is {one['number']} of {one['day']})",
    )


INDICATOR = Indicator(
    name="many_certificates",
    title=Text("一人短时间内多张证书", "One person, many certificates in a short time"),
    looks_at=Text("同一人在一段时间内的证书数", "how many certificates a person got within a span"),
    clauses=("252/2.4",),
    gravity=50,
    sql=_SQL,
    evidence=("number", "occupation", "level", "in_all"),
    words=_words,
    fix=Text("核对申报条件和考试记录", "look at the conditions of admission and the records"),
    thresholds=("person_certificates", "person_span_days"),
)
