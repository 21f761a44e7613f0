"""Alerts as a run keeps them, made without a register to look at."""

from __future__ import annotations

from datetime import date

from tests.domain.conftest import AT, ON
from xianjie.domain.accounts.models import Body
from xianjie.domain.supervision import keeping
from xianjie.domain.supervision.models import Alert, Run
from xianjie.indicators import Alert as Finding
from xianjie.text import Text

NAME = "before_the_exam"


def kept(*bodies: Body, on: date = ON, indicator: str = NAME, score: float = 95.0) -> list[Alert]:
    """One alert of each body, in its area, all of one run."""
    findings = [
        Finding(
            indicator,
            "7",
            str(body.pk),
            body.area,
            on,
            score,
            ("252/2.4",),
            Text("发证早于公示期满", "issued before the notice was over"),
            [{"day": on, "number": "S000044000001204000001"}],
            1,
        )
        for body in bodies
    ]
    run = Run(on=on, at=AT, version="v" * 64, tables="t" * 64)
    keeping.keep(run, findings, of=(indicator,), after=keeping.newest())
    found = {one.body_id: one for one in Alert.objects.filter(last_run=run)}
    return [found[body.pk] for body in bodies]
