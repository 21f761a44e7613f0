"""The page on which a body says where its programs are told what happens to certificates."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.certificates.conftest import Office, issuer, office
from tests.sittings.conftest import THEN, Sat, sat
from tests.web.work.conftest import LogIn
from tests.webhooks.conftest import Receiver, receiver, sender
from xianjie.clock import VARIABLE
from xianjie.domain.webhooks.delivering import deliver
from xianjie.domain.webhooks.models import Dispatch, Endpoint
from xianjie.domain.webhooks.sending import HttpSender

__all__ = ["Sat", "issuer", "office", "receiver", "sat", "sender"]
LIST = "/zh/work/webhooks/"


@pytest.fixture(autouse=True)
def _on_the_day(monkeypatch: pytest.MonkeyPatch, log_in: LogIn) -> None:
    del log_in  # which sets another
    monkeypatch.setenv(VARIABLE, "2020-11-06")


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode().partition("<main")[2])


def test_an_address_from_its_registration_to_its_end(
    log_in: LogIn, office: Office, receiver: Receiver, sender: HttpSender
) -> None:
    client = log_in(office.maker)
    form = {"body": office.centre.pk, "address": receiver.address, "kinds": ["issued", "revoked"]}
    made = client.post(f"{LIST}new/", form, follow=True).content.decode()
    (secret,) = set(re.findall(r"whsec_[A-Za-z0-9+/=]+", made.replace("&#x2B;", "+")))
    endpoint = Endpoint.objects.get()
    path = f"{LIST}{endpoint.pk}/"
    assert "whsec_" not in shown(client, path)  # shown that once
    assert receiver.address in shown(client, LIST)
    client.post(f"{path}ping/")
    office.certificate()
    assert "等候发送" in shown(client, path)
    deliver(at=THEN.replace(day=20), sender=sender, base="https://register.example")
    page = shown(client, path)
    assert page.count("HTTP 204") == 2
    assert "2099000001500001" in page
    assert all(one.is_signed(secret) for one in receiver.received)
    ping = Dispatch.objects.order_by("pk")[0]
    client.post(f"/zh/work/dispatches/{ping.pk}/resend/")
    assert "等候发送" in shown(client, path)
    rotated = client.post(f"{path}rotate/", follow=True).content.decode()
    assert "whsec_" in rotated
    assert secret not in rotated
    assert "已停用" in client.post(f"{path}end/", follow=True).content.decode()
    page = shown(client, path)
    assert "不再重试" in page
    assert "重发</button>" not in page
    assert "ended" in shown(client, path.replace("/zh/", "/en/"))


def test_a_wrong_address_is_told_on_the_form(log_in: LogIn, office: Office) -> None:
    client = log_in(office.maker)
    form = {"body": office.centre.pk, "kinds": ["issued"]}
    for address, words in (
        ("https://10.0.0.1/", "内部网络"),
        ("http://hook.example/", "https 地址"),
        ("no address", "不是网址"),
    ):
        answer = client.post(f"{LIST}new/", {**form, "address": address})
        assert answer.status_code == 400
        assert words in answer.content.decode()
    none = {"body": office.centre.pk, "address": "https://hook.example/"}
    assert client.post(f"{LIST}new/", none).status_code == 400
    assert not Endpoint.objects.exists()


def test_another_body_s_endpoint_is_not_there(log_in: LogIn, office: Office) -> None:
    log_in(office.maker).post(
        f"{LIST}new/",
        {"body": office.centre.pk, "address": "https://hook.example/", "kinds": ["issued"]},
    )
    pk = Endpoint.objects.get().pk
    other = log_in(office.filed_maker)
    assert other.get(f"{LIST}{pk}/").status_code == 404
    assert other.post(f"{LIST}{pk}/end/").status_code == 404
    assert "hook.example" not in shown(other, LIST)
    candidate = log_in(office.sat.province.candidate(office.sat.registrations[0]))
    assert candidate.get(LIST).status_code == 404
