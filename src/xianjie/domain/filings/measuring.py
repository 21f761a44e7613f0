"""Measures on a filing: suspended, lifted, removed; proposed by one, decided by another.

None acts backwards: a measure begins on the day of its decision at the earliest, so that what the
register says of a day is what it said on that day.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from xianjie.calendar import add_months
from xianjie.domain.accounts.acting import Actor, require, require_other
from xianjie.domain.audit.events import record
from xianjie.domain.filings import standing, telling
from xianjie.domain.filings.errors import FilingError
from xianjie.domain.filings.models import Measure, Organisation
from xianjie.domain.filings.registering import GROUND, in_order, locked
from xianjie.domain.filings.selecting import target_of
from xianjie.domain.filings.states import Standing, last_measure, newest_filing, standing_on
from xianjie.domain.locking import held
from xianjie.instruments.practice import practice
from xianjie.text import Text

_DAY = timedelta(days=1)


def propose(
    *,
    by: Actor,
    organisation: int,
    kind: Measure.Kind,
    occupation: str,
    grounds: str,
    basis: str,
    from_on: date,
    bars: bool,
    on: date,
    at: datetime,
) -> Measure:
    """Propose a measure with its grounds, which are published once it is decided.

    ``occupation`` is empty for the whole organisation; ``bars`` says that its removal bars new
    filings for the time that the practice has. Raises `Denied`, `FilingError`.
    """
    try:
        with transaction.atomic():
            found = locked(organisation)
            require(by, "measure.propose", target_of(found))
            _require_begins(from_on, on)
            _require_makes_sense(found, kind, occupation, from_on)
            if bars and (kind != Measure.Kind.REMOVED or occupation):
                raise FilingError(
                    Text("只有整体移出才限制再备案", "only a removal of the whole bars new filings")
                )
            months = practice().number("filing_bar_months", from_on)
            made = Measure.objects.create(
                organisation=found,
                kind=kind,
                occupation=occupation,
                grounds=grounds,
                basis=basis,
                from_on=from_on,
                barred_until=add_months(from_on, months) - _DAY if bars else None,
                proposed_by=by.username,
                proposed_at=at,
            )
            _note(by, made, "proposed", at)
    except IntegrityError as error:
        raise FilingError(
            Text(
                "该机构已有一项措施待决定；请先决定",
                "a measure on the organisation waits to be decided; decide that first",
            )
        ) from error
    return made


def decide(*, by: Actor, measure: int, grant: bool, words: str, on: date, at: datetime) -> Measure:
    """The decision, by another than who proposed it; a refusal says why.

    A measure whose day has passed meanwhile begins on the day of the decision.
    """
    with transaction.atomic():
        found = held(Measure.objects.select_related("organisation__body"), measure)
        if found is None or found.decided_at is not None:
            raise FilingError(
                Text("没有待决定的这项措施", "there is no such measure that waits to be decided")
            )
        organisation = locked(found.organisation_id)
        require(by, "measure.decide", target_of(organisation))
        require_other(by, found.proposed_by)
        if not grant and not words.strip():
            raise FilingError(Text("不同意须写明理由", "a refusal gives its reason"))
        if grant:
            found.from_on, found.barred_until = term_of(found, on)
            _require_makes_sense(organisation, found.kind, found.occupation, found.from_on)
        found.decided_by, found.decided_at = by.username, in_order(organisation, at)
        found.granted, found.words = grant, words
        found.save()
        _note(by, found, found.kind if grant else "refused", at)
        if grant:
            telling.measured(by, found, on, at)
    return found


def term_of(measure: Measure, on: date) -> tuple[date, date | None]:
    """From when a measure holds if it is decided on a day, and until when it bars a new filing."""
    if measure.from_on >= on or not measure.barred_until:
        return max(measure.from_on, on), measure.barred_until
    months = practice().number("filing_bar_months", on)
    return on, add_months(on, months) - _DAY


def _require_begins(from_on: date, on: date) -> None:
    if from_on < on:
        raise FilingError(
            Text(
                f"措施不追溯；起始日不能早于今天（{on}）",
                f"no measure acts backwards; it begins today ({on}) or later",
            )
        )


def _require_makes_sense(
    organisation: Organisation, kind: str, occupation: str, from_on: date
) -> None:
    """What is in force is suspended or removed; what is suspended is lifted or removed."""
    last = last_measure(organisation, occupation)
    if last and last.from_on > from_on:
        raise FilingError(
            Text(
                f"已决定自{last.from_on}起{Measure.Kind(last.kind).label}；此前不能再插入措施",
                f"a measure is decided to begin on {last.from_on}; none is put in before it",
            )
        )
    stands = standing_on(organisation, from_on)
    is_out = last is not None and last.kind == Measure.Kind.SUSPENDED
    possible = {
        Measure.Kind.SUSPENDED: stands is Standing.IN_FORCE and not is_out,
        Measure.Kind.LIFTED: is_out,
        Measure.Kind.REMOVED: stands in {Standing.IN_FORCE, Standing.SUSPENDED},
    }[Measure.Kind(kind)]
    if not possible:
        raise FilingError(
            Text(
                f"该日机构的状态是“{stands.label.zh}”，不能{Measure.Kind(kind).label}",
                f"the organisation is {stands.label.en} that day, so this measure has nothing to "
                "act on",
            )
        )
    if occupation and not is_out and not _covers(organisation, occupation, from_on):
        raise FilingError(
            Text(
                f"该机构当日没有备案“{occupation}”",
                f"the organisation is not filed for {occupation} that day",
            )
        )


def _covers(organisation: Organisation, occupation: str, on: date) -> bool:
    newest = newest_filing(organisation, on)
    return newest is not None and any(
        one.occupation == occupation for one in standing.scopes_on(newest, on)
    )


def _note(by: Actor, measure: Measure, what: str, at: datetime) -> None:
    organisation = measure.organisation
    record(
        by=by.username,
        at=at,
        action=f"measure.{what}",
        subject=measure,
        area=organisation.body.area,
        ground=GROUND,
        data={
            "body": organisation.body.name,
            "occupation": measure.occupation,
            "on": measure.from_on,
            "reason": measure.grounds if what != "refused" else measure.words,
            "basis": measure.basis,
        },
    )
