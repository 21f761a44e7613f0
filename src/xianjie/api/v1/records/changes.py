"""Changes of certificates: proposed by one, decided by another; objections and their answers."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from enum import StrEnum
from typing import Any, Literal

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from xianjie.api.v1.describing import both
from xianjie.api.v1.inputs import Speaking
from xianjie.api.v1.outputs import Moment
from xianjie.api.v1.records.certificates import CERTIFICATES, ChangeKind, corrections_shown
from xianjie.api.v1.records.given import AreaCode, Based, Given, Number, Reason, Word
from xianjie.api.v1.records.paging import Page, Paged, page
from xianjie.api.v1.records.reaching import Kind
from xianjie.api.v1.records.stepping import Steps
from xianjie.api.v1.records.visiting import Visit, may, visit_of
from xianjie.api.v1.records.writing import Key, once
from xianjie.domain.certificates import changing
from xianjie.domain.certificates.changing import target_of
from xianjie.domain.certificates.models import Appeal, Change, Proposal
from xianjie.domain.certificates.signing import issuer

router = Router(tags=["certificates"])

PROPOSALS = Kind(
    "certificate.read",
    lambda: Proposal.objects.select_related("certificate"),
    lambda one: target_of(one.certificate),
    area="certificate__area",
    body="certificate__body",
)
APPEALS = Kind(
    "certificate.read",
    lambda: Appeal.objects.select_related("change__certificate"),
    lambda one: target_of(one.change.certificate),
    area="change__certificate__area",
    body="change__certificate__body",
)


class ProposalState(StrEnum):
    WAITING = "waiting"
    GRANTED = "granted"
    REFUSED = "refused"


_STATES = {
    ProposalState.WAITING: Q(decided_at=None),
    ProposalState.GRANTED: Q(change__isnull=False),
    ProposalState.REFUSED: Q(decided_at__isnull=False, change=None),
}


class ProposalShown(BaseModel):
    """``change`` is what it made, once granted; ``words`` the reason of a refusal."""

    id: int
    certificate: int
    number: str
    state: ProposalState
    kind: ChangeKind
    reason: str
    basis: str
    corrections: dict[str, str]
    proposed_by: str
    proposed_at: Moment
    decided_by: str
    decided_at: Moment | None
    words: str
    change: int | None


class AppealShown(BaseModel):
    """``upheld`` is null until it is answered, by a third person."""

    id: int
    certificate: int
    change: int
    kind: ChangeKind
    words: str
    asked_at: Moment
    upheld: bool | None
    answer: str
    answered_by: str
    answered_at: Moment | None


class ProposalFilters(Paged):
    state: ProposalState | None = Field(None, description="状态")
    area: AreaCode | None = Field(None, description="地区及其下级。An area with those in it.")
    certificate: Number | None = Field(None, description="证书。Of one certificate.")


class AppealFilters(Paged):
    answered: bool | None = Field(None, description="是否已答复。Whether it is answered.")
    area: AreaCode | None = Field(None, description="地区及其下级。An area with those in it.")


class Propose(Based):
    kind: Literal["revoked", "suspended", "lifted", "corrected"]
    reason: Reason
    corrections: dict[Word, Word] = Field(
        default_factory=dict,
        max_length=10,
        description="仅更正：项目和正确内容。Of a correction: the field and what it should be.",
    )


class Verdict(Given):
    grant: bool
    words: Reason | None = Field(None, description="不同意须写理由。A refusal needs its reason.")


class AppealAnswer(Given):
    upheld: bool
    words: Reason


def state_of_proposal(one: Proposal) -> ProposalState:
    if one.decided_at is None:
        return ProposalState.WAITING
    return ProposalState.GRANTED if one.change_id else ProposalState.REFUSED


def _proposal(visit: Visit, one: Proposal) -> dict[str, Any]:
    plain = {name: getattr(one, name) for name in _PLAIN}
    covered = PROPOSALS.covered(visit, one)
    return {
        **plain,
        "id": one.pk,
        "certificate": one.certificate_id,
        "number": one.certificate.number,
        "state": state_of_proposal(one),
        "corrections": corrections_shown(one.corrections, covered=covered),
        "change": one.change_id,
    }


_PLAIN = (
    "kind",
    "reason",
    "basis",
    "proposed_by",
    "proposed_at",
    "decided_by",
    "decided_at",
    "words",
)


def appeal_shown(one: Appeal) -> dict[str, Any]:
    return {
        "id": one.pk,
        "certificate": one.change.certificate_id,
        "change": one.change_id,
        "kind": one.change.kind,
        "words": one.words,
        "asked_at": one.asked_at,
        "upheld": one.upheld,
        "answer": one.answer,
        "answered_by": one.answered_by,
        "answered_at": one.answered_at,
    }


_PROPOSAL_STEPS = Steps(PROPOSALS, ProposalShown, _proposal)
_APPEAL_STEPS = Steps(APPEALS, AppealShown, lambda _, one: appeal_shown(one))


@router.get(
    "/proposals",
    response=Page[ProposalShown],
    auth=may("certificate.read"),
    summary="变更事项 Proposed changes",
)
def list_proposals(request: HttpRequest, query: Query[ProposalFilters]) -> dict[str, Any]:
    visit = visit_of(request)
    rows = PROPOSALS.visible(visit).filter(PROPOSALS.within(query.area))
    if query.state:
        rows = rows.filter(_STATES[query.state])
    if query.certificate:
        rows = rows.filter(certificate=query.certificate)
    return page(rows, query, lambda one: _proposal(visit, one))


@router.get(
    "/proposals/{int:pk}",
    response=ProposalShown,
    auth=may("certificate.read"),
    summary="一项变更事项 One proposed change",
)
def show_proposal(request: HttpRequest, pk: Number, query: Query[Speaking]) -> dict[str, Any]:
    visit = visit_of(request)
    return _proposal(visit, PROPOSALS.find(visit, pk))


@router.post(
    "/certificates/{int:pk}/proposals",
    response={201: ProposalShown},
    auth=may("certificate.propose"),
    summary="提出变更 Propose a change",
    description=both(
        "撤销、暂停、恢复或更正；由另一人决定后生效。",
        "Revoke, suspend, lift or correct; it holds once another person decides it.",
    ),
)
def propose_change(
    request: HttpRequest, pk: Number, body: Propose, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)
    certificate = CERTIFICATES.find(visit, pk, "certificate.propose")

    def act() -> object:
        made = changing.propose(
            by=visit.actor,
            certificate=certificate,
            kind=Change.Kind(body.kind),
            reason=body.reason,
            basis=body.basis,
            corrections=body.corrections,
            at=visit.at,
        )
        return _proposal(visit, made)

    return once(request, key, act, ProposalShown, 201)


@router.post(
    "/proposals/{int:pk}/decide",
    response=ProposalShown,
    auth=may("certificate.decide"),
    summary="决定变更 Decide it",
    description=both("提出人不能决定。", "Not by who proposed it."),
)
def decide_proposal(
    request: HttpRequest, pk: Number, body: Verdict, key: Key, query: Query[Speaking]
) -> HttpResponse:
    def act(visit: Visit) -> object:
        return changing.decide(
            by=visit.actor,
            proposal=pk,
            grant=body.grant,
            words=body.words or "",
            issuer=issuer(),
            on=visit.on,
            at=visit.at,
        )

    return _PROPOSAL_STEPS.take(request, key, pk, "certificate.decide", act)


@router.get(
    "/appeals",
    response=Page[AppealShown],
    auth=may("certificate.read"),
    summary="异议 Objections",
)
def list_appeals(request: HttpRequest, query: Query[AppealFilters]) -> dict[str, Any]:
    rows = APPEALS.visible(visit_of(request)).filter(APPEALS.within(query.area))
    if query.answered is not None:
        rows = rows.filter(answered_at__isnull=not query.answered)
    return page(rows, query, appeal_shown)


@router.get(
    "/appeals/{int:pk}",
    response=AppealShown,
    auth=may("certificate.read"),
    summary="一项异议 One objection",
)
def show_appeal(request: HttpRequest, pk: Number, query: Query[Speaking]) -> dict[str, Any]:
    return appeal_shown(APPEALS.find(visit_of(request), pk))


@router.post(
    "/appeals/{int:pk}/answer",
    response=AppealShown,
    auth=may("certificate.decide"),
    summary="答复异议 Answer it",
    description=both(
        "由提出和决定以外的第三人；异议成立的，另行变更。",
        "By a third person; where it is right, the change is undone by one of its own.",
    ),
)
def answer_appeal(
    request: HttpRequest, pk: Number, body: AppealAnswer, key: Key, query: Query[Speaking]
) -> HttpResponse:
    def act(visit: Visit) -> object:
        return changing.answer_appeal(
            by=visit.actor, appeal=pk, upheld=body.upheld, words=body.words, at=visit.at
        )

    return _APPEAL_STEPS.take(request, key, pk, "certificate.decide", act)
