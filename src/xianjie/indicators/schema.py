"""The tables that indicators read, as Parquet: what each column holds.

A folder has ``certificates.parquet`` and the like, each a file or a folder of files. Persons and
examiners are told apart by any value that is the same for the same person: a number or text that
is not an identity number. A table that is missing is an empty one; a column that may be null may
also be missing. Days are dates, both ends in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xianjie.text import Text


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its type in SQL."""

    type: str
    label: Text
    nullable: bool = False


def _day(zh: str, en: str, *, nullable: bool = False) -> Column:
    return Column("DATE", Text(zh, en), nullable)


def _text(zh: str, en: str, *, nullable: bool = False) -> Column:
    return Column("VARCHAR", Text(zh, en), nullable)


def _number(zh: str, en: str, *, nullable: bool = False) -> Column:
    return Column("INTEGER", Text(zh, en), nullable)


def _flag(zh: str, en: str, *, nullable: bool = False) -> Column:
    return Column("BOOLEAN", Text(zh, en), nullable)


_BODY = _text("单位代码", "the body, by a code of its own")
_AREA = _text("行政区划代码（GB/T 2260）", "its area (GB/T 2260)")
_SCHEME = _text("证书种类：qualification 或 level", "kind of certificate: qualification or level")
_OCCUPATION = _text("职业（工种）", "the occupation")
_LEVEL = _number("等级：5 最低，1 最高", "the level: 5 lowest, 1 highest")
_SITTING = Column("BIGINT", Text("场次编号", "the sitting's number"))
_SITTING_OR_NONE = Column("BIGINT", _SITTING.label, nullable=True)
_PERSON = _text("人员标识（不是证件号码）", "who, not by an identity number")

TABLES: Mapping[str, Mapping[str, Column]] = {
    "certificates": {
        "certificate": Column("BIGINT", Text("证书的行号", "the certificate's row")),
        "number": _text("证书编号", "its number"),
        "scheme": _SCHEME,
        "body": _BODY,
        "body_name": _text("证书上的单位名称", "the body's name as the certificate bears it"),
        "area": _AREA,
        "person": _PERSON,
        "occupation": _OCCUPATION,
        "level": _LEVEL,
        "issued_on": _day("发证日", "the day of issue"),
        "logged_on": _day("记入日志的日期", "the day on which it was logged", nullable=True),
        "sitting": _SITTING_OR_NONE,
        "outcome": _text("存下的决定结论", "the outcome stored with it", nullable=True),
    },
    "sittings": {
        "sitting": _SITTING,
        "scheme": _SCHEME,
        "body": _BODY,
        "kind": _text("单位种类", "kind of body, as decision 9 has it", nullable=True),
        "area": _AREA,
        "site": _text("考点", "the site"),
        "occupation": _OCCUPATION,
        "level": _LEVEL,
        "from_on": _day("首日", "its first day"),
        "until_on": _day("末日", "its last day"),
        "minutes": _number("理论考试分钟数", "minutes of the theory exam", nullable=True),
        "seats": _number("座位数", "seats at a time", nullable=True),
        "notice_until_on": _day("公示末日", "last day of the public notice", nullable=True),
        "reported_on": _day("结果报送日", "the day on which results were reported", nullable=True),
        "report_due_on": _day("结果报送期限", "the day by which they were due", nullable=True),
    },
    "results": {
        "sitting": _SITTING,
        "person": _PERSON,
        "enrolled_on": _day("报名日", "the day of registration", nullable=True),
        "present": _flag("到考", "whether the person came"),
        "passed": _flag("合格", "whether the person passed"),
        "theory": _number("理论成绩", "points of theory", nullable=True),
        "practical": _number("操作成绩", "points of practice", nullable=True),
        "basis": _text(
            "考生来源：own、entrusted、public", "whose: own, entrusted, public", nullable=True
        ),
        "entrusted_on": _day("委托确认日", "the day the entrustment was confirmed", nullable=True),
        "entrusted_in_scope": _flag("委托在范围内", "whether it covers this", nullable=True),
    },
    "filings": {
        "body": _BODY,
        "name": _text("备案名称", "the name as filed"),
        "kind": _text("单位种类", "kind of organisation"),
        "occupation": _OCCUPATION,
        "lowest": _LEVEL,
        "highest": _LEVEL,
        "from_on": _day("在有效期内的首日", "first day in force"),
        "until_on": _day("在有效期内的末日", "last day in force"),
        "term_until_on": _day("备案期满日", "the end of the term", nullable=True),
    },
    "examiners": {
        "sitting": _SITTING,
        "examiner": _text("考评员标识", "who examined, not by an identity number"),
        "in_pool": _flag("在考评员库内", "whether in the pool that day"),
        "conflict": _flag("有利害关系", "whether a conflict is known"),
    },
    "learners": {
        "body": _BODY,
        "area": _AREA,
        "cohort": _text("班级", "the cohort"),
        "learner": _PERSON,
        "occupation": _OCCUPATION,
        "graduates_on": _day("毕（结）业日", "the day of graduation"),
        "covered": _flag("已取得证书", "whether a certificate was reached"),
    },
}
