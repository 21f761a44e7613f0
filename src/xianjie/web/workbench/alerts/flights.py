"""What the indicators would find were certificates issued, shown before they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from xianjie.domain.certificates.errors import CertificateError
from xianjie.domain.certificates.models import Batch
from xianjie.domain.evaluations.models import Plan
from xianjie.domain.rulings.later import law_on
from xianjie.domain.supervision import preflight
from xianjie.domain.supervision.described import DESCRIBED, Described
from xianjie.domain.supervision.preflight import Flight
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit
from xianjie.web.days import today_of
from xianjie.web.workbench.alerts import evidence
from xianjie.web.workbench.alerts.evidence import Cell
from xianjie.web.workbench.alerts.showing import title_of

_ROWS = 10  # of evidence of a finding
TEMPLATE = "work/alerts/before_issuing.html"


@dataclass(frozen=True)
class Finding:
    """One alert that there would be."""

    described: Described
    sentence: Text
    heads: Sequence[Text]
    rows: Sequence[Sequence[Cell]]
    left_out: int


@dataclass(frozen=True)
class Shown:
    """A pre-flight as the page tells it; ``refused`` says why there could be none."""

    flight: Flight | None
    findings: Sequence[Finding] = ()
    left_out: Sequence[Text] = ()
    refused: Text | None = None


def of_plan(visit: Visit, plan: Plan) -> Callable[[], Shown]:
    """Before a plan's certificates are asked for; flown when the page is shown, not before."""
    on = today_of(visit.request)
    return lambda: _shown(visit, lambda: preflight.of_plan(plan, on=on, law=law_on(on)))


def of_batch(visit: Visit, batch: Batch) -> Callable[[], Shown]:
    """Before a batch is approved."""
    on = today_of(visit.request)
    return lambda: _shown(visit, lambda: preflight.of_batch(batch, on=on, law=law_on(on)))


def _shown(visit: Visit, fly: Callable[[], Flight]) -> Shown:
    try:
        flight = fly()
    except CertificateError as error:
        return Shown(None, refused=error.message)
    findings = []
    for one in flight.alerts:
        heads, rows = evidence.told(one.evidence[:_ROWS], visit.actor)
        left_out = one.rows - len(rows)
        findings.append(Finding(DESCRIBED[one.indicator], one.sentence, heads, rows, left_out))
    return Shown(flight, findings, [title_of(name) for name in flight.left_out])
