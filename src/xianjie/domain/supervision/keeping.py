"""Keeping what a run found: alerts by their key, each run in one transaction, one after another.

A run that began before another was kept would bring back what the other saw ended, so it is
refused. What it no longer finds is ended; what was dismissed and has grown is opened again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import TypeVar

from django.db import connection, transaction

from xianjie.domain.accounts.models import Body
from xianjie.domain.audit.events import record
from xianjie.domain.bulk import insert, update_values
from xianjie.domain.supervision.errors import SupervisionError
from xianjie.domain.supervision.joining import join
from xianjie.domain.supervision.models import Alert, AlertStep, Run
from xianjie.domain.supervision.snapshot.numbers import body_number
from xianjie.domain.supervision.telling import tell_of_alerts, tell_of_moves
from xianjie.indicators import Alert as Finding
from xianjie.text import Text

RUN = AlertStep.BY_RUN
GROUND = ("252/2.4", "80/4")
GROWN_ROWS, GROWN_SCORE = 1.2, 10  # from when on a dismissed alert has grown
_AT_ONCE = 800
T = TypeVar("T")
_ACTIONS = {
    Run.Kind.INDICATORS: "supervision.run",
    Run.Kind.REPROOF: "supervision.reproved",
}
_FIELDS = (
    "area",
    "subject",
    "day",
    "score",
    "sentence_zh",
    "sentence_en",
    "rows",
    "evidence",
    "last_run_id",
    "ended_run_id",
)


def newest(kind: Run.Kind = Run.Kind.INDICATORS) -> Run | None:
    return Run.objects.filter(kind=kind).order_by("-pk").first()


def folder_of(run: Run) -> str:
    """The folder of a run's tables, by its day and their digest."""
    return f"{run.on}-{run.tables[:16]}"


def keep(
    run: Run,
    findings: Sequence[Finding],
    *,
    of: Collection[str],
    after: Run | None,
    beyond: int = 0,
) -> Sequence[Finding]:
    """Store a run with all that it found; what is of no body of the register is given back.

    ``run`` is not written yet; its counts are filled in. ``of`` are the indicators that looked,
    ``after`` is the run of its kind that was the newest when it began. ``beyond`` were found but
    are not among the findings, so none is ended. Raises `SupervisionError` where another run was
    kept meanwhile.
    """
    with transaction.atomic():
        _alone()
        _require_next(run, after)
        bodies = _bodies(findings)
        placed = [one for one in findings if body_number(one.body) in bodies]
        run.found, run.opened, run.ended = len(placed) + beyond, 0, 0
        run.save(force_insert=True)
        joined, reopened = 0, list[int]()
        for some in _parts(placed):
            run.opened += _upsert(run, some, reopened)
            joined += join([one.key for one in some])
        if run.since is None and not beyond:
            run.ended = (
                Alert.objects.filter(indicator__in=of, ended_run=None)
                .exclude(last_run=run)
                .update(ended_run=run)
            )
        run.save(update_fields=["opened", "ended"])
        if after is not None:  # what the first run finds may be years old, and is told on the pages
            tell_of_alerts(run, by=RUN)
            tell_of_moves(run, reopened, by=RUN)
        record(
            by=RUN,
            at=run.at,
            action=_ACTIONS[Run.Kind(run.kind)],
            subject=run,
            ground=GROUND,
            data={
                "on": run.on.isoformat(),
                "since": run.since.isoformat() if run.since else None,
                "version": run.version,
                "tables": run.tables,
                "looked_at": run.looked_at,
                "found": run.found,
                "opened": run.opened,
                "ended": run.ended,
                "explained": joined,  # with the request for the certificates
            },
        )
    return [one for one in findings if body_number(one.body) not in bodies]


def _alone() -> None:
    """Others wait here until this transaction ends; an embedded database lets one write anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f'LOCK TABLE "{Run._meta.db_table}" IN EXCLUSIVE MODE')  # noqa: SLF001


def _require_next(run: Run, after: Run | None) -> None:
    last = newest(Run.Kind(run.kind))
    if last != after:
        raise SupervisionError(
            Text(
                "这次检查期间另一次检查已经存下；请再查一次",
                "another run was kept while this one looked; run it again",
            )
        )
    if last is not None and last.on > run.on:
        raise SupervisionError(too_early(last.on))


def too_late(on: date) -> Text:
    """Why a run of a day to come is not kept: it would keep out all others until then."""
    return Text(
        f"{on} 还没有到；以后日期的检查不存", f"{on} is still to come; a run of it is not kept"
    )


def too_early(last: date) -> Text:
    return Text(
        f"已存下 {last} 的检查；更早日期的检查不存",
        f"a run of {last} is kept; those of earlier days are not",
    )


def _bodies(findings: Sequence[Finding]) -> set[int]:
    named = {number for one in findings if (number := body_number(one.body)) is not None}
    return {
        number
        for some in _parts(sorted(named))
        for number in Body.objects.filter(pk__in=some).values_list("pk", flat=True)
    }


def _upsert(run: Run, findings: Sequence[Finding], reopened: list[int]) -> int:
    """Write these; how many were not known before. Those that are open again are added."""
    known = Alert.objects.in_bulk([one.key for one in findings], field_name="key")
    grown = _grown(run.at, findings, known)
    reopened += {one.alert_id for one in grown}
    reopened += [one.pk for one in known.values() if one.ended_run_id is not None]
    new: list[Alert] = []
    old: list[Alert] = []
    for one in findings:
        before = known.get(one.key)
        alert = before or Alert(key=one.key, indicator=one.indicator, first_run=run)
        alert.body_id = int(one.body)
        _tell(alert, one)
        alert.last_run, alert.ended_run = run, None
        (old if before else new).append(alert)
    insert(new)
    update_values(Alert, _FIELDS, old)
    insert(grown)
    return len(new)


def _tell(alert: Alert, found: Finding) -> None:
    alert.area, alert.subject, alert.day = found.area, found.subject, found.day
    alert.score, alert.rows = found.score, found.rows
    alert.sentence_zh, alert.sentence_en = found.sentence.zh, found.sentence.en
    alert.evidence = found.jsonable("zh")["evidence"]


def _grown(
    at: datetime, findings: Sequence[Finding], known: Mapping[str, Alert]
) -> list[AlertStep]:
    """Steps that open dismissed alerts again, of which there is materially more than then."""
    last = {
        step.alert_id: step
        for step in AlertStep.objects.filter(alert__in=known.values()).order_by("pk")
    }
    found = []
    for one in findings:
        alert = known.get(one.key)
        step = last.get(alert.pk) if alert else None
        if alert is None or step is None or step.kind != AlertStep.Kind.DISMISSED:
            continue
        if one.rows >= step.rows * GROWN_ROWS or one.score >= step.score + GROWN_SCORE:
            words = (
                f"驳回时证据 {step.rows} 行、{step.score:.1f} 分，现在 {one.rows} 行、"
                f"{one.score:.1f} 分 · rows and score then and now"
            )
            found.append(
                AlertStep(
                    alert=alert,
                    kind=AlertStep.Kind.REOPENED,
                    words=words,
                    rows=one.rows,
                    score=one.score,
                    by=RUN,
                    at=at,
                )
            )
    return found


def _parts(rows: Sequence[T]) -> Iterator[list[T]]:
    rest = iter(rows)
    while some := list(islice(rest, _AT_ONCE)):
        yield some
