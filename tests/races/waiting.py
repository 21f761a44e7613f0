"""Who waits for a row sees what was done to the rows beside it meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from threading import Event as Signal

from django.db import transaction

from tests.domain.conftest import AT, Province
from tests.races.issuing import AtOnce, Told
from xianjie.domain.appraisals.models import Candidate, Exam, Offer, Registration
from xianjie.domain.audit.models import Event

_MANY = 6
_LONG_ENOUGH = 0.2  # seconds, for who comes second to wait
Register = Callable[[Province, int, Candidate], None]


def register_or_call_off(
    at_once: AtOnce, province: Province, register: Register, people: list[Candidate]
) -> Told:
    """Somebody registers for each of six exams while it is called off by who holds the offer."""
    exams = [province.exam(seats=5) for _ in range(_MANY)]
    for exam, candidate in zip(exams, people, strict=True):
        held = Signal()
        at_once(
            [
                partial(_call_off, exam, held),
                partial(_register, register, province, exam, candidate, held),
            ]
        )
    late = Registration.objects.filter(offer__exam__cancelled_at__isnull=False).count()
    return {
        "duplicates": late,
        "kept": Exam.objects.filter(cancelled_at__isnull=False).count(),
        "events": Event.objects.filter(action="registration.made").count() + _MANY,
    }


def _call_off(exam: Exam, held: Signal) -> None:
    with transaction.atomic():
        Offer.objects.select_for_update().get(exam=exam)
        held.set()
        time.sleep(_LONG_ENOUGH)
        Exam.objects.filter(pk=exam.pk).update(cancelled_at=AT)


def _register(
    register: Register, province: Province, exam: Exam, candidate: Candidate, held: Signal
) -> None:
    held.wait()
    register(province, exam.offers.get().pk, candidate)
