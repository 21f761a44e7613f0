"""Warnings of the pre-flight: explained with the request, and carried to the alerts they become.

A warning refuses nothing. The body says why its certificates are in order, the approver reads it,
and whoever judges the alert of the night finds it there as the body's explanation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from xianjie.domain.accounts.acting import Actor, Target, require
from xianjie.domain.audit.events import record
from xianjie.domain.certificates.models import Batch
from xianjie.domain.certificates.submitting import locked, require_waiting, submit_plan
from xianjie.domain.evaluations.models import Plan
from xianjie.domain.supervision.alerts import GROUND, worded
from xianjie.domain.supervision.errors import SupervisionError
from xianjie.domain.supervision.joining import join
from xianjie.domain.supervision.models import Foreseen
from xianjie.domain.supervision.preflight import Flight
from xianjie.indicators import Alert as Finding
from xianjie.law import Law
from xianjie.text import Text


def ask_for_plan(
    *,
    by: Actor,
    plan: Plan,
    title: str,
    flight: Flight | None,
    reasons: Mapping[str, str],
    law: Law,
    on: date,
    at: datetime,
) -> Batch:
    """Ask for a plan's certificates, with a reason for every warning of its pre-flight.

    ``reasons`` are by the warnings' keys; ``flight`` is None where there could be none. Raises
    `SupervisionError` where a reason is missing, and as `submit_plan` does.
    """
    if flight is not None:
        _require_all(flight.warnings, reasons)
    with transaction.atomic():
        batch = submit_plan(by=by, plan=plan, title=title, law=law, on=on, at=at)
        if flight is not None:
            _keep(by, batch, flight, reasons, at)
    return batch


def explain(
    *, by: Actor, batch: int, flight: Flight, reasons: Mapping[str, str], at: datetime
) -> Sequence[Foreseen]:
    """The same for a batch that waits for approval; what was explained already stays as it is.

    Raises `Denied`, `CertificateError` and `SupervisionError`.
    """
    with transaction.atomic():
        found = locked(batch)
        require(by, "certificate.submit", Target(area=found.area, body=found.body_id))
        require_waiting(found)
        _require_all(unexplained(found, flight), reasons)
        return _keep(by, found, flight, reasons, at)


def unexplained(batch: Batch, flight: Flight) -> Sequence[Finding]:
    """The warnings without a reason."""
    known = set(batch.foreseen.values_list("key", flat=True))
    return [one for one in flight.warnings if one.key not in known]


def _require_all(warnings: Sequence[Finding], reasons: Mapping[str, str]) -> None:
    missing = [one for one in warnings if not reasons.get(one.key, "").strip()]
    if missing:
        raise SupervisionError(
            Text(
                f"预检有 {len(missing)} 条提示未说明理由；逐条说明后即可提交",
                f"warnings of the pre-flight without a reason: {len(missing)}; give one for each",
            )
        )


def _keep(
    by: Actor, batch: Batch, flight: Flight, reasons: Mapping[str, str], at: datetime
) -> list[Foreseen]:
    made = [
        Foreseen.objects.create(
            batch=batch,
            body=batch.body,
            key=one.key,
            indicator=one.indicator,
            subject=one.subject,
            score=one.score,
            sentence_zh=one.sentence.zh,
            sentence_en=one.sentence.en,
            version=flight.version,
            words=worded(reasons[one.key]),
            by=by.username,
            at=at,
        )
        for one in unexplained(batch, flight)
    ]
    if made:
        record(
            by=by.username,
            at=at,
            action="issue.explained",
            subject=batch,
            area=batch.area,
            ground=GROUND,
            data={
                "version": flight.version,
                "warnings": len(made),
                "keys": [one.key for one in made],
            },
        )
        join([one.key for one in made])
    return made
