"""Results from a file: the sheet to fill in, what is wrong with each row, the file back."""

from __future__ import annotations

from datetime import datetime

from xianjie.domain.accounts.acting import Actor
from xianjie.domain.appraisals.models import Exam
from xianjie.domain.appraisals.services.uploading import Mode, Uploaded
from xianjie.domain.sittings.models import Place
from xianjie.domain.sittings.parts import Part
from xianjie.domain.sittings.results import Given, check, enter, require_entering
from xianjie.tables import Column, Remark, Row, Template, annotate, read_table, write_xlsx
from xianjie.text import Lang, Text

_POINTS = Text(
    "0 至 100 的整数；不考的部分留空", "a whole number from 0 to 100; blank where not sat"
)
TEMPLATE = Template(
    "results",
    1,
    Text("成绩", "Results"),
    (
        Column("ticket", Text("准考证号", "Ticket")),
        *(Column(part.value, part.label, "whole", required=False, note=_POINTS) for part in Part),
        Column(
            "void",
            Text("成绩无效", "Void"),
            "choice",
            required=False,
            choices={"yes": Text("是", "yes")},
            note=Text("违纪的填“是”，各部分留空", "yes for a breach; leave the points blank"),
        ),
    ),
)
_WRONG, _RIGHT, _WRITTEN = (
    Text("有误", "wrong"),
    Text("无误", "right"),
    Text("已录入", "entered"),
)


def sheet(*, by: Actor, exam: Exam, lang: Lang) -> bytes:
    """The sheet with the tickets of those who came; nobody's points are in it."""
    require_entering(by, exam)
    came = exam.places.filter(attendance=Place.Attendance.PRESENT).order_by("ticket")
    return write_xlsx(TEMPLATE.columns, ({"ticket": one.ticket} for one in came), lang)


def upload(
    *, by: Actor, exam: Exam, content: bytes, filename: str, mode: Mode, at: datetime, lang: Lang
) -> Uploaded:
    """Do with the rows of a file what ``mode`` says.

    Raises `xianjie.tables.TableError` where the file cannot be read, `Denied`, `AppraisalError`.
    """
    require_entering(by, exam)
    table = read_table(content, filename, TEMPLATE)
    given: list[Given] = []
    remarks: dict[int, list[Text]] = {}
    for row in table:
        if row.problems:
            remarks[row.number] = [one.reason for one in row.problems]
        else:
            given.append(_given(row))
    checked = check(by=by, exam=exam, given=given)
    for one in checked.wrong:
        remarks.setdefault(one.row, []).append(one.words)
    ready = [one for one, _ in checked.ready]
    writes = mode is Mode.GOOD or (mode is Mode.ALL and not remarks)
    if writes and ready:
        enter(by=by, exam=exam, given=ready, at=at)
    written = len(ready) if writes else 0
    shown = {number: Remark(_WRONG, tuple(words)) for number, words in remarks.items()}
    shown |= {one.row: Remark(_WRITTEN if writes else _RIGHT) for one in ready}
    return Uploaded(
        len(ready) + len(remarks),
        len(remarks),
        written,
        [(number, words) for number in sorted(remarks) for words in remarks[number]],
        annotate(content, filename, TEMPLATE, shown, lang),
        table.notices,
    )


def _given(row: Row) -> Given:
    points = {part.value: row.values[part.value] for part in Part}
    found = {name: value for name, value in points.items() if isinstance(value, int)}
    return Given(row.number, str(row.values["ticket"]), **found, void=row.values["void"] == "yes")
