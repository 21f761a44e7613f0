"""Batches of certificates from a file: what its columns are, what is wrong with each row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from xianjie.domain.accounts.acting import Actor
from xianjie.domain.accounts.models import Body
from xianjie.domain.certificates.errors import CertificateError
from xianjie.domain.certificates.models import Batch, Scheme
from xianjie.domain.certificates.submitting import Evaluated, submit_evaluated, submit_results
from xianjie.identifiers.levels import Level
from xianjie.identifiers.persons import DocumentKind, IdentityError, identity
from xianjie.instruments import catalogue
from xianjie.instruments.catalogue import AmbiguousOccupation, UnknownOccupation
from xianjie.law import Law
from xianjie.tables import Column, Row, Template, read_table
from xianjie.text import Text

_LEVELS = {str(level.value): level.printed for level in reversed(Level)}
_YES = {"yes": Text("是", "yes"), "no": Text("否", "no")}
RESULTS = Template(
    "issue-results",
    1,
    Text("核发名单（鉴定）", "Certificates to issue, by appraisal"),
    (
        Column(
            "ticket",
            Text("准考证号", "Ticket"),
            note=Text(
                "成绩已公布且合格的；姓名、职业、成绩取自登记",
                "of a published result that passed; all else is taken from the records",
            ),
        ),
    ),
)
EVALUATED = Template(
    "issue-evaluated",
    1,
    Text("核发名单（等级认定）", "Certificates to issue, by level certification"),
    (
        Column("name", Text("姓名", "Name"), example="张三"),
        Column(
            "document",
            Text("证件种类", "Document"),
            "choice",
            choices={one.value: one.label for one in DocumentKind},
        ),
        Column("number", Text("证件号码", "Document number")),
        Column("occupation", Text("职业（工种）", "Occupation")),
        Column("direction", Text("职业方向", "Direction"), required=False),
        Column("level", Text("等级", "Level"), "choice", choices=_LEVELS),
        Column("evaluated_on", Text("评价日期", "Evaluated on"), "day"),
        Column("theory", Text("理论成绩", "Theory"), "whole", required=False),
        Column("practical", Text("操作成绩", "Practical skill"), "whole", required=False),
        Column("panel", Text("综合评审", "Panel review"), "whole", required=False),
        Column("passed", Text("是否合格", "Passed"), "choice", choices=_YES),
        Column(
            "is_own",
            Text("本单位职工或学生", "Own employee or student"),
            "choice",
            choices=_YES,
        ),
        Column(
            "entrusted",
            Text("受委托", "Entrusted"),
            "choice",
            choices=_YES,
            note=Text(
                "受考生所在单位、学校或培训机构委托（252号 二(二)）",
                "by the candidate's employer, school or training body (252/2.2)",
            ),
        ),
    ),
)
TEMPLATES = {Scheme.QUALIFICATION: RESULTS, Scheme.LEVEL: EVALUATED}
_MOST_SHOWN = 20


class BatchFileError(CertificateError):
    """Rows of the file are wrong; nothing of it was submitted. ``problems``: row and words."""

    def __init__(self, problems: Sequence[tuple[int, Text]]) -> None:
        self.problems = problems
        shown = problems[:_MOST_SHOWN]
        zh = "；".join(f"第 {row} 行：{words.zh}" for row, words in shown)
        en = "; ".join(f"row {row}: {words.en}" for row, words in shown)
        more = len(problems) - len(shown)
        if more:
            zh, en = f"{zh}；另有 {more} 处", f"{en}; {more} more"
        super().__init__(
            Text(f"文件有误，没有提交：{zh}", f"the file is wrong, nothing was submitted: {en}")
        )


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it was sent."""

    content: bytes
    filename: str


def scheme_of(body: Body) -> Scheme:
    """What a body issues: its kind says."""
    government = {Body.Kind.CENTRE, Body.Kind.DEPARTMENT, Body.Kind.BUREAU}
    return Scheme.QUALIFICATION if body.kind in government else Scheme.LEVEL


def submit_file(
    *, by: Actor, body: Body, sent: Sent, title: str, law: Law, on: date, at: datetime
) -> Batch:
    """Submit all rows of a file or none.

    Raises `BatchFileError`, `xianjie.tables.TableError`, `Denied`, `CertificateError`.
    """
    scheme = scheme_of(body)
    table = read_table(sent.content, sent.filename, TEMPLATES[scheme])
    problems: list[tuple[int, Text]] = []
    rows = []
    for row in table:
        problems += [(row.number, problem.reason) for problem in row.problems]
        if not row.problems:
            rows.append(row)
    evaluated = []
    if scheme is Scheme.LEVEL:
        for row in rows:
            found = _evaluated(row)
            if isinstance(found, Text):
                problems.append((row.number, found))
            else:
                evaluated.append(found)
    if problems:
        raise BatchFileError(sorted(problems, key=lambda one: one[0]))
    if scheme is Scheme.LEVEL:
        return submit_evaluated(
            by=by, body=body, evaluated=evaluated, title=title, law=law, on=on, at=at
        )
    tickets = [str(row.values["ticket"]) for row in rows]
    return submit_results(by=by, body=body, tickets=tickets, title=title, law=law, on=on, at=at)


def occupation_of(name: str) -> str:
    """As the catalogue has it; one that it does not have is what the filing says it is.

    Raises `AmbiguousOccupation`.
    """
    try:
        return catalogue.load().find(name).occupation
    except UnknownOccupation:
        return name


def _evaluated(row: Row) -> Evaluated | Text:
    values = row.values
    try:
        person = identity(DocumentKind(str(values["document"])), str(values["number"]))
        occupation = occupation_of(str(values["occupation"]))
    except (IdentityError, AmbiguousOccupation) as error:
        return error.message
    evaluated_on = values["evaluated_on"]
    assert isinstance(evaluated_on, date)  # noqa: S101 - a column of days
    points = {
        name: value if isinstance(value := values[name], int) else None
        for name in ("theory", "practical", "panel")
    }
    return Evaluated(
        row.number,
        str(values["name"]),
        person.kind.value,
        person.number,
        occupation,
        int(str(values["level"])),
        evaluated_on,
        passed=values["passed"] == "yes",
        is_own=values["is_own"] == "yes",
        entrusted=values["entrusted"] == "yes",
        direction=str(values["direction"] or ""),
        **points,
    )
