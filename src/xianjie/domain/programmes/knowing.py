"""What the records said, by the end of a day, of those in training: loaded for many at once.

Nothing that was entered, published or decided after the day is seen, so the same day gives the
same answer whenever it is asked about.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import Q

from xianjie.calendar import end_of
from xianjie.domain.appraisals.models import Offer, Registration
from xianjie.domain.certificates.models import Certificate, Change
from xianjie.domain.evaluations.models import Participant
from xianjie.domain.programmes.models import Learner

P = TypeVar("P", Certificate, Participant)
Key = tuple[str, str]  # kind and hash of the identity document


@dataclass(frozen=True)
class Known:
    """By person: certificates issued, exams registered for, evaluations taken part in."""

    certificates: Mapping[Key, Sequence[Certificate]]
    registrations: Mapping[Key, Sequence[Registration]]
    participations: Mapping[Key, Sequence[Participant]]


def key_of(learner: Learner) -> Key:
    return learner.document, learner.number_hash


def known(keys: Iterable[Key], on: date) -> Known:
    """What is known of these people on a day; as many as a statement takes."""
    people = list(keys)
    return Known(
        _by_person(
            Certificate.objects.filter(_among(people), issued_on__lte=on)
            .prefetch_related("changes")
            .order_by("issued_on", "pk")
        ),
        _registrations(people, on),
        _by_person(
            Participant.objects.filter(
                _among(people),
                _not_yet("plan__cancelled_on", on),
                plan__reported_on__lte=on,
                entered_at__lt=end_of(on),
            )
            .select_related("plan")
            .order_by("plan__until_on", "pk")
        ),
    )


def offers_to_come(occupations: Iterable[str], on: date) -> Mapping[str, Sequence[Offer]]:
    """What published exams still to be held offer, by occupation, the earliest first."""
    found: dict[str, list[Offer]] = defaultdict(list)
    offers = Offer.objects.filter(
        _not_yet_at("exam__cancelled_at", on),
        occupation__in=set(occupations),
        exam__published_at__lt=end_of(on),
        exam__held_on__gt=on,
    ).select_related("exam")
    for one in offers.order_by("exam__held_on", "pk"):
        found[one.occupation].append(one)
    return found


def as_corrected(certificate: Certificate, on: date) -> tuple[str, int]:
    """Its occupation and level that day, corrections included."""
    occupation, level = certificate.occupation, certificate.level
    for change in sorted(certificate.changes.all(), key=lambda one: (one.on, one.pk)):
        if change.kind == Change.Kind.CORRECTED and change.on <= on:
            occupation = str(change.corrections.get("occupation", occupation))
            level = int(str(change.corrections.get("level", level)))
    return occupation, level


def _registrations(people: Collection[Key], on: date) -> Mapping[Key, Sequence[Registration]]:
    """Those accepted and not withdrawn, for exams that are public and not called off."""
    found: dict[Key, list[Registration]] = defaultdict(list)
    rows = Registration.objects.filter(
        _among(people, "candidate__"),
        _not_yet_at("withdrawn_at", on),
        _not_yet_at("offer__exam__cancelled_at", on),
        accepted_at__lt=end_of(on),
        offer__exam__published_at__lt=end_of(on),
    ).select_related("offer__exam", "candidate")
    for one in rows.order_by("offer__exam__held_on", "pk"):
        found[one.candidate.document, one.candidate.number_hash].append(one)
    return found


def _by_person(rows: Iterable[P]) -> Mapping[Key, Sequence[P]]:
    found: dict[Key, list[P]] = defaultdict(list)
    for one in rows:
        found[one.document, one.number_hash].append(one)
    return found


def _among(people: Collection[Key], path: str = "") -> Q:
    """Rows of these people; by both columns, for so the index has them."""
    return Q(
        **{
            f"{path}document__in": {document for document, _ in people},
            f"{path}number_hash__in": {hashed for _, hashed in people},
        }
    )


def _not_yet(field: str, on: date) -> Q:
    """What has not come about by that day, of a field that is a day."""
    return Q(**{field: None}) | Q(**{f"{field}__gt": on})


def _not_yet_at(field: str, on: date) -> Q:
    """The same of a field that is a moment."""
    return Q(**{field: None}) | Q(**{f"{field}__gte": end_of(on)})
