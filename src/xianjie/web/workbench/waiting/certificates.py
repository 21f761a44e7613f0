"""Certificates that wait: to be issued, changed, answered for, proved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from xianjie.calendar import CHINA, end_of
from xianjie.domain.accounts.acting import Actor, visible
from xianjie.domain.certificates.models import Appeal, Application, Proposal
from xianjie.domain.certificates.models import Batch as IssueBatch
from xianjie.text import Text
from xianjie.web.workbench.waiting.task import Task, task_of


def to_issue(actor: Actor, on: date) -> Iterator[Task]:
    reach = visible(actor, "certificate.approve", area="area", body="body")
    waiting = IssueBatch.objects.filter(
        reach, approved_at=None, returned_at=None, submitted_at__lt=end_of(on)
    )
    for one in waiting.exclude(submitted_by=actor.username).order_by("submitted_at"):
        words = Text(f"核发待审批：{one.title}", f"certificates to approve: {one.title}")
        since = one.submitted_at.astimezone(CHINA).date()
        address = reverse("work:issue-batch", args=[one.pk])
        yield task_of("issue", words, one.lines.filter(refused=False).count(), since, address)


def to_decide(actor: Actor, on: date) -> Iterator[Task]:
    """Changes of certificates that somebody else proposed."""
    del on
    reach = visible(actor, "certificate.decide", area="certificate__area", body="certificate__body")
    for one in (
        Proposal.objects.filter(reach, decided_at=None)
        .exclude(proposed_by=actor.username)
        .select_related("certificate")
    ):
        number = one.certificate.number
        words = Text(f"证书变更待决定：{number}", f"a change to decide: {number}")
        since = one.proposed_at.astimezone(CHINA).date()
        yield task_of("change", words, 1, since, reverse("work:proposal-decide", args=[one.pk]))


def to_answer(actor: Actor, on: date) -> Iterator[Task]:
    """Objections of holders, for who had no part in the change."""
    del on
    reach = visible(
        actor,
        "certificate.decide",
        area="change__certificate__area",
        body="change__certificate__body",
    )
    found = Appeal.objects.filter(reach, answered_at=None).select_related("change__certificate")
    me = actor.username
    for one in found.exclude(change__proposed_by=me).exclude(change__made_by=me).order_by("pk"):
        number = one.change.certificate.number
        words = Text(f"持证人异议待答复：{number}", f"an objection to answer: {number}")
        since = one.asked_at.astimezone(CHINA).date()
        yield task_of("answer", words, 1, since, reverse("work:appeal-answer", args=[one.pk]))


def to_go_on(actor: Actor, on: date) -> Iterator[Task]:
    """Batches whose issuing was cut off."""
    del on
    reach = visible(actor, "certificate.approve", area="area", body="body")
    for one in IssueBatch.objects.filter(reach, approved_at__isnull=False, finished_at=None):
        assert one.approved_at  # noqa: S101 - asked for above
        words = Text(f"核发没有做完：{one.title}", f"issuing is not finished: {one.title}")
        left = one.lines.filter(certificate=None, refused=False).count()
        since = one.approved_at.astimezone(CHINA).date()
        yield task_of("issue", words, left, since, reverse("work:issue-batch", args=[one.pk]))


def to_prove(actor: Actor, on: date) -> Iterator[Task]:
    """Applications whose documents are all there, each due by its own clock."""
    del on
    for verb, done in (("proof.review", True), ("proof.approve", False)):
        reach = visible(actor, verb, area="area", body="authority")
        found = Application.objects.filter(
            reach, complete_on__isnull=False, decided_on=None, reviewed_on__isnull=done
        ).exclude(requested_by=actor.username, reviewed_on=None)
        for one in found.exclude(reviewed_by=actor.username).order_by("complete_on"):
            words = (
                Text(f"补证申请待审核：{one.pk}", f"an application to review: {one.pk}")
                if done
                else Text(f"补证申请待审批：{one.pk}", f"an application to decide: {one.pk}")
            )
            since = (one.complete_on if done else one.reviewed_on) or one.requested_on
            span = "review proof" if done else "decide proof"
            address = reverse("work:application", args=[one.pk])
            yield task_of(span, words, 1, since, address, ("252/2.3",))
