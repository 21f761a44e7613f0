"""Results from a file: the sheet to fill in, what is wrong with each row, the file back."""

from __future__ import annotations

from datetime import datetime

from xianjie.domain.accounts.acting import Actor, require
from xianjie.domain.appraisals.services.uploading import Mode, Uploaded
from xianjie.domain.evaluations.locking import target_of
from xianjie.domain.evaluations.models import Plan
from xianjie.domain.evaluations.results import Given, check, enter_results
from xianjie.domain.evaluations.returning import given_back, writes
from xianjie.domain.points import Part
from xianjie.tables import Column, Row, Template, read_table, write_xlsx
from xianjie.text import Lang, Text

_POINTS = Text(
    "0 至 100 的整数；不考的部分留空", "a whole number from 0 to 100; blank where not examined"
)
TEMPLATE = Template(
    "evaluation-results",
    1,
    Text("评价结果", "Results of an evaluation"),
    (
        Column("number", Text("序号", "Number"), "whole"),
        Column("name", Text("姓名", "Name")),
        *(Column(part.value, part.label, "whole", required=False, note=_POINTS) for part in Part),
        Column(
            "absent",
            Text("缺考", "Absent"),
            "choice",
            required=False,
            choices={"yes": Text("是", "yes")},
        ),
    ),
)
_OTHER_NAME = Text("序号与姓名不符；请对照名单", "the number is not that name's; look at the list")


def sheet(*, by: Actor, plan: Plan, lang: Lang) -> bytes:
    """The sheet with all who take part and no points."""
    require(by, "evaluation.enter", target_of(plan))
    people = plan.participants.order_by("pk").values_list("name", flat=True)
    rows = ({"number": place, "name": name} for place, name in enumerate(people, start=1))
    return write_xlsx(TEMPLATE.columns, rows, lang)


def upload(
    *, by: Actor, plan: Plan, content: bytes, filename: str, mode: Mode, at: datetime, lang: Lang
) -> Uploaded:
    """Do with the rows of a file what ``mode`` says.

    Raises `xianjie.tables.TableError` where the file cannot be read, `Denied`, `EvaluationError`.
    """
    require(by, "evaluation.enter", target_of(plan))
    table = read_table(content, filename, TEMPLATE)
    people = list(plan.participants.order_by("pk").values_list("pk", "name"))
    places = dict(enumerate(people, start=1))
    given: list[Given] = []
    remarks: dict[int, list[Text]] = {}
    for row in table:
        faults = [one.reason for one in row.problems]
        key, name = places.get(_number(row), (0, row.values["name"]))
        if not faults and name != row.values["name"]:
            faults = [_OTHER_NAME]
        if faults:
            remarks[row.number] = faults
        else:
            given.append(_given(row, key))
    checked = check(by=by, plan=plan, given=given)
    for one in checked.wrong:
        remarks.setdefault(one.row, []).append(one.words)
    ready = {one.row: one for one, _ in checked.ready}
    is_written = writes(mode, ready, remarks)
    if is_written:
        enter_results(by=by, plan=plan.pk, given=list(ready.values()), at=at)
    return given_back(
        (content, filename),
        TEMPLATE,
        table,
        right=ready,
        wrong=remarks,
        is_written=is_written,
        lang=lang,
    )


def _number(row: Row) -> int:
    value = row.values["number"]
    return value if isinstance(value, int) else 0


def _given(row: Row, key: int) -> Given:
    points = {part.value: row.values[part.value] for part in Part}
    found = {name: value for name, value in points.items() if isinstance(value, int)}
    return Given(row.number, key, **found, absent=row.values["absent"] == "yes")
