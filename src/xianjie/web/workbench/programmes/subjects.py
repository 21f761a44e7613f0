"""Programmes, classes and learners, each loaded by its number with what the table must know."""

from __future__ import annotations

from xianjie.domain.accounts.acting import Target
from xianjie.domain.programmes.models import Cohort, Learner, Programme
from xianjie.domain.programmes.services import target_of


def programme(pk: int) -> tuple[Programme, Target] | None:
    found = Programme.objects.select_related("sponsor", "trainer").filter(pk=pk).first()
    return (found, target_of(found)) if found else None


def cohort(pk: int) -> tuple[Cohort, Target] | None:
    found = (
        Cohort.objects.select_related("programme__sponsor", "programme__trainer")
        .filter(pk=pk)
        .first()
    )
    return (found, target_of(found.programme)) if found else None


def learner(pk: int) -> tuple[Learner, Target] | None:
    found = (
        Learner.objects.select_related("cohort__programme__sponsor", "cohort__programme__trainer")
        .filter(pk=pk)
        .first()
    )
    return (found, target_of(found.cohort.programme)) if found else None
