"""Refunds that wait: to be put into a batch, approved, settled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Min
from django.urls import reverse

from xianjie.calendar import CHINA
from xianjie.domain.accounts.acting import Actor, visible
from xianjie.domain.payments.models import Batch, Refund
from xianjie.text import Text
from xianjie.web.workbench.refunds import free as free_refunds
from xianjie.web.workbench.waiting.task import Task, task_of


def to_batch(actor: Actor, on: date) -> Iterator[Task]:
    del on
    reach = visible(actor, "refund.batch", area="payment__area")
    found = Refund.objects.filter(reach).filter(free_refunds())
    since = found.aggregate(since=Min("asked_at"))["since"]
    if since:
        yield task_of(
            "batch",
            Text("应退费用待编批次", "refunds owed, to be put into a batch"),
            found.count(),
            since.astimezone(CHINA).date(),
            reverse("work:batch-new"),
            ("252/2.1.2",),
        )


def to_approve(actor: Actor, on: date) -> Iterator[Task]:
    del on
    reach = visible(actor, "refund.approve", area="area")
    found = Batch.objects.filter(reach, approved_at=None).exclude(made_by=actor.username)
    for one in found.order_by("made_at"):
        yield task_of(
            "approve",
            Text(f"批次 {one.pk} 待审批", f"batch {one.pk} to approve"),
            one.lines.count(),
            one.made_at.astimezone(CHINA).date(),
            reverse("work:batch", args=[one.pk]),
        )


def to_settle(actor: Actor, on: date) -> Iterator[Task]:
    del on
    reach = visible(actor, "refund.settle", area="area")
    for one in Batch.objects.filter(reach, approved_at__isnull=False, settled_at=None):
        assert one.approved_at  # noqa: S101 - asked for above
        yield task_of(
            "settle",
            Text(f"批次 {one.pk} 待回盘", f"batch {one.pk} waits for the bank's results"),
            one.lines.count(),
            one.approved_at.astimezone(CHINA).date(),
            reverse("work:batch", args=[one.pk]),
        )
