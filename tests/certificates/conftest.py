"""A centre and a filed organisation that may issue; results that are published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from tests.certificates.filed import ISSUED, evaluated, make_filed
from tests.sittings.conftest import THEN, Province, Sat, province, sat, staff
from xianjie.domain.accounts.acting import Actor
from xianjie.domain.accounts.models import Body
from xianjie.domain.accounts.roles import Role
from xianjie.domain.certificates.issuing import Done, issue
from xianjie.domain.certificates.key_ring import FIRST, new_ring
from xianjie.domain.certificates.models import (
    Batch,
    Certificate,
    IssuingCode,
)
from xianjie.domain.certificates.signing import Issuer
from xianjie.domain.certificates.submitting import approve, submit_results
from xianjie.domain.sittings.publishing import publish
from xianjie.durable import Folder
from xianjie.instruments import law

__all__ = ["ISSUED", "Province", "Sat", "evaluated", "province", "sat"]
DID = "did:web:register.example"


@pytest.fixture
def issuer() -> Issuer:
    return make_issuer()


@cache
def make_issuer() -> Issuer:
    """The register's signer with keys of the tests' own."""
    return Issuer(DID, "https://register.example", new_ring(DID, at=FIRST))


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
    IssuingCode.objects.create(body=centre, code="99000001", from_on=date(2010, 1, 1))
    filed = make_filed()
    return Office(
        sat,
        centre,
        staff(Role.CENTRE, centre, "经办"),
        staff(Role.CENTRE, centre, "审批"),
        filed.body,
        filed.maker,
        filed.checker,
        issuer,
    )


@pytest.fixture
def files(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "log")
