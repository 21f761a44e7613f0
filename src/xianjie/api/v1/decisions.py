"""The decisions: what each asks and can answer, and the answer for one case."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from xianjie.api.language import language
from xianjie.api.problems import (
    IMPOSSIBLE_FACTS,
    INVALID_REQUEST,
    UNKNOWN_DECISION,
    FieldError,
    Problem,
)
from xianjie.api.v1 import describing
from xianjie.api.v1.catalogue import LASTING
from xianjie.api.v1.inputs import DecisionName, Governed, Question, Speaking
from xianjie.api.v1.outputs import Answer, Decision, DecisionSummary
from xianjie.instruments import law
from xianjie.law import Answer as Decided
from xianjie.law import Choice, CompiledDecision, FactError, Law, UnknownNameError

router = Router(tags=["decisions"])


@router.get(
    "/decisions",
    response=list[DecisionSummary],
    summary="决定 The decisions",
    description=describing.both(
        "通知所回答的问题：需要哪些事实，可能有哪些结论。",
        "The questions that the notices answer, the facts each may be told and what it can answer.",
    ),
)
def list_decisions(
    request: HttpRequest, response: HttpResponse, query: Query[Governed]
) -> list[describing.Json]:
    response["Cache-Control"] = LASTING
    return [describing.decision(entry) for entry in law(query.jurisdiction).decisions.values()]


@router.get(
    "/decisions/{decision}",
    response=Decision,
    summary="一个决定 One decision",
    description=describing.both(
        "事实、结论，以及写成句子的规则（按先后，第一条成立的为准）。",
        "Its facts, its outcomes and its rules as sentences, the first that holds deciding.",
    ),
)
def show_decision(
    request: HttpRequest, response: HttpResponse, decision: DecisionName, query: Query[Governed]
) -> describing.Json:
    response["Cache-Control"] = LASTING
    return describing.decision_with_rules(_named(law(query.jurisdiction), decision))


@router.post(
    "/decisions/{decision}",
    response=Answer,
    exclude_unset=True,
    summary="问一个案件 Ask about a case",
    description=describing.both(
        "给出已知的事实，得到结论、条款、理由、期限；事实不足时列出还需要什么。",
        "The outcome with its clauses, reasons and dates; where the facts leave it open, "
        "`outcome` is null, `needs` lists what could still change it and `outcomes` what is still"
        " possible. Nothing is stored.",
    ),
)
def decide(
    request: HttpRequest,
    response: HttpResponse,
    decision: DecisionName,
    question: Question,
    query: Query[Speaking],
) -> dict[str, object]:
    # A case is a person's own business: no cache keeps it.
    response["Cache-Control"] = "no-store"
    lang = language(request)
    response["Content-Language"] = lang
    return answer(decision, question).as_json(lang)


def answer(decision: str, question: Question) -> Decided:
    """Raises `Problem`: an unknown decision, reading or date, or every fact that is impossible."""
    asked = _named(governing(question.jurisdiction, question.readings, question.dates), decision)
    return asked.decide(_possible(asked, question.facts))


def governing(jurisdiction: str, readings: Mapping[str, Choice], dates: Mapping[str, date]) -> Law:
    """The law with other readings or dates; raises `Problem` for one that it does not have."""
    try:
        return law(jurisdiction, readings, dates)
    except UnknownNameError as error:
        member = "readings" if error.name in readings else "dates"
        refused = FieldError(f"{member}.{error.name}", error.message)
        raise Problem(INVALID_REQUEST, errors=[refused]) from error


def _named(governing: Law, decision: str) -> CompiledDecision:
    try:
        return governing.decision(decision)
    except UnknownNameError as error:
        refused = FieldError("decision", error.message)
        raise Problem(UNKNOWN_DECISION, error.message, [refused]) from error


def _possible(asked: CompiledDecision, facts: dict[str, Any]) -> dict[str, Any]:
    """The facts, typed; all that are impossible are named at once, not the first alone."""
    read: dict[str, Any] = {}
    refused: list[FieldError] = []
    for name, raw in facts.items():
        try:
            read[name] = asked.fact(name).read(raw)
        except FactError as error:
            refused.append(FieldError(f"facts.{name}", error.detail))
    if refused:
        raise Problem(IMPOSSIBLE_FACTS, errors=refused)
    return read
