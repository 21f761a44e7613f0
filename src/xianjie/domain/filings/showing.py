"""An organisation as of a day, as the public register, the API and the command line tell it.

What is told as data is the same wherever it is asked: it is put into words and names here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

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
from xianjie.text import Text


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

    @property
    def caution(self) -> Text | None:
        """What is to be said with its scope, where that is not in force."""
        return _CAUTIONS.get(self.standing) if self.scopes else None


_OVER = Text(
    "这一天已不在备案有效期内，不得颁发证书；下面是有效期内的范围。",
    "It is not filed any more on that day and issues no certificate; this was the scope of its "
    "term.",
)
_CAUTIONS: Mapping[Standing, Text] = {
    Standing.SUSPENDED: Text("暂停期间不得颁发证书。", "While suspended it issues no certificate."),
    Standing.REMOVED: _OVER,
    Standing.LAPSED: _OVER,
}


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


def row(listed: Organisation) -> Mapping[str, Any]:
    """A row of `xianjie.domain.filings.selecting.registered` as data."""
    annotated: Any = listed
    return {
        "number": listed.number,
        "name": annotated.known_as,
        "kind": listed.kind,
        "credit_code": listed.credit_code,
        "area": listed.body.area,
        "standing": annotated.standing,
        "term_from": annotated.term_from,
        "term_until": annotated.term_until,
    }


def told(found: Shown) -> Mapping[str, Any]:
    """What is shown, as data."""
    organisation, term, removal = found.organisation, found.term, found.removal
    label = found.standing.label
    return {
        "number": organisation.number,
        "name": found.name,
        "kind": organisation.kind,
        "credit_code": organisation.credit_code,
        "area": organisation.body.area,
        "on": found.on,
        "standing": found.standing.value,
        "words": {"zh": label.zh, "en": label.en},
        "term": term and {"from_on": term.from_on, "until_on": term.until_on, "basis": term.basis},
        "scope": [
            {
                "occupation": one.occupation,
                "lowest": one.lowest,
                "highest": one.highest,
                "standard": one.standard,
                "standard_name": one.standard_name,
                "site": one.site.name,
                "site_area": one.site.area,
                "from_on": one.from_on,
            }
            for one in found.scopes
        ],
        "suspended": list(found.suspended),
        "removal_grounds": removal.grounds if removal else None,
        "barred_until": found.barred_until,
        "history": [told_entry(one) for one in found.history],
    }


def told_entry(entry: history.Entry) -> Mapping[str, Any]:
    """One thing that happened, as data, with the cursor to go on from."""
    return {
        "cursor": str(entry.place),
        "at": entry.place.at,
        "happened": entry.happened.value,
        "number": entry.organisation.number,
        "name": entry.name or entry.organisation.body.name,
        "from_on": entry.from_on,
        "until_on": entry.until_on,
        "occupation": entry.occupation or None,
        "lowest": entry.lowest,
        "highest": entry.highest,
        "grounds": entry.grounds or None,
        "basis": entry.basis or None,
    }
