"""Results shown to the public (公示): which batches, until when; objections to them.

Names are on the page alone. Neither an objection nor a question after one needs a login.
"""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status
from pydantic import BaseModel, Field, StringConstraints

from xianjie import clock
from xianjie.api.problems import NO_SUCH_RECORD, Problem
from xianjie.api.v1.describing import both
from xianjie.api.v1.inputs import Speaking
from xianjie.api.v1.limits import require_within
from xianjie.api.v1.records.given import Given, Number, Reason, Word
from xianjie.api.v1.records.paging import Page, Paged, page
from xianjie.domain.evaluations.noticing import (
    MOST_ASKED,
    MOST_CONTACT,
    MOST_SENT,
    NO_SUCH,
    asked_after,
    is_answered,
    object_to,
    require_sound,
)
from xianjie.domain.evaluations.selecting import notices_on

router = Router(tags=["evaluations"])


class ResultNoticeShown(BaseModel):
    id: int
    organisation: str
    number: str
    title: str
    occupation: str
    level: int
    area: str
    evaluated_from: date
    evaluated_until: date
    from_on: date
    until_on: date
    passed: int


@router.get(
    "/result-notices",
    response=Page[ResultNoticeShown],
    summary="评价结果公示 Results shown to the public",
    description=both(
        "今天正在公示的批次和合格人数；遮盖了姓名的名单在网页上。",
        "The batches on show today and how many passed; the list, with names covered, is on the "
        "page.",
    ),
)
def list_result_notices(request: HttpRequest, query: Query[Paged]) -> dict[str, Any]:
    passed = Count("plan__participants", filter=Q(plan__participants__passed=True))
    return page(notices_on(clock.today()).annotate(passed=passed), query, _shown)


class ObjectionGiven(Given):
    """``place`` is a number of the list on the page; left out: about the whole batch."""

    place: Number | None = Field(None, description="名单中的第几号")
    words: Reason
    contact: Annotated[str, StringConstraints(strip_whitespace=True, max_length=MOST_CONTACT)] = ""


class ReceiptShown(BaseModel):
    """``code`` is told this once."""

    number: str
    code: str


class ReceiptGiven(Given):
    number: Word
    code: Word


class ObjectionShown(BaseModel):
    """``upheld``: whether it was right; null while it is looked into."""

    number: str
    organisation: str
    title: str
    made_on: date
    answered_on: date | None
    upheld: bool | None
    answer: str


@router.post(
    "/result-notices/{int:pk}/objections",
    response={201: ReceiptShown},
    summary="提出异议 Object to a result",
    description=both(
        "公示期内任何人可以提出；内容加密保存。返回编号和查询码，查询码只给这一次。"
        f"一个网络地址一小时至多 {MOST_SENT} 件。",
        "By anybody, while it is on show; kept sealed. Gives a number and a code, the code this "
        f"once. One address sends at most {MOST_SENT} an hour.",
    ),
)
def object_to_result(
    request: HttpRequest, pk: Number, body: ObjectionGiven, query: Query[Speaking]
) -> Status[dict[str, str]]:
    on = clock.today()
    notice = notices_on(on).filter(pk=pk).first()
    if notice is None:
        raise Problem(NO_SUCH_RECORD)
    told = {"notice": notice, **body.model_dump(), "on": on}
    require_sound(**told)
    require_within(request, "objection", MOST_SENT)  # what is not taken does not count
    made, code = object_to(**told, at=datetime.combine(on, datetime.now(clock.CHINA).timetz()))
    return Status(201, {"number": made.number, "code": code})


@router.post(
    "/objections/status",
    response=ObjectionShown,
    summary="查询异议 Ask after an objection",
    description=both(
        f"凭编号和查询码。一个网络地址一小时至多 {MOST_ASKED} 次。",
        f"By its number and its code. One address asks at most {MOST_ASKED} times an hour.",
    ),
)
def ask_after_objection(
    request: HttpRequest, response: HttpResponse, body: ReceiptGiven, query: Query[Speaking]
) -> dict[str, Any]:
    require_within(request, "objection-asked", MOST_ASKED)
    on = clock.today()
    found = asked_after(body.number, body.code, on)
    if found is None:
        raise Problem(NO_SUCH_RECORD, NO_SUCH)
    response["Cache-Control"] = "no-store"
    plan, is_open = found.notice.plan, not is_answered(found, on)
    return {
        "number": found.number,
        "organisation": plan.filing.name if plan.filing else plan.organisation.body.name,
        "title": plan.title,
        "made_on": found.made_on,
        "answered_on": None if is_open else found.answered_on,
        "upheld": None if is_open else found.upheld,
        "answer": "" if is_open else found.answer,
    }


def _shown(one: Any) -> dict[str, Any]:  # noqa: ANN401 - a notice with its count
    plan = one.plan
    return {
        "id": one.pk,
        "organisation": plan.filing.name if plan.filing else plan.organisation.body.name,
        "number": plan.organisation.number,
        **{name: getattr(plan, name) for name in ("title", "occupation", "level", "area")},
        "evaluated_from": plan.from_on,
        "evaluated_until": plan.until_on,
        "from_on": one.from_on,
        "until_on": one.until_on,
        "passed": one.passed,
    }
