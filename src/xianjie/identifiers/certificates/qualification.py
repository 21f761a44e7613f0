"""Numbers of vocational qualification certificates (职业资格证书): 16 digits, no check digit."""

from __future__ import annotations

import re
from dataclasses import dataclass

from xianjie.identifiers.certificates.codes import AUTHORITIES, BodyKind
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

LENGTH = 16
OLD_SHANGHAI_LENGTH = 13
SHANGHAI_PADDING = "0" * (LENGTH - OLD_SHANGHAI_LENGTH)


@dataclass(frozen=True, slots=True)
class QualificationNumber(Numbered):
    """The fields of a number; building one checks them, `str` writes it.

    ``year`` is its last two digits, ``authority`` a code of its own list (not GB/T 2260),
    ``prefecture`` 00 where there is none, ``serial`` per body, year and level. Raises
    `CertificateNumberError`.
    """

    year: int
    authority: str
    prefecture: str
    body_kind: BodyKind
    body_serial: int
    level: Level
    serial: int

    def __post_init__(self) -> None:
        str(self)

    def __str__(self) -> str:
        return write_fields(FIELDS, self)

    def parts(self) -> list[Part]:
        return told_fields(FIELDS, str(self))


@dataclass(frozen=True, slots=True)
class OldShanghaiNumber:
    """An older number of Shanghai: 13 digits whose parts are in none of our sources."""

    digits: str

    def __post_init__(self) -> None:
        _OLD.check(self.digits)

    def __str__(self) -> str:
        return SHANGHAI_PADDING + self.digits

    def parts(self) -> list[Part]:
        return told_fields((_PADDING, _OLD), str(self))


def _authority(code: str) -> Text:
    if code in AUTHORITIES:
        return AUTHORITIES[code].meaning
    return Text(
        "省（自治区、直辖市）或国务院部门，代码不在已核实的名单内",
        "a province or State Council department; the code is not on the verified list",
    )


FIELDS = (
    year_field(1),
    Field(
        "authority",
        3,
        4,
        Text("省或部门", "province or department"),
        re.compile("[0-9]{2}"),
        Text("两位数字", "two digits"),
        str,
        _authority,
    ),
    Field(
        "prefecture",
        5,
        6,
        Text("地市", "prefecture"),
        re.compile("[0-9]{2}"),
        Text("两位数字，没有地市时为 00", "two digits, 00 where there is none"),
        str,
        lambda code: (
            Text("不分地市", "no prefecture")
            if code == "00"
            else Text(f"该省或部门的第 {code} 号地市", f"prefecture {code} of that list")
        ),
    ),
    Field(
        "body_kind",
        7,
        7,
        Text("机构类别", "kind of body"),
        re.compile("[0-4]"),
        Text("0 至 4", "0 to 4"),
        lambda code: BodyKind(int(code)),
        lambda code: BodyKind(int(code)).label,
    ),
    Field(
        "body_serial",
        8,
        10,
        Text("机构序号", "serial of the body"),
        re.compile("(?!000)[0-9]{3}"),
        Text("001 至 999", "001 to 999"),
        int,
        lambda code: Text(f"该类的第 {int(code)} 个机构", f"body {int(code)} of its kind"),
    ),
    level_field(11, lambda level: level.qualification_name),
    serial_field(12, 16, Text("该机构当年该等级", "of that body, year and level")),
)
_PADDING = Field(
    "padding",
    1,
    3,
    Text("补位", "padding"),
    re.compile("000"),
    Text("000", "000"),
    str,
    lambda _: Text("上海13位旧编号左侧补 000", "000 before an older number of Shanghai"),
)
_OLD = Field(
    "digits",
    4,
    16,
    Text("上海旧编号", "older number of Shanghai"),
    re.compile("[0-9]{13}"),
    Text("13 位数字", "13 digits"),
    str,
    lambda _: Text("各位含义没有可核实的材料", "no source tells what its digits mean"),
)
