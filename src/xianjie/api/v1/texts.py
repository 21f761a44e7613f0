"""The texts that the answers cite: jurisdictions with their dates, clauses, readings, problems."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from xianjie.api.problems import KINDS, UNKNOWN_KIND, Problem
from xianjie.api.v1 import describing
from xianjie.api.v1.catalogue import LASTING
from xianjie.api.v1.inputs import Governed, ProblemName, Speaking
from xianjie.api.v1.outputs import Clause, Jurisdiction, ProblemKind, Reading
from xianjie.instruments import jurisdictions, law

router = Router(tags=["texts"])


@router.get(
    "/jurisdictions",
    response=list[Jurisdiction],
    summary="法域 Jurisdictions",
    description=describing.both(
        "有哪些法域，各以哪些通知为据，定了哪些日期。",
        "The jurisdictions, the layers each is made of and the days its law sets.",
    ),
)
def list_jurisdictions(
    request: HttpRequest, response: HttpResponse, query: Query[Speaking]
) -> list[describing.Json]:
    response["Cache-Control"] = LASTING
    return [describing.jurisdiction(law(name)) for name in jurisdictions()]


@router.get(
    "/clauses",
    response=list[Clause],
    summary="条款 Clauses",
    description=describing.both(
        "每一条款：出处、要点、系统据此做什么。",
        "Each clause: where it stands, what it says in our words, what the software does.",
    ),
)
def list_clauses(
    request: HttpRequest, response: HttpResponse, query: Query[Governed]
) -> list[describing.Json]:
    response["Cache-Control"] = LASTING
    return [describing.clause(entry) for entry in law(query.jurisdiction).clauses.values()]


@router.get(
    "/readings",
    response=list[Reading],
    summary="理解 Readings",
    description=describing.both(
        "文字未尽明确之处如何理解，另一种理解是什么，为何这样取。",
        "How each unclear word is read, what else it could mean, and why it is read so.",
    ),
)
def list_readings(
    request: HttpRequest, response: HttpResponse, query: Query[Governed]
) -> list[describing.Json]:
    response["Cache-Control"] = LASTING
    return [describing.reading(entry) for entry in law(query.jurisdiction).readings.values()]


@router.get(
    "/problems",
    response=list[ProblemKind],
    summary="错误种类 Kinds of problems",
    description=describing.both(
        "各种错误的含义和处理办法。", "What each kind of problem means and what to do."
    ),
)
def list_problems(
    request: HttpRequest, response: HttpResponse, query: Query[Speaking]
) -> list[describing.Json]:
    response["Cache-Control"] = LASTING
    return [describing.kind(entry) for entry in KINDS.values()]


@router.get(
    "/problems/{kind}",
    response=ProblemKind,
    summary="一种错误 One kind of problem",
    description=describing.both("`type` 所指的地址。", "The address that `type` gives."),
)
def show_problem(
    request: HttpRequest, response: HttpResponse, kind: ProblemName, query: Query[Speaking]
) -> describing.Json:
    if kind not in KINDS:
        raise Problem(UNKNOWN_KIND)
    response["Cache-Control"] = LASTING
    return describing.kind(KINDS[kind])
