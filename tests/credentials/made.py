"""What the tests of credentials share: keys of a province, and a certificate."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

from xianjie.credentials.canonical import Document
from xianjie.credentials.certificate import (
    Certificate,
    CertificateKind,
    Evidence,
    Holder,
    credential,
    identity_hash,
)
from xianjie.credentials.did import Keys, resolver
from xianjie.credentials.keys import KeyRing
from xianjie.credentials.multikey import Algorithm
from xianjie.credentials.signing import Signer
from xianjie.credentials.status_list import REVOCATION, SUSPENSION, status_entry
from xianjie.text import Text

DID = "did:web:hrss.example"
STARTED = datetime(2020, 1, 1, tzinfo=UTC)
AT = datetime(2020, 10, 20, 8, 30, tzinfo=UTC)
LISTS = {
    SUSPENSION: "https://hrss.example/status/suspended/1",
    REVOCATION: "https://hrss.example/status/revoked/1",
}


@cache
def ring() -> KeyRing:
    """A key of each algorithm, from 2020 on."""
    made = KeyRing(DID)
    for algorithm in Algorithm:
        made = made.with_new_key(algorithm, at=STARTED)
    return made


@cache
def signer(algorithm: Algorithm) -> Signer:
    return ring().signer(algorithm, at=AT)


def keys() -> Keys:
    return resolver(ring().document)


CERTIFICATE = Certificate(
    id="urn:uuid:0b8f5f3e-8c7e-4c1a-9a37-6f6b1f0f6a11",
    kind=CertificateKind.SKILL_LEVEL,
    issuer=DID,
    issuer_name=Text("示范省人力资源和社会保障厅", "Example Province HRSS"),
    number="S000044000001203000001",
    holder=Holder(
        name="欧阳𠮷",
        document_kind="居民身份证",
        document_masked="440***********01",
        document_hash=identity_hash("440101199001010012", "c2FsdA"),
        document_salt="c2FsdA",
    ),
    occupation_id="urn:xianjie:occupation:6-18-01-01:3",
    occupation=Text("车工", "Turner"),
    occupation_code="6-18-01-01",
    direction="数控车工",
    level=3,
    level_name=Text("三级/高级工", "Level 3 / Senior"),
    issued_at=AT,
    valid_from=AT,
    organisation=Text("示范技师学院", "Example Technicians' College"),
    facts={"batch": "2", "item": "22"},
    evidence=(Evidence("考核", "理论 86，实操 91，2020-10-11"),),
    status=(
        status_entry(LISTS[SUSPENSION], 77, SUSPENSION),
        status_entry(LISTS[REVOCATION], 77, REVOCATION),
    ),
)


def document(number: int = 1) -> Document:
    """The credential of the certificate of that serial, not yet secured."""
    serial = f"{CERTIFICATE.number[:-6]}{number:06}"
    return credential(replace(CERTIFICATE, number=serial, id=f"{CERTIFICATE.id[:-6]}{number:06}"))
