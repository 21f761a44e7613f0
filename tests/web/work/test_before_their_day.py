"""A demonstration that stands before a certificate's day shows it nowhere."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.api.records.conftest import Asker, asker
from tests.certificates.conftest import ISSUED, Office, files, issuer, office, sat
from tests.sittings.conftest import THEN, staff
from tests.web.work.conftest import LogIn
from xianjie.clock import VARIABLE
from xianjie.domain.accounts.roles import Role
from xianjie.domain.certificates import feed, sharing
from xianjie.domain.certificates.checking_many import check_rows
from xianjie.domain.certificates.checks import Result
from xianjie.domain.certificates.models import Batch, Certificate
from xianjie.domain.certificates.printing import qr_of
from xianjie.domain.certificates.publishing import log_key, publish
from xianjie.domain.certificates.selecting import in_state
from xianjie.domain.certificates.standing import State, current, photo_digest
from xianjie.domain.certificates.verifying import check_record, check_shared
from xianjie.domain.certificates.verifying_codes import check_code
from xianjie.domain.certificates.verifying_files import check_file
from xianjie.durable import Folder
from xianjie.instruments import law

__all__ = ["files", "issuer", "office", "sat"]
BEFORE = ISSUED - timedelta(days=1)


@pytest.fixture
def certificate(office: Office) -> Certificate:
    return office.certificate()


def test_pages_and_addresses_have_it_from_its_day_on(
    office: Office,
    certificate: Certificate,
    log_in: LogIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Batch.objects.update(submitted_at=THEN + timedelta(days=1))
    batch = Batch.objects.get()
    holder = office.sat.province.candidate(office.sat.registrations[0])
    maker = log_in(office.maker)
    pages = [
        (maker, "/zh/work/certificates/", f"{certificate.pk}/", certificate.number),
        (log_in(holder), "/zh/me/certificates/", f"{certificate.pk}/", certificate.number),
        (maker, "/zh/work/issuing/", f"{batch.pk}/", batch.title),
    ]
    addresses = [
        (asker(office.maker), "/certificates", certificate.pk),
        (asker(holder), "/own/certificates", certificate.pk),
        (asker(office.maker), "/issue-batches", batch.pk),
    ]
    for day, is_there in ((BEFORE, False), (ISSUED, True)):
        monkeypatch.setenv(VARIABLE, day.isoformat())
        for client, listed, one, words in pages:
            assert (words in _words(client, listed)) is is_there, (listed, day)
            assert client.get(f"{listed}{one}").status_code == (200 if is_there else 404)
        for program, listed, pk in addresses:
            assert _ids(program, listed) == ([pk] if is_there else []), (listed, day)
            assert program.get(f"{listed}/{pk}").status_code == (200 if is_there else 404)


def _words(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def _ids(program: Asker, address: str) -> list[int]:
    return [one["id"] for one in program.get(address).json()["items"]]


def test_no_way_of_checking_finds_it_before(office: Office, certificate: Certificate) -> None:
    signed = certificate.credentials.get()
    holder = office.sat.province.candidate(office.sat.registrations[0])
    _, code = sharing.share(by=holder, certificate=certificate, days=9, on=BEFORE, at=THEN)
    text = qr_of(certificate.number, bytes(signed.code))
    rows = [(certificate.number, certificate.name)]

    def found(as_of: date) -> list[bool]:
        told: dict[str, Any] = {"law": law(), "as_of": as_of}
        one: dict[str, Any] = {"issuer": office.issuer, **told}
        checks = [
            check_record(number=certificate.number, name=certificate.name, **told),
            check_file(signed.content.encode(), **one),
            check_code(text, **one),
            check_shared(code, on=BEFORE, **told),
        ]
        (many,) = check_rows(asked=rows, at=THEN, **one).answers
        return [
            one is not Result.NOT_FOUND for one in (*(each.result for each in checks), many.result)
        ]

    assert found(BEFORE) == [False] * 5
    assert found(ISSUED) == [True] * 5


def test_the_feed_passes_over_what_is_dated_ahead(office: Office, files: Folder) -> None:
    office.certificate()
    publish(files=files, key=log_key(), at=THEN)
    early = feed.entries_since(0, on=ISSUED - timedelta(days=2))
    assert (list(early.items), early.size, early.next) == ([], 1, 1)
    assert [one.day for one in feed.entries_since(0, on=ISSUED).items] == [ISSUED]


def test_a_correction_counts_from_its_day_on(certificate: Certificate, log_in: LogIn) -> None:
    later = ISSUED + timedelta(days=30)
    for kind, corrections in (("corrected", {"name": "考生零", "photo": "ab"}), ("suspended", {})):
        certificate.changes.create(
            kind=kind,
            reason="x",
            basis="x",
            corrections=corrections,
            on=later,
            proposed_by="x",
            made_by="y",
            made_at=THEN,
        )
    before = later - timedelta(days=1)
    assert [current(certificate, day)["name"] for day in (before, later)] == ["考生0", "考生零"]
    assert [photo_digest(certificate, day) for day in (before, later)] == ["", "ab"]
    rows = Certificate.objects.all()
    for state, day in ((State.LIVE, before), (State.SUSPENDED, later)):
        assert in_state(rows, state, day).exists()
    told: dict[str, Any] = {"number": certificate.number, "name": "考生零", "law": law()}
    assert check_record(as_of=before, **told).fields["name"] == "考生0"
    assert check_record(as_of=later, **told).fields["name"] == "考生零"
    assert certificate.body
    client = log_in(staff(Role.CENTRE, certificate.body, "查看的人"))
    page = f"/zh/work/certificates/{certificate.pk}/"
    for day, name in ((before, "考生0"), (later, "考生零")):
        client.cookies["xianjie_demo_day"] = day.isoformat()
        assert f">{name}<" in _words(client, page).partition("<main")[2]
