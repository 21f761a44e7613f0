"""Facts of ``level-certificate-issuance`` (decision 9), derived from what is evaluated: here alone.

What a plan and its filing say is worked out once for a day; what a person says is added to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from xianjie.domain.accounts.models import Body
from xianjie.domain.evaluations.entrusting import holds_for
from xianjie.domain.evaluations.models import Participant, Plan
from xianjie.domain.filings.models import Organisation
from xianjie.domain.filings.standing import Cover, cover
from xianjie.law import Law, Value

_GOVERNMENT = {Body.Kind.DEPARTMENT, Body.Kind.BUREAU, Body.Kind.CENTRE}


@dataclass(frozen=True, slots=True)
class Ground:
    """What the law must know of a plan's organisation on a day of issue."""

    kind: str
    cover: Cover
    issue_on: date


def ground_of(plan: Plan, issue_on: date) -> Ground:
    """Asks the filing register as of the day, at the plan's site."""
    found = cover(
        plan.organisation,
        occupation=plan.occupation,
        level=plan.level,
        on=issue_on,
        site=plan.site,
    )
    return Ground(kind_of(plan.organisation, found), found, issue_on)


def kind_of(organisation: Organisation, found: Cover) -> str:
    """``government`` for departments and what they authorised, else as filed.

    An appraisal institution that was filed is what its filing says (252/5); until then it acts on
    government's authority.
    """
    body = organisation.body
    if body.kind in _GOVERNMENT:
        return "government"
    if found.stretch is not None:
        return found.stretch.filing.kind
    return "government" if body.kind == Body.Kind.INSTITUTION else organisation.kind


def outcomes(people: Sequence[Participant], issue_on: date, law: Law) -> Counter[str]:
    """What the law would say of issuing for each of a plan's people that day; "open" where unknown.

    Nothing is kept: this is to look ahead.
    """
    if not people:
        return Counter()
    ground = ground_of(people[0].plan, issue_on)
    decision = law.decision("level-certificate-issuance")
    answers = (decision.decide(of_level_issuance(one, issue_on, ground)) for one in people)
    return Counter(one.outcome or "open" for one in answers)


def of_level_issuance(
    participant: Participant, issue_on: date, ground: Ground | None = None
) -> Mapping[str, Value]:
    """The facts; a result that is not there is unknown. ``ground`` is as `ground_of` gives it."""
    plan = participant.plan
    ground = ground or ground_of(plan, issue_on)
    stretch = ground.cover.stretch
    told: dict[str, Value] = {
        "organisation_kind": ground.kind,
        "filed": stretch is not None,
        "occupation_in_scope": ground.cover.occupation_in_scope,
        "level_in_scope": ground.cover.level_in_scope,
        "candidate_is_own": participant.basis == Participant.Basis.OWN,
        "entrusted": holds_for(participant.entrustment, plan),
        "issue_on": issue_on,
    }
    if stretch is not None:
        told |= {"filing_from": stretch.from_on, "filing_until": stretch.until_on}
    if participant.passed is not None:
        told["passed"] = participant.passed
    return told
