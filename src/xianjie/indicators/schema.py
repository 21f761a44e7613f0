"""The tables that indicators read, as Parquet: what each column holds.

A folder has ``certificates.parquet`` and the like, each a file or a folder of files. Persons and
examiners are told apart by any value that is the same for the same person and is not an identity
number. Days are dates, both ends in. A column that may be null may also be missing; a table that
is missing leaves out the indicators that read it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from xianjie.text import Text


class Kind(StrEnum):
    """What a column holds, by the type that SQL has for it."""

    TEXT = "VARCHAR"
    NUMBER = "INTEGER"
    LONG = "BIGINT"
    DAY = "DATE"
    FLAG = "BOOLEAN"


@dataclass(frozen=True, slots=True)
class Column:
    """What it holds; of numbers ``within`` which, of texts ``among`` which where there are few."""

    kind: Kind
    label: Text
    nullable: bool = False
    within: tuple[int, int] | None = None
    among: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Its columns, and those of them that no two rows share where there are such.

    ``place`` are the columns by which a row is told without naming a person.
    """

    label: Text
    columns: Mapping[str, Column]
    place: tuple[str, ...]
    key: tuple[str, ...] = ()


def _day(zh: str, en: str, *, nullable: bool = False) -> Column:
    return Column(Kind.DAY, Text(zh, en), nullable)


def _text(zh: str, en: str, *, nullable: bool = False) -> Column:
    return Column(Kind.TEXT, Text(zh, en), nullable)


def _number(
    zh: str, en: str, *, nullable: bool = False, within: tuple[int, int] | None = None
) -> Column:
    return Column(Kind.NUMBER, Text(zh, en), nullable, within)


def _flag(zh: str, en: str, *, nullable: bool = False) -> Column:
    return Column(Kind.FLAG, Text(zh, en), nullable)


_BODY = _text("单位代码", "the body, by a code of its own")
_AREA = _text("行政区划代码（GB/T 2260）", "its area (GB/T 2260)")
_SCHEME = Column(
    Kind.TEXT,
    Text("证书种类：qualification 或 level", "kind of certificate: qualification or level"),
    among=("qualification", "level"),
)
_OCCUPATION = _text("职业（工种）", "the occupation")
_LEVEL = _number("等级：5 最低，1 最高", "the level: 5 lowest, 1 highest", within=(1, 5))
_POINTS = 0, 100
_SOME = 0, 1_000_000  # seats, minutes, rounds
_SITTING = Column(
    Kind.LONG,
    Text("场次的序号，两种证书不重复", "the sitting by a number, one series for both kinds"),
)
_PERSON = _text("人员标识，不是证件号码", "who, not by an identity number")

TABLES: Mapping[str, Table] = {
    "certificates": Table(
        Text("发出的证书，包括已撤销的", "certificates issued, those revoked among them"),
        {
            "certificate": Column(Kind.LONG, Text("证书的序号", "the certificate by a number")),
            "number": _text("证书编号", "its number as printed"),
            "scheme": _SCHEME,
            "body": _BODY,
            "body_name": _text("证书上的单位名称", "the body's name as the certificate bears it"),
            "area": _AREA,
            "person": _PERSON,
            "occupation": _OCCUPATION,
            "level": _LEVEL,
            "issued_on": _day("发证日", "the day of issue"),
            "logged_on": _day("记入登记册的日期", "the day on which it was entered", nullable=True),
            "imported": _flag(
                "从旧登记册导入，其依据不在表内",
                "whether it came from an old register, so that what it rests on is in no table",
                nullable=True,
            ),
            "ended_on": _day(
                "撤销或换发的日期", "the day on which it was revoked or superseded", nullable=True
            ),
            "code": _text(
                "单位在编号中的代码：职业资格证书第 3–10 位，等级证书第 1–13 位",
                "the body's code in numbers as assigned: positions 3–10 of a qualification "
                "certificate, 1–13 of a level certificate",
                nullable=True,
            ),
            "sitting": Column(_SITTING.kind, _SITTING.label, nullable=True),
            "outcome": _text(
                "存下的决定结论，准予的为 issue",
                "the outcome of the decision stored with it, issue where it was for it",
                nullable=True,
            ),
        },
        place=("certificate",),
        key=("certificate",),
    ),
    "sittings": Table(
        Text(
            "场次，一场一个职业和等级；只列举行了的和将举行的",
            "sittings, each of one occupation and level, held or to be held",
        ),
        {
            "sitting": _SITTING,
            "scheme": _SCHEME,
            "body": _BODY,
            "kind": Column(
                Kind.TEXT,
                Text(
                    "单位种类：employer、social_organisation、technical_school、government",
                    "kind of body: employer, social_organisation, technical_school, government",
                ),
                nullable=True,
                among=("employer", "social_organisation", "technical_school", "government"),
            ),
            "area": _AREA,
            "site": _text("考点代码", "the site, by a code of its own"),
            "occupation": _OCCUPATION,
            "level": _LEVEL,
            "from_on": _day("首日", "its first day"),
            "until_on": _day("末日", "its last day"),
            "minutes": _number(
                "理论考试分钟数", "minutes of the theory exam", nullable=True, within=_SOME
            ),
            "seats": _number("座位数", "seats", nullable=True, within=_SOME),
            "rounds": _number(
                "每日轮换的批数，不填为一批",
                "how often a day the seats are filled anew; one where it is not said",
                nullable=True,
                within=_SOME,
            ),
            "notice_until_on": _day("公示末日", "the last day of the public notice", nullable=True),
            "reported_on": _day(
                "结果报送日", "the day on which results were reported", nullable=True
            ),
            "report_due_on": _day("结果报送期限", "the day by which they were due", nullable=True),
        },
        place=("sitting",),
        key=("sitting",),
    ),
    "results": Table(
        Text("考生及其结果", "who was to sit, and with what result"),
        {
            "sitting": _SITTING,
            "person": _PERSON,
            "enrolled_on": _day("报名日", "the day of registration", nullable=True),
            "present": _flag("到考", "whether the person came"),
            "passed": _flag("合格", "whether the person passed"),
            "theory": _number(
                "理论成绩", "points of theory, 0 to 100", nullable=True, within=_POINTS
            ),
            "practical": _number(
                "操作成绩", "points of practice, 0 to 100", nullable=True, within=_POINTS
            ),
            "basis": Column(
                Kind.TEXT,
                Text("考生来源：own、entrusted、public", "whose: own, entrusted, public"),
                nullable=True,
                among=("own", "entrusted", "public"),
            ),
            "entrusted_on": _day(
                "委托确认日", "the day on which the entrustment was confirmed", nullable=True
            ),
            "entrusted_in_scope": _flag(
                "受委托单位的备案和委托是否包含该职业等级",
                "whether the entrustment and the filing entrusted cover this occupation and level",
                nullable=True,
            ),
        },
        place=("sitting",),
        key=("sitting", "person"),
    ),
    "filings": Table(
        Text(
            "备案范围在有效期内的每一段，暂停的日子已扣除",
            "what bodies were filed for, a row for every stretch of days; days of suspension are "
            "taken out",
        ),
        {
            "body": _BODY,
            "name": _text("备案名称", "the name as filed"),
            "occupation": _OCCUPATION,
            "lowest": _LEVEL,
            "highest": _LEVEL,
            "from_on": _day("首日", "the first day of the stretch"),
            "until_on": _day("末日", "the last day of the stretch"),
            "term_until_on": _day("备案期满日", "the last day of the filing's term", nullable=True),
        },
        place=("body", "occupation"),
    ),
    "examiners": Table(
        Text("各场的考评员", "examiners of sittings"),
        {
            "sitting": _SITTING,
            "examiner": _text("考评员标识，不是证件号码", "who, not by an identity number"),
            "in_pool": _flag("当日在考评员库内", "whether in the pool that day"),
            "conflict": _flag("有利害关系", "whether a conflict is known"),
        },
        place=("sitting",),
        key=("sitting", "examiner"),
    ),
    "learners": Table(
        Text("双证书学生、学徒", "learners who are to graduate with a certificate"),
        {
            "body": _BODY,
            "area": _AREA,
            "cohort": _text("班级", "the cohort"),
            "learner": _PERSON,
            "occupation": _OCCUPATION,
            "graduates_on": _day("毕（结）业日", "the day of graduation"),
            "covered": _flag("已取得证书", "whether a certificate was reached"),
        },
        place=("body", "cohort"),
        key=("body", "cohort", "learner"),
    ),
}

# What indicators read beside the tables: the same, as it was on the day of a run.
VIEWS: Mapping[str, tuple[Text, str]] = {
    "issued": (
        Text("到检查日为止发出的证书", "certificates issued up to the day of the run"),
        "SELECT * FROM certificates WHERE issued_on <= DATE ':on'",
    ),
    "standing": (
        Text("其中到检查日尚未撤销、换发的", "those of them not revoked or superseded by then"),
        """SELECT * FROM certificates
WHERE issued_on <= DATE ':on' AND (ended_on IS NULL OR ended_on > DATE ':on')""",
    ),
    "held": (
        Text("到检查日为止开始的场次", "sittings begun by the day of the run"),
        "SELECT * FROM sittings WHERE from_on <= DATE ':on'",
    ),
}
