"""Registering for an offer, and accepting the registration with its fee."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from xianjie.domain.accounts.acting import Actor, Target, require
from xianjie.domain.accounts.models import User
from xianjie.domain.accounts.sealed import keyed_hash, seal
from xianjie.domain.appraisals import facts, telling
from xianjie.domain.appraisals.errors import AppraisalError
from xianjie.domain.appraisals.models import Candidate, Exam, Offer, Registration
from xianjie.domain.appraisals.services.exams import PERMITTED
from xianjie.domain.audit.events import record
from xianjie.domain.locking import held
from xianjie.domain.payments.services import take_payment
from xianjie.domain.rulings.asking import procedure, refused, rule
from xianjie.law import Law
from xianjie.text import Text


@dataclass(frozen=True, slots=True)
class Person:
    """Who registers, as the identity document says."""

    name: str
    document: str
    number: str
    phone: str = ""
    email: str = ""


def candidate_of(person: Person, user: User | None = None) -> Candidate:
    """The candidate with that identity document, entered if there is none."""
    found, _ = Candidate.objects.get_or_create(
        document=person.document,
        number_hash=keyed_hash(f"{person.document}:{person.number}"),
        defaults={
            "user": user,
            "name": person.name,
            "number_sealed": seal(person.number),
            "phone_sealed": seal(person.phone),
            "email": person.email,
        },
    )
    if found.name != person.name:
        raise AppraisalError(
            Text(
                "该证件号码已登记为另一姓名；请核对姓名和号码",
                "this number is registered under another name; check the name and the number",
            )
        )
    return found


def own_candidate(user: User, person: Person) -> Candidate:
    """The candidate that is this user; the identity document is bound to the account at first.

    Raises `AppraisalError` when either belongs to another.
    """
    with transaction.atomic():
        found = candidate_of(person, user)
        known = Candidate.objects.filter(user=user).first()
        if known is not None and known.pk != found.pk:
            raise AppraisalError(
                Text(
                    "这个账号已登记为另一证件号码；请用原来的证件",
                    "this account is registered with another document; use that one",
                )
            )
        if found.user_id not in {None, user.pk}:
            raise AppraisalError(
                Text(
                    "该证件号码已由另一账号使用；请用那个账号登录",
                    "this number is used by another account; log in with that one",
                )
            )
        if found.user_id is None:
            raise AppraisalError(
                Text(
                    "该证件号码已由机构登记；请向报名机构核对身份后关联账号",
                    "an institution has registered this number; have it link your account after "
                    "checking who you are",
                )
            )
        return found


def register(
    *,
    by: Actor,
    offer: int,
    candidate: Candidate,
    notice_version: str,
    law: Law,
    on: date,
    at: datetime,
) -> Registration:
    """Take the next seat of an offer, the exit notice having been shown (252/2.1.2).

    Raises `Denied`, `AppraisalError`, and `RefusedByLaw` where the exam may not be held.
    """
    try:
        with procedure():
            found = _open_offer(offer)
            exam = found.exam
            target = Target(area=exam.area, body=exam.institution_id, owner=candidate.user_id)
            own = candidate.user_id is not None and candidate.user_id == by.user
            require(by, "registration.make" if own else "registration.import", target)
            taken = found.registrations.aggregate(last=Max("seat"))["last"] or 0
            if taken >= found.seats:
                raise AppraisalError(Text("座位已满", "there is no seat left"))
            registration = Registration.objects.create(
                offer=found,
                candidate=candidate,
                area=exam.area,
                registered_on=on,
                seat=taken + 1,
                notice_version=notice_version,
                notice_acknowledged_at=at,
            )
            asked = facts.of_permission(
                exam, found.occupation, is_suspended=facts.suspended(exam, on)
            )
            answer, ruling = rule(
                law=law, decision="exam-permission", facts=asked, subject=registration, at=at
            )
            if answer.outcome not in {*PERMITTED, "suspended"}:
                raise refused(law, answer, ruling, exam.title)
            record(
                by=by.username,
                at=at,
                action="registration.made",
                subject=registration,
                area=exam.area,
                ground=answer.clauses,
                data={"offer": found.pk, "seat": registration.seat, "notice": notice_version},
            )
    except IntegrityError as error:
        raise AppraisalError(
            Text(
                "该考生已报名这个项目，或座位刚被占用；请刷新后再试",
                "the candidate is registered for it already, or the seat has just been taken; "
                "reload and try again",
            )
        ) from error
    return registration


def accept(*, by: Actor, registration: int, account: str, on: date, at: datetime) -> Registration:
    """Accept a registration whose fee was paid; the exam's first acceptance is kept with it."""
    with procedure():
        found = held(Registration.objects.select_related("offer__exam"), registration)
        if found is None:
            raise AppraisalError(Text("没有这项报名", "there is no such registration"))
        exam = found.offer.exam
        target = Target(area=exam.area, body=exam.institution_id)
        require(by, "registration.accept", target)
        if found.accepted_at:
            raise AppraisalError(Text("这项报名已受理", "this registration is accepted already"))
        take_payment(
            by=by,
            subject=found,
            amount_fen=found.offer.fee_fen,
            account=seal(account),
            area=exam.area,
            at=at,
        )
        found.accepted_at = at
        found.save(update_fields=["accepted_at"])
        Exam.objects.filter(pk=exam.pk, accepted_on=None).update(accepted_on=on)
        record(
            by=by.username,
            at=at,
            action="registration.accepted",
            subject=found,
            area=exam.area,
        )
        telling.tell_accepted(by.username, exam, telling.of([found.pk]), at)
    return found


def _open_offer(offer: int) -> Offer:
    found = held(Offer.objects.select_related("exam"), offer)
    if found is None or found.exam.published_at is None:
        raise AppraisalError(Text("没有这个报考项目", "there is no such offer"))
    if found.exam.held_at or found.exam.cancelled_at:
        raise AppraisalError(Text("这场考试已举行或已取消", "this exam is over or cancelled"))
    return found
