"""What a verifier far away reads: the DID document, the status lists; and keys that change."""

from __future__ import annotations

import json
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.certificates.conftest import Office
from tests.ops.conftest import Run, run
from tests.sittings.conftest import staff
from xianjie.api import documents
from xianjie.credentials.did import resolver
from xianjie.credentials.errors import InvalidKey
from xianjie.credentials.multikey import Algorithm
from xianjie.credentials.report import Outcome
from xianjie.credentials.status_list import MIN_ENTRIES
from xianjie.credentials.verification import verified_list, verify
from xianjie.domain.accounts.acting import Actor, Denied
from xianjie.domain.accounts.models import Body
from xianjie.domain.accounts.roles import Role
from xianjie.domain.audit.models import Event
from xianjie.domain.certificates import key_ring
from xianjie.domain.certificates.key_ring import destroy, load_ring, rotate
from xianjie.domain.certificates.models import Change, StatusEntry
from xianjie.domain.certificates.signing import issuer

__all__ = ["run"]
pytestmark = pytest.mark.django_db
AT = datetime.fromtimestamp(time.time(), UTC)  # noqa: TID251 - the lists are of real time
LATER = AT + timedelta(minutes=5)


@pytest.fixture(autouse=True)
def ours(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr(documents, "issuer", lambda: office.issuer)


@pytest.fixture
def system_admin() -> Actor:
    body = Body.objects.create(
        kind="department", name="信息中心", area="440000", opened_on=date(2000, 1, 1)
    )
    return staff(Role.SYSTEM_ADMIN, body, "管理")


def change(kind: Change.Kind) -> None:
    Change.objects.create(
        certificate=StatusEntry.objects.get().certificate,
        kind=kind,
        reason="冒用",
        basis="x",
        on=AT.date(),
        proposed_by="a",
        made_by="b",
        made_at=AT,
    )


def test_a_stranger_verifies_with_what_is_published_and_sees_each_change(office: Office) -> None:
    later = datetime.fromtimestamp(time.time(), UTC) + timedelta(minutes=5)  # noqa: TID251 - as AT
    content = office.certificate().credentials.get().content
    client = Client()

    def status() -> Outcome:
        document = json.loads(client.get(reverse("did-document")).content)
        keys, lists = resolver(document), {}
        told = json.loads(content)
        for entry in (told["credentialStatus"], *told["furtherStatus"]):
            address = entry["statusListCredential"]
            answer = client.get(address.removeprefix(office.issuer.base))
            assert answer.headers["Content-Type"] == "application/vc"
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
            lists[address] = verified_list(answer.content, keys=keys, at=later)
        return verify(content.encode(), keys=keys, at=later, lists=lists).step("status").outcome

    assert status() is Outcome.HOLDS
    change(Change.Kind.SUSPENDED)
    assert status() is Outcome.FAILS
    change(Change.Kind.LIFTED)
    assert status() is Outcome.HOLDS
    change(Change.Kind.REVOKED)
    assert status() is Outcome.FAILS
    every = client.get("/status/suspension/0").content
    assert verified_list(every, keys=office.issuer.keys, at=later).is_set(0)


def test_a_list_is_kept_until_a_change_and_none_is_made_up(office: Office) -> None:
    made = office.certificate()
    client = Client()
    first = client.get("/status/revocation/0").content
    assert client.get("/status/revocation/0").content == first
    change(Change.Kind.REVOKED)
    assert client.get("/status/revocation/0").content != first
    for none in ("/status/revocation/1", "/status/refresh/0"):
        assert client.get(none).status_code == 404
    StatusEntry.objects.filter(certificate=made).update(index=MIN_ENTRIES)
    assert client.get("/status/revocation/1").status_code == 200


def test_a_key_follows_another_and_both_verify(
    office: Office, system_admin: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "HOME", tmp_path)
    before, since = issuer(), AT + timedelta(hours=1)
    with pytest.raises(Denied):
        rotate(Algorithm.ED25519, by=office.maker, since=since, at=AT)
    rotate(Algorithm.ED25519, by=system_admin, since=since, at=AT)
    after, later = issuer(), since + timedelta(seconds=1)
    old, new = after.signers(AT)[0].method, after.signers(later)[0].method
    assert before.signers(AT)[0].method == old != new
    for one, moment in ((before, AT), (after, later)):
        told = {
            "@context": ["https://www.w3.org/ns/credentials/v2"],
            "type": ["VerifiableCredential"],
            "issuer": one.did,
            "credentialSubject": {"id": "urn:x:2"},
        }
        assert verify(one.secure(told, at=moment), keys=after.keys, at=later).holds
        assert not verify(before.secure(told, at=later), keys=after.keys, at=later).holds
    with pytest.raises(InvalidKey):
        destroy(new, by=system_admin, at=later)
    destroy(old, by=system_admin, at=later)
    assert [one.public.id for one in load_ring().keys if one.pkcs8 is None] == [old]
    assert Event.objects.filter(action__startswith="key.").count() == 2
    assert key_ring.ring_path().stat().st_mode & 0o77 == 0


def test_periods_of_keys_are_told_in_the_time_of_china(
    system_admin: Actor, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "HOME", tmp_path)
    rotate(Algorithm.ED25519, by=system_admin, since=datetime(2020, 9, 15, 16, tzinfo=UTC), at=AT)
    told = run("key", "list", "--lang", "en").out
    assert "until 2020-09-16 00:00\n" in told
    assert "from 2020-09-16 00:00 on\n" in told
