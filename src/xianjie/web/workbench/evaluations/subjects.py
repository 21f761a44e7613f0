"""The things that these pages are about: each loaded by its number, with what the table must know.

An entrustment is its sponsor's and, under another address, the organisation's.
"""

from __future__ import annotations

from xianjie.domain.accounts.acting import Target
from xianjie.domain.evaluations.entrusting import answered_by, made_by
from xianjie.domain.evaluations.locking import target_of
from xianjie.domain.evaluations.models import Entrustment, Objection, Participant, Plan, Post


def plan(pk: int) -> tuple[Plan, Target] | None:
    found = (
        Plan.objects.select_related("organisation__body", "site", "filing", "report")
        .prefetch_related("notices", "report__corrections")
        .filter(pk=pk)
        .first()
    )
    return (found, target_of(found)) if found else None


def participant(pk: int) -> tuple[Participant, Target] | None:
    found = (
        Participant.objects.select_related("plan__organisation__body", "entrustment__sponsor")
        .filter(pk=pk)
        .first()
    )
    return (found, target_of(found.plan)) if found else None


def post(pk: int) -> tuple[Post, Target] | None:
    found = Post.objects.select_related("plan", "assessor").filter(pk=pk).first()
    return (found, target_of(found.plan)) if found else None


def objection(pk: int) -> tuple[Objection, Target] | None:
    found = Objection.objects.select_related("notice__plan", "participant").filter(pk=pk).first()
    return (found, target_of(found.notice.plan)) if found else None


def entrustment(pk: int) -> tuple[Entrustment, Target] | None:
    """As its sponsor's, and its area's."""
    found = _entrustment(pk)
    return (found, made_by(found)) if found else None


def received_entrustment(pk: int) -> tuple[Entrustment, Target] | None:
    """As the organisation's that is entrusted."""
    found = _entrustment(pk)
    return (found, answered_by(found)) if found else None


def _entrustment(pk: int) -> Entrustment | None:
    rows = Entrustment.objects.select_related("sponsor", "organisation__body").defer("content")
    return rows.filter(pk=pk).first()
