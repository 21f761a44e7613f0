"""Looking at the register beside the server: the nightly run, and what commands share with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from xianjie.domain.supervision import RUNS
from xianjie.indicators import ends_of_issuing
from xianjie.instruments import DEFAULT_JURISDICTION
from xianjie.ops.reproving import reprove

if TYPE_CHECKING:  # its models can be imported only once Django is set up
    from xianjie.domain.supervision.models import Run
    from xianjie.domain.supervision.running import Looked


def look(
    home: Path,
    *,
    on: date,
    at: datetime,
    since: date | None = None,
    engine: str = "duckdb",
    master: str | None = None,
    deadlines: Sequence[date] | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Looked:
    """Run all indicators on the register and keep what they find."""
    from django.conf import settings

    from xianjie.domain.rulings.later import law_on
    from xianjie.domain.supervision.running import Engine, run

    return run(
        home / RUNS,
        on=on,
        at=at,
        law=law_on(on),
        deadlines=ends_of_issuing(DEFAULT_JURISDICTION) if deadlines is None else deadlines,
        since=since,
        engine=Engine(engine, master),
        tables_kept=settings.SUPERVISION_TABLES,
        progress=progress,
    )


def tables_of(home: Path, run: Run) -> Path | None:
    """The folder of what a run read, while it is kept."""
    from xianjie.domain.supervision.keeping import folder_of

    found = home / RUNS / folder_of(run)
    return found if found.exists() else None


def nightly(home: Path, *, on: date, at: datetime) -> bool:
    """Once a day the indicators are run and certificates derived again; whether anything was done.

    What was done that day already, by whatever way, is not done again.
    """
    from django.conf import settings

    from xianjie.domain.supervision import keeping
    from xianjie.domain.supervision.models import Run

    done = False
    if _is_due(keeping.newest(), on):
        look(home, on=on, at=at, since=since_of_night(on))
        done = True
    if _is_due(keeping.newest(Run.Kind.REPROOF), on):
        reprove(on=on, at=at, workers=settings.REPROOF_WORKERS)
        done = True
    return done


def _is_due(last: Run | None, on: date) -> bool:
    return last is None or last.on < on


def since_of_night(on: date) -> date | None:
    """From which day on the run of a night looks: the last run's; None where it is to be full.

    It is full on its day of the week, and where a week passed without one.
    """
    from django.conf import settings

    from xianjie.domain.supervision.models import Run

    runs = Run.objects.filter(kind=Run.Kind.INDICATORS).order_by("-pk")
    last, full = runs.first(), runs.filter(since=None).first()
    if last is None or full is None or on.isoweekday() == settings.SUPERVISION_FULL_ON:
        return None
    return None if on - full.on >= timedelta(days=7) else last.on
