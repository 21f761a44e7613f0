"""A number whose form, year, level or body is not that of its record."""

from xianjie.indicators.indicator import Finding, Indicator
from xianjie.indicators.rows import text
from xianjie.text import Text

# Level certificates: 1-13 the body, 14-15 the year, 16 the level, 17-22 the serial. Qualification
# certificates: 1-2 the year, 3-10 the body, 11 the level, 12-16 the serial.
_SQL = """
WITH told AS (
  SELECT *,
         CASE WHEN scheme = 'level' THEN LENGTH(number) = 22 ELSE LENGTH(number) = 16 END AS whole,
         CASE WHEN scheme = 'level' THEN SUBSTR(number, 14, 2) ELSE SUBSTR(number, 1, 2) END
           AS told_year,
         CASE WHEN scheme = 'level' THEN SUBSTR(number, 16, 1) ELSE SUBSTR(number, 11, 1) END
           AS told_level,
         CASE WHEN scheme = 'level' THEN SUBSTR(number, 1, 13) ELSE SUBSTR(number, 3, 8) END
           AS told_code
  FROM standing
  WHERE imported IS NOT TRUE),
compared AS (
  SELECT *, CASE WHEN NOT whole THEN 'form'
                 WHEN told_year <> SUBSTR(CAST(issued_on AS VARCHAR), 3, 2) THEN 'year'
                 WHEN told_level <> CAST(level AS VARCHAR) THEN 'level'
                 WHEN told_code <> code THEN 'code' END AS differs
  FROM told)
SELECT body, area, differs || ' ' || SUBSTR(CAST(issued_on AS VARCHAR), 1, 7) AS subject,
       issued_on AS day, number, level, code, differs
FROM compared
WHERE differs IS NOT NULL
"""
_DIFFERS = {
    "form": Text("位数不对", "has the wrong length"),
    "year": Text("年份与发证日不符", "has another year than the day of issue"),
    "level": Text("等级与登记不符", "has another level than the record"),
    "code": Text("单位代码与登记不符", "has another code than the body's"),
}


def _words(found: Finding) -> Text:
    one = found.newest
    differs = _DIFFERS[text(one, "differs")]
    return Text(
        f"{found.total} 张证书的编号{differs.zh}（如 {one['number']}，登记为 {one['day']}、"
        f"{one['level']}级）",
        f"certificates whose number {differs.en}: {found.total} (such as {one['number']}, "
        f"recorded as of {one['day']}, level {one['level']})",
    )


INDICATOR = Indicator(
    name="number_unlike_record",
    title=Text("编号与登记不符", "Number unlike the record"),
    looks_at=Text("编号中的年份、等级、单位代码", "year, level and body in the number"),
    clauses=("252/2.4",),
    gravity=60,
    sql=_SQL,
    evidence=("number", "level", "code", "differs"),
    words=_words,
    fix=Text(
        "更正登记，或撤销后以正确编号核发",
        "correct the record, or revoke and issue under a right number",
    ),
)
