"""Whether lower certificates that participants of evaluations claim are in the register."""

from __future__ import annotations

from collections.abc import Sequence

from xianjie.domain.certificates.models import Certificate, Change
from xianjie.domain.evaluations.models import Participant


def held_among(people: Sequence[Participant]) -> set[int]:
    """Of these, those whose claimed certificate is theirs and was not revoked, by their numbers."""
    claimed = {one.pk: str(one.condition_facts.get("held_number", "")) for one in people}
    found = set(
        Certificate.objects.filter(number__in=claimed.values())
        .exclude(changes__kind=Change.Kind.REVOKED)
        .values_list("number", "document", "number_hash")
    )
    return {one.pk for one in people if (claimed[one.pk], one.document, one.number_hash) in found}
