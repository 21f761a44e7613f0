"""Reasons given with the request for certificates, as explanations of the alerts these became."""

from __future__ import annotations

from collections.abc import Sequence

from xianjie.domain.audit.events import record
from xianjie.domain.supervision.alerts import clauses_of
from xianjie.domain.supervision.models import Alert, AlertStep, Foreseen

_Kind = AlertStep.Kind


def join(keys: Sequence[str]) -> int:
    """Give alerts the reasons that were given ahead of them; how many, within a transaction.

    What the supervisor dismissed, or asked again since, is not answered by an earlier reason.
    """
    alerts = Alert.objects.filter(ended_run=None).in_bulk(list(keys), field_name="key")
    reasons = Foreseen.objects.filter(key__in=alerts, step=None, batch__returned_at=None)
    joined = 0
    for reason in reasons.order_by("pk"):
        alert = alerts[reason.key]
        if not _is_judged_since(alert, reason):
            _join(alert, reason)
            joined += 1
    return joined


def _is_judged_since(alert: Alert, reason: Foreseen) -> bool:
    last = alert.steps.order_by("-pk").first()
    if last is None:
        return False
    asked_again = (
        last.kind == _Kind.REOPENED and last.by != AlertStep.BY_RUN and last.at > reason.at
    )
    return last.kind == _Kind.DISMISSED or asked_again


def _join(alert: Alert, reason: Foreseen) -> None:
    alert.steps.create(
        kind=_Kind.EXPLAINED,
        words=reason.words,
        rows=alert.rows,
        score=alert.score,
        foreseen=reason,
        by=reason.by,
        at=reason.at,
    )
    record(
        by=reason.by,
        at=reason.at,
        action="alert.explained",
        subject=alert,
        area=alert.area,
        ground=clauses_of(alert),
        data={"indicator": alert.indicator, "key": alert.key, "batch": reason.batch_id},
    )
