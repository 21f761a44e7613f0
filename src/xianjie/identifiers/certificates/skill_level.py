"""Numbers of skill-level certificates (职业技能等级证书): one capital letter and 21 digits."""

from __future__ import annotations

import re
from dataclasses import dataclass

from xianjie.identifiers.certificates.codes import PROVINCES
from xianjie.identifiers.certificates.fields import (
    Field,
    Numbered,
    Part,
    level_field,
    serial_field,
    told_fields,
    write_fields,
    year_field,
)
from xianjie.identifiers.levels import Level
from xianjie.text import Text

LENGTH = 22


@dataclass(frozen=True, slots=True)
class SkillLevelNumber(Numbered):
    """The fields of a number; building one checks them, `str` writes it.

    ``letter`` is the class of the organisation, ``organisation`` its code with the ministry (0000
    where a province filed it first), ``province`` by GB/T 2260, ``organisation_serial`` that of
    the organisation or site in the province, ``year`` its last two digits, ``serial`` per
    organisation. The department assigns what stands before the year, the organisation the rest.
    Raises `CertificateNumberError`.
    """

    letter: str
    organisation: str
    province: str
    organisation_serial: str
    year: int
    level: Level
    serial: int

    def __post_init__(self) -> None:
        str(self)

    def __str__(self) -> str:
        return write_fields(FIELDS, self)

    @property
    def assigned(self) -> str:
        """Positions 1 to 13: what the department assigned when it filed the organisation."""
        return str(self)[:13]

    def parts(self) -> list[Part]:
        return told_fields(FIELDS, str(self))


def _class(letter: str) -> Text:
    known = {
        "Y": Text("用人单位", "employer"),
        "S": Text("社会培训评价组织", "social training-and-evaluation organisation"),
    }
    return known.get(letter, Text("由本地设定的类别", "a class of this installation's settings"))


FIELDS = (
    Field(
        "letter",
        1,
        1,
        Text("机构类别", "class of organisation"),
        re.compile("[A-Z]"),
        Text("一个大写字母", "one capital letter"),
        str,
        _class,
    ),
    Field(
        "organisation",
        2,
        5,
        Text("机构代码", "organisation code"),
        re.compile("[0-9]{4}"),
        Text(
            "四位数字，由省首次备案的为 0000", "four digits, 0000 where first filed by a province"
        ),
        str,
        lambda code: (
            Text("由省首次备案", "first filed with a province")
            if code == "0000"
            else Text(f"由部首次备案的第 {int(code)} 号", f"number {int(code)} of the ministry's")
        ),
    ),
    Field(
        "province",
        6,
        7,
        Text("省份", "province"),
        re.compile("|".join(PROVINCES)),
        Text(
            "GB/T 2260 的省级代码，如广东 44",
            "a province's code by GB/T 2260, such as 44 Guangdong",
        ),
        str,
        lambda code: PROVINCES[code],
    ),
    Field(
        "organisation_serial",
        8,
        13,
        Text("机构或站点序号", "serial of the organisation or site"),
        re.compile("[0-9]{6}"),
        Text("省里编定的六位数字", "the six digits that the province assigned"),
        str,
        lambda code: Text(f"省里编定的 {code}", f"{code}, as the province assigned it"),
    ),
    year_field(14),
    level_field(16, lambda level: level.printed),
    serial_field(17, 22, Text("该机构", "of that organisation")),
)
