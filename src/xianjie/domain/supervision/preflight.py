"""Pre-flight for issuers: what the indicators would find, were these certificates issued today.

The same rules by the same version as the supervisor's, over a small snapshot: the sittings that
these certificates rest on, what else their holders have, the body's filings. It is looked at twice,
without the certificates that are asked for and with them, under their next numbers. Nothing is
kept. What needs all certificates is left to the nightly run, and `Flight.left_out` names it:
statistics, which compare a body with all others, and gaps in serials, which issuing cannot make.

For a page: ``of_plan`` before a plan's certificates are submitted, ``of_batch`` before a batch is
approved; show `Flight.alerts` with their sentences and evidence, `DESCRIBED` for title and fix, and
`Flight.version`, which stored runs bear, too.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from xianjie.domain.accounts.models import Body
from xianjie.domain.certificates.models import Batch, Line, Scheme
from xianjie.domain.certificates.numbers import next_numbers, numbering_of
from xianjie.domain.evaluations.models import Participant, Plan
from xianjie.domain.filings.selecting import name_on
from xianjie.domain.supervision.snapshot import Part, numbers, take
from xianjie.domain.supervision.snapshot.asked import Cells
from xianjie.domain.supervision.snapshot.sheets import write
from xianjie.indicators import INDICATORS, Alert, opened, version
from xianjie.indicators import run as look
from xianjie.law import Law

_BY_LEVEL = attrgetter("level")
_OF_ALL = {"serial_gap"}  # rules that need all certificates of a body
_LEFT_OUT = tuple(
    name for name, one in INDICATORS.items() if one.work is not None or name in _OF_ALL
)
_RULES = tuple(name for name in INDICATORS if name not in _LEFT_OUT)


@dataclass(frozen=True)
class Flight:
    """What would be found on a day that is not found without these certificates."""

    version: str
    on: date
    certificates: int  # that are asked for
    alerts: Sequence[Alert]
    left_out: Sequence[str] = _LEFT_OUT


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


def of_plan(plan: Plan, *, on: date, law: Law) -> Flight:
    """For all of a plan who passed and were not asked for yet.

    Raises `CertificateError` where the body has no code for its numbers.
    """
    live = Line.objects.filter(participant__plan=plan, refused=False, dropped=False)
    people = plan.participants.filter(passed=True).exclude(pk__in=live.values("participant"))
    body = plan.organisation.body
    wanted = [_of_participant(one, plan, body.area, None) for one in people.order_by("pk")]
    return _fly(body, Scheme.LEVEL, wanted, on, law)


def of_batch(batch: Batch, *, on: date, law: Law) -> Flight:
    """For all of a batch that are neither refused nor issued; raises as `of_plan` does."""
    lines = batch.lines.filter(certificate=None, refused=False, dropped=False).select_related(
        "participant__plan", "registration__offer__exam", "registration__candidate", "ruling"
    )
    wanted = [_of_line(one, batch) for one in lines.order_by("pk")]
    return _fly(batch.body, Scheme(batch.scheme), wanted, on, law)


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


def _fly(body: Body, scheme: Scheme, wanted: Sequence[_Wanted], on: date, law: Law) -> Flight:
    if not wanted:
        return Flight(version(), on, 0, ())
    with tempfile.TemporaryDirectory(prefix="xianjie-") as name:
        folder = Path(name)
        take(folder, on=on, law=law, part=_part(body, wanted))
        before = {alert.key: alert.rows for alert in _look(folder, on)}
        own = folder / "certificates"
        own.mkdir()
        (folder / "certificates.parquet").rename(own / "issued.parquet")
        write(own / "asked_for.parquet", "certificates", _rows(body, scheme, wanted, on))
        found = _look(folder, on)
    code = numbers.body_code(body.pk)
    new = [one for one in found if one.body == code and one.rows > before.get(one.key, 0)]
    return Flight(version(), on, len(wanted), new)


def _part(body: Body, wanted: Sequence[_Wanted]) -> Part:
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
    return Part(people, frozenset(plans), frozenset(exams), frozenset({body.pk}))


def _look(folder: Path, on: date) -> Sequence[Alert]:
    with opened("duckdb", folder) as engine:
        return look(engine, on=on, only=_RULES).alerts


def _rows(body: Body, scheme: Scheme, wanted: Sequence[_Wanted], on: date) -> Iterator[Cells]:
    """As rows of the table, under numbers of rows that no certificate has."""
    numbering = numbering_of(body, scheme, on)
    is_level = scheme is Scheme.LEVEL
    issuer = name_on(body.filing_organisation, on) if is_level else (body.superior or body).name
    place = 0
    for level, group in groupby(sorted(wanted, key=_BY_LEVEL), _BY_LEVEL):
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
