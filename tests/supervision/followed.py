"""Certificates that follow from what they rest on, in a register of their own."""

from __future__ import annotations

from datetime import date

from tests.certificates.filed import ISSUED, Filed, evaluated
from tests.sittings.conftest import THEN
from xianjie.domain.certificates.issuing import issue
from xianjie.domain.certificates.signing import Issuer
from xianjie.domain.certificates.submitting import approve
from xianjie.domain.evaluations.models import Plan, Report
from xianjie.domain.filings.models import Filing
from xianjie.instruments import law


def issue_followed(filed: Filed, people: range, issuer: Issuer) -> None:
    """Reported in time, held, accepted, submitted, approved and issued."""
    batch = filed.batch(people)
    Plan.objects.update(
        filing=Filing.objects.get(),
        reported_on=date(2020, 9, 28),
        held_on=evaluated().evaluated_on,
    )
    Report.objects.update(reported_on=date(2020, 10, 27))
    approve(by=filed.checker, batch=batch.pk, on=ISSUED, at=THEN)
    issue(batch=batch.pk, law=law(), issuer=issuer, at=THEN)
