"""Participants from a file: the template, what is wrong with each row, the file back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from xianjie.domain.accounts.acting import Actor
from xianjie.domain.appraisals.services.uploading import Mode, Uploaded
from xianjie.domain.evaluations.joining import Joining, check, enter_participants
from xianjie.domain.evaluations.models import Participant, Plan
from xianjie.domain.evaluations.returning import given_back, writes
from xianjie.identifiers.persons import DocumentKind, IdentityError, identity
from xianjie.instruments.conditions import PROVENANCE, Claim, conditions_of
from xianjie.tables import Column, Template, read_table
from xianjie.text import Lang, Text

BASES = {
    Participant.Basis.OWN: Text("本单位职工或学生", "own employee or student"),
    Participant.Basis.ENTRUSTED: Text("受委托", "entrusted"),
    Participant.Basis.PUBLIC: Text("社会人员", "from the public"),
}


def template_of(plan: Plan) -> Template:
    """The template of a plan: the conditions to choose from are those of its level."""
    ways = conditions_of(plan.level, plan.from_on)
    return Template(
        "evaluation-participants",
        1,
        Text("评价参加人员", "Participants of an evaluation"),
        (
            Column("name", Text("姓名", "Name"), example="张三"),
            Column(
                "document",
                Text("证件种类", "Document"),
                "choice",
                choices={one.value: one.label for one in DocumentKind},
            ),
            Column("number", Text("证件号码", "Document number")),
            Column(
                "basis",
                Text("来源", "Basis"),
                "choice",
                choices={one.value: words for one, words in BASES.items()},
            ),
            Column(
                "sponsor",
                Text("委托单位", "Entrusted by"),
                required=False,
                note=Text(
                    "来源为“受委托”的填单位全称，与委托协议一致（252号 二(二)）",
                    "the full name of the sponsor as in the agreement, where entrusted (252/2.2)",
                ),
            ),
            Column(
                "condition",
                Text("申报条件", "Condition claimed"),
                "choice",
                choices={one.name: one.words for one in ways},
                note=PROVENANCE,
            ),
            Column("years", Text("从业年限", "Years of work"), "whole", required=False),
            Column("held_number", Text("下一级证书编号", "Lower certificate"), required=False),
            Column("held_on", Text("下一级证书日期", "Its day"), "day", required=False),
            Column(
                "years_after", Text("取证后从业年限", "Years after it"), "whole", required=False
            ),
            Column("school", Text("毕业院校", "School"), required=False),
            Column("graduates_on", Text("毕业日期", "Graduates on"), "day", required=False),
            Column(
                "apprentice_until",
                Text("学徒期满日期", "Apprentice until"),
                "day",
                required=False,
            ),
        ),
    )


def upload(
    *, by: Actor, plan: Plan, content: bytes, filename: str, mode: Mode, at: datetime, lang: Lang
) -> Uploaded:
    """Do with the rows of a file what ``mode`` says.

    Raises `xianjie.tables.TableError` where the file cannot be read, `Denied`, `EvaluationError`.
    """
    template = template_of(plan)
    table = read_table(content, filename, template)
    remarks: dict[int, list[Text]] = {}
    joining: list[Joining] = []
    for row in table:
        found = [one.reason for one in row.problems] or _joining(row.number, row.values)
        if isinstance(found, Joining):
            joining.append(found)
        else:
            remarks[row.number] = found
    checked = check(by=by, plan=plan, joining=joining, at=at)
    for one in checked.wrong:
        remarks.setdefault(one.row, []).append(one.words)
    right = {row for row, _ in checked.ready}
    is_written = writes(mode, right, remarks)
    if is_written:
        good = [one for one in joining if one.row in right]
        enter_participants(by=by, plan=plan.pk, joining=good, at=at)
    return given_back(
        (content, filename),
        template,
        table,
        right=right,
        wrong=remarks,
        is_written=is_written,
        lang=lang,
    )


def _joining(row: int, value: Mapping[str, object]) -> Joining | list[Text]:
    try:
        person = identity(DocumentKind(str(value["document"])), str(value["number"]))
    except IdentityError as error:
        return [error.message]
    return Joining(
        row,
        str(value["name"]),
        person.kind.value,
        person.number,
        str(value["basis"]),
        str(value["condition"]),
        Claim(
            years=_whole(value["years"]),
            held_number=str(value["held_number"] or ""),
            held_on=_day(value["held_on"]),
            years_after=_whole(value["years_after"]),
            school=str(value["school"] or ""),
            graduates_on=_day(value["graduates_on"]),
            apprentice_until=_day(value["apprentice_until"]),
        ),
        str(value["sponsor"] or ""),
    )


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None
