"""Warnings of the pre-flight explained for a batch that waits for approval."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from xianjie.domain.certificates.models import Batch
from xianjie.domain.certificates.submitting import require_waiting
from xianjie.domain.supervision import foreseeing
from xianjie.domain.supervision.errors import SupervisionError
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of
from xianjie.web.workbench import subjects
from xianjie.web.workbench.alerts import flights
from xianjie.web.workbench.forms import fill_in
from xianjie.web.workbench.issuing import trail

TITLE = Text("预检与说明", "Pre-flight and reasons")


@guarded("certificate.submit", of=subjects.issue_batch)
def explain(visit: Visit, batch: Batch) -> HttpResponse:
    """What supervision would find of the batch; a reason for each warning that has none."""
    shown = flights.of_batch(visit, batch)

    def act(form: forms.Form) -> str:
        if shown.flight is None or not shown.unexplained:
            raise SupervisionError(Text("没有待说明的提示", "no warning waits for a reason"))
        foreseeing.explain(
            by=visit.actor,
            batch=batch.pk,
            flight=shown.flight,
            reasons=flights.reasons_in(form, shown),
            at=moment_of(visit.request),
        )
        return reverse("work:issue-batch", args=[batch.pk])

    return fill_in(
        visit,
        flights.reasons_form(shown),
        act,
        title=TITLE,
        done=Text("已说明，审批人看得到", "explained; the approver sees it"),
        button=Text("提交说明", "Give the reasons"),
        trail=trail(batch),
        part="issuing",
        template=flights.TEMPLATE,
        extra={"shown": shown, "asks_reasons": True, "nothing_to_send": not shown.unexplained},
        check=lambda: require_waiting(batch),
    )
