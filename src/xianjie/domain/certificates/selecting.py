"""Finding certificates: by number with the holder's name, or by the holder's document.

A bare number finds nothing for the public: numbers can be counted through.
"""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Subquery

from xianjie.calendar import end_of
from xianjie.domain.accounts.sealed import keyed_hash, unseal
from xianjie.domain.appraisals.models import Candidate
from xianjie.domain.certificates.models import Batch, Certificate, Change, Line
from xianjie.domain.certificates.standing import State, current
from xianjie.identifiers.certificates import CertificateNumberError, parse

M = TypeVar("M", bound=Model)
_TURNS = {State.SUSPENDED: Change.Kind.SUSPENDED, State.LIVE: Change.Kind.LIFTED}


def issued_by(on: date) -> QuerySet[Certificate]:
    """The certificates that there were by the end of a day.

    On any day but a demonstration's that is all of them: nothing is issued ahead.
    """
    return Certificate.objects.filter(issued_on__lte=on)


def was_there(thing: object, on: date) -> bool:
    """Whether a certificate, batch or line was there by the end of a day; any other thing was."""
    match thing:
        case Certificate():
            return thing.issued_on <= on
        case Batch():
            return thing.submitted_at < end_of(on)
        case Line():
            return was_there(thing.batch, on)
        case _:
            return True


def by_number(typed: str, on: date) -> Certificate | None:
    """The certificate of a number as typed, if there was one by that day."""
    try:
        number = str(parse(typed))
    except CertificateNumberError:
        return None
    return issued_by(on).filter(number=number).select_related("body").first()


def by_number_and_name(typed: str, name: str, on: date) -> Certificate | None:
    """The same, where the name is the holder's, as issued or as corrected since."""
    found = by_number(typed, on)
    if found is None or not same_name(found, name):
        return None
    return found


def same_name(certificate: Certificate, name: str) -> bool:
    """Whether the holder is called so."""
    wanted = "".join(name.split())
    return bool(wanted) and wanted in {
        "".join(certificate.name.split()),
        "".join(str(current(certificate)["name"]).split()),
    }


def of_document(document: str, number: str) -> QuerySet[Certificate]:
    """All certificates under an identity document."""
    hashed = keyed_hash(f"{document}:{number}")
    return Certificate.objects.filter(document=document, number_hash=hashed).order_by("issued_on")


def of_candidate(candidate: Candidate, on: date) -> QuerySet[Certificate]:
    """What a person who has an account held by a day, by their document and name."""
    return (
        issued_by(on)
        .filter(document=candidate.document, number_hash=candidate.number_hash, name=candidate.name)
        .order_by("issued_on")
    )


def with_holder(rows: QuerySet[M], certificate: str = "") -> QuerySet[M]:
    """Rows with ``holder``: the account of whose the certificate is, by document and name.

    ``certificate`` is the field that leads to it; without one the rows are certificates.
    """
    path = f"{certificate}__" if certificate else ""
    same = {name: OuterRef(f"{path}{name}") for name in ("document", "number_hash", "name")}
    holder = Subquery(Candidate.objects.filter(**same).values("user")[:1])
    return rows.annotate(holder=holder)  # type: ignore[return-value] # the same rows


def in_state(rows: QuerySet[Certificate], state: State, on: date) -> QuerySet[Certificate]:
    """Those that `xianjie.domain.certificates.standing.state_of` says are in the state that day."""
    changes = Change.objects.filter(certificate=OuterRef("pk"), on__lte=on)
    revoked = Exists(changes.filter(kind=Change.Kind.REVOKED))
    if state is State.REVOKED:
        return rows.filter(revoked)
    turns = changes.filter(kind__in=_TURNS.values()).order_by("-on", "-pk").values("kind")
    found = rows.filter(~revoked).annotate(turned=Subquery(turns[:1]))
    was = Q(turned=_TURNS[state])
    return found.filter(was | Q(turned=None) if state is State.LIVE else was)


def covered_number(certificate: Certificate) -> str:
    """The identity number with all but its first and last letters covered."""
    number = unseal(certificate.number_sealed)
    return f"{number[:2]}{'＊' * max(0, len(number) - 4)}{number[-2:]}"
