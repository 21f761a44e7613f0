"""Learners whose cohort has graduated by the day, and whether a certificate covers them."""

from __future__ import annotations

from collections.abc import Iterator

from xianjie.domain.programmes.coverage import covered, in_training
from xianjie.domain.programmes.reasons import Reason
from xianjie.domain.supervision.snapshot.asked import Asked, Cells, records
from xianjie.domain.supervision.snapshot.numbers import body_code


def learners(asked: Asked) -> Iterator[Cells]:
    """Who left before the end is left out; who is to graduate later may still be covered."""
    found = in_training(asked.on).filter(
        asked.within("cohort__programme__sponsor", "bodies"),
        asked.not_yet_on("left_on"),
        cohort__graduates_on__lte=asked.on,
    )
    for piece in records(found, 900):
        for one in covered(piece, law=asked.law, on=asked.on):
            cohort = one.learner.cohort
            programme = cohort.programme
            yield (
                body_code(programme.sponsor_id),
                programme.area,
                f"{programme.title} {cohort.name}",
                one.learner.number_hash,
                programme.occupation,
                cohort.graduates_on,
                one.reason is Reason.HELD,
            )
