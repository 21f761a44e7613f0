"""Re-proof: every live certificate derived again from what it rests on, step by step.

Registration, sitting, result, decision, filing, log entry, signature. A certificate of which a step
fails no longer follows, and becomes an alert that says which and why. Those that came from an old
register rest on nothing here and are not looked at. Records are asked as they stand now, so what
was changed after the issue, by whatever way, shows.

Spans of certificates are derived each by itself, so that processes may share them
(`xianjie.ops.reproving`); what comes of them is put together in their order.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db.models import Max, Min, QuerySet

from xianjie.domain.certificates.models import Certificate, Change
from xianjie.domain.certificates.signing import Issuer
from xianjie.domain.supervision import keeping
from xianjie.domain.supervision.described import DESCRIBED, NO_LONGER_FOLLOWS
from xianjie.domain.supervision.models import Run
from xianjie.domain.supervision.reproving import decisions, evidence, issues
from xianjie.domain.supervision.reproving.steps import Case, Fault
from xianjie.domain.supervision.snapshot.asked import Asked, records
from xianjie.domain.supervision.snapshot.numbers import body_code
from xianjie.indicators import Alert
from xianjie.law import Law
from xianjie.text import Text

__all__ = ["Deriver", "Part", "Reproved", "Span", "reprove", "spans"]

MOST = 20_000  # alerts of one re-proof; where more fail, they fail for one reason
SPAN = 5_000  # numbers of certificates that are derived in one go
_AT_ONCE = 1_000
_GRAVITY = 100.0

Span = tuple[int, int]  # numbers of certificates in the register, from the first to before the last


@dataclass(frozen=True, slots=True)
class Part:
    """What came of a span: how many were looked at, and those that do not follow."""

    looked_at: int
    failed: Sequence[Alert]


@dataclass(frozen=True, slots=True)
class Reproved:
    """How many follow; the first of those that do not, as alerts, and how many more there are."""

    run: Run
    good: int
    failed: Sequence[Alert]
    beyond: int


def reprove(
    *,
    on: date,
    at: datetime,
    law: Law,
    issuer: Issuer,
    parts: Callable[[Sequence[Span]], Iterable[Part]] | None = None,
) -> Reproved:
    """Derive all that are live on a day, and keep what came of it.

    ``parts`` derives spans, in their order, where this process is not to do it alone. Raises
    `SupervisionError` where another was kept meanwhile, or one of a later day before.
    """
    before = keeping.newest(Run.Kind.REPROOF)
    looked_at, beyond = 0, 0
    failed: list[Alert] = []
    for part in (parts or Deriver(on, law, issuer).parts)(spans(on)):
        looked_at += part.looked_at
        room = MOST - len(failed)
        failed += part.failed[:room]
        beyond += len(part.failed[room:])
    run = Run(kind=Run.Kind.REPROOF, on=on, at=at, version=_version(), looked_at=looked_at)
    keeping.keep(run, failed, of=(NO_LONGER_FOLLOWS,), after=before, beyond=beyond)
    return Reproved(run, looked_at - len(failed) - beyond, failed, beyond)


def spans(on: date) -> list[Span]:
    """All that are live on a day, in their order; the same however many processes share them."""
    ends = _live(on).aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is None:
        return []
    return [(first, first + SPAN) for first in range(ends["first"], ends["last"] + 1, SPAN)]


class Deriver:
    """Derives certificates; what was found out of a body, an exam or facts is kept for the next."""

    def __init__(self, on: date, law: Law, issuer: Issuer) -> None:
        asked = Asked(on, law)
        self._on = on
        self._steps = (
            evidence.Evidence(asked),
            decisions.Decisions(asked),
            issues.Issues(issuer),
        )

    def parts(self, spans: Iterable[Span]) -> Iterator[Part]:
        return map(self.part, spans)

    def part(self, span: Span) -> Part:
        looked_at, failed = 0, []
        for case in self._derived(span):
            looked_at += 1
            if case.faults:
                failed.append(_alert(case.certificate, case.faults))
        return Part(looked_at, failed)

    def _derived(self, span: Span) -> Iterator[Case]:
        first, end = span
        live = _live(self._on).filter(pk__gte=first, pk__lt=end).select_related("status")
        for certificates in records(live, _AT_ONCE):
            changes = _changes(certificates)
            cases = [Case(one, changes.get(one.pk, ())) for one in certificates]
            for step in self._steps:
                step.look(cases)
            yield from cases


def _live(on: date) -> QuerySet[Certificate]:
    return Certificate.objects.filter(imported=None, issued_on__lte=on).exclude(
        changes__kind="revoked", changes__on__lte=on
    )


def _changes(certificates: Sequence[Certificate]) -> Mapping[int, Sequence[Change]]:
    """The changes of certificates that stand in order, by certificate."""
    found: dict[int, list[Change]] = defaultdict(list)
    first, last = certificates[0].pk, certificates[-1].pk
    for one in Change.objects.filter(certificate__gte=first, certificate__lte=last):
        found[one.certificate_id].append(one)
    return found


def _alert(certificate: Certificate, faults: Sequence[Fault]) -> Alert:
    first = faults[0]
    return Alert(
        NO_LONGER_FOLLOWS,
        certificate.number,
        "" if certificate.body_id is None else body_code(certificate.body_id),
        certificate.area,
        certificate.issued_on,
        _GRAVITY,
        DESCRIBED[NO_LONGER_FOLLOWS].clauses,
        Text(
            f"证书 {certificate.number} 有 {len(faults)} 处不再由其依据得出"
            f"（如{first.step.label.zh}：{first.why.zh}）",
            f"{certificate.number} no longer follows from what it rests on, in places: "
            f"{len(faults)} (such as the {first.step.label.en}: {first.why.en})",
        ),
        [
            {
                "day": certificate.issued_on,
                "step": str(one.step),
                "why": f"{one.why.zh} · {one.why.en}",
            }
            for one in faults
        ],
        len(faults),
    )


def _version() -> str:
    whole = hashlib.sha256()
    for file in sorted(Path(__file__).parent.glob("*.py")):
        whole.update(file.read_bytes())
    return whole.hexdigest()
