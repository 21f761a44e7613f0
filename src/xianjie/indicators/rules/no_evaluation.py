"""A certificate with no evaluation behind it, or one that does not bear it out."""

from xianjie.indicators.indicator import Finding, Indicator
from xianjie.indicators.rows import text
from xianjie.text import Text

# A qualification may be examined by an institution and certified by its centre, so the body is
# held against the sitting's for level certificates alone.
_SQL = """
SELECT c.body, c.area, c.scheme || ' ' || SUBSTR(CAST(c.issued_on AS VARCHAR), 1, 7) AS subject,
       c.issued_on AS day, c.number, c.sitting,
       CASE WHEN s.sitting IS NULL THEN 'no_sitting'
            WHEN r.sitting IS NULL THEN 'not_in_the_list'
            WHEN r.present IS NOT TRUE THEN 'absent'
            WHEN r.passed IS NOT TRUE THEN 'not_passed'
            WHEN s.occupation <> c.occupation OR s.level <> c.level THEN 'another_level'
            ELSE 'another_body' END AS lacking
FROM standing c
LEFT JOIN sittings s ON s.sitting = c.sitting
LEFT JOIN results r ON r.sitting = c.sitting AND r.person = c.person
WHERE c.imported IS NOT TRUE
  AND (s.sitting IS NULL OR r.sitting IS NULL OR r.present IS NOT TRUE OR r.passed IS NOT TRUE
       OR s.occupation <> c.occupation OR s.level <> c.level
       OR (c.scheme = 'level' AND s.body <> c.body))
"""
_LACKING = {
    "no_sitting": Text("没有场次", "there is no sitting"),
    "not_in_the_list": Text("不在考生名单内", "the holder is not in the list of the sitting"),
    "absent": Text("缺考", "the holder was absent"),
    "not_passed": Text("不合格", "the holder did not pass"),
    "another_level": Text("考的是另一职业或等级", "the sitting was of another occupation or level"),
    "another_body": Text("是另一单位的场次", "the sitting was another body's"),
}


def _words(found: Finding) -> Text:
    one = found.newest
    lacking = _LACKING[text(one, "lacking")]
    return Text(
        f"{found.total} 张证书查不到合格的考试记录（如 {one['number']}：{lacking.zh}）",
        f"certificates with no passed result behind them: {found.total} (such as "
        f"{one['number']}: {lacking.en})",
    )


INDICATOR = Indicator(
    name="no_evaluation",
    title=Text("没有考试或评价记录", "No evaluation record behind it"),
    looks_at=Text("证书所依据的场次和成绩", "the sitting and result that a certificate rests on"),
    clauses=("252/2.4", "80/4"),
    gravity=95,
    sql=_SQL,
    evidence=("number", "sitting", "lacking"),
    words=_words,
    fix=Text(
        "补上考试记录和成绩的依据；没有的，撤销",
        "show the record of the sitting; where there is none, revoke",
    ),
)
