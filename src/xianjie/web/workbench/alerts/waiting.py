"""What waits in the inbox for alerts: a body's to be explained, a supervisor's to be judged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Min

from xianjie.domain.accounts.acting import Actor
from xianjie.domain.supervision.alerts import GROUND, AlertState, alerts_on, in_state, within_reach
from xianjie.text import Text
from xianjie.web.workbench.alerts.showing import address_of

__all__ = ["GROUND", "Alerts", "to_explain", "to_judge"]


@dataclass(frozen=True, slots=True)
class Alerts:
    """How many, since when, where."""

    words: Text
    count: int
    since: date
    address: str


def to_explain(actor: Actor, on: date) -> Alerts | None:
    """Alerts of the body of which it has said nothing yet."""
    words = Text("预警待说明", "alerts to explain")
    return _waiting(
        actor, "alert.explain", AlertState.WAITING, on, words, address_of("work:own-alerts")
    )


def to_judge(actor: Actor, on: date) -> Alerts | None:
    """Alerts that bodies have explained or put right."""
    words = Text("预警已说明，待判断", "explained alerts to judge")
    address = address_of("work:alerts", state=AlertState.EXPLAINED)
    return _waiting(actor, "alert.dismiss", AlertState.EXPLAINED, on, words, address)


def _waiting(  # noqa: PLR0917 - the columns of a table
    actor: Actor, verb: str, state: AlertState, on: date, words: Text, address: str
) -> Alerts | None:
    found = alerts_on(on).filter(within_reach(actor, verb), in_state(state, on))
    since = found.aggregate(since=Min("first_run__on"))["since"]
    return Alerts(words, found.count(), since, address) if since else None
