"""A centre and a filed organisation that may issue; results that are published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.sittings.conftest import THEN, Province, Sat, province, sat, staff
from xianjie.credentials.keys import FileSigner, PublicKey
from xianjie.domain.accounts.acting import Actor
from xianjie.domain.accounts.models import Body
from xianjie.domain.accounts.roles import Role
from xianjie.domain.certificates.issuing import Done, issue
from xianjie.domain.certificates.models import (
    Batch,
    Certificate,
    FiledScope,
    Filing,
    IssuingCode,
    Scheme,
)
from xianjie.domain.certificates.publishing import Folder
from xianjie.domain.certificates.signing import _ALWAYS, Issuer
from xianjie.domain.certificates.submitting import Evaluated, approve, submit_results
from xianjie.domain.sittings.publishing import publish
from xianjie.instruments import law

__all__ = ["Province", "Sat", "province", "sat"]
ISSUED = date(2020, 11, 6)
DID = "did:web:register.example"


@pytest.fixture
def issuer() -> Issuer:
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    method = f"{DID}#1"
    public = PublicKey(method, key.public_key().public_bytes_raw(), _ALWAYS)
    return Issuer(DID, "https://register.example", FileSigner(method, key), (public,))


@dataclass
class Office:
    """Who submits and approves, for the centre and for a filed organisation."""

    sat: Sat
    centre: Body
    maker: Actor
    checker: Actor
    filed: Body
    filed_maker: Actor
    filed_checker: Actor
    issuer: Issuer

    @property
    def tickets(self) -> list[str]:
        return [one.ticket for one in self.sat.places]

    def submitted(self, *tickets: str) -> Batch:
        return submit_results(
            by=self.maker,
            body=self.centre,
            tickets=tickets or self.tickets,
            title="第一批",
            law=law(),
            on=ISSUED,
            at=THEN,
        )

    def issued(self, batch: Batch, by: Actor | None = None) -> Done:
        approve(by=by or self.checker, batch=batch.pk, on=ISSUED, at=THEN)
        return issue(batch=batch.pk, law=law(), issuer=self.issuer, at=THEN)

    def certificate(self) -> Certificate:
        """One that was issued by the centre."""
        self.issued(self.submitted(self.tickets[0]))
        return Certificate.objects.get()


@pytest.fixture
def office(sat: Sat, issuer: Issuer) -> Office:
    """Of four candidates one passed, two failed a part, one did not come."""
    for by in (sat.one, sat.two):
        sat.entered(by, (80, 70), (80, 59), (30, 90))
    publish(by=sat.centre, exam=sat.exam, at=THEN)
    centre = sat.province.centre
    department = Body.objects.create(
        kind="department", name="省厅", area="440000", opened_on=date(2000, 1, 1)
    )
    centre.superior = department
    centre.save()
    filed = Body.objects.create(
        kind="evaluation", name="某评价中心", area="440106", opened_on=date(2020, 1, 1)
    )
    IssuingCode.objects.create(
        body=centre, scheme=Scheme.QUALIFICATION, code="99000001", from_on=date(2010, 1, 1)
    )
    IssuingCode.objects.create(
        body=filed, scheme=Scheme.LEVEL, code="S000044000001", from_on=date(2020, 6, 1)
    )
    filing = Filing.objects.create(
        body=filed,
        kind=Filing.Kind.SOCIAL,
        name="某评价中心",
        from_on=date(2020, 6, 1),
        until_on=date(2023, 5, 31),
        basis="1",
        entered_by="x",
        entered_at=THEN,
    )
    FiledScope.objects.create(filing=filing, occupation="电工", lowest=5, highest=3)
    return Office(
        sat,
        centre,
        staff(Role.CENTRE, centre, "经办"),
        staff(Role.CENTRE, centre, "审批"),
        filed,
        staff(Role.EVALUATION, filed, "评价经办"),
        staff(Role.EVALUATION, filed, "评价审批"),
        issuer,
    )


def evaluated(row: int = 1, **given: object) -> Evaluated:
    told: dict[str, object] = {
        "name": f"考生{row}",
        "document": "resident",
        "number": f"44010618900101{row:04}",
        "occupation": "电工",
        "level": 4,
        "evaluated_on": date(2020, 10, 20),
        "passed": True,
        "is_own": False,
        "entrusted": False,
        "theory": 80,
        **given,
    }
    return Evaluated(row, **told)  # type: ignore[arg-type]


@pytest.fixture
def files(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "log")
