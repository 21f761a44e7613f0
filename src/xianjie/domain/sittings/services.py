"""Keep the pool, declare conflicts, assign examiners, draw supervisors."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import takewhile

from django.db import IntegrityError, transaction
from django.db.models import Q

from xianjie.domain.accounts.acting import Actor, Target, prefix, require
from xianjie.domain.accounts.models import Body, Membership, User
from xianjie.domain.accounts.roles import Role
from xianjie.domain.accounts.sealed import keyed_hash
from xianjie.domain.appraisals.errors import AppraisalError
from xianjie.domain.appraisals.models import Candidate, Exam
from xianjie.domain.audit.events import record
from xianjie.domain.organisations import blacklist
from xianjie.domain.organisations.models import Institution
from xianjie.domain.sittings.models import (
    Assignment,
    Competence,
    Conflict,
    Draw,
    Examiner,
    Relation,
)
from xianjie.domain.sittings.rotation import rotation_on
from xianjie.text import Text


def enter_examiner(
    *,
    by: Actor,
    user: User,
    home: Institution,
    card: str,
    competences: Mapping[str, int],
    from_on: date,
    at: datetime,
    to_on: date | None = None,
) -> Examiner:
    """Put a person into the pool, with occupations and the highest level of each.

    Raises `Denied`, `AppraisalError`.
    """
    require(by, "examiner.keep", Target(area=home.body.area, body=home.pk))
    if not competences:
        raise AppraisalError(Text("至少要有一个职业", "give at least one occupation"))
    try:
        with transaction.atomic():
            made = Examiner.objects.create(
                user=user, home=home, card=card, from_on=from_on, to_on=to_on
            )
            Competence.objects.bulk_create(
                Competence(examiner=made, occupation=name, highest=level)
                for name, level in competences.items()
            )
            record(
                by=by.username,
                at=at,
                action="examiner.entered",
                subject=made,
                area=home.body.area,
                data={"card": card, "occupations": dict(competences)},
            )
    except IntegrityError as error:
        raise AppraisalError(
            Text(
                f"{user.username} 或证卡 {card} 已在考评员库中，或起止日期不对；请核对",
                f"{user.username} or the card {card} is in the pool already, or the days are "
                "wrong; look again",
            )
        ) from error
    return made


def declare_conflict(
    *, by: Actor, examiner: Examiner, body: Body, reason: str, at: datetime
) -> Conflict:
    """That the examiner does not examine at a body; by themselves or who keeps the pool."""
    home = examiner.home
    target = Target(area=home.body.area, body=home.pk, owner=examiner.user_id)
    require(by, "conflict.declare", target)
    with transaction.atomic():
        made, is_new = Conflict.objects.get_or_create(
            examiner=examiner,
            body=body,
            defaults={"reason": reason, "declared_by": by.username, "declared_at": at},
        )
        if is_new:
            record(
                by=by.username,
                at=at,
                action="conflict.declared",
                subject=examiner,
                area=home.body.area,
                data={"body": body.name, "reason": reason},
            )
    return made


def declare_relation(
    *, by: Actor, examiner: Examiner, document: str, number: str, reason: str, at: datetime
) -> Relation:
    """That the examiner does not examine a person; kept by a hash of the document's number."""
    home = examiner.home
    target = Target(area=home.body.area, body=home.pk, owner=examiner.user_id)
    require(by, "conflict.declare", target)
    with transaction.atomic():
        made, is_new = Relation.objects.get_or_create(
            examiner=examiner,
            document=document,
            number_hash=keyed_hash(f"{document}:{number}"),
            defaults={"reason": reason, "declared_by": by.username, "declared_at": at},
        )
        if is_new:
            record(
                by=by.username,
                at=at,
                action="conflict.declared",
                subject=examiner,
                area=home.body.area,
                data={"reason": reason},
            )
    return made


def conflicts_at(examiner: Examiner, exam: Exam) -> list[Text]:
    """Why the examiner must stay away: the institution, or a person who is registered."""
    conflict = examiner.conflicts.filter(body=exam.institution.body).first()
    reasons = [conflict.reason] if conflict else []
    here = Candidate.objects.filter(
        registrations__offer__exam=exam, registrations__withdrawn_at=None
    )
    related = {(one.document, one.number_hash): one.reason for one in examiner.relations.all()}
    met = here.filter(number_hash__in=[number for _, number in related])
    reasons += [
        related[found] for found in met.values_list("document", "number_hash") if found in related
    ]
    found = [
        Text(f"须回避：{reason}", f"a conflict of interest: {reason}")
        for reason in dict.fromkeys(reasons)
    ]
    if here.filter(user=examiner.user_id).exists():
        found.append(Text("本人报考本场", "is a candidate of the exam"))
    return found


def obstacles(examiner: Examiner, exam: Exam) -> list[Text]:
    """Why the examiner cannot examine at the exam; none where they can."""
    found = []
    on = exam.held_on
    if on < examiner.from_on or (examiner.to_on and on >= examiner.to_on):
        found.append(Text("考试日证卡无效", "the card is not valid on the day"))
    if entry := blacklist.of_user(examiner.user, on):
        found.append(blacklist.obstacle(entry))
    levels = dict(examiner.competences.values_list("occupation", "highest"))
    offers = list(exam.offers.all())
    if not any(levels.get(one.occupation, 6) <= one.level for one in offers):
        found.append(
            Text("不具备本场职业和等级的资格", "not competent for an occupation and level of it")
        )
    found += conflicts_at(examiner, exam)
    others = examiner.assignments.exclude(exam=exam).select_related("exam")
    if any(one.exam.held_on == on for one in others):
        found.append(Text("当日已在另一场考评", "at another exam on the day"))
    setting = rotation_on(on)
    before = sorted(
        (one.exam for one in others if one.exam.held_on < on),
        key=lambda one: (one.held_on, one.pk),
        reverse=True,
    )
    running = list(takewhile(lambda one: one.institution_id == exam.institution_id, before))
    if len(running) >= setting.most:
        found.append(
            Text(
                f"已在该机构连续考评 {len(running)} 场，须轮换",
                f"has examined at the institution {len(running)} times running; rotate",
            )
        )
    return found


def assign_examiner(*, by: Actor, exam: Exam, examiner: Examiner, at: datetime) -> Assignment:
    """Send an examiner to an exam; raises `Denied`, and `AppraisalError` with every obstacle."""
    require(by, "examiner.assign", Target(area=exam.area, body=exam.institution_id))
    with transaction.atomic():
        # Who assigns the same examiner at the same time waits, so that rotation counts all.
        locked = Examiner.objects.select_for_update().get(pk=examiner.pk)
        require_ahead(exam)
        if found := obstacles(locked, exam):
            raise AppraisalError(
                Text(
                    f"{locked.user.name} 不能考评这一场：{'；'.join(one.zh for one in found)}",
                    f"{locked.user.name} cannot examine here: {'; '.join(one.en for one in found)}",
                )
            )
        made, is_new = Assignment.objects.get_or_create(
            exam=exam, examiner=locked, defaults={"assigned_by": by.username, "assigned_at": at}
        )
        if is_new:
            record(
                by=by.username,
                at=at,
                action="examiner.assigned",
                subject=exam,
                area=exam.area,
                data={"card": locked.card},
            )
    return made


def supervisors_for(exam: Exam, on: date) -> list[str]:
    """The pool of a draw: supervisors of the area in office, none of the institution's own."""
    now = Q(from_on__lte=on) & (Q(to_on=None) | Q(to_on__gt=on))
    own = Membership.objects.filter(now, body=exam.institution.body).values("user")
    found = (
        Membership.objects.filter(now, role=Role.SUPERVISOR, user__is_active=True)
        .exclude(user__in=own)
        .select_related("user", "body")
    )
    return sorted(
        {
            one.user.username
            for one in found
            if one.body and exam.area.startswith(prefix(one.body.area))
        }
    )


def draw_supervisors(
    *, by: Actor, exam: Exam, count: int, seed: str, on: date, at: datetime
) -> Draw:
    """Draw supervisors for an exam, once; raises `Denied`, `AppraisalError`.

    Who has the pool and the seed, which are kept, can draw again by `drawn` and must get the same.
    """
    require(by, "supervisor.draw", Target(area=exam.area))
    require_ahead(exam)
    pool = supervisors_for(exam, on)
    if not 0 < count <= len(pool):
        raise AppraisalError(
            Text(
                f"要抽 {count} 人，可抽的督导员有 {len(pool)} 人；请改人数，或增加督导员",
                f"{count} to be drawn and {len(pool)} supervisors in the pool; give another "
                "number, or add supervisors",
            )
        )
    try:
        with transaction.atomic():
            made = Draw.objects.create(
                exam=exam,
                pool=pool,
                seed=seed,
                drawn=drawn(pool, seed, count),
                drawn_by=by.username,
                drawn_at=at,
            )
            record(
                by=by.username,
                at=at,
                action="supervisors.drawn",
                subject=exam,
                area=exam.area,
                data={"pool": pool, "seed": seed, "drawn": made.drawn},
            )
    except IntegrityError as error:
        raise AppraisalError(
            Text("这场考试已抽过督导员，不能重抽", "supervisors have been drawn; it is done once")
        ) from error
    return made


def drawn(pool: Sequence[str], seed: str, count: int) -> list[str]:
    """The first of the pool in the order of SHA-256 of the seed, a line break and the name."""
    return sorted(pool, key=lambda name: hashlib.sha256(f"{seed}\n{name}".encode()).digest())[
        :count
    ]


def require_ahead(exam: Exam) -> None:
    """Raises `AppraisalError` unless the exam is published and still to come."""
    if exam.published_at is None or exam.held_at or exam.cancelled_at:
        raise AppraisalError(
            Text(
                "考试尚未公布，或已举行、已取消",
                "the exam is not published yet, or is over or cancelled",
            )
        )
