"""Registrations: seen, and made by an institution or oneself."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Literal

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from xianjie.api.v1.describing import both
from xianjie.api.v1.inputs import Speaking
from xianjie.api.v1.outputs import Moment
from xianjie.api.v1.records.exams import LawSays, says
from xianjie.api.v1.records.given import (
    AreaCode,
    Document,
    Given,
    Number,
    Word,
    covered_name,
    number_of,
    wrong,
)
from xianjie.api.v1.records.paging import Page, Paged, page
from xianjie.api.v1.records.reaching import Kind
from xianjie.api.v1.records.stepping import Steps
from xianjie.api.v1.records.visiting import Visit, may, visit_of
from xianjie.api.v1.records.writing import Key, once
from xianjie.domain.accounts.acting import Target
from xianjie.domain.accounts.models import User
from xianjie.domain.accounts.sealed import unseal
from xianjie.domain.appraisals.models import Candidate, Choice, Offer, Registration
from xianjie.domain.appraisals.notices import NOTICE
from xianjie.domain.appraisals.services import choices
from xianjie.domain.appraisals.services import registrations as services
from xianjie.domain.appraisals.states import RegistrationState, state_of
from xianjie.domain.rulings.later import law_on
from xianjie.text import Text

router = Router(tags=["registrations"])

_NO_OFFER = Text("没有这个报考项目", "there is no such offer")


def _target(registration: Registration) -> Target:
    exam = registration.offer.exam
    return Target(
        area=exam.area,
        body=exam.institution_id,
        owner=registration.candidate.user_id,
        state=state_of(registration),
    )


REGISTRATIONS = Kind(
    "registration.read",
    lambda: Registration.objects.select_related(
        "offer__exam__institution__body", "offer__exam__round", "candidate", "choice"
    ),
    _target,
    area="area",
    body="offer__exam__institution",
    owner="candidate__user",
)
_OFFERS = Kind(
    "registration.import",
    lambda: Offer.objects.filter(exam__published_at__isnull=False).select_related("exam"),
    lambda offer: Target(area=offer.exam.area, body=offer.exam.institution_id),
    area="exam__area",
    body="exam__institution",
)
_OPEN_ROUND = Q(offer__exam__round__isnull=False, offer__exam__round__locked_at=None)
_IN_FORCE = Q(accepted_at__isnull=False, withdrawn_at=None)
_LOCKED = Q(choice__locked_at__isnull=False)
_STATES = {
    RegistrationState.REGISTERED: Q(accepted_at=None),
    RegistrationState.ACCEPTED: _IN_FORCE & ~_LOCKED & ~_OPEN_ROUND,
    RegistrationState.UNDECIDED: _IN_FORCE & Q(choice=None) & _OPEN_ROUND,
    RegistrationState.DECIDED: _IN_FORCE & Q(choice__isnull=False) & ~_LOCKED & _OPEN_ROUND,
    RegistrationState.CONTINUING: _IN_FORCE & _LOCKED,
    RegistrationState.REFUNDING: Q(accepted_at__isnull=False, withdrawn_at__isnull=False),
}


class ChoiceShown(BaseModel):
    """``chosen_by`` and ``on_behalf`` are null where personal data are covered."""

    option: Choice.Option
    chosen_at: Moment
    chosen_by: str | None
    on_behalf: str | None = Field(description="代为登记的凭据")
    by_default: bool
    locked_at: Moment | None
    ruling: int


class RegistrationShown(BaseModel):
    """``name`` is covered but for its first letter for who may see it only so."""

    id: int
    state: RegistrationState
    exam: int
    title: str
    offer: int
    occupation: str
    level: int
    fee_fen: int
    area: str
    name: str
    registered_on: date
    seat: int
    notice_version: str
    notice_acknowledged_at: Moment
    accepted_at: Moment | None
    withdrawn_at: Moment | None
    choice: ChoiceShown | None


class RegistrationWhole(RegistrationShown):
    number_end: str | None = Field(description="证件号码末四位；遮盖时为 null")
    law: LawSays = Field(description="candidate-option 今天的结论")


class RegistrationFilters(Paged):
    state: RegistrationState | None = Field(None, description="状态")
    area: AreaCode | None = Field(None, description="地区及其下级。An area with those in it.")
    exam: Number | None = Field(None, description="考试编号")


class PersonGiven(Document):
    name: Word
    phone: Word | Literal[""] = ""
    email: str = Field("", max_length=254, pattern=r"^([!-?A-~]+@[!-?A-~]+)?$")


class Register(Given):
    offer: Number
    person: PersonGiven
    notice_acknowledged: Literal[True] = Field(
        description="考生已阅读退出告知（252号 二(一)2）。The candidate has read the exit notice."
    )


class RegisterOneself(Given):
    offer: Number
    person: Document
    notice_version: Word = Field(description=f"所读退出告知的版本，现为 {NOTICE.version}")


def _shown(visit: Visit, registration: Registration) -> dict[str, Any]:
    covered = REGISTRATIONS.covered(visit, registration)
    offer, exam = registration.offer, registration.offer.exam
    choice = getattr(registration, "choice", None)
    return {
        **{field: getattr(registration, field) for field in _PLAIN},
        "id": registration.pk,
        "state": state_of(registration),
        "exam": exam.pk,
        "title": exam.title,
        "offer": offer.pk,
        "occupation": offer.occupation,
        "level": offer.level,
        "fee_fen": offer.fee_fen,
        "name": covered_name(registration.candidate.name, covered=covered),
        "choice": choice and _choice(choice, covered=covered),
    }


_PLAIN = (
    "area",
    "registered_on",
    "seat",
    "notice_version",
    "notice_acknowledged_at",
    "accepted_at",
    "withdrawn_at",
)


def _choice(choice: Choice, *, covered: bool) -> dict[str, Any]:
    return {
        "option": choice.option,
        "chosen_at": choice.chosen_at,
        "chosen_by": None if covered else choice.chosen_by,
        "on_behalf": None if covered else choice.on_behalf,
        "by_default": choice.by_default,
        "locked_at": choice.locked_at,
        "ruling": choice.ruling_id,
    }


REGISTRATION_STEPS = Steps(REGISTRATIONS, RegistrationShown, _shown)


@router.get(
    "/registrations",
    response=Page[RegistrationShown],
    auth=may("registration.read"),
    summary="报名 Registrations",
    description=both("辖区、本机构或本人的报名。", "Registrations within reach."),
)
def list_registrations(request: HttpRequest, query: Query[RegistrationFilters]) -> dict[str, Any]:
    visit = visit_of(request)
    rows = REGISTRATIONS.visible(visit).filter(REGISTRATIONS.within(query.area))
    if query.state:
        rows = rows.filter(_STATES[query.state])
    if query.exam:
        rows = rows.filter(offer__exam=query.exam)
    return page(rows, query, lambda one: _shown(visit, one))


@router.get(
    "/registrations/{int:pk}",
    response=RegistrationWhole,
    auth=may("registration.read"),
    summary="一项报名 One registration",
    description=both("连同规则今天给考生的选择。", "With what the law offers the candidate today."),
)
def show_registration(request: HttpRequest, pk: Number, query: Query[Speaking]) -> dict[str, Any]:
    visit = visit_of(request)
    rules = law_on(visit.on)
    found = REGISTRATIONS.find(visit, pk)
    covered = REGISTRATIONS.covered(visit, found)
    return {
        **_shown(visit, found),
        "number_end": None if covered else unseal(found.candidate.number_sealed)[-4:],
        "law": says(rules, choices.option_of(found, rules, visit.on)),
    }


@router.post(
    "/registrations",
    response={201: RegistrationShown},
    auth=may("registration.import"),
    summary="为考生报名 Register a candidate",
    description=both(
        "机构为考生报名；考生须已阅读退出告知。",
        "An institution registers a candidate who has read the exit notice.",
    ),
)
def make_registration(
    request: HttpRequest, body: Register, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)
    if not _OFFERS.visible(visit).filter(pk=body.offer).exists():
        raise wrong("offer", _NO_OFFER)
    given = body.person
    person = services.Person(
        given.name, given.document.value, number_of(given, "person"), given.phone, given.email
    )
    return _registered(request, key, body.offer, lambda: services.candidate_of(person))


@router.post(
    "/registrations/own",
    response={201: RegistrationShown},
    auth=may("registration.make"),
    summary="为自己报名 Register oneself",
    description=both(
        "姓名和邮箱取自账号；须写明所读退出告知的版本。",
        "Name and mail are the account's; say which version of the exit notice was read.",
    ),
)
def make_own_registration(
    request: HttpRequest, body: RegisterOneself, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)
    if not Offer.objects.filter(pk=body.offer, exam__published_at__isnull=False).exists():
        raise wrong("offer", _NO_OFFER)
    if body.notice_version != NOTICE.version:
        raise wrong(
            "notice_version",
            Text(
                f"现行版本为 {NOTICE.version}；请阅读后再报",
                f"the version in force is {NOTICE.version}; read it first",
            ),
        )
    user = User.objects.get(pk=visit.actor.user)
    number = number_of(body.person, "person")
    person = services.Person(user.name, body.person.document.value, number, "", user.email)
    return _registered(request, key, body.offer, lambda: services.own_candidate(user, person))


def _registered(
    request: HttpRequest, key: str, offer: int, candidate: Callable[[], Candidate]
) -> HttpResponse:
    visit = visit_of(request)

    def act() -> object:
        made = services.register(
            by=visit.actor,
            offer=offer,
            candidate=candidate(),
            notice_version=NOTICE.version,
            law=law_on(visit.on),
            on=visit.on,
            at=visit.at,
        )
        return REGISTRATION_STEPS.again(visit, made.pk)

    return once(request, key, act, RegistrationShown, 201)
