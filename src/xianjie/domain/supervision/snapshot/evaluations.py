"""Plans of the level scheme: each is a sitting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from django.db.models import Q

from xianjie.domain.evaluations.clocks import results_due
from xianjie.domain.evaluations.entrusting import covers_plan
from xianjie.domain.evaluations.models import (
    Entrustment,
    Participant,
    Plan,
    Post,
    PublicNotice,
    Recusal,
)
from xianjie.domain.filings.models import Competence
from xianjie.domain.supervision.snapshot.asked import (
    Asked,
    Cells,
    as_known,
    day_of,
    pieces,
    records,
)
from xianjie.domain.supervision.snapshot.filings import Coverage
from xianjie.domain.supervision.snapshot.numbers import body_code, of_plan, site_of_evaluations

_PLANS = 2_000


def sittings(asked: Asked) -> Iterator[Cells]:
    """Plans that were reported and not called off by the day."""
    plans = Plan.objects.filter(_reported(asked)).select_related(
        "organisation", "filing", "site", "report"
    )
    for piece in records(plans, _PLANS):
        notices = _notices([one.pk for one in piece], asked.on)
        for plan in piece:
            report = getattr(plan, "report", None)
            yield (
                of_plan(plan.pk),
                "level",
                body_code(plan.organisation_id),
                plan.filing.kind if plan.filing else plan.organisation.kind,
                plan.area,
                site_of_evaluations(plan.site_id),
                plan.occupation,
                plan.level,
                plan.from_on,
                plan.until_on,
                None,
                plan.site.seats,
                None,
                notices.get(plan.pk),
                as_known(report.reported_on, asked.on) if report else None,
                results_due(plan),
            )


def results(asked: Asked) -> Iterator[Cells]:
    """Who was entered by the day; present once there is a result."""
    coverage = Coverage(asked)
    agreements = _Agreements(coverage)
    found = Participant.objects.filter(_reported(asked, "plan__"), entered_at__lt=asked.end)
    for piece in pieces(
        found,
        "plan",
        "number_hash",
        "entered_at",
        "is_absent",
        "passed",
        "result_at",
        "theory",
        "practical",
        "basis",
        "entrustment",
    ):
        agreements.read({(row[1], row[10]) for row in piece if row[10] is not None})
        for row in piece:
            _, plan, person, entered_at, absent, passed, result_at, theory, practical = row[:9]
            is_known = result_at is not None and result_at < asked.end
            confirmed_on, in_scope = agreements.of(plan, row[10])
            yield (
                of_plan(plan),
                person,
                day_of(entered_at),
                is_known and not absent,
                is_known and bool(passed),
                theory if is_known else None,
                practical if is_known else None,
                row[9],
                confirmed_on,
                in_scope,
            )


def examiners(asked: Asked) -> Iterator[Cells]:
    """Who was posted, by a keyed hash; posts bear no day, so they are those of now."""
    found = Post.objects.filter(_reported(asked, "plan__"))
    for piece in pieces(
        found,
        "plan",
        "plan__from_on",
        "plan__occupation",
        "plan__level",
        "assessor",
        "assessor__number_hash",
        "assessor__from_on",
        "assessor__to_on",
    ):
        assessors = {row[5] for row in piece}
        highest = {
            (assessor, occupation): level
            for assessor, occupation, level in Competence.objects.filter(
                assessor__in=assessors
            ).values_list("assessor", "occupation", "highest")
        }
        barred = _barred(assessors, {row[1] for row in piece}, asked)
        for _, plan, on, occupation, level, assessor, person, from_on, to_on in piece:
            top = highest.get((assessor, occupation))
            yield (
                of_plan(plan),
                person,
                _is_in(on, from_on, to_on) and top is not None and top <= level,
                (assessor, plan) in barred,
            )


def _reported(asked: Asked, path: str = "") -> Q:
    return asked.within(f"{path}pk", "plans") & Q(
        asked.not_yet_on(f"{path}cancelled_on"), **{f"{path}reported_on__lte": asked.on}
    )


def _notices(plans: list[int], on: date) -> Mapping[int, date]:
    """The last day of the newest notice of each."""
    rows = PublicNotice.objects.filter(plan__in=plans, from_on__lte=on).order_by("from_on", "pk")
    return dict(rows.values_list("plan", "until_on"))


def _barred(assessors: set[int], plans: set[int], asked: Asked) -> set[tuple[int, int]]:
    """Which assessor is not to examine somebody at which plan."""
    related: dict[str, set[int]] = defaultdict(set)
    for assessor, person in Recusal.objects.filter(
        assessor__in=assessors, declared_at__lt=asked.end
    ).values_list("assessor", "number_hash"):
        related[person].add(assessor)
    there = Participant.objects.filter(plan__in=plans, number_hash__in=list(related))
    return {
        (assessor, plan)
        for plan, person in there.values_list("plan", "number_hash")
        for assessor in related[person]
    }


def _is_in(on: date, from_on: date, to_on: date | None) -> bool:
    return from_on <= on and (to_on is None or on < to_on)


class _Agreements:
    """What entrustments say of the plans at which they are used, each worked out once."""

    def __init__(self, coverage: Coverage) -> None:
        self._coverage = coverage
        self._told: dict[tuple[int, int], tuple[date | None, bool]] = {}

    def read(self, wanted: set[tuple[int, int]]) -> None:
        missing = wanted - self._told.keys()
        plans = Plan.objects.in_bulk({plan for plan, _ in missing})
        agreed = Entrustment.objects.defer("content").in_bulk({number for _, number in missing})
        for plan, number in missing:
            self._told[plan, number] = self._say(plans[plan], agreed[number])

    def of(self, plan: int, entrustment: int | None) -> tuple[date | None, bool | None]:
        """The day on which it was confirmed, and whether it and the filing cover the plan."""
        return (None, None) if entrustment is None else self._told[plan, entrustment]

    def _say(self, plan: Plan, agreed: Entrustment) -> tuple[date | None, bool]:
        is_filed = self._coverage.covers(
            plan.organisation_id, plan.occupation, plan.level, plan.from_on
        )
        on = self._coverage.asked.on
        return as_known(agreed.confirmed_on, on), covers_plan(agreed, plan) and is_filed
