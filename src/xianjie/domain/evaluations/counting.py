"""How many batches an organisation evaluated: what a renewal of its filing rests on."""

from __future__ import annotations

from datetime import date

from xianjie.domain.evaluations.models import Plan
from xianjie.domain.filings.models import Filing


def batches_of(filing: Filing, on: date) -> int:
    """The plans under a filing that were held and whose results were reported by that day."""
    held = Plan.objects.filter(filing=filing, cancelled_on=None, until_on__lte=on)
    return held.filter(report__reported_on__lte=on).count()
