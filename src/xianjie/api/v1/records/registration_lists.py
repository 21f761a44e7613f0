"""A list of registrations, checked row by row and written in one transaction."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from xianjie.api.v1.describing import both, words
from xianjie.api.v1.inputs import Speaking
from xianjie.api.v1.outputs import Words
from xianjie.api.v1.records.exams import EXAMS
from xianjie.api.v1.records.given import Given, Near, Number, Word
from xianjie.api.v1.records.registrations import PersonGiven
from xianjie.api.v1.records.visiting import may, visit_of
from xianjie.api.v1.records.writing import Key, once
from xianjie.domain.appraisals.notices import NOTICE
from xianjie.domain.appraisals.services import importing
from xianjie.domain.appraisals.services.uploading import Mode, entry_of
from xianjie.domain.rulings.later import law_on
from xianjie.text import Text

router = Router(tags=["registrations"])

MOST_ROWS = 2_000


class RowGiven(PersonGiven):
    """A row: ``account`` is that from which the fee was paid; with it the row is accepted."""

    occupation: Word
    level: int = Field(ge=1, le=5)
    registered_on: Near
    notice_acknowledged: Literal[True]
    account: Word | Literal[""] = ""


class Import(Given):
    mode: Mode = Field(
        Mode.ALL,
        description="check 只核对；all 全对才写；good 写入无误的。"
        "check: nothing is written; all: all or none; good: those that are right.",
    )
    rows: list[RowGiven] = Field(min_length=1, max_length=MOST_ROWS)


class RowProblem(BaseModel):
    """``row`` counts from 1."""

    row: int
    message: Words


class Imported(BaseModel):
    rows: int
    wrong: int
    written: int
    problems: list[RowProblem]


@router.post(
    "/exams/{int:pk}/registrations",
    response=Imported,
    auth=may("registration.import"),
    summary="导入名单 Import a list",
    description=both(
        f"至多 {MOST_ROWS:,} 行，一个事务；有误的行逐行说明。",
        f"At most {MOST_ROWS:,} rows in one transaction; each wrong row is named.",
    ),
)
def import_registrations(
    request: HttpRequest, pk: Number, body: Import, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)
    exam = EXAMS.find(visit, pk, "registration.import")

    def act() -> object:
        offers = {(one.occupation, str(one.level)): one.pk for one in exam.offers.all()}
        entries: list[importing.Entry] = []
        problems: list[dict[str, Any]] = []
        for number, row in enumerate(body.rows, start=1):
            found = entry_of(number, _values(row), offers, visit.on)
            if isinstance(found, importing.Entry):
                entries.append(found)
            else:
                problems += [_problem(number, told) for told in found]
        checked = importing.check(by=visit.actor, entries=entries)
        problems += [_problem(one.row, one.words) for one in checked.problems]
        problems.sort(key=lambda one: int(one["row"]))
        written = 0
        if body.mode is Mode.GOOD or (body.mode is Mode.ALL and not problems):
            written = importing.write(
                by=visit.actor,
                checked=checked,
                notice_version=NOTICE.version,
                law=law_on(visit.on),
                on=visit.on,
                at=visit.at,
            )
        wrong_rows = {one["row"] for one in problems}
        return {
            "rows": len(body.rows),
            "wrong": len(wrong_rows),
            "written": written,
            "problems": problems,
        }

    return once(request, key, act, Imported)


def _values(row: RowGiven) -> Mapping[str, object]:
    return {
        **row.model_dump(mode="python"),
        "level": str(row.level),
        "document": row.document.value,
    }


def _problem(number: int, told: Text) -> dict[str, Any]:
    return {"row": number, "message": words(told)}
