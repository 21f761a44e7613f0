"""What a body was on which days: appraisal institution, supervisor, filed organisation (80/6).

An institution that turns to another duty or becomes an evaluation organisation keeps what it did:
its exams and certificates stay the institution's, and nothing here is ever taken back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from xianjie.domain.accounts.models import Body
from xianjie.domain.filings import standing
from xianjie.domain.organisations.models import Duty
from xianjie.text import Text

_DAY = timedelta(days=1)
_DUTIES = {
    Duty.Kind.APPRAISAL: Text("职业技能鉴定", "appraisal institution"),
    Duty.Kind.SUPERVISION: Text("质量督导", "quality supervision"),
    Duty.Kind.SERVICE: Text("公共服务", "public service"),
}
_FILED = Text("职业技能等级认定（备案）", "level certification, filed")


@dataclass(frozen=True, slots=True)
class Held:
    """A role from its first to its last day; no last day while it is held."""

    role: Text
    from_on: date
    until_on: date | None
    basis: str


def roles_of(body: Body, on: date) -> list[Held]:
    """The roles that have begun by that day, each with its period."""
    found = [*_duties(body), *_filings(body)]
    return sorted(
        (one for one in found if one.from_on <= on), key=lambda one: (one.from_on, one.role.en)
    )


def _duties(body: Body) -> list[Held]:
    institution = getattr(body, "institution", None)
    if institution is None:
        return []
    begun = [(Duty.Kind.APPRAISAL.value, body.opened_on, "")]
    begun += institution.duties.order_by("from_on").values_list("kind", "from_on", "basis")
    ends = [from_on - _DAY for _, from_on, _ in begun[1:]] + [
        body.closed_on - _DAY if body.closed_on else None
    ]
    return [
        Held(_DUTIES[Duty.Kind(kind)], from_on, until, basis)
        for (kind, from_on, basis), until in zip(begun, ends, strict=True)
    ]


def _filings(body: Body) -> list[Held]:
    organisation = getattr(body, "filing_organisation", None)
    if organisation is None:
        return []
    return [
        Held(_FILED, one.from_on, one.until_on, one.filing.basis)
        for one in standing.stretches(organisation)
    ]
