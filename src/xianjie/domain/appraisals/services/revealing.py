"""Showing an identity number in full: for a reason, which is kept."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from xianjie.domain.accounts.acting import Actor, Target, require
from xianjie.domain.accounts.sealed import unseal
from xianjie.domain.appraisals.errors import AppraisalError
from xianjie.domain.appraisals.models import Registration
from xianjie.domain.audit.events import record
from xianjie.text import Text


def reveal(*, by: Actor, registration: int, reason: str, at: datetime) -> str:
    """The candidate's identity number; raises `Denied`, `AppraisalError`."""
    with transaction.atomic():
        found = (
            Registration.objects.select_related("candidate", "offer__exam")
            .filter(pk=registration)
            .first()
        )
        if found is None:
            raise AppraisalError(Text("没有这项报名", "there is no such registration"))
        exam = found.offer.exam
        require(by, "registration.reveal", Target(area=exam.area, body=exam.institution_id))
        if not reason.strip():
            raise AppraisalError(Text("请写明原因", "give the reason"))
        record(
            by=by.username,
            at=at,
            action="registration.revealed",
            subject=found,
            area=found.area,
            data={"reason": reason},
        )
        return unseal(found.candidate.number_sealed)
