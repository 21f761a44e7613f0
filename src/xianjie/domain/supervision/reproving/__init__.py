"""Re-proof: every live certificate derived again from what it rests on, step by step.

Registration, sitting, result, decision, filing, log entry, signature. A certificate of which a step
fails no longer follows, and becomes an alert that says which and why. Those that came from an old
register rest on nothing here and are not looked at. Records are asked as they stand now, so what
was changed after the issue, by whatever way, shows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from xianjie.domain.certificates.models import Certificate
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

__all__ = ["Reproved", "reprove"]

MOST = 20_000  # alerts of one re-proof; where more fail, they fail for one reason
_AT_ONCE = 1_000
_GRAVITY = 100.0


@dataclass(frozen=True, slots=True)
class Reproved:
    """How many follow; the first of those that do not, as alerts, and how many more there are."""

    run: Run
    good: int
    failed: Sequence[Alert]
    beyond: int


def reprove(*, on: date, at: datetime, law: Law, issuer: Issuer) -> Reproved:
    """Derive all that are live on a day, and keep what came of it.

    Raises `SupervisionError` where another was kept meanwhile, or one of a later day before.
    """
    before = keeping.newest(Run.Kind.REPROOF)
    looked_at, beyond = 0, 0
    failed: list[Alert] = []
    for certificate, faults in _derived(Asked(on, law), issuer):
        looked_at += 1
        if faults and len(failed) < MOST:
            failed.append(_alert(certificate, faults))
        elif faults:
            beyond += 1
    run = Run(kind=Run.Kind.REPROOF, on=on, at=at, version=_version(), looked_at=looked_at)
    keeping.keep(run, failed, of=(NO_LONGER_FOLLOWS,), after=before, beyond=beyond)
    return Reproved(run, looked_at - len(failed) - beyond, failed, beyond)


def _derived(asked: Asked, issuer: Issuer) -> Iterator[tuple[Certificate, list[Fault]]]:
    """Each with the steps that fail; none where it follows."""
    live = (
        Certificate.objects.filter(imported=None, issued_on__lte=asked.on)
        .exclude(changes__kind="revoked", changes__on__lte=asked.on)
        .select_related("status")
        .prefetch_related("changes")
    )
    steps = (
        evidence.Evidence(asked),
        decisions.Decisions(asked),
        issues.Issues(issuer),
    )
    for certificates in records(live, _AT_ONCE):
        cases = [Case(one) for one in certificates]
        for step in steps:
            step.look(cases)
        for case in cases:
            yield case.certificate, case.faults


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
