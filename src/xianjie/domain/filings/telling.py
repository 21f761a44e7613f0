"""What organisations are told: what is missing, what was decided, measures, terms that end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q

from xianjie.calendar import add_months
from xianjie.domain.accounts.acting import Actor, require, visible
from xianjie.domain.accounts.roles import TABLE, Role
from xianjie.domain.filings.models import Application, Filing, Measure, Organisation
from xianjie.domain.filings.selecting import is_standing, target_of, with_standing
from xianjie.domain.filings.states import Standing, clock_of, renewal_opens
from xianjie.domain.kinds import kind_of
from xianjie.domain.messages.models import Message
from xianjie.domain.messages.services import Told, people_of, tell
from xianjie.domain.messages.templates import Value
from xianjie.instruments.practice import practice
from xianjie.text import Text

KINDS = {
    Application.Kind.NEW: Text("首次备案", "to be filed"),
    Application.Kind.SCOPE: Text("增加职业（等级）", "to add occupations"),
    Application.Kind.RENEWAL: Text("延续备案", "to renew"),
}
MEASURES = {
    Measure.Kind.SUSPENDED: Text("暂停", "suspension"),
    Measure.Kind.LIFTED: Text("恢复", "lifting of the suspension"),
    Measure.Kind.REMOVED: Text("移出", "removal"),
}
WHOLE = Text("全部职业", "all occupations")
_ROLES = sorted({grant.role for grant in TABLE if grant.verb == "filing.apply"} - {Role.CANDIDATE})
_REMINDER = "filing_renewal_due"


def asked(by: Actor, application: Application, on: date, at: datetime) -> None:
    """What is missing, once and all together, and until when."""
    missing = Text(
        "；".join(one["zh"] for one in application.missing),
        "; ".join(one["en"] for one in application.missing),
    )
    due = clock_of(application).due
    _tell(
        by,
        "filing_asked",
        application,
        application.organisation,
        {
            "kind": KINDS[Application.Kind(application.kind)],
            "missing": missing,
            "due": due or Text("期限届满", "the days allowed are over"),
        },
        on,
        at,
    )


def decided(by: Actor, application: Application, on: date, at: datetime) -> None:
    """Granted with the number and the term, or refused with the reason and the remedy."""
    kind = KINDS[Application.Kind(application.kind)]
    organisation = application.organisation
    organisation.refresh_from_db()
    if not application.granted:
        values: Mapping[str, Value] = {"kind": kind, "reason": application.decision_words}
        _tell(by, "filing_refused", application, organisation, values, on, at)
        return
    newest = organisation.filings.order_by("-from_on").first()
    assert newest  # noqa: S101 - it was granted
    begins = newest.from_on if application.kind != Application.Kind.SCOPE else on
    _tell(
        by,
        "filing_granted",
        application,
        organisation,
        {
            "kind": kind,
            "number": organisation.number,
            "begins": begins,
            "until": newest.until_on,
        },
        on,
        at,
    )


def measured(by: Actor, measure: Measure, on: date, at: datetime) -> None:
    """A measure that was decided, with its grounds."""
    _tell(
        by,
        "filing_measure",
        measure,
        measure.organisation,
        {
            "measure": MEASURES[Measure.Kind(measure.kind)],
            "scope": measure.occupation or WHOLE,
            "begins": measure.from_on,
            "grounds": measure.grounds,
        },
        on,
        at,
    )


def remind(*, by: Actor, on: date, at: datetime) -> int:
    """Remind whose term ends within the time of renewal and who has not applied; how many.

    Each organisation once a term: as soon as the time opens.
    """
    reach = visible(by, "filing.remind", area="body__area", body="pk")
    months = practice().number("filing_renewal_months", on)
    ending = with_standing(Organisation.objects.filter(reach), on).filter(
        is_standing(Standing.IN_FORCE),
        Q(term_until__lte=add_months(on, months + 1)),  # months differ in length: asked again below
    )
    to_come = Filing.objects.filter(organisation=OuterRef("pk"), from_on__gt=on)
    renewing = Application.objects.filter(
        organisation=OuterRef("pk"),
        kind=Application.Kind.RENEWAL,
        handed_in_on__isnull=False,
        withdrawn_on=None,
        decided_on=None,
    )
    count = 0
    for one in ending.exclude(Exists(to_come)).exclude(Exists(renewing)).select_related("body"):
        require(by, "filing.remind", target_of(one))
        term = one.filings.get(pk=one.term)  # type: ignore[attr-defined] # annotated
        known = Message.objects.filter(
            template=_REMINDER, subject_kind=kind_of(term), subject_id=term.pk
        )
        if renewal_opens(term, on) <= on and not known.exists():
            count += bool(_tell(by, _REMINDER, term, one, {"until": term.until_on}, on, at))
    return count


def _tell(  # noqa: PLR0917 - the columns of a message
    by: Actor,
    template: str,
    about: models.Model,
    organisation: Organisation,
    values: Mapping[str, Value],
    on: date,
    at: datetime,
) -> int:
    """To everybody who acts for the organisation that day."""
    return tell(
        by=by.username,
        template=template,
        about=about,
        messages=[
            Told(to, about, values, organisation.body.area, organisation.pk)
            for to in people_of(organisation.body, _ROLES, on)
        ],
        at=at,
    )
