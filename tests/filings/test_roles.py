"""An appraisal institution that turns and is filed: both roles by their days, past acts kept.

Of the institution: its exams and the certificates that rest on them. Of the organisation: what it
certifies once it is filed. What the institution owed is owed by its successor (252/5).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.api.records.conftest import asker
from tests.certificates.conftest import ISSUED, Office, files, issuer, office, province, sat
from tests.filings.conftest import Office as Bureau
from tests.filings.conftest import make_office, moment
from tests.sittings.conftest import THEN, staff
from tests.web.work.conftest import LogIn, log_in
from xianjie.clock import VARIABLE
from xianjie.domain.accounts.acting import Actor, Denied, Target, effect
from xianjie.domain.accounts.models import Body, User
from xianjie.domain.accounts.roles import TABLE, Effect, Role, Scope
from xianjie.domain.certificates.applying import authority_of
from xianjie.domain.certificates.checks import Result
from xianjie.domain.certificates.publishing import publish
from xianjie.domain.certificates.verifying import check_record
from xianjie.domain.evaluations.planning import Drafted, draft_plan
from xianjie.domain.filings import registering
from xianjie.domain.filings.acting import actor_of
from xianjie.domain.filings.models import Organisation
from xianjie.domain.filings.roles_held import roles_of
from xianjie.domain.organisations.models import Duty, Institution
from xianjie.domain.organisations.services import duty_on, succeed, turn
from xianjie.durable import Folder
from xianjie.instruments import law

__all__ = ["files", "issuer", "log_in", "office", "province", "sat"]
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


def test_from_its_filing_on_its_people_act_as_those_of_an_evaluation_organisation(
    office: Office, bureau: Bureau, department: Actor
) -> None:
    """All that the table gives an evaluation organisation, for its own body alone; before, none."""
    own = office.sat.province.actors["institution"]
    institution = office.sat.province.institution
    organisation = turned(bureau, institution, department, own)
    user = User.objects.get(pk=own.user)
    here = Target(area=institution.body.area, body=institution.body.pk)
    elsewhere = Target(area=institution.body.area, body=office.filed.pk)
    verbs = {one.verb for one in TABLE if one.role is Role.EVALUATION and one.scope is Scope.BODY}
    new = verbs - {one.verb for one in TABLE if one.role is Role.INSTITUTION}
    assert {"plan.report", "evaluation.hand_in", "certificate.submit"} <= new
    for day, allowed in (
        (FILED - timedelta(days=1), None),
        (FILED, Effect.ALLOW),
        (TURNS, Effect.ALLOW),
    ):
        actor = actor_of(user, day)
        assert {effect(actor, verb, here) for verb in new} == {allowed}
        assert {effect(actor, verb, elsewhere) for verb in new} == {None}
        assert effect(actor, "exam.read", here) is Effect.ALLOW  # as before
    plan: dict[str, Any] = {
        "organisation": organisation,
        "site": organisation.sites.get(),
        "drafted": Drafted("第1批", "电工", 4, date(2021, 1, 18), date(2021, 1, 18)),
        "at": moment(FILED),
    }
    with pytest.raises(Denied):
        draft_plan(by=actor_of(user, FILED - timedelta(days=1)), **plan)
    assert draft_plan(by=actor_of(user, FILED), **plan).filing == organisation.filings.get()


def test_pages_and_addresses_let_it_in_from_its_filing_on(
    office: Office,
    bureau: Bureau,
    department: Actor,
    log_in: LogIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own = office.sat.province.actors["institution"]
    turned(bureau, office.sat.province.institution, department, own)
    client, program = log_in(own), asker(own)
    for day, page, address in (("2020-11-30", 404, 403), (FILED.isoformat(), 200, 200)):
        monkeypatch.setenv(VARIABLE, day)
        assert client.get("/zh/work/plans/").status_code == page
        assert client.get("/zh/work/issuing/").status_code == page
        assert program.get("/plans").status_code == address


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
