"""Rows of an old register: which column is which field, and what each row says or has wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from xianjie.domain.accounts.sealed import keyed_hash
from xianjie.domain.certificates.errors import CertificateError
from xianjie.domain.certificates.models import Scheme
from xianjie.errors import XianjieError
from xianjie.identifiers.certificates import (
    CertificateNumber,
    QualificationNumber,
    SkillLevelNumber,
    parse,
)
from xianjie.identifiers.levels import Level, level_named
from xianjie.identifiers.persons import DocumentKind, identity
from xianjie.tables import CellError, Column, value_of
from xianjie.text import LANGS, Text

T = TypeVar("T")

FIELDS: tuple[Column, ...] = (
    Column("number", Text("证书编号", "Certificate number")),
    Column("name", Text("姓名", "Name")),
    Column(
        "document",
        Text("证件种类", "Document"),
        "choice",
        required=False,
        choices={one.value: one.label for one in DocumentKind},
        note=Text("没有这一列的按居民身份证", "without this column, a resident identity card"),
    ),
    Column("document_number", Text("证件号码", "Document number")),
    Column("occupation", Text("职业（工种）", "Occupation")),
    Column("direction", Text("职业方向", "Direction"), required=False),
    Column("level", Text("等级", "Level")),
    Column("issued_on", Text("发证日期", "Issued on"), "day"),
    Column("issuer", Text("发证机关", "Issuer")),
    Column("institution", Text("鉴定机构", "Institution"), required=False),
    Column("theory", Text("理论成绩", "Theory"), required=False),
    Column("practical", Text("操作成绩", "Practical skill"), required=False),
    Column("overall", Text("评定成绩", "Overall"), required=False),
    Column("education", Text("文化程度", "Education"), required=False),
    Column("print_serial", Text("流水码", "Print serial"), required=False),
    Column(
        "route",
        Text("途径", "Route"),
        "choice",
        required=False,
        choices={
            "scheduled": Text("鉴定考试", "appraisal exam"),
            "competition": Text("竞赛", "competition"),
        },
    ),
    Column("announced_on", Text("考试公告日", "Exam announced on"), "day", required=False),
    Column(
        "registration_accepted_on",
        Text("报名受理日", "Registration accepted on"),
        "day",
        required=False,
    ),
)


@dataclass(frozen=True, slots=True)
class Old:
    """A row in order: what it says by field, and the scheme that its number is of."""

    scheme: Scheme
    values: Mapping[str, Any]
    identity: str  # the document's number
    number_hash: str


def mapped(columns: Sequence[str], given: Mapping[str, str]) -> dict[str, str]:
    """The column of each field: as given, else by the field's own name or title.

    Raises `CertificateError` for a field or column that is not there, or a required one missing.
    """
    known = {field.name: field for field in FIELDS}
    for name, column in given.items():
        if name not in known:
            fields = "、".join(known), ", ".join(known)
            raise CertificateError(
                Text(f"没有字段 {name}；可用的有：{fields[0]}", f"no field {name}: {fields[1]}")
            )
        if column not in columns:
            listed = "、".join(columns), ", ".join(columns)
            raise CertificateError(
                Text(f"文件没有列“{column}”；有：{listed[0]}", f"no column {column!r}: {listed[1]}")
            )
    found = guessed(columns) | dict(given)
    lacking = [one.title for one in FIELDS if one.required and one.name not in found]
    if lacking:
        raise CertificateError(
            Text(
                f"文件没有这些列：{'、'.join(one.zh for one in lacking)}；"
                "请改列名，或用 --map 字段=列名 指明",
                f"the file lacks: {', '.join(one.en for one in lacking)}; rename columns, or say "
                "--map FIELD=COLUMN",
            )
        )
    return found


def guessed(columns: Sequence[str]) -> dict[str, str]:
    """The columns that are called as a field is, by its name or its title in either language."""
    found = {}
    for field in FIELDS:
        titles = {field.name, *(field.title.in_(lang) for lang in LANGS)}
        named = [one for one in columns if one.strip() in titles]
        if named:
            found[field.name] = named[0]
    return found


def check_row(values: Mapping[str, object]) -> Old | list[Text]:
    """What a row says, or everything that is wrong with it: field, rule, fix."""
    wrong: list[Text] = []
    read: dict[str, Any] = {}
    for field in FIELDS:
        try:
            read[field.name] = value_of(field, values.get(field.name))  # type: ignore[arg-type] # a cell
        except CellError as error:
            wrong.append(_of(field, error))
    if wrong:
        return wrong
    number = _tried(lambda: parse(read["number"]), wrong)
    level = _tried(lambda: level_named(read["level"]), wrong)
    kind = DocumentKind(read["document"] or "resident")
    person = _tried(lambda: identity(kind, read["document_number"]), wrong)
    if number and level:
        wrong += _unlike(number, level, read)
    if wrong or number is None or person is None or level is None:
        return wrong
    read |= {"number": str(number), "document": kind.value, "level": level.value}
    scheme = Scheme.LEVEL if isinstance(number, SkillLevelNumber) else Scheme.QUALIFICATION
    return Old(scheme, read, person.number, keyed_hash(f"{kind.value}:{person.number}"))


def _tried(read: Callable[[], T], wrong: list[Text]) -> T | None:
    """What is read, or nothing and the reason among those of the row."""
    try:
        return read()
    except XianjieError as error:
        wrong.append(error.message)
        return None


def _unlike(number: CertificateNumber, level: Level, read: Mapping[str, Any]) -> Iterator[Text]:
    """Where the number says otherwise than the row."""
    if not isinstance(number, QualificationNumber | SkillLevelNumber):
        return
    if number.level != level:
        yield Text(
            f"编号里的等级是 {number.level.value}，与等级“{read['level']}”不符；请核对证书",
            f"the number's level is {number.level.value}, unlike {read['level']}; look at the "
            "certificate",
        )
    if not number.year_matches(read["issued_on"]):
        yield Text(
            f"编号里的年份是 {number.year:02}，与发证日期 {read['issued_on']} 不符；请核对证书",
            f"the number's year is {number.year:02}, unlike the day of issue "
            f"{read['issued_on']}; look at the certificate",
        )


def _of(field: Column, error: CellError) -> Text:
    return Text(
        f"{field.title.zh}：{error.rule.zh}；{error.fix.zh}",
        f"{field.title.en}: {error.rule.en}; {error.fix.en}",
    )
