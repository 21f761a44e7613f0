"""Roles, and the one table of what each may do where and in which state.

Code asks the table, tests try every cell of it, the docs print it. What it does not list is denied.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from xianjie.text import Text


class Role(StrEnum):
    """What a person is to a body; a person may have several."""

    PROVINCE = "province"
    PREFECTURE = "prefecture"
    CENTRE = "centre"
    INSTITUTION = "institution"
    EXAMINER = "examiner"
    SUPERVISOR = "supervisor"
    EVALUATION = "evaluation"
    SCHOOL = "school"
    ENTERPRISE = "enterprise"
    FINANCE = "finance"
    AUDITOR = "auditor"
    SECURITY_ADMIN = "security_admin"
    SYSTEM_ADMIN = "system_admin"
    CANDIDATE = "candidate"

    @property
    def label(self) -> Text:
        return _LABELS[self]


_LABELS = {
    Role.PROVINCE: Text("省厅", "provincial department"),
    Role.PREFECTURE: Text("地市局", "prefecture bureau"),
    Role.CENTRE: Text("鉴定中心", "appraisal centre"),
    Role.INSTITUTION: Text("鉴定机构", "appraisal institution"),
    Role.EXAMINER: Text("考评员", "examiner"),
    Role.SUPERVISOR: Text("督导员", "supervisor"),
    Role.EVALUATION: Text("评价机构", "evaluation organisation"),
    Role.SCHOOL: Text("院校", "school"),
    Role.ENTERPRISE: Text("企业", "enterprise"),
    Role.FINANCE: Text("财务", "finance"),
    Role.AUDITOR: Text("审计", "auditor"),
    Role.SECURITY_ADMIN: Text("安全管理员", "security administrator"),
    Role.SYSTEM_ADMIN: Text("系统管理员", "system administrator"),
    Role.CANDIDATE: Text("考生", "candidate"),
}


class Scope(StrEnum):
    """Over whose things a role reaches."""

    OWN = "own"  # the person's own
    BODY = "body"  # those of a body that the person acts for
    SEAT = "seat"  # those of bodies at its own level: of its area, not of one within it
    AREA = "area"  # those of bodies in the area of such a body
    ALL = "all"


class Effect(StrEnum):
    """What is not in the table is denied."""

    ALLOW = "allow"
    MASK = "mask"  # seen, with personal data covered


@dataclass(frozen=True, slots=True)
class Grant:
    """A role may do a verb within a scope; in some states only, where ``states`` names them."""

    role: Role
    verb: str
    scope: Scope
    effect: Effect = Effect.ALLOW
    states: frozenset[str] | None = None


def _grants(
    role: Role,
    scope: Scope,
    verbs: str,
    *,
    effect: Effect = Effect.ALLOW,
    states: Iterable[str] | None = None,
) -> tuple[Grant, ...]:
    only = None if states is None else frozenset(states)
    return tuple(Grant(role, verb, scope, effect, only) for verb in verbs.split())


_READ = "exam.read registration.read suspension.read institution.read refund.read"
_FILINGS = (
    "filing.read filing.review filing.decide filing.rename filing.remind measure.propose "
    "measure.decide supervision.read supervision.answer"
)
_WHILE_OPEN = ("undecided", "decided")

TABLE: tuple[Grant, ...] = (
    *(
        Grant(role, "task.read", Scope.ALL)
        for role in Role
        if role is not Role.CANDIDATE  # an inbox holds only what its owner reaches
    ),
    *(Grant(role, "message.own", Scope.OWN) for role in Role),
    *_grants(Role.INSTITUTION, Scope.BODY, "message.read message.remind"),
    *_grants(Role.INSTITUTION, Scope.BODY, "guidance.read guidance.confirm"),
    *_grants(Role.PREFECTURE, Scope.AREA, "guidance.issue guidance.follow guidance.read"),
    *_grants(Role.PREFECTURE, Scope.AREA, "message.read", effect=Effect.MASK),
    *_grants(Role.CENTRE, Scope.ALL, "guidance.issue guidance.follow guidance.read message.remind"),
    *_grants(Role.CENTRE, Scope.ALL, "message.read", effect=Effect.MASK),
    *_grants(Role.PROVINCE, Scope.ALL, "guidance.issue guidance.follow guidance.read"),
    *_grants(Role.PROVINCE, Scope.ALL, "message.read", effect=Effect.MASK),
    *_grants(Role.AUDITOR, Scope.ALL, "guidance.follow guidance.read"),
    *_grants(Role.AUDITOR, Scope.ALL, "message.read", effect=Effect.MASK),
    *(grant for role in Role for grant in _grants(role, Scope.OWN, "token.make token.revoke")),
    *_grants(Role.SECURITY_ADMIN, Scope.ALL, "token.revoke"),
    *_grants(Role.CENTRE, Scope.ALL, "institution.turn"),
    *_grants(Role.PROVINCE, Scope.ALL, "institution.turn institution.succeed"),
    *_grants(Role.INSTITUTION, Scope.BODY, "examiner.keep conflict.declare examiner.assign"),
    *_grants(Role.CENTRE, Scope.ALL, "examiner.keep conflict.declare examiner.assign"),
    *_grants(Role.EXAMINER, Scope.OWN, "conflict.declare"),
    *_grants(Role.PREFECTURE, Scope.AREA, "supervisor.draw"),
    *_grants(Role.CENTRE, Scope.ALL, "supervisor.draw"),
    *(
        grant
        for role in (Role.EXAMINER, Role.SUPERVISOR)
        for grant in _grants(role, Scope.OWN, "duty.read")
    ),
    *_grants(
        Role.INSTITUTION,
        Scope.BODY,
        "room.keep seat.allot attendance.take incident.report result.read result.settle",
    ),
    *_grants(Role.EXAMINER, Scope.BODY, "result.enter"),  # at exams to which they are assigned
    *_grants(Role.SUPERVISOR, Scope.AREA, "incident.report"),  # at exams they are drawn for
    *_grants(Role.CENTRE, Scope.ALL, "result.settle result.publish review.answer"),
    *_grants(Role.CENTRE, Scope.ALL, "result.read", effect=Effect.MASK),
    *_grants(Role.PROVINCE, Scope.ALL, "result.read", effect=Effect.MASK),
    *_grants(Role.AUDITOR, Scope.ALL, "result.read", effect=Effect.MASK),
    *_grants(Role.PREFECTURE, Scope.AREA, "result.read", effect=Effect.MASK),
    *_grants(Role.CANDIDATE, Scope.OWN, "review.ask"),
    *_grants(
        Role.CENTRE,
        Scope.ALL,
        "certificate.read certificate.import certificate.propose certificate.decide "
        "proof.read proof.apply_for proof.review proof.approve",
    ),
    *_grants(Role.CENTRE, Scope.BODY, "certificate.submit certificate.approve webhook.keep"),
    *_grants(Role.PREFECTURE, Scope.BODY, "webhook.keep"),
    *_grants(Role.PROVINCE, Scope.BODY, "webhook.keep"),
    *_grants(
        Role.PREFECTURE,
        Scope.AREA,
        "certificate.read certificate.import proof.read proof.apply_for proof.review proof.approve",
    ),
    *_grants(Role.PROVINCE, Scope.ALL, "certificate.read proof.read", effect=Effect.MASK),
    *_grants(Role.PROVINCE, Scope.ALL, "code.enter"),
    *_grants(Role.AUDITOR, Scope.ALL, "certificate.read proof.read", effect=Effect.MASK),
    *(
        grant
        for role in (Role.EVALUATION, Role.SCHOOL, Role.ENTERPRISE)
        for grant in _grants(
            role,
            Scope.BODY,
            "certificate.read certificate.submit certificate.approve certificate.propose "
            "certificate.decide webhook.keep",
        )
    ),
    *_grants(Role.CANDIDATE, Scope.OWN, "certificate.own proof.apply certificate.appeal"),
    # filings: an institution, too, may become an evaluation organisation (80/6)
    *(
        grant
        for role in (Role.EVALUATION, Role.SCHOOL, Role.ENTERPRISE, Role.INSTITUTION)
        for grant in _grants(role, Scope.BODY, "filing.read filing.apply")
    ),
    *_grants(Role.PREFECTURE, Scope.AREA, _FILINGS),
    *(
        grant
        for role in (Role.PROVINCE, Role.AUDITOR)
        for grant in _grants(role, Scope.ALL, "filing.read", effect=Effect.MASK)
    ),
    *_grants(Role.PROVINCE, Scope.ALL, "supervision.read"),
    *_grants(Role.AUDITOR, Scope.ALL, "supervision.read", effect=Effect.MASK),
    # cases: the bureau of the area or the province, the assigned supervisor, the body itself
    *(
        grant
        for role, scope in ((Role.PREFECTURE, Scope.AREA), (Role.PROVINCE, Scope.ALL))
        for grant in _grants(
            role,
            scope,
            "case.open case.assign case.ask case.find case.order case.recheck case.sanction "
            "case.settle case.close inspection.draw inspection.read",
        )
    ),
    *_grants(
        Role.SUPERVISOR,
        Scope.OWN,  # of cases that are assigned to them
        "supervision.read case.ask case.find case.recheck",
    ),
    *_grants(Role.PROVINCE, Scope.ALL, "report.issue"),
    *_grants(Role.SUPERVISOR, Scope.AREA, "inspection.fill"),  # at bodies they are drawn for
    *_grants(Role.AUDITOR, Scope.ALL, "inspection.read", effect=Effect.MASK),
    *_grants(Role.PREFECTURE, Scope.AREA, "certificate.propose certificate.decide"),
    *(
        grant
        for role in (Role.EVALUATION, Role.SCHOOL, Role.ENTERPRISE, Role.INSTITUTION)
        for grant in _grants(role, Scope.BODY, "case.answer case.appeal")
    ),
    # alerts: an issuer sees its own, a bureau those of its area
    *_grants(Role.PREFECTURE, Scope.AREA, "alert.read"),
    *_grants(Role.SUPERVISOR, Scope.OWN, "alert.read"),  # of the cases that are given to them
    *_grants(Role.PROVINCE, Scope.ALL, "alert.read", effect=Effect.MASK),
    *_grants(Role.AUDITOR, Scope.ALL, "alert.read", effect=Effect.MASK),
    *(
        Grant(role, "alert.read", Scope.BODY)
        for role in (Role.EVALUATION, Role.SCHOOL, Role.ENTERPRISE, Role.INSTITUTION)
    ),
    # the issuer answers for its own, its supervisor judges
    *(
        Grant(role, "alert.explain", Scope.BODY)
        for role in (Role.EVALUATION, Role.SCHOOL, Role.ENTERPRISE, Role.INSTITUTION)
    ),
    *_grants(Role.PREFECTURE, Scope.AREA, "alert.dismiss"),
    *_grants(Role.PROVINCE, Scope.ALL, "alert.dismiss"),
    # Bodies of the province itself are in no prefecture.
    *_grants(Role.PROVINCE, Scope.SEAT, _FILINGS),
    # A suspension is a public act, and that of a whole area is of no single body.
    *_grants(Role.INSTITUTION, Scope.ALL, "suspension.read"),
    *_grants(Role.INSTITUTION, Scope.BODY, "registration.reveal"),
    *_grants(Role.PREFECTURE, Scope.AREA, "registration.reveal"),
    *_grants(Role.CENTRE, Scope.ALL, "registration.reveal"),
    *_grants(Role.PROVINCE, Scope.ALL, f"{_READ} ruling.read deadline.read", effect=Effect.MASK),
    *_grants(
        Role.PROVINCE,
        Scope.ALL,
        "suspension.order suspension.lift notice.set exam.move ruling.replay",
    ),
    *_grants(Role.PREFECTURE, Scope.AREA, f"{_READ} deadline.read", effect=Effect.MASK),
    *_grants(Role.PREFECTURE, Scope.AREA, "suspension.order suspension.lift"),
    *_grants(Role.CENTRE, Scope.ALL, f"{_READ} deadline.read", effect=Effect.MASK),
    *_grants(Role.CENTRE, Scope.ALL, "exam.draft exam.publish exam.take_over"),
    *_grants(Role.INSTITUTION, Scope.BODY, f"{_READ} deadline.read"),
    *_grants(
        Role.INSTITUTION,
        Scope.BODY,
        "exam.draft exam.publish exam.move exam.hold registration.import registration.accept "
        "payment.take result.enter",
    ),
    *_grants(Role.INSTITUTION, Scope.BODY, "choice.record_for", states=_WHILE_OPEN),
    *_grants(Role.EXAMINER, Scope.BODY, "exam.read"),
    *_grants(Role.EXAMINER, Scope.BODY, "registration.read", effect=Effect.MASK),
    *_grants(Role.SUPERVISOR, Scope.AREA, "exam.read report.write"),
    *_grants(Role.EVALUATION, Scope.BODY, "institution.read"),
    *_grants(Role.SCHOOL, Scope.BODY, "institution.read"),
    *_grants(Role.ENTERPRISE, Scope.BODY, "institution.read"),
    *_grants(
        Role.FINANCE,
        Scope.AREA,
        "refund.read refund.batch refund.approve refund.settle refund.account",
    ),
    *_grants(Role.FINANCE, Scope.AREA, "registration.read", effect=Effect.MASK),
    *_grants(Role.AUDITOR, Scope.ALL, f"{_READ} ruling.read event.read", effect=Effect.MASK),
    *_grants(Role.AUDITOR, Scope.ALL, "ruling.replay"),
    *_grants(Role.SECURITY_ADMIN, Scope.ALL, "membership.grant membership.end account.unlock"),
    *_grants(Role.SYSTEM_ADMIN, Scope.ALL, "service.operate"),
    *_grants(Role.CANDIDATE, Scope.OWN, "registration.read registration.make registration.account"),
    *_grants(Role.CANDIDATE, Scope.ALL, "offer.register"),  # for oneself
    *_grants(Role.CANDIDATE, Scope.OWN, "choice.make", states=_WHILE_OPEN),
    # evaluations
    *(
        grant
        for role in (Role.EVALUATION, Role.SCHOOL, Role.ENTERPRISE)
        for grant in _grants(
            role,
            Scope.BODY,
            "plan.read plan.draft plan.report plan.hold evaluation.enter evaluation.post "
            "evaluation.answer evaluation.hand_in entrustment.answer",
        )
    ),
    *(
        grant
        for role in (Role.SCHOOL, Role.ENTERPRISE)
        for grant in _grants(role, Scope.BODY, "entrustment.make entrustment.read")
    ),
    *_grants(Role.PREFECTURE, Scope.AREA, "plan.read evaluation.accept entrustment.read"),
    *_grants(Role.SUPERVISOR, Scope.AREA, "plan.read", effect=Effect.MASK),
    *_grants(Role.CENTRE, Scope.ALL, "plan.read entrustment.read", effect=Effect.MASK),
    *_grants(Role.PROVINCE, Scope.ALL, "plan.read entrustment.read", effect=Effect.MASK),
    *_grants(Role.AUDITOR, Scope.ALL, "plan.read entrustment.read", effect=Effect.MASK),
    *(
        Grant(role, "entrustment.find", Scope.ALL)  # the register is public
        for role in (Role.SCHOOL, Role.ENTERPRISE, Role.PREFECTURE, Role.CENTRE, Role.PROVINCE)
    ),
    # programmes
    *(
        grant
        for role in (Role.SCHOOL, Role.ENTERPRISE)
        for grant in _grants(role, Scope.BODY, "programme.read programme.keep programme.reveal")
    ),
    *_grants(Role.PREFECTURE, Scope.AREA, "programme.read", effect=Effect.MASK),
    *_grants(Role.PROVINCE, Scope.ALL, "programme.read", effect=Effect.MASK),
    *_grants(Role.AUDITOR, Scope.ALL, "programme.read", effect=Effect.MASK),
)
