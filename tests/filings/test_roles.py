"""An appraisal institution that turns and is filed: both roles by their days, past acts kept.

Of the institution: its exams and the certificates that rest on them. Of the organisation: what it
certifies once it is filed. What the institution owed is owed by its successor (252/5).
"""

from __future__ import annotations

from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.certificates.conftest import ISSUED, Office, files, issuer, office, province, sat
from tests.filings.conftest import Office as Bureau
from tests.filings.conftest import make_office, moment
from tests.sittings.conftest import THEN, staff
from xianjie.domain.accounts.acting import Actor
from xianjie.domain.accounts.models import Body
from xianjie.domain.accounts.roles import Role
from xianjie.domain.certificates.applying import authority_of
from xianjie.domain.certificates.checks import Result
from xianjie.domain.certificates.publishing import publish
from xianjie.domain.certificates.verifying import check_record
from xianjie.domain.filings import registering
from xianjie.domain.filings.models import Organisation
from xianjie.domain.filings.roles_held import roles_of
from xianjie.domain.organisations.models import Duty, Institution
from xianjie.domain.organisations.services import duty_on, succeed, turn
from xianjie.durable import Folder
from xianjie.instruments import law

__all__ = ["files", "issuer", "office", "province", "sat"]
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
TURNS, FILED = date(2021, 1, 1), date(2020, 12, 1)


@pytest.fixture
def bureau(db: None) -> Bureau:
    del db
    return make_office()


@pytest.fixture
def department(office: Office) -> Actor:
    del office
    return staff(Role.PROVINCE, Body.objects.get(name="省厅"), "省厅经办")


def turned(bureau: Bureau, institution: Institution, by: Actor, own: Actor) -> Organisation:
    """Turned to supervision from January on, and filed a month before."""
    turn(
        by=by,
        institution=institution,
        kind=Duty.Kind.SUPERVISION,
        on=TURNS,
        basis="转型方案",
        at=moment(FILED),
    )
    organisation = registering.register(
        by=own,
        body=institution.body,
        kind=Organisation.Kind.SOCIAL,
        credit_code="91110000600037341L",
        at=moment(FILED),
    )
    bureau.people[organisation.pk] = own
    bureau.decided(bureau.hand_in(bureau.whole(organisation, FILED), FILED), FILED)
    return organisation


def test_both_roles_are_shown_with_their_periods(
    office: Office, bureau: Bureau, department: Actor
) -> None:
    institution = office.sat.province.institution
    own = office.sat.province.actors["institution"]
    organisation = turned(bureau, institution, department, own)
    told = [(one.role.en, one.from_on, one.until_on) for one in roles_of(institution.body, TURNS)]
    assert told == [
        ("appraisal institution", institution.body.opened_on, date(2020, 12, 31)),
        ("level certification, filed", FILED, date(2023, 11, 30)),
        ("quality supervision", TURNS, None),
    ]
    assert len(roles_of(institution.body, date(2020, 11, 30))) == 1
    assert organisation.body == institution.body


def test_what_it_did_as_an_institution_stays_what_it_was(
    office: Office, bureau: Bureau, department: Actor, files: Folder
) -> None:
    made = office.certificate()
    publish(files=files, key=KEY, at=THEN)
    exam = office.sat.exam
    told = {"number": made.number, "name": made.name, "law": law()}
    before = check_record(as_of=ISSUED, **told)  # type: ignore[arg-type] # told above
    own = office.sat.province.actors["institution"]
    turned(bureau, exam.institution, department, own)
    for day in (ISSUED, FILED, TURNS, date(2024, 1, 1)):
        after = check_record(as_of=day, **told)  # type: ignore[arg-type]
        assert after.result is Result.VALID
        assert after.fields == before.fields
    exam.refresh_from_db()
    assert exam.institution.number == office.sat.province.institution.number
    assert duty_on(exam.institution, exam.held_on) is Duty.Kind.APPRAISAL


def test_its_written_proofs_go_to_its_successor(
    office: Office, bureau: Bureau, department: Actor
) -> None:
    """Being filed makes it nobody's successor and nobody its own."""
    made = office.certificate()
    own = office.sat.province.actors["institution"]
    institution = office.sat.exam.institution
    made.body = institution.body
    turned(bureau, institution, department, own)
    assert authority_of(made, TURNS) == institution.body
    succeed(
        by=department,
        predecessor=institution.body,
        successor=office.centre,
        on=TURNS,
        basis="函",
        at=moment(FILED),
    )
    assert authority_of(made, date(2020, 12, 31)) == institution.body
    assert authority_of(made, TURNS) == office.centre
