"""The events that the services would have written of these lives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from xianjie.domain.audit.events import Unwritten, event_of
from xianjie.domain.filings.models import Measure
from xianjie.ops.province.filed_lives.life import Cut, Life
from xianjie.ops.province.made_up import moment


def events(
    lives: Iterable[Life], measures: Iterable[tuple[Life, Cut, Measure]]
) -> Iterator[Unwritten]:
    """What the services would have written, with the same words."""
    for life in lives:
        first, second = life.officers
        for step in life.steps:
            common: dict[str, Any] = {
                "subject": step.application,
                "area": life.body.area,
                "ground": ("80/5",),
            }
            by, at = step.application.drafted_by, moment(step.handed_in)
            yield event_of(by=by, at=at, action="filing.handed_in", data={"missing": 0}, **common)
            if step.granted is None:
                continue
            told = {"kind": step.kind, "on": step.from_on, "number": life.serial}
            done = "granted" if step.granted else "refused"
            for actor, hour, action, data in (
                (first, 2, "filing.reviewed", {"grant": step.granted}),
                (second, 3, f"filing.{done}", told if step.granted else {"kind": step.kind}),
            ):
                yield event_of(
                    by=actor, at=moment(step.decided, hour), action=action, data=data, **common
                )
    for life, cut, row in measures:
        told = {"body": life.body.name, "occupation": cut.occupation, "on": cut.from_on}
        for actor, at, what in (
            (row.proposed_by, row.proposed_at, "proposed"),
            (row.decided_by, moment(cut.from_on, 4), cut.kind.value),
        ):
            yield event_of(
                by=actor,
                at=at,
                action=f"measure.{what}",
                subject=row,
                area=life.body.area,
                ground=("80/5",),
                data={**told, "reason": cut.grounds, "basis": row.basis},
            )
