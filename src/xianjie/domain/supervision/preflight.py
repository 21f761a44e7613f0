"""Pre-flight for issuers: what the indicators would find, were these certificates issued today.

The same indicators in the same version as the supervisor's. Rules look at a small snapshot: the
sittings that these certificates rest on, what else their holders have, the body's filings; once
without the certificates that are asked for and once with them, under their next numbers. Statistics
look at the body as it would be among the peers that the last run kept (`forecast`). Nothing is
kept here. What cannot be known before issuing is in `Flight.left_out`, with why.

For a page: ``of_plan`` before a plan's certificates are submitted, ``of_batch`` before a batch is
approved; show `Flight.alerts` and `Flight.warnings` with their sentences and evidence, `DESCRIBED`
for title and fix, and `Flight.version`, which stored runs bear, too. A warning is a statistic's and
refuses nothing: it is to be explained (`foreseeing`).
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from django.db.models import QuerySet

from xianjie.calendar import end_of
from xianjie.domain.accounts.models import Body
from xianjie.domain.certificates.models import Batch, Line, Scheme
from xianjie.domain.certificates.numbers import next_numbers, numbering_of
from xianjie.domain.evaluations.models import Participant, Plan
from xianjie.domain.filings.models import Filing
from xianjie.domain.filings.selecting import name_on
from xianjie.domain.sittings.models import Publication
from xianjie.domain.supervision import RUNS
from xianjie.domain.supervision.errors import SupervisionError
from xianjie.domain.supervision.forecast import Own, forecast
from xianjie.domain.supervision.keeping import newest
from xianjie.domain.supervision.peers import peers_of
from xianjie.domain.supervision.snapshot import Part, numbers, take
from xianjie.domain.supervision.snapshot.asked import Cells
from xianjie.domain.supervision.snapshot.sheets import write
from xianjie.indicators import INDICATORS, STATISTICS, Alert, ends_of_issuing, opened, version
from xianjie.indicators import run as look
from xianjie.indicators.schema import TABLES
from xianjie.indicators.thresholds import thresholds
from xianjie.law import Law
from xianjie.text import Text

_BY_LEVEL = attrgetter("level")
_DAY, _LONGEST = timedelta(days=1), timedelta(days=366)
_NEVER: Mapping[str, Text] = {
    "serial_gap": Text(
        "流水号在核发时才由系统连续编定，提交时还没有；此前的缺号由每晚检查去查",
        "serials are given at issue, one after the other without a gap, and there are none yet; "
        "gaps among earlier ones are looked for each night",
    )
}
_RULES = tuple(name for name in INDICATORS if name not in {*STATISTICS, *_NEVER})


@dataclass(frozen=True, slots=True)
class Night:
    """What a pre-flight shares with the nightly runs: where they keep their tables, deadlines."""

    runs: Path
    deadlines: Sequence[date]

    @classmethod
    def below(cls, home: Path) -> Night:
        return cls(home / RUNS, ends_of_issuing())


@dataclass(frozen=True)
class Flight:
    """What would be found on a day that is not found without these certificates.

    ``warnings`` are statistics' about these certificates and their sittings, found before or not.
    """

    version: str
    on: date
    certificates: int  # that are asked for
    alerts: Sequence[Alert] = ()
    warnings: Sequence[Alert] = ()
    left_out: Mapping[str, Text] = field(default_factory=lambda: _NEVER)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A certificate that is asked for."""

    person: str
    occupation: str
    level: int
    sitting: int
    area: str
    outcome: str | None
    plan: int | None = None
    exam: int | None = None


def of_plan(plan: Plan, *, on: date, law: Law, night: Night) -> Flight:
    """For all of a plan who passed and were not asked for yet.

    Raises `CertificateError` where the body has no code for its numbers.
    """
    live = Line.objects.filter(participant__plan=plan, refused=False, dropped=False)
    people = plan.participants.filter(passed=True).exclude(pk__in=live.values("participant"))
    body = plan.organisation.body
    wanted = [_of_participant(one, plan, body.area, None) for one in people.order_by("pk")]
    return _fly(_Asking(body, Scheme.LEVEL, wanted, on, law), night)


def of_batch(batch: Batch, *, on: date, law: Law, night: Night) -> Flight:
    """For all of a batch that are neither refused nor issued; raises as `of_plan` does."""
    lines = batch.lines.filter(certificate=None, refused=False, dropped=False).select_related(
        "participant__plan", "registration__offer__exam", "registration__candidate", "ruling"
    )
    wanted = [_of_line(one, batch) for one in lines.order_by("pk")]
    return _fly(_Asking(batch.body, Scheme(batch.scheme), wanted, on, law), night)


def _of_line(line: Line, batch: Batch) -> _Wanted:
    outcome = line.ruling.outcome if line.ruling else None
    if line.participant:
        return _of_participant(line.participant, line.participant.plan, batch.area, outcome)
    registration = line.registration
    assert registration  # noqa: S101 - a constraint of the table
    offer = registration.offer
    return _Wanted(
        registration.candidate.number_hash,
        offer.occupation,
        offer.level,
        numbers.of_offer(offer.pk),
        offer.exam.area,
        outcome,
        exam=offer.exam_id,
    )


def _of_participant(one: Participant, plan: Plan, area: str, outcome: str | None) -> _Wanted:
    return _Wanted(
        one.number_hash,
        plan.occupation,
        plan.level,
        numbers.of_plan(plan.pk),
        area,
        outcome,
        plan=plan.pk,
    )


@dataclass(frozen=True, slots=True)
class _Asking:
    """Which certificates of which body are looked at, as of which day."""

    body: Body
    scheme: Scheme
    wanted: Sequence[_Wanted]
    on: date
    law: Law

    def take(self, folder: Path, part: Part, only: Collection[str] = TABLES) -> None:
        take(folder, on=self.on, law=self.law, part=part, only=only)

    def add(self, folder: Path) -> None:
        """Put the certificates that are asked for beside those of the folder."""
        own = folder / "certificates"
        own.mkdir()
        (folder / "certificates.parquet").rename(own / "issued.parquet")
        write(own / "asked_for.parquet", "certificates", _rows(self))


def _fly(asking: _Asking, night: Night) -> Flight:
    if not asking.wanted:
        return Flight(version(), asking.on, 0)
    with tempfile.TemporaryDirectory(prefix="xianjie-") as name:
        folder = Path(name)
        asking.take(folder, _part(asking))
        before = {alert.key: alert.rows for alert in _look(folder, asking.on)}
        asking.add(folder)
        code = numbers.body_code(asking.body.pk)
        alerts = [
            one
            for one in _look(folder, asking.on)
            if one.body == code and one.rows > before.get(one.key, 0)
        ]
        flight = Flight(version(), asking.on, len(asking.wanted), alerts)
        try:
            warnings = _warnings(asking, folder, night)
        except SupervisionError as error:  # statistics stop nobody
            left_out = dict.fromkeys(STATISTICS, error.message)
            return replace(flight, left_out={**left_out, **_NEVER})
        return replace(flight, warnings=warnings, left_out=_left_out(asking, night.deadlines))


def _left_out(asking: _Asking, deadlines: Sequence[date]) -> Mapping[str, Text]:
    """What is not known yet, beside serials: a rush before a deadline that is near."""
    terms = Filing.objects.filter(organisation=asking.body.pk).values_list("until_on", flat=True)
    near = timedelta(days=thresholds(asking.on)["deadline_days"])
    coming = [day for day in {*deadlines, *terms} if asking.on < day < asking.on + near]
    if not coming:
        return _NEVER
    why = Text(
        f"到期限 {min(coming)} 当天才查：要与各单位在同一期限前的发证数相比，现在还不知道",
        f"looked at on the deadline, {min(coming)}: it is held against what others issue before "
        "it, which is not known yet",
    )
    return {"deadline_rush": why, **_NEVER}


def _warnings(asking: _Asking, folder: Path, night: Night) -> Sequence[Alert]:
    """Raises `SupervisionError` with the reason why there is nothing to compare with."""
    peers = peers_of(night.runs, asking.on)
    bodies = frozenset({asking.body.pk})
    nobody: frozenset[int] = frozenset()
    issued = folder / "issued"
    issued.mkdir()
    since = Part(frozenset(), nobody, nobody, bodies, issued_from=peers.on)
    asking.take(issued, since, only=("certificates", "filings"))
    asking.add(issued)
    sittings = frozenset(str(one.sitting) for one in asking.wanted)
    own = Own(numbers.body_code(asking.body.pk), sittings, folder, issued)
    return forecast(own, peers, on=asking.on, deadlines=night.deadlines)


def _part(asking: _Asking) -> Part:
    """What the certificates rest on, what else their holders have; the body's newest results."""
    wanted = asking.wanted
    people = frozenset(one.person for one in wanted)
    held = Line.objects.filter(certificate__number_hash__in=people)
    plans = {one.plan for one in wanted if one.plan} | set(
        held.filter(participant__isnull=False).values_list("participant__plan_id", flat=True)
    )
    exams = {one.exam for one in wanted if one.exam} | set(
        held.filter(registration__isnull=False).values_list(
            "registration__offer__exam_id", flat=True
        )
    )
    last = newest()
    if last is not None:
        plans |= set(_plans_since(asking.body, last.on))
        exams |= set(_exams_since(asking.body, last.on))
    return Part(people, frozenset(plans), frozenset(exams), frozenset({asking.body.pk}))


def _plans_since(body: Body, since: date) -> QuerySet[Plan, int]:
    """The plans with a result from a day on; those long over have none."""
    found = Plan.objects.filter(
        organisation=body.pk,
        until_on__gte=since - _LONGEST,
        participants__result_at__gte=end_of(since - _DAY),
    )
    return found.values_list("pk", flat=True).distinct()


def _exams_since(body: Body, since: date) -> QuerySet[Publication, int]:
    found = Publication.objects.filter(
        exam__institution=body.pk, published_at__gte=end_of(since - _DAY)
    )
    return found.values_list("exam", flat=True).distinct()


def _look(folder: Path, on: date) -> Sequence[Alert]:
    with opened("duckdb", folder) as engine:
        return look(engine, on=on, only=_RULES).alerts


def _rows(asking: _Asking) -> Iterator[Cells]:
    """As rows of the table, under numbers of rows that no certificate has."""
    body, scheme, on = asking.body, asking.scheme, asking.on
    numbering = numbering_of(body, scheme, on)
    is_level = scheme is Scheme.LEVEL
    issuer = name_on(body.filing_organisation, on) if is_level else (body.superior or body).name
    place = 0
    for level, group in groupby(sorted(asking.wanted, key=_BY_LEVEL), _BY_LEVEL):
        asked_for = list(group)
        before = place if is_level else 0  # their serials run on over all levels
        following = next_numbers(numbering, on=on, level=level, count=before + len(asked_for))
        for one, number in zip(asked_for, following[-len(asked_for) :], strict=True):
            place += 1
            yield (
                -place,
                number,
                scheme.value,
                numbers.body_code(body.pk),
                issuer,
                one.area,
                one.person,
                one.occupation,
                one.level,
                on,
                on,
                False,
                None,
                numbering.code,
                one.sitting,
                one.outcome,
            )
