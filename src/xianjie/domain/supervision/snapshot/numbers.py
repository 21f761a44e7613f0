"""How bodies, sites and sittings are called in a snapshot, and what is behind such a name.

A body goes by its number in the register: codes of filings come with the first filing and would
change an alert's key. Sittings of both kinds share one series: an offer of an exam is twice its
number, a plan of evaluation twice its number and one.
"""

from __future__ import annotations

from xianjie.domain.appraisals.models import Offer
from xianjie.domain.evaluations.models import Plan
from xianjie.domain.filings.models import Site
from xianjie.domain.organisations.models import Site as ExamSite


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


def site_of_exams(site: int) -> str:
    return f"exam-{site}"


def site_of_evaluations(site: int) -> str:
    return f"site-{site}"


def site_behind(code: str) -> ExamSite | Site | None:
    """The place that a code is of; None where there is none."""
    series, _, number = code.partition("-")
    if not (number.isascii() and number.isdigit()):
        return None
    if series == "exam":
        return ExamSite.objects.filter(pk=int(number)).first()
    return Site.objects.filter(pk=int(number)).first() if series == "site" else None


def body_code(body: int) -> str:
    return str(body)


def body_number(code: str) -> int | None:
    """None for a code that no snapshot of a register has."""
    return int(code) if code.isascii() and code.isdigit() else None
