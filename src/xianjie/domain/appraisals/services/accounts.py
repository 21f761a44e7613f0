"""A candidate's other bank account, for a refund that the bank returned."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from xianjie.domain.accounts.acting import Actor, Target, require
from xianjie.domain.appraisals.errors import AppraisalError
from xianjie.domain.appraisals.models import Registration
from xianjie.domain.kinds import kind_of
from xianjie.domain.payments import services as payments
from xianjie.domain.payments.models import Payment, Refund
from xianjie.text import Text


def give_account(*, by: Actor, registration: int, account: str, at: datetime) -> Refund:
    """Replace the account of a refund.

    Raises `Denied`, `AppraisalError` where there is no refund, `PaymentError` where it is sent.
    """
    with transaction.atomic():
        found = Registration.objects.select_related("candidate", "offer__exam").get(pk=registration)
        exam = found.offer.exam
        target = Target(area=exam.area, body=exam.institution_id, owner=found.candidate.user_id)
        require(by, "registration.account", target)
        payment = Payment.objects.filter(subject_kind=kind_of(found), subject_id=found.pk).first()
        refund = getattr(payment, "refund", None)
        if refund is None:
            raise AppraisalError(Text("这项报名没有退费", "there is no refund for it"))
        return payments.replace_account(by=by.username, refund=refund.pk, account=account, at=at)
