"""Sanctions: proposed in a case, kept and decided where they act, by another person.

Measures on a filing are the filing register's, revocations the register of certificates'; the
blacklist is kept below both, so that it bites in both.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from xianjie.calendar import add_months
from xianjie.domain.accounts.acting import Actor, Target, require, require_other
from xianjie.domain.audit.events import record
from xianjie.domain.certificates import changing
from xianjie.domain.certificates.models import Certificate, Change
from xianjie.domain.filings import measuring
from xianjie.domain.filings.models import Assessor, Measure, Organisation
from xianjie.domain.messages.templates import Value
from xianjie.domain.organisations.models import Blacklisting
from xianjie.domain.sittings.models import Examiner
from xianjie.domain.supervision.errors import SupervisionError
from xianjie.domain.supervision.locking import GROUND, locked, step, target_of
from xianjie.domain.supervision.models import Case, CaseStep
from xianjie.domain.supervision.rectifying import require_confirmed
from xianjie.domain.supervision.stages import require_step
from xianjie.domain.supervision.telling import tell_of
from xianjie.text import Text

_MOST_CERTIFICATES = 200
_MOST_MONTHS = 60
_COVER = "＊"


def propose_measure(
    *,
    by: Actor,
    case: int,
    kind: Measure.Kind,
    occupation: str,
    grounds: str,
    basis: str,
    from_on: date,
    bars: bool,
    on: date,
    at: datetime,
) -> CaseStep:
    """Propose to suspend or remove the body's filing, the whole or an occupation.

    Raises `Denied`, `SupervisionError`, `xianjie.domain.filings.errors.FilingError`.
    """
    with transaction.atomic():
        found = _ready(by, case)
        if kind not in {Measure.Kind.SUSPENDED, Measure.Kind.REMOVED}:
            raise SupervisionError(Text("处理是暂停或移出", "a sanction suspends or removes"))
        made = measuring.propose(
            by=by,
            organisation=_organisation(found).pk,
            kind=kind,
            occupation=occupation,
            grounds=grounds,
            basis=basis,
            from_on=from_on,
            bars=bars,
            on=on,
            at=at,
        )
        told = {"sanction": kind.value, "occupation": occupation}
        return step(by, found, CaseStep.Kind.PROPOSED, grounds, on, at, told=told, measure=made)


def propose_revocations(
    *,
    by: Actor,
    case: int,
    numbers: Sequence[str],
    reason: str,
    basis: str,
    on: date,
    at: datetime,
) -> list[CaseStep]:
    """Propose to revoke certificates of the body, by their numbers; all or none.

    Raises `Denied`, `SupervisionError`, `xianjie.domain.certificates.errors.CertificateError`.
    """
    with transaction.atomic():
        found = _ready(by, case)
        made = []
        for certificate in _certificates(found, numbers):
            proposal = changing.propose(
                by=by,
                certificate=certificate,
                kind=Change.Kind.REVOKED,
                reason=reason,
                basis=basis,
                at=at,
            )
            told = {"sanction": "revoked", "number": certificate.number}
            made.append(
                step(
                    by,
                    found,
                    CaseStep.Kind.PROPOSED,
                    reason,
                    on,
                    at,
                    told=told,
                    proposal=proposal,
                )
            )
    return made


def propose_blacklisting(
    *,
    by: Actor,
    case: int,
    card: str,
    grounds: str,
    basis: str,
    from_on: date,
    months: int,
    on: date,
    at: datetime,
) -> CaseStep:
    """Propose to keep the body out for so many months, or one of its examiners, by the card.

    Raises `Denied`, `SupervisionError`.
    """
    with transaction.atomic():
        found = _ready(by, case)
        if not grounds.strip() or not basis.strip() or from_on < on:
            raise SupervisionError(
                Text(
                    "请写明理由和依据；不追溯，最早自今天起",
                    "give the grounds and the basis; it begins today or later",
                )
            )
        if not 1 <= months <= _MOST_MONTHS:
            raise SupervisionError(
                Text(f"期限为 1 至 {_MOST_MONTHS} 个月", f"for 1 to {_MOST_MONTHS} months")
            )
        made = Blacklisting.objects.create(
            **(_examiner(found, card) if card else {"body": found.body, "name": found.body.name}),
            area=found.area,
            grounds=grounds.strip(),
            basis=basis.strip(),
            from_on=from_on,
            until_on=add_months(from_on, months),
            proposed_by=by.username,
            proposed_at=at,
        )
        told = {"sanction": "blacklisted", "until": made.until_on}
        return step(
            by, found, CaseStep.Kind.PROPOSED, grounds, on, at, told=told, blacklisting=made
        )


def decide_blacklisting(
    *, by: Actor, blacklisting: int, grant: bool, words: str, on: date, at: datetime
) -> Blacklisting:
    """Decide on an entry, by another than who proposed it; a refusal says why.

    One whose day has passed meanwhile begins on the day of the decision, for as long.
    """
    with transaction.atomic():
        case = locked(_case_of(blacklisting))  # first, as in every verb, so that none waits in turn
        require(by, "case.sanction", target_of(case))
        found = Blacklisting.objects.select_for_update().get(pk=blacklisting)
        if found.decided_at is not None:
            raise SupervisionError(Text("已决定", "it is decided already"))
        require_other(by, found.proposed_by)
        if not grant and not words.strip():
            raise SupervisionError(Text("不同意须写明理由", "a refusal gives its reason"))
        if grant and found.from_on < on:
            found.until_on += on - found.from_on
            found.from_on = on
        found.decided_by, found.decided_at = by.username, at
        found.granted, found.words = grant, words.strip()
        found.save()
        record(
            by=by.username,
            at=at,
            action="blacklisting.granted" if grant else "blacklisting.refused",
            subject=case,
            area=found.area,
            ground=GROUND,
            data={"from": found.from_on, "until": found.until_on, "basis": found.basis},
        )
        if grant and found.body:
            values: dict[str, Value] = {
                "begins": found.from_on,
                "ends": found.until_on,
                "grounds": found.grounds,
            }
            tell_of(by, case, found.body, "body_blacklisted", values, on, at)
    return found


def target_of_blacklisting(blacklisting: Blacklisting) -> Target:
    """What the table must know of it: of its area alone, never of the body concerned."""
    return Target(area=blacklisting.area)


def _ready(by: Actor, case: int) -> Case:
    found = locked(case)
    require(by, "case.sanction", target_of(found))
    require_confirmed(require_step(found, "sanction"))
    return found


def _organisation(case: Case) -> Organisation:
    found = Organisation.objects.filter(body=case.body).first()
    if found is None:
        raise SupervisionError(
            Text("该单位没有备案，无从暂停或移出", "the body is not filed: nothing to suspend")
        )
    return found


def _certificates(case: Case, numbers: Sequence[str]) -> list[Certificate]:
    wanted = list(dict.fromkeys(one.strip().upper() for one in numbers if one.strip()))
    if not 0 < len(wanted) <= _MOST_CERTIFICATES:
        raise SupervisionError(
            Text(
                f"请写 1 至 {_MOST_CERTIFICATES} 个证书编号",
                f"give 1 to {_MOST_CERTIFICATES} numbers of certificates",
            )
        )
    found = {
        one.number: one
        for one in Certificate.objects.filter(body=case.body, number__in=wanted).order_by("pk")
    }
    if lacking := [one for one in wanted if one not in found]:
        raise SupervisionError(
            Text(
                f"不是该单位颁发的证书：{'、'.join(lacking)}",
                f"no certificates of the body: {', '.join(lacking)}",
            )
        )
    return [found[one] for one in wanted]


def _examiner(case: Case, card: str) -> dict[str, object]:
    """Whom an entry is about: an examiner of the body, by the card."""
    assessor = Assessor.objects.filter(organisation__body=case.body, card=card).first()
    if assessor:
        return {
            "document": assessor.document,
            "number_hash": assessor.number_hash,
            "name": _covered(assessor.name),
        }
    examiner = Examiner.objects.filter(home__body=case.body, card=card).first()
    if examiner:
        return {"user": examiner.user, "name": _covered(examiner.user.name)}
    raise SupervisionError(
        Text("该单位没有这个证卡号的考评员", "the body has no examiner with this card")
    )


def _covered(name: str) -> str:
    return name[:1] + _COVER * (len(name) - 1)


def _case_of(blacklisting: int) -> int:
    found = CaseStep.objects.filter(Q(blacklisting=blacklisting)).values_list("case", flat=True)
    pk = found.first()
    if pk is None:
        raise SupervisionError(Text("没有这一项", "there is no such entry"))
    return pk
