"""What waits elsewhere: notices, filings, learners, alerts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from django.urls import reverse

from xianjie.calendar import CHINA
from xianjie.domain.accounts.acting import Actor, visible
from xianjie.domain.messages.models import Reading
from xianjie.domain.programmes.coverage import covered, in_training, risk_from
from xianjie.domain.programmes.reasons import State as LearnerState
from xianjie.domain.rulings.later import law_on
from xianjie.text import Text
from xianjie.web.workbench.alerts import waiting as alerts
from xianjie.web.workbench.filings import tasks as filing_tasks
from xianjie.web.workbench.waiting.task import Task, task_of


def to_read(actor: Actor, on: date) -> Iterator[Task]:
    del on
    reach = visible(actor, "guidance.confirm", area="body__area", body="body")
    for one in Reading.objects.filter(reach, read_at=None).select_related("notice"):
        yield task_of(
            "read",
            Text(
                f"指导通知待阅知：{one.notice.title_zh}",
                f"a guidance notice to read: {one.notice.title_en}",
            ),
            1,
            one.notice.issued_at.astimezone(CHINA).date(),
            reverse("work:reading", args=[one.pk]),
            ("252/2.1.1.4",),
        )


def of_filings(
    find: Callable[[Actor, date], Iterator[filing_tasks.Waiting]],
) -> Callable[[Actor, date], Iterator[Task]]:
    """Those of filings have a clock of their own; what has none is done within a change's span."""

    def make(actor: Actor, on: date) -> Iterator[Task]:
        for one in find(actor, on):
            task = task_of("change", one.words, 1, one.since, one.address, filing_tasks.GROUND)
            yield replace(task, due=one.due or task.due)

    return make


def to_cover(actor: Actor, on: date) -> Iterator[Task]:
    """Learners at risk, due when the first of them graduates."""
    reach = visible(
        actor,
        "programme.keep",
        area="cohort__programme__area",
        body="cohort__programme__sponsor",
    )
    near = in_training(on).filter(reach, cohort__graduates_on__gte=on).order_by("pk")
    at_risk = [
        one.learner.cohort.graduates_on
        for one in covered(near, law=law_on(on), on=on)
        if one.state is LearnerState.AT_RISK
    ]
    if at_risk:
        words = Text("学员取证有风险", "learners at risk of no certificate")
        first = min(at_risk)
        address = reverse("work:learners")
        yield Task(words, len(at_risk), risk_from(first, on), first, address, ("252/2.2",), True)


def of_alerts(
    find: Callable[[Actor, date], alerts.Alerts | None],
) -> Callable[[Actor, date], Iterator[Task]]:
    """Those of alerts come as one, with how many they are."""

    def make(actor: Actor, on: date) -> Iterator[Task]:
        if found := find(actor, on):
            yield task_of(
                "alert", found.words, found.count, found.since, found.address, alerts.GROUND
            )

    return make
