"""Opening a case from alerts, and giving it to somebody who looks into it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from xianjie.domain.accounts.acting import Actor, Target, prefix, require
from xianjie.domain.accounts.models import Membership, User
from xianjie.domain.accounts.roles import Role
from xianjie.domain.supervision.errors import SupervisionError
from xianjie.domain.supervision.locking import locked, note, step, target_of
from xianjie.domain.supervision.models import Alert, Case, CaseStep
from xianjie.domain.supervision.stages import require_step
from xianjie.text import Text

_MOST_TITLE = 100


def open_case(*, by: Actor, alerts: Sequence[int], title: str, on: date, at: datetime) -> Case:
    """Open a case of alerts, all of one body and in no case yet.

    Raises `Denied`, `SupervisionError`.
    """
    if not 0 < len(title.strip()) <= _MOST_TITLE:
        raise SupervisionError(
            Text(
                f"请写案由，不超过 {_MOST_TITLE} 字",
                f"say what it is about, in {_MOST_TITLE} letters at most",
            )
        )
    with transaction.atomic():
        wanted = sorted(set(alerts))
        held = Alert.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk")
        found = list(held.select_related("body"))
        for one in found:
            require(by, "case.open", Target(area=one.area))
        _require_fit(found, len(wanted))
        case = Case.objects.create(
            body=found[0].body,
            area=found[0].area,
            title=title.strip(),
            opened_on=on,
            opened_by=by.username,
        )
        Alert.objects.filter(pk__in=wanted).update(case=case)
        note(by, case, "opened_of_alerts", at, {"alerts": len(found), "title": case.title})
    return case


def inspectors_of(area: str, on: date) -> list[User]:
    """Supervisors in office whose area has the place."""
    now = Q(from_on__lte=on) & (Q(to_on=None) | Q(to_on__gt=on))
    found = (
        Membership.objects.filter(now, role=Role.SUPERVISOR, user__is_active=True)
        .select_related("user", "body")
        .order_by("user__username")
    )
    return list(
        {
            one.user_id: one.user
            for one in found
            if one.body and area.startswith(prefix(one.body.area))
        }.values()
    )


def assign(*, by: Actor, case: int, to: int, on: date, at: datetime) -> CaseStep:
    """Let a supervisor of the area look into it; one who acts for the body does not."""
    with transaction.atomic():
        found = locked(case)
        require(by, "case.assign", target_of(found))
        require_step(found, "assign")
        chosen = next((one for one in candidates(found, on) if one.pk == to), None)
        if chosen is None:
            raise SupervisionError(
                Text(
                    "不是本地区在任的督导员，或与该机构有关；请另选一人",
                    "is no supervisor in office in the area, or acts for the body; choose another",
                )
            )
        found.assignee = chosen
        found.save(update_fields=["assignee"])
        told = {"assignee": chosen.username}
        return step(by, found, CaseStep.Kind.ASSIGNED, chosen.name, on, at, told=told)


def candidates(case: Case, on: date) -> list[User]:
    """Who may be given a case: supervisors of the area who never acted for the body."""
    own = set(Membership.objects.filter(body=case.body).values_list("user", flat=True))
    return [one for one in inspectors_of(case.area, on) if one.pk not in own]


def _require_fit(found: Sequence[Alert], wanted: int) -> None:
    if not found or len(found) != wanted or len({one.body_id for one in found}) > 1:
        raise SupervisionError(
            Text(
                "请选同一机构的预警，至少一条",
                "choose alerts of one body, one at least",
            )
        )
    if any(one.case_id or one.ended_run_id for one in found):
        raise SupervisionError(
            Text(
                "有预警已在案件中或已消除；请回到预警清单重选",
                "an alert is in a case already, or has ended; choose anew from the list",
            )
        )
