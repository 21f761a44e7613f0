"""Who is kept out, asked where it bites: before a body is filed and before somebody examines."""

from __future__ import annotations

from datetime import date

from django.db.models import F, Q

from xianjie.domain.accounts.models import Body, User
from xianjie.domain.organisations.models import Blacklisting
from xianjie.text import Text

CLAUSE = "252/2.4"


def in_force(on: date) -> Q:
    """Entries that were decided and hold that day."""
    not_ended = Q(ended_on=None) | Q(ended_on__gt=on)
    return Q(granted=True, from_on__lte=on, until_on__gt=on) & not_ended


def of_body(body: Body, on: date) -> Blacklisting | None:
    """The entry that keeps a body out that day, the one that lasts longest."""
    return _longest(Q(body=body), on)


def of_user(user: User, on: date) -> Blacklisting | None:
    """The entry that keeps a person with an account out that day."""
    return _longest(Q(user=user), on)


def of_person(document: str, number_hash: str, on: date) -> Blacklisting | None:
    """The entry that keeps a person out that day, by the hash of the document's number."""
    return _longest(Q(document=document, number_hash=number_hash), on)


def obstacle(entry: Blacklisting) -> Text:
    """Why somebody is kept out, with the clause."""
    until = _until(entry)
    return Text(
        f"已列入失信名单，{until}前不得办理（252号 二(四)）",
        f"is on the blacklist and kept out before {until} (252/2.4)",
    )


def published(on: date) -> list[Blacklisting]:
    """Entries of bodies that hold that day; those of persons are not published."""
    found = Blacklisting.objects.filter(in_force(on), body__isnull=False)
    return list(found.select_related("body").order_by("area", "from_on", "pk"))


def _longest(whose: Q, on: date) -> Blacklisting | None:
    return Blacklisting.objects.filter(whose, in_force(on)).order_by(F("until_on").desc()).first()


def _until(entry: Blacklisting) -> date:
    return min(entry.until_on, entry.ended_on) if entry.ended_on else entry.until_on
