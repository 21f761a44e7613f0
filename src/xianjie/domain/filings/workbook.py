"""An application from one workbook: sites, people, examiners and what is sought, a row each.

Every row goes the way of the page forms, through the same services, so a file can do nothing that
a form cannot and what is wrong is said of the row. A dry run does it all and takes it back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from xianjie.domain.accounts.acting import Actor
from xianjie.domain.filings import registering
from xianjie.domain.filings.applying import Seeking, editable, seek
from xianjie.domain.filings.completeness import ROLES
from xianjie.domain.filings.errors import FilingError
from xianjie.domain.filings.models import Application, Assessor, Site, Sought, Staff
from xianjie.errors import XianjieError
from xianjie.identifiers.areas import named
from xianjie.identifiers.levels import Level
from xianjie.identifiers.persons import DocumentKind
from xianjie.tables import Column, Remark, Row, Template, annotate, read_table
from xianjie.text import Lang, Text

MOST_ROWS = 2_000
KINDS = {
    "site": Text("场地", "site"),
    "staff": Text("人员", "person"),
    "assessor": Text("考评员", "examiner"),
    "sought": Text("申请职业", "occupation sought"),
}
TENURES = {
    Site.Tenure.OWNED: Text("自有", "owned"),
    Site.Tenure.LEASED: Text("租赁", "leased"),
}
STANDARDS = {
    Sought.Standard.NATIONAL: Text("国家职业技能标准", "national standard"),
    Sought.Standard.SPECIFICATION: Text("行业企业评价规范", "evaluation specification"),
}
LEVELS = {str(level.value): level.printed for level in reversed(Level)}
_LEASED = Text("租赁的必填", "of a lease it is required")
_COLUMNS = (
    Column(
        "kind",
        Text("行的种类", "Kind of row"),
        "choice",
        choices=KINDS,
        note=Text(
            "一行一项：场地、人员、考评员（每个职业一行）、申请职业",
            "a row each: a site, a person, an examiner (for each occupation), an occupation "
            "that is sought",
        ),
    ),
    Column(
        "name",
        Text("名称或姓名", "Name"),
        note=Text(
            "场地、申请职业：场地名称；人员、考评员：姓名",
            "of the site in rows of sites and occupations, else of the person",
        ),
    ),
    Column("address", Text("地址", "Address"), required=False),
    Column(
        "area",
        Text("地区", "Area"),
        required=False,
        note=Text("地市名称或六位代码", "the city, or its six digits"),
        example="440106",
    ),
    Column("seats", Text("工位数", "Seats"), "whole", required=False),
    Column(
        "tenure",
        Text("产权", "Tenure"),
        "choice",
        required=False,
        choices={one.value: words for one, words in TENURES.items()},
    ),
    Column("leased_from", Text("租期自", "Leased from"), "day", required=False, note=_LEASED),
    Column("leased_until", Text("租期至", "Leased until"), "day", required=False, note=_LEASED),
    Column(
        "role",
        Text("岗位", "Role"),
        "choice",
        required=False,
        choices={one.value: words for one, words in ROLES.items()},
    ),
    Column(
        "document",
        Text("证件种类", "Document"),
        "choice",
        required=False,
        choices={one.value: one.label for one in DocumentKind},
    ),
    Column("number", Text("证件号码", "Document number"), required=False),
    Column("card", Text("考评员证号", "Examiner's card"), required=False),
    Column("occupation", Text("职业（工种）", "Occupation"), required=False),
    Column("lowest", Text("最低等级", "Lowest level"), "choice", required=False, choices=LEVELS),
    Column("highest", Text("最高等级", "Highest level"), "choice", required=False, choices=LEVELS),
    Column(
        "standard",
        Text("标准种类", "Kind of standard"),
        "choice",
        required=False,
        choices={one.value: words for one, words in STANDARDS.items()},
    ),
    Column("standard_name", Text("标准名称", "Standard"), required=False),
    Column("from_on", Text("起始日", "From"), "day", required=False),
)
_LEASE = {"leased_from", "leased_until"}
# What a row of a kind has: what it must, and what it may besides.
_FIELDS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "site": (frozenset({"address", "area", "seats", "tenure"}), frozenset(_LEASE)),
    "staff": (frozenset({"role", "from_on"}), frozenset()),
    "assessor": (
        frozenset({"document", "number", "card", "occupation", "highest", "from_on"}),
        frozenset(),
    ),
    "sought": (
        frozenset({"occupation", "lowest", "highest", "standard", "standard_name"}),
        frozenset(),
    ),
}


def _told(column: Column) -> Column:
    """The column with the kinds of rows that need it, and those that may have it."""
    if column.required:
        return column
    must, can = (
        [KINDS[kind] for kind, fields in _FIELDS.items() if column.name in fields[at]]
        for at in (0, 1)
    )
    found = [
        *([_joined(must, "必填", "needs it")] if must else []),
        *([_joined(can, "可填", "may have it")] if can else []),
    ]
    zh, en = "；".join(one.zh for one in found), "; ".join(one.en for one in found)
    return replace(column, needed=Text(zh, en))


def _joined(kinds: Sequence[Text], zh: str, en: str) -> Text:
    return Text("、".join(one.zh for one in kinds) + zh, f"{', '.join(o.en for o in kinds)}: {en}")


_EXAMPLES = (
    {
        "kind": "site",
        "name": "一号场地",
        "address": "某路1号",
        "area": "440106",
        "seats": "60",
        "tenure": "leased",
        "leased_from": "2020-01-01",
        "leased_until": "2023-12-31",
    },
    {"kind": "staff", "name": "张三", "role": "quality", "from_on": "2020-01-01"},
    {
        "kind": "assessor",
        "name": "李四",
        "document": "passport",
        "number": "E00000000",
        "card": "K001",
        "occupation": "电工",
        "highest": "3",
        "from_on": "2020-01-01",
    },
    {
        "kind": "sought",
        "name": "一号场地",
        "occupation": "电工",
        "lowest": "5",
        "highest": "3",
        "standard": "national",
        "standard_name": "电工国家职业技能标准",
    },
)
TEMPLATE = Template(
    "filing-application",
    1,
    Text("备案申请", "Application to be filed"),
    tuple(map(_told, _COLUMNS)),
    _EXAMPLES,
)
_WRONG, _RIGHT, _WRITTEN = (
    Text("有误", "wrong"),
    Text("无误", "right"),
    Text("已写入", "written"),
)
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Taken:
    """How many rows there were, wrong, written; and the file with what became of each."""

    rows: int
    wrong: int
    written: int
    problems: Sequence[tuple[int, Text]]
    returned: bytes
    notices: Sequence[Text]


@dataclass(frozen=True)
class _Filling:
    """An application that is being filled in from a file."""

    by: Actor
    application: Application
    at: datetime


def take_in(
    *,
    by: Actor,
    application: int,
    content: bytes,
    filename: str,
    write: bool,
    at: datetime,
    lang: Lang,
    progress: Progress = lambda _: None,
) -> Taken:
    """Check the rows and, with ``write``, take them in if none is wrong.

    Raises `TableError` where the file cannot be read, `Denied`, `FilingError`.
    """
    table = read_table(content, filename, TEMPLATE)
    if len(table) > MOST_ROWS:
        raise FilingError(Text(f"至多 {MOST_ROWS} 行", f"there may be {MOST_ROWS} rows at most"))
    wrong: dict[int, tuple[Text, ...]] = {}
    rows: list[int] = []
    with transaction.atomic():
        filling = _Filling(by, editable(by, application), at)
        for row in table:
            rows.append(row.number)
            if reasons := _problems(filling, row):
                wrong[row.number] = reasons
            progress(len(rows))
        is_kept = write and not wrong
        if not is_kept:
            transaction.set_rollback(True)
    done = _WRITTEN if is_kept else _RIGHT
    remarks = {number: Remark(done) for number in rows}
    remarks |= {number: Remark(_WRONG, reasons) for number, reasons in wrong.items()}
    return Taken(
        len(rows),
        len(wrong),
        len(rows) if is_kept else 0,
        [(number, reason) for number in sorted(wrong) for reason in wrong[number]],
        annotate(content, filename, TEMPLATE, remarks, lang),
        table.notices,
    )


def _problems(filling: _Filling, row: Row) -> tuple[Text, ...]:
    """What is wrong with a row; nothing, once it is written."""
    if row.problems:
        return tuple(problem.reason for problem in row.problems)
    kind = str(row.values["kind"])
    if misfits := _misfits(kind, row.values):
        return misfits
    try:
        with transaction.atomic():
            _WAYS[kind](filling, row.values)
    except XianjieError as error:
        return (error.message,)
    return ()


def _misfits(kind: str, values: Mapping[str, object]) -> tuple[Text, ...]:
    """Cells that such a row must have and lacks, or has and cannot."""
    must, may = _FIELDS[kind]
    if values["tenure"] == Site.Tenure.LEASED:
        must |= may
    there = {name for name, value in values.items() if value not in (None, "")}
    lacking = [one for one in TEMPLATE.columns if one.name in must - there]
    strange = [one for one in TEMPLATE.columns if one.name in there - must - may - {"kind", "name"}]
    label = KINDS[kind]
    return (
        *(
            Text(
                f"“{label.zh}”行须填“{one.title.zh}”",
                f"a row of the kind {label.en!r} has {one.title.en!r}",
            )
            for one in lacking
        ),
        *(
            Text(
                f"“{label.zh}”行没有“{one.title.zh}”；请清空这一格",
                f"a row of the kind {label.en!r} has no {one.title.en!r}: clear the cell",
            )
            for one in strange
        ),
    )


def _site(filling: _Filling, values: Mapping[str, object]) -> None:
    area = str(values["area"])
    known = named(area)
    registering.add_site(
        by=filling.by,
        organisation=filling.application.organisation,
        site=registering.Premises(
            str(values["name"]),
            str(values["address"]),
            known.code if known else area,
            _whole(values["seats"]),
            Site.Tenure(str(values["tenure"])),
            _day(values["leased_from"]),
            _day(values["leased_until"]),
        ),
        at=filling.at,
    )


def _staff(filling: _Filling, values: Mapping[str, object]) -> None:
    from_on = _day(values["from_on"])
    assert from_on  # noqa: S101 - such a row must have it
    registering.add_staff(
        by=filling.by,
        organisation=filling.application.organisation,
        role=Staff.Role(str(values["role"])),
        name=str(values["name"]),
        from_on=from_on,
        at=filling.at,
    )


def _assessor(filling: _Filling, values: Mapping[str, object]) -> None:
    """An examiner; one whose card is there already, for another occupation."""
    organisation = filling.application.organisation
    competence = {str(values["occupation"]): int(str(values["highest"]))}
    from_on = _day(values["from_on"])
    assert from_on  # noqa: S101 - as above
    told = registering.Examining(
        str(values["name"]),
        str(values["document"]),
        str(values["number"]),
        str(values["card"]),
        competence,
        from_on,
    )
    known = Assessor.objects.filter(organisation=organisation, card=told.card).first()
    if known is None:
        registering.add_assessor(by=filling.by, organisation=organisation, told=told, at=filling.at)
    else:
        registering.add_competences(by=filling.by, assessor=known, told=told, at=filling.at)


def _sought(filling: _Filling, values: Mapping[str, object]) -> None:
    name = str(values["name"])
    site = filling.application.organisation.sites.filter(name=name).first()
    if site is None:
        raise FilingError(
            Text(
                f"没有名为“{name}”的场地；场地的行写在前面",
                f"there is no site called {name!r}; rows of sites come before",
            )
        )
    seek(
        by=filling.by,
        application=filling.application.pk,
        wanted=Seeking(
            site,
            str(values["occupation"]),
            int(str(values["lowest"])),
            int(str(values["highest"])),
            Sought.Standard(str(values["standard"])),
            str(values["standard_name"]),
        ),
        at=filling.at,
    )


_WAYS: Mapping[str, Callable[[_Filling, Mapping[str, object]], None]] = {
    "site": _site,
    "staff": _staff,
    "assessor": _assessor,
    "sought": _sought,
}


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0
