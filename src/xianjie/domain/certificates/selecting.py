"""Finding certificates: by number with the holder's name, or by the holder's document.

A bare number finds nothing for the public: numbers can be counted through.
"""

from __future__ import annotations

from django.db.models import QuerySet

from xianjie.domain.accounts.sealed import keyed_hash, unseal
from xianjie.domain.appraisals.models import Candidate
from xianjie.domain.certificates.models import Certificate
from xianjie.domain.certificates.standing import current
from xianjie.identifiers.certificates import CertificateNumberError, parse


def by_number(typed: str) -> Certificate | None:
    """The certificate of a number as typed; None for one that no certificate has or can have."""
    try:
        number = str(parse(typed))
    except CertificateNumberError:
        return None
    return Certificate.objects.filter(number=number).select_related("body").first()


def by_number_and_name(typed: str, name: str) -> Certificate | None:
    """The same, where the name is the holder's, as issued or as corrected since."""
    found = by_number(typed)
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


def of_candidate(candidate: Candidate) -> QuerySet[Certificate]:
    """The certificates of a person who has an account, by their document and name."""
    return Certificate.objects.filter(
        document=candidate.document, number_hash=candidate.number_hash, name=candidate.name
    ).order_by("issued_on")


def covered_number(certificate: Certificate) -> str:
    """The identity number with all but its first and last letters covered."""
    number = unseal(certificate.number_sealed)
    return f"{number[:2]}{'＊' * max(0, len(number) - 4)}{number[-2:]}"
