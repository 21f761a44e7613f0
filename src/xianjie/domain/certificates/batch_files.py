"""Batches of certificates from a file: what its columns are, what is wrong with each row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from xianjie.domain.accounts.acting import Actor
from xianjie.domain.accounts.models import Body
from xianjie.domain.accounts.sealed import keyed_hash
from xianjie.domain.certificates.clearing import PreflightBlocks
from xianjie.domain.certificates.errors import CertificateError
from xianjie.domain.certificates.models import Batch, Scheme
from xianjie.domain.certificates.submitting import submit_participants, submit_results
from xianjie.domain.evaluations.models import Participant
from xianjie.identifiers.persons import DocumentKind, IdentityError, identity
from xianjie.law import Law
from xianjie.tables import Column, Row, Template, read_table
from xianjie.text import Text

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
PARTICIPANTS = Template(
    "issue-participants",
    2,
    Text("核发名单（等级认定）", "Certificates to issue, by level certification"),
    (
        Column(
            "plan",
            Text("评价计划编号", "Plan"),
            "whole",
            note=Text(
                "结果已审核通过、公示期满的；姓名、职业、成绩取自评价计划",
                "accepted and shown to the public; all else is taken from the plan",
            ),
        ),
        Column(
            "document",
            Text("证件种类", "Document"),
            "choice",
            choices={one.value: one.label for one in DocumentKind},
        ),
        Column("number", Text("证件号码", "Document number")),
    ),
)
TEMPLATES = {Scheme.QUALIFICATION: RESULTS, Scheme.LEVEL: PARTICIPANTS}
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
    people: list[int] = []
    if scheme is Scheme.LEVEL:
        people, wrong = _participants(body, rows)
        problems += wrong
    if problems:
        raise BatchFileError(sorted(problems, key=lambda one: one[0]))
    asked: dict[str, Any] = {
        "by": by,
        "body": body,
        "title": title,
        "law": law,
        "on": on,
        "at": at,
    }
    if scheme is Scheme.LEVEL:
        try:
            return submit_participants(participants=people, **asked)
        except PreflightBlocks as error:
            raise BatchFileError(_by_first_row(error, rows)) from error
    tickets = [str(row.values["ticket"]) for row in rows]
    return submit_results(tickets=tickets, **asked)


def _by_first_row(error: PreflightBlocks, rows: Sequence[Row]) -> list[tuple[int, Text]]:
    """What blocks each plan, told at the first row that names it."""
    first: dict[int, int] = {}
    for row in rows:
        first.setdefault(int(str(row.values["plan"])), row.number)
    found = ((first[plan], words) for plan, words in error.words.items())
    return sorted(found, key=lambda one: one[0])


def _participants(body: Body, rows: Sequence[Row]) -> tuple[list[int], list[tuple[int, Text]]]:
    """Those whom the rows name in plans of the body, and what is wrong with rows."""
    plans = {int(str(row.values["plan"])) for row in rows}
    there = Participant.objects.filter(plan__in=plans, plan__organisation=body.pk)
    known = {(one.plan_id, one.document, one.number_hash): one for one in there}
    own = {plan for plan, _, _ in known}
    found: dict[int, None] = {}
    wrong = []
    for row in rows:
        plan, document = int(str(row.values["plan"])), DocumentKind(str(row.values["document"]))
        try:
            person = identity(document, str(row.values["number"]))
        except IdentityError as error:
            wrong.append((row.number, error.message))
            continue
        key = plan, document.value, keyed_hash(f"{document.value}:{person.number}")
        one = known.get(key)
        if one is None:
            wrong.append((row.number, _NOBODY if plan in own else _NO_PLAN))
        elif one.pk in found:
            wrong.append((row.number, _TWICE))
        else:
            found[one.pk] = None
    return list(found), wrong


_NO_PLAN = Text("本机构没有这个编号的评价计划", "the organisation has no plan of that number")
_NOBODY = Text("这个评价计划中没有此人", "the person is not in that plan")
_TWICE = Text("与前面的一行重复", "it repeats a row before it")
