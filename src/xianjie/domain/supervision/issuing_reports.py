"""Issuing a report of a quarter: its figures for good, the digest in the public log."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from django.db import IntegrityError, transaction

from xianjie.domain.accounts.acting import Actor, Target, require
from xianjie.domain.audit.events import record
from xianjie.domain.certificates.logging import Entered, stage
from xianjie.domain.supervision.errors import SupervisionError
from xianjie.domain.supervision.locking import GROUND
from xianjie.domain.supervision.models import QuarterlyReport
from xianjie.domain.supervision.quarters import Quarter, as_text, figures
from xianjie.text import Text

LOG_KIND = "report"
_PROVINCE = "440000"


def issue(*, by: Actor, quarter: Quarter, on: date, at: datetime) -> QuarterlyReport:
    """Issue the report of a quarter as of today; one a day.

    Raises `Denied`, `SupervisionError`.
    """
    require(by, "report.issue", Target(area=_PROVINCE))
    content = as_text(figures(quarter, on))
    digest = hashlib.sha256(content.encode()).hexdigest()
    try:
        with transaction.atomic():
            made = QuarterlyReport.objects.create(
                year=quarter.year,
                quarter=quarter.number,
                as_of=on,
                content=content,
                digest=digest,
                issued_by=by.username,
                issued_at=at,
            )
            told = {"quarter": quarter.name, "digest": digest}
            (entry,) = stage([Entered(LOG_KIND, made, on, told)], at=at)
            made.log_index = entry.index
            made.save(update_fields=["log_index"])
            record(
                by=by.username,
                at=at,
                action="report.issued",
                subject=made,
                area=_PROVINCE,
                ground=GROUND,
                data=told,
            )
    except IntegrityError as error:
        raise SupervisionError(
            Text(
                "今天已印发过这一季度的通报；数据有更正的，次日再印发",
                "the report of the quarter was issued today; issue it anew tomorrow",
            )
        ) from error
    return made
