"""Sanctions proposed in a case: measures on the filing, revocations, entries of the blacklist.

Measures are decided at ``/measures``, revocations at ``/proposals``, entries here.
"""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field, StringConstraints

from xianjie.api.v1.describing import both
from xianjie.api.v1.inputs import Speaking
from xianjie.api.v1.records.case_steps import step
from xianjie.api.v1.records.cases import CaseWhole
from xianjie.api.v1.records.given import Based, Given, Line, Near, Number, Reason, Word
from xianjie.api.v1.records.measures import MeasureProposed
from xianjie.api.v1.records.reaching import Kind
from xianjie.api.v1.records.visiting import may, visit_of
from xianjie.api.v1.records.writing import Key, once
from xianjie.domain.organisations.models import Blacklisting
from xianjie.domain.supervision import sanctioning

router = Router(tags=["supervision"])

_VERB = "case.sanction"
_MOST_CERTIFICATES, _MOST_MONTHS = 200, 60
_ENTRIES = Kind(
    _VERB,
    lambda: Blacklisting.objects.filter(case_step__isnull=False).select_related("case_step"),
    sanctioning.target_of_blacklisting,
    area="area",
)


class RevocationsGiven(Based):
    """Certificates of the body, by their numbers: all are proposed, or none."""

    numbers: list[Word] = Field(min_length=1, max_length=_MOST_CERTIFICATES)
    reason: Line


class BlacklistingGiven(Based):
    """``card`` names an examiner of the body; left out, it is the body itself."""

    card: Word | None = None
    grounds: Reason
    from_on: Near
    months: int = Field(ge=1, le=_MOST_MONTHS)


class EntryDecided(Given):
    grant: bool
    words: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = Field(
        "", description="不同意的须写明理由。A refusal says why."
    )


class EntryShown(BaseModel):
    """One of a person has a covered name; ``until_on`` is excluded."""

    id: int
    case: int
    name: str
    grounds: str
    basis: str
    from_on: date
    until_on: date
    granted: bool | None


def _entry(one: Blacklisting) -> dict[str, Any]:
    plain = {name: getattr(one, name) for name in EntryShown.model_fields if name != "case"}
    return {**plain, "case": one.case_step.case_id}


@router.post(
    "/cases/{int:pk}/measure",
    response=CaseWhole,
    auth=may(_VERB),
    summary="提出暂停或移出备案 Propose to suspend or remove the filing",
    description=both("由另一人在 /measures 决定。", "Another person decides it at /measures."),
)
def propose_case_measure(
    request: HttpRequest, pk: Number, body: MeasureProposed, key: Key, query: Query[Speaking]
) -> HttpResponse:
    given: dict[str, Any] = body.model_dump() | {"occupation": body.occupation or ""}
    return step(
        request, key, pk, _VERB, lambda known: sanctioning.propose_measure(**known, **given)
    )


@router.post(
    "/cases/{int:pk}/revocations",
    response=CaseWhole,
    auth=may(_VERB),
    summary="提出撤销证书 Propose to revoke certificates",
    description=both(
        "每张由另一人在 /proposals 决定，不由颁发机构决定。",
        "Another person decides on each at /proposals, never the body that issued it.",
    ),
)
def propose_revocations(
    request: HttpRequest, pk: Number, body: RevocationsGiven, key: Key, query: Query[Speaking]
) -> HttpResponse:
    given: dict[str, Any] = body.model_dump()
    return step(
        request, key, pk, _VERB, lambda known: sanctioning.propose_revocations(**known, **given)
    )


@router.post(
    "/cases/{int:pk}/blacklisting",
    response=CaseWhole,
    auth=may(_VERB),
    summary="提出列入失信名单 Propose an entry of the blacklist",
    description=both("由另一人在 /blacklistings 决定。", "Another decides it at /blacklistings."),
)
def propose_blacklisting(
    request: HttpRequest, pk: Number, body: BlacklistingGiven, key: Key, query: Query[Speaking]
) -> HttpResponse:
    given: dict[str, Any] = body.model_dump() | {"card": body.card or ""}
    return step(
        request, key, pk, _VERB, lambda known: sanctioning.propose_blacklisting(**known, **given)
    )


@router.post(
    "/blacklistings/{int:pk}/decide",
    response=EntryShown,
    auth=may(_VERB),
    summary="决定列入失信名单 Decide an entry of the blacklist",
    description=both("不由提出的人决定。", "By another than who proposed it."),
)
def decide_blacklisting(
    request: HttpRequest, pk: Number, body: EntryDecided, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)
    _ENTRIES.find(visit, pk)

    def act() -> object:
        decided = sanctioning.decide_blacklisting(
            by=visit.actor,
            blacklisting=pk,
            grant=body.grant,
            words=body.words,
            on=visit.on,
            at=visit.at,
        )
        return _entry(decided)

    return once(request, key, act, EntryShown)
