"""What there is of a certificate on paper: as issued, exchanged, corrected, proved; in order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xianjie.domain.certificates.models import Certificate, Change, Proof
from xianjie.text import Text

_ISSUED = Text("证书", "the certificate")
_EXCHANGED = Text("换发的证书，沿用原编号", "the certificate exchanged, under the same number")
_CORRECTED = Text("更正后的证书，沿用原编号", "the certificate corrected, under the same number")
_PROVED = Text("书面证明，不是补发的证书", "written proof, which is no reissued certificate")


@dataclass(frozen=True, slots=True)
class Link:
    """One of them; ``replaced`` where a later one took its place."""

    words: Text
    number: str
    on: date
    replaced: bool = False
    proof: Proof | None = None


def chain_of(certificate: Certificate, on: date) -> list[Link]:
    """From the certificate to all that by a day stood for it or had taken its place."""
    papers = [(_ISSUED, certificate.issued_on)]
    for change in certificate.changes.filter(on__lte=on).order_by("on", "pk"):
        if change.kind == Change.Kind.SUPERSEDED:
            papers.append((_EXCHANGED, change.on))
        elif change.kind == Change.Kind.CORRECTED:
            papers.append((_CORRECTED, change.on))
    last = len(papers) - 1
    links = [
        Link(words, certificate.number, day, replaced=place < last)
        for place, (words, day) in enumerate(papers)
    ]
    links += [
        Link(_PROVED, proof.number, proof.issued_on, proof=proof)
        for proof in certificate.proofs.filter(issued_on__lte=on).order_by("pk")
    ]
    return sorted(links, key=lambda one: one.on)
