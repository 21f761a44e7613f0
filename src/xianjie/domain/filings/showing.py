"""An organisation as of a day, as the public register, the API and the command line tell it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from xianjie.domain.filings import history, standing
from xianjie.domain.filings.models import Filing, Measure, Organisation, Scope
from xianjie.domain.filings.selecting import name_on
from xianjie.domain.filings.states import (
    Standing,
    barred_until,
    newest_filing,
    removal_of,
    standing_on,
)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the register says of an organisation on a day, and what had happened until then.

    ``term`` is the newest that has begun; ``removal`` is what ended it, ``until`` the last day of
    a bar that has not passed. Nothing decided after the day is in it.
    """

    organisation: Organisation
    on: date
    name: str
    standing: Standing
    term: Filing | None
    scopes: Sequence[Scope]
    suspended: Sequence[str]
    removal: Measure | None
    barred_until: date | None
    history: Sequence[history.Entry]


def shown(organisation: Organisation, on: date, before: datetime) -> Shown:
    """As of a day; of what happened, that before a moment."""
    term = newest_filing(organisation, on)
    scopes = standing.scopes_on(term, on) if term else []
    removal = removal_of(term, on) if term else None
    return Shown(
        organisation,
        on,
        name_on(organisation, on),
        standing_on(organisation, on),
        term,
        scopes,
        _suspended(term, scopes, on) if term else (),
        removal,
        barred_until(organisation, on) if removal else None,
        history.of(organisation, before),
    )


def _suspended(term: Filing, scopes: Sequence[Scope], on: date) -> list[str]:
    """Occupations of the term that measures took out of it."""
    filed = set(term.scopes.filter(from_on__lte=on).values_list("occupation", flat=True))
    return sorted(filed - {one.occupation for one in scopes})
