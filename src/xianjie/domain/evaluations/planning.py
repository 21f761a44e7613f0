"""Plans: drafted, amended, reported before they are held, cancelled, recorded as held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from xianjie.calendar import is_working_day
from xianjie.domain.accounts.acting import Actor, Target, require
from xianjie.domain.audit.events import record
from xianjie.domain.evaluations import preflight
from xianjie.domain.evaluations.errors import EvaluationError
from xianjie.domain.evaluations.locking import locked, target_of
from xianjie.domain.evaluations.models import Participant, Plan
from xianjie.domain.evaluations.naming import occupation_named
from xianjie.domain.evaluations.panels import locked_people, require_free
from xianjie.domain.evaluations.preflight import Holds, Stage
from xianjie.domain.evaluations.states import require_step
from xianjie.domain.filings.models import Filing, Organisation, Site
from xianjie.domain.filings.standing import stretch_on
from xianjie.identifiers.levels import Level
from xianjie.instruments.practice import practice
from xianjie.text import Text


class FailsPreflight(EvaluationError):
    """Checks stand in the way; ``flight`` is what they found."""

    def __init__(self, flight: preflight.Flight) -> None:
        self.flight = flight
        found = [one.words for one in flight.blocks]
        super().__init__(
            Text(
                "预检未通过：" + "；".join(one.zh for one in found),
                "the pre-flight does not pass: " + "; ".join(one.en for one in found),
            )
        )


@dataclass(frozen=True, slots=True)
class Drafted:
    """What a plan says: one occupation and level at a site, from a first to a last day."""

    title: str
    occupation: str
    level: int
    from_on: date
    until_on: date
    direction: str = ""
    has_theory: bool = True
    has_practice: bool = True
    has_review: bool = False


def draft_plan(
    *, by: Actor, organisation: Organisation, site: Site, drafted: Drafted, at: datetime
) -> Plan:
    """Write a plan down; raises `Denied`, `EvaluationError`."""
    body = organisation.body
    require(by, "plan.draft", Target(area=body.area, body=body.pk))
    told = _told(organisation, site, drafted)
    with transaction.atomic():
        made = Plan.objects.create(
            organisation=organisation, drafted_by=by.username, drafted_at=at, **told
        )
        _record(by, made, "plan.drafted", at, data=_seen(made))
    return made


def amend_plan(*, by: Actor, plan: int, site: Site, drafted: Drafted, at: datetime) -> Plan:
    """Write a draft anew; its examiners must still be free. Raises `Denied`, `EvaluationError`."""
    with transaction.atomic():
        found = locked(plan)
        require(by, "plan.draft", target_of(found))
        require_step(found, "amend")
        before = _seen(found)
        people = locked_people(one.assessor for one in found.posts.select_related("assessor"))
        for name, value in _told(found.organisation, site, drafted).items():
            setattr(found, name, value)
        require_free(found, people)
        found.save()
        _record(by, found, "plan.amended", at, data={"was": before, **_seen(found)})
    return found


def report_plan(
    *, by: Actor, plan: int, on: date, at: datetime, holds: Holds | None = None
) -> Plan:
    """Report a plan to the bureau, once no check stands in the way.

    Raises `FailsPreflight`, `Denied`, `EvaluationError`.
    """
    with transaction.atomic():
        found = locked(plan)
        require(by, "plan.report", target_of(found))
        require_step(found, "report")
        _hold_everybody(found)
        flight = preflight.run(found, Stage.REPORTING, on, holds=holds)
        if flight.blocks:
            raise FailsPreflight(flight)
        found.reported_by, found.reported_on = by.username, on
        found.preflight = flight.version
        found.save(update_fields=["reported_by", "reported_on", "preflight"])
        _record(
            by,
            found,
            "plan.reported",
            at,
            data={"preflight": flight.version, "warnings": len(flight.warns)},
        )
    return found


def cancel_plan(*, by: Actor, plan: int, reason: str, on: date, at: datetime) -> Plan:
    """Not to be held; raises `Denied`, `EvaluationError`."""
    with transaction.atomic():
        found = locked(plan)
        require(by, "plan.report", target_of(found))
        require_step(found, "cancel")
        if not reason.strip():
            raise EvaluationError(Text("请写明取消的原因", "give the reason"))
        found.cancelled_on, found.cancel_reason = on, reason.strip()
        found.save(update_fields=["cancelled_on", "cancel_reason"])
        _record(by, found, "plan.cancelled", at, data={"reason": reason.strip()})
    return found


def hold_plan(*, by: Actor, plan: int, on: date, at: datetime) -> Plan:
    """Record that it was held, on its last day or later; raises `Denied`, `EvaluationError`."""
    with transaction.atomic():
        found = locked(plan)
        require(by, "plan.hold", target_of(found))
        require_step(found, "hold")
        if on < found.until_on:
            raise EvaluationError(
                Text(
                    f"评价到 {found.until_on} 才结束；当日起登记举行",
                    f"it lasts until {found.until_on}: record it from that day on",
                )
            )
        found.held_by, found.held_on = by.username, on
        found.save(update_fields=["held_by", "held_on"])
        _record(by, found, "plan.held", at)
    return found


def _hold_everybody(plan: Plan) -> None:
    """Hold examiners and participants wherever they are: another plan with them waits."""
    locked_people(one.assessor for one in plan.posts.select_related("assessor"))
    people = list(plan.participants.values_list("number_hash", flat=True))
    same = Participant.objects.filter(number_hash__in=people)
    list(same.select_for_update().order_by("pk").values_list("pk"))


def filing_of(organisation: Organisation, on: date) -> Filing | None:
    """Under which filing an organisation plans for a day; none where it was never filed."""
    stretch = stretch_on(organisation, on)
    return stretch.filing if stretch else None


def _told(organisation: Organisation, site: Site, drafted: Drafted) -> dict[str, Any]:
    """The plan's columns, once they can be."""
    if site.organisation_id != organisation.pk:
        raise EvaluationError(Text("场地不是本机构的", "the site is not one of the organisation's"))
    if drafted.level not in set(Level):
        raise EvaluationError(Text("等级须为 5 至 1", "the level must be one of 5 to 1"))
    if not (drafted.has_theory or drafted.has_practice or drafted.has_review):
        raise EvaluationError(
            Text("请至少选一种考核方式", "choose at least one form of examination")
        )
    _require_days(drafted)
    return {
        "filing": filing_of(organisation, drafted.from_on),
        "site": site,
        "area": site.area,
        "title": drafted.title.strip(),
        "occupation": occupation_named(drafted.occupation),
        "direction": drafted.direction.strip(),
        "level": drafted.level,
        "has_theory": drafted.has_theory,
        "has_practice": drafted.has_practice,
        "has_review": drafted.has_review,
        "from_on": drafted.from_on,
        "until_on": drafted.until_on,
    }


def _require_days(drafted: Drafted) -> None:
    for day in (drafted.from_on, drafted.until_on):
        is_working_day(day)  # raises where a year's clocks cannot be told
    if drafted.until_on < drafted.from_on:
        raise EvaluationError(
            Text(
                "最后一天在第一天之前；请改正",
                "the last day comes before the first; mend the days",
            )
        )
    most = practice().number("plan_days_most", drafted.from_on)
    if (drafted.until_on - drafted.from_on).days + 1 > most:
        raise EvaluationError(
            Text(
                f"一个批次从第一天到最后一天，至多 {most} 天；更长的请分批",
                f"a batch lasts {most} days at most; split a longer one",
            )
        )


def _seen(plan: Plan) -> dict[str, object]:
    """What an event says of the plan."""
    return {
        "occupation": plan.occupation,
        "level": plan.level,
        "from": plan.from_on,
        "until": plan.until_on,
        "site": plan.site_id,
    }


def _record(
    by: Actor, plan: Plan, action: str, at: datetime, data: dict[str, object] | None = None
) -> None:
    record(
        by=by.username,
        at=at,
        action=action,
        subject=plan,
        area=plan.area,
        ground=("80/5",),
        data=data or {},
    )
