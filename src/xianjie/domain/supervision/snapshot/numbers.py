"""How bodies and sittings are called in a snapshot, and what is behind such a name.

A body goes by its number in the register: codes of filings come with the first filing and would
change an alert's key. Sittings of both kinds share one series: an offer of an exam is twice its
number, a plan of evaluation twice its number and one.
"""

from __future__ import annotations

from xianjie.domain.appraisals.models import Offer
from xianjie.domain.evaluations.models import Plan


def of_offer(offer: int) -> int:
    return 2 * offer


def of_plan(plan: int) -> int:
    return 2 * plan + 1


def behind(sitting: int) -> Offer | Plan | None:
    """The offer or plan that a sitting is; None where there is none of the number."""
    number, is_plan = divmod(sitting, 2)
    if is_plan:
        return Plan.objects.select_related("organisation__body").filter(pk=number).first()
    return Offer.objects.select_related("exam__institution__body").filter(pk=number).first()


def body_code(body: int) -> str:
    return str(body)


def body_number(code: str) -> int | None:
    """None for a code that no snapshot of a register has."""
    return int(code) if code.isascii() and code.isdigit() else None
