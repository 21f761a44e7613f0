"""The page of the public log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from xianjie.calendar import end_of
from xianjie.domain.certificates.logging import current_head
from xianjie.domain.certificates.models import Cosignature, Sealing
from xianjie.domain.certificates.publishing import folder, log_verifier
from xianjie.domain.certificates.sealing_days import days_kept, last_days
from xianjie.domain.certificates.witnessing import Witness, configured
from xianjie.domain.rulings.later import law_on
from xianjie.text import Text
from xianjie.tlog.entries import is_trial
from xianjie.tlog.verifying import SEALING, Head, Trust, head_of
from xianjie.web.days import now

TITLE = Text("公开日志", "The public log")
_RECENT = 10
_IN_TIME = timedelta(minutes=1)


@dataclass(frozen=True)
class Seen:
    """A witness, and what it cosigned last."""

    witness: Witness
    last: Cosignature | None


@dataclass(frozen=True)
class Day:
    """A day whose head is kept, or is still to come; of what it is the last day."""

    day: date
    of: list[Text]
    head: Head | None
    late: Text | None


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """From the log's files and what is known of its seals; no certificate is named."""
    witnesses = configured()
    trust = Trust(log_verifier(), [one.verifier for one in witnesses], settings.LOG_QUORUM)
    address = f"{settings.PUBLIC_URL.rstrip('/')}/log"
    context = {
        "section": "verify",
        "title": TITLE,
        "origin": settings.LOG_ORIGIN,
        "is_trial": is_trial(settings.LOG_ORIGIN),
        "head": current_head(),
        "key": trust.log.text,
        "address": address,
        "window": settings.LOG_WINDOW,
        "quorum": settings.LOG_QUORUM,
        "witnesses": [_seen(one) for one in witnesses],
        "options": "".join(f" --witness {one.verifier.text}" for one in witnesses),
        "days": _days(trust),
        "recent": Sealing.objects.filter(origin=settings.LOG_ORIGIN)
        .annotate(cosigned=Count("cosignatures"))
        .order_by("-size")[:_RECENT],
        "trail": [(Text("核验证书", "Check a certificate"), "../verify/"), (TITLE, "")],
    }
    return render(request, "portal/publiclog/log.html", context)


def _seen(witness: Witness) -> Seen:
    found = (
        Cosignature.objects.filter(
            witness=witness.verifier.name, sealing__origin=settings.LOG_ORIGIN
        )
        .select_related("sealing")
        .order_by("-sealing__size")
    )
    return Seen(witness, found.first())


def _days(trust: Trust) -> list[Day]:
    """The law's last days, and the newest of the others."""
    named = last_days(law_on(now().date()))
    there = days_kept(folder())
    others = [day for day in there if day not in named][-_RECENT:]
    return [_day(day, named.get(day, []), trust) for day in sorted({*named, *others})]


def _day(day: date, of: list[Text], trust: Trust) -> Day:
    content = folder().read(f"{SEALING}/{day}")
    head = head_of(content, trust) if content else None
    late = _late(head.signed_at - end_of(day)) if head and head.signed_at else None
    return Day(day, of, head, late)


def _late(late: timedelta) -> Text | None:
    """How late it was cut, where that matters."""
    if late <= _IN_TIME:
        return None
    if late.days:
        return Text(
            f"迟 {late.days:,} 天封存：不说明这一天结束时有哪些条目",
            f"cut {late.days:,} days late: it does not say what there was at the day's end",
        )
    minutes = int(late.total_seconds() // 60)
    return Text(f"迟 {minutes:,} 分钟封存", f"cut {minutes:,} minutes late")
