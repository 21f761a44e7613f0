"""Decisions that were stored, and the same asked again under other readings or dates."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from xianjie.api.v1.decisions import governing
from xianjie.api.v1.describing import both
from xianjie.api.v1.inputs import Day, DecisionName, JurisdictionId, Speaking
from xianjie.api.v1.outputs import Moment
from xianjie.api.v1.records.given import Given, Number, Word
from xianjie.api.v1.records.paging import Page, Paged, page
from xianjie.api.v1.records.reaching import Kind
from xianjie.api.v1.records.visiting import may, visit_of
from xianjie.api.v1.records.writing import Key, once
from xianjie.domain.accounts.acting import Target
from xianjie.domain.rulings.asking import replay
from xianjie.domain.rulings.later import days_set
from xianjie.domain.rulings.models import Ruling
from xianjie.instruments import DEFAULT_JURISDICTION
from xianjie.law import Choice

router = Router(tags=["rulings"])

MOST_SHOWN = 200
RULINGS = Kind("ruling.read", Ruling.objects.all, lambda _: Target())


class Subject(BaseModel):
    kind: str
    id: int


class RulingShown(BaseModel):
    """``facts`` as they were told; ``outcome`` is null where the law left it open."""

    id: int
    at: Moment
    decision: str
    jurisdiction: str
    subject: Subject
    facts: dict[str, Any]
    outcome: str | None
    clauses: list[str]
    rules_version: str


class RulingFilters(Paged):
    decision: DecisionName | None = Field(None, description="决定")
    outcome: Word | None = Field(None, description="结论")
    subject_kind: Word | None = Field(None, description="对象的种类，如 registration")
    subject: Number | None = Field(None, description="对象的编号")


class Replay(Given):
    readings: dict[str, Choice] = Field(
        default_factory=dict, max_length=50, description="改用另一种理解，如 R4: alternative。"
    )
    dates: dict[str, Day] = Field(
        default_factory=dict, max_length=50, description="假设法律规定的某日另为他日。"
    )
    jurisdiction: JurisdictionId = DEFAULT_JURISDICTION


class Differing(BaseModel):
    ruling: int
    decision: str
    subject: Subject
    before: str | None
    after: str | None


class Count(BaseModel):
    decision: str
    before: str | None
    after: str | None
    count: int


class Replayed(BaseModel):
    """Counts of all that would change; ``decisions`` shows the first of them."""

    total: int
    changed: int
    counts: list[Count]
    decisions: list[Differing]


def _shown(one: Ruling) -> dict[str, Any]:
    plain = {name: getattr(one, name) for name in RulingShown.model_fields if name != "subject"}
    return {**plain, "subject": {"kind": one.subject_kind, "id": one.subject_id}}


@router.get(
    "/rulings",
    response=Page[RulingShown],
    auth=may("ruling.read"),
    summary="已作决定 Stored decisions",
)
def list_rulings(request: HttpRequest, query: Query[RulingFilters]) -> dict[str, Any]:
    wanted = {
        "decision": query.decision,
        "outcome": query.outcome,
        "subject_kind": query.subject_kind,
        "subject_id": query.subject,
    }
    asked = Q(**{name: value for name, value in wanted.items() if value is not None})
    return page(RULINGS.visible(visit_of(request)).filter(asked), query, _shown)


@router.get(
    "/rulings/{int:pk}",
    response=RulingShown,
    auth=may("ruling.read"),
    summary="一项已作决定 One stored decision",
)
def show_ruling(request: HttpRequest, pk: Number, query: Query[Speaking]) -> dict[str, Any]:
    return _shown(RULINGS.find(visit_of(request), pk))


@router.post(
    "/rulings/replay",
    response=Replayed,
    auth=may("ruling.replay"),
    summary="重算 Replay",
    description=both(
        f"每一项已作决定按现行（或所改）规则重算；什么也不改。列出前 {MOST_SHOWN} 项。",
        "Every stored decision asked again under the present rules or changed ones; nothing is "
        f"changed. The first {MOST_SHOWN} are listed.",
    ),
)
def replay_rulings(
    request: HttpRequest, body: Replay, key: Key, query: Query[Speaking]
) -> HttpResponse:
    days = {**days_set(visit_of(request).on, body.jurisdiction), **body.dates}
    rules = governing(body.jurisdiction, body.readings, days)

    def act() -> object:
        counts: Counter[tuple[str, str | None, str | None]] = Counter()
        first: list[dict[str, Any]] = []
        for one in replay(rules, jurisdiction=body.jurisdiction):
            ruling = one.ruling
            counts[ruling.decision, ruling.outcome, one.outcome] += 1
            if len(first) < MOST_SHOWN:
                first.append(
                    {
                        "ruling": ruling.pk,
                        "decision": ruling.decision,
                        "subject": {"kind": ruling.subject_kind, "id": ruling.subject_id},
                        "before": ruling.outcome,
                        "after": one.outcome,
                    }
                )
        return {
            "total": Ruling.objects.filter(jurisdiction=body.jurisdiction).count(),
            "changed": counts.total(),
            "counts": [
                {"decision": decision, "before": before, "after": after, "count": count}
                for (decision, before, after), count in counts.most_common()
            ],
            "decisions": first,
        }

    return once(request, key, act, Replayed)
