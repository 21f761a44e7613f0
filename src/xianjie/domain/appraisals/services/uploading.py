"""Registrations from a file: its rows are read, checked and, if so asked, written.

The file comes back with what became of each row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from xianjie.domain.accounts.acting import Actor, Target, require
from xianjie.domain.appraisals.models import Exam
from xianjie.domain.appraisals.notices import NOTICE
from xianjie.domain.appraisals.services.importing import Entry, Progress, check, write
from xianjie.domain.appraisals.services.registrations import Person
from xianjie.identifiers.persons import DocumentKind, IdentityError, identity, unborn
from xianjie.law import Law
from xianjie.tables import Column, Remark, Template, annotate, read_table
from xianjie.text import Lang, Text

MOST_ROWS = 200_000
_LEVELS = {
    "5": Text("初级（五级）", "elementary (5)"),
    "4": Text("中级（四级）", "intermediate (4)"),
    "3": Text("高级（三级）", "advanced (3)"),
    "2": Text("技师（二级）", "technician (2)"),
    "1": Text("高级技师（一级）", "senior technician (1)"),
}
TEMPLATE = Template(
    "registrations",
    1,
    Text("报名名单", "Registrations"),
    (
        Column("name", Text("姓名", "Name"), example="张三"),
        Column(
            "document",
            Text("证件种类", "Document"),
            "choice",
            choices={one.value: one.label for one in DocumentKind},
        ),
        Column(
            "number",
            Text("证件号码", "Document number"),
            note=Text("按文本填写，不丢数字", "as text, so that no digit is lost"),
        ),
        Column("phone", Text("手机号码", "Mobile number"), required=False),
        Column("email", Text("电子邮箱", "E-mail"), required=False),
        Column("occupation", Text("职业（工种）", "Occupation")),
        Column("level", Text("等级", "Level"), "choice", choices=_LEVELS),
        Column("registered_on", Text("报名日", "Registered on"), "day"),
        Column(
            "acknowledged",
            Text("已告知退出", "Exit notice shown"),
            "choice",
            choices={"yes": Text("是", "yes")},
            note=Text(
                "考生已阅读退出告知（252号 二(一)2）", "the candidate has read it (252/2.1.2)"
            ),
        ),
        Column(
            "account",
            Text("缴费账号", "Account of payment"),
            required=False,
            note=Text(
                "已缴费的填缴费账号，即予受理；未缴的留空",
                "where the fee is paid, the account it came from; the row is then accepted",
            ),
        ),
    ),
)


class Mode(StrEnum):
    """What is done with the rows."""

    CHECK = "check"  # nothing is written
    ALL = "all"  # all, if none is wrong
    GOOD = "good"  # those that are right


@dataclass(frozen=True)
class Uploaded:
    """How many rows there were, wrong, written; and the file with what became of each."""

    rows: int
    wrong: int
    written: int
    problems: Sequence[tuple[int, Text]]
    returned: bytes
    notices: Sequence[Text]


def upload(
    *,
    by: Actor,
    exam: Exam,
    content: bytes,
    filename: str,
    mode: Mode,
    law: Law,
    on: date,
    at: datetime,
    lang: Lang,
    progress: Progress = lambda _: None,
) -> Uploaded:
    """Do with the rows of a file what ``mode`` says.

    Raises `TableError` where the file cannot be read, `Denied`, `RefusedByLaw`, `AppraisalError`.
    """
    require(by, "registration.import", Target(area=exam.area, body=exam.institution_id))
    table = read_table(content, filename, TEMPLATE)
    offers = {(one.occupation, str(one.level)): one.pk for one in exam.offers.all()}
    entries: list[Entry] = []
    remarks: dict[int, Remark] = {}
    for count, row in enumerate(table, start=1):
        problems = [problem.reason for problem in row.problems]
        if not problems:
            found = entry_of(row.number, row.values, offers, on)
            if isinstance(found, Entry):
                entries.append(found)
            else:
                problems = found
        if problems:
            remarks[row.number] = Remark(_WRONG, tuple(problems))
        if count % 500 == 0:
            progress(count)
    checked = check(by=by, entries=entries)
    for one in checked.problems:
        remarks[one.row] = Remark(_WRONG, (one.words,))
    wrong = len(remarks)
    written = 0
    if mode is Mode.GOOD or (mode is Mode.ALL and not wrong):
        written = write(
            by=by,
            checked=checked,
            notice_version=NOTICE.version,
            law=law,
            on=on,
            at=at,
            progress=progress,
        )
    done = _WRITTEN if written else _RIGHT
    rows = len(checked.ready) + wrong
    shown = [(number, reason) for number in sorted(remarks) for reason in remarks[number].reasons]
    remarks |= {one.entry.row: Remark(done) for one in checked.ready}
    returned = annotate(content, filename, TEMPLATE, remarks, lang)
    return Uploaded(rows, wrong, written, shown, returned, table.notices)


_WRONG, _RIGHT, _WRITTEN = (
    Text("有误", "wrong"),
    Text("无误", "right"),
    Text("已导入", "imported"),
)


def entry_of(
    number_of_row: int, value: Mapping[str, object], offers: Mapping[tuple[str, str], int], on: date
) -> Entry | list[Text]:
    """The row, by the names of the template's columns, as an entry; or what is wrong with it."""
    wrong: list[Text] = []
    number = str(value["number"])
    try:
        number = identity(DocumentKind(str(value["document"])), number).number
    except IdentityError as error:
        wrong.append(error.message)
    else:
        if words := unborn(DocumentKind(str(value["document"])), number, on):
            wrong.append(words)
    offer = offers.get((str(value["occupation"]), str(value["level"])))
    if offer is None:
        wrong.append(
            Text(
                f"这场考试没有“{value['occupation']}”的这个等级；请对照考试页面改正",
                f"this exam does not offer {value['occupation']!r} at that level; look at its page",
            )
        )
    day = value["registered_on"]
    assert isinstance(day, date)  # noqa: S101 - a required day of the template
    if day > on:
        wrong.append(
            Text(f"报名日 {day} 在今天之后；请改正", f"the day {day} is after today; mend it")
        )
    if wrong or offer is None:
        return wrong
    person = Person(
        str(value["name"]),
        str(value["document"]),
        number,
        str(value["phone"] or ""),
        str(value["email"] or ""),
    )
    return Entry(number_of_row, person, offer, day, str(value["account"] or ""))
