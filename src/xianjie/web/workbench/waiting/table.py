"""Who is told of what waits: a verb of the table of rights, and what finds it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from xianjie.domain.accounts.acting import Actor, has_verb
from xianjie.domain.accounts.roles import Effect
from xianjie.web.workbench.alerts import waiting as alerts
from xianjie.web.workbench.evaluations import waiting as evaluations
from xianjie.web.workbench.filings import tasks as filing_tasks
from xianjie.web.workbench.supervision import tasks as supervision
from xianjie.web.workbench.waiting import certificates, exams, others, refunds
from xianjie.web.workbench.waiting.task import Task


def tasks_of(actor: Actor, on: date) -> Iterator[Task]:
    """All that waits for the person that day."""
    for verb, make in _MAKERS:
        if has_verb(actor, verb) is Effect.ALLOW:
            yield from make(actor, on)
    for verb, find in (*evaluations.MAKERS, *supervision.MAKERS):
        if has_verb(actor, verb) is Effect.ALLOW:
            for one in find(actor, on):
                yield Task(one.words, 1, one.since, one.due, one.address, one.clauses)


_MAKERS: tuple[tuple[str, Callable[[Actor, date], Iterator[Task]]], ...] = (
    ("registration.accept", exams.to_accept),
    ("exam.publish", exams.to_lock),
    ("exam.hold", exams.to_hold),
    ("refund.batch", refunds.to_batch),
    ("refund.approve", refunds.to_approve),
    ("refund.settle", refunds.to_settle),
    ("guidance.confirm", others.to_read),
    ("result.settle", exams.to_enter),
    ("review.answer", exams.to_review),
    ("certificate.approve", certificates.to_issue),
    ("certificate.approve", certificates.to_go_on),
    ("certificate.decide", certificates.to_decide),
    ("certificate.decide", certificates.to_answer),
    ("proof.read", certificates.to_prove),
    ("filing.apply", others.of_filings(filing_tasks.for_the_organisation)),
    ("filing.review", others.of_filings(filing_tasks.to_review)),
    ("filing.decide", others.of_filings(filing_tasks.to_decide)),
    ("measure.decide", others.of_filings(filing_tasks.measures_to_decide)),
    ("programme.keep", others.to_cover),
    ("alert.explain", others.of_alerts(alerts.to_explain)),
    ("alert.dismiss", others.of_alerts(alerts.to_judge)),
)
