"""No address of an inner network is sent to, however it is written or named."""

from __future__ import annotations

import ipaddress
import socket

import pytest

from xianjie.domain.webhooks.addresses import is_public, read_address, resolved
from xianjie.domain.webhooks.errors import WrongAddress

PUBLIC = "93.184.215.14"
INSIDE = [
    "10.0.0.1",
    "172.16.5.4",
    "192.168.1.1",
    "169.254.169.254",  # where clouds tell secrets
    "100.64.0.1",
    "0.0.0.0",  # noqa: S104 - not bound to
    "224.0.0.1",
    "255.255.255.255",
    "127.0.0.1",
    "::1",
    "::",
    "fe80::1",
    "fd00::1",
    "ff02::1",
    "::ffff:10.0.0.1",
    "64:ff9b::a00:1",
    "2002:a00:1::",
    "2001:db8::1",
]


@pytest.mark.parametrize("number", INSIDE)
def test_an_inner_number_is_refused_as_written_and_as_resolved(
    number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not is_public(ipaddress.ip_address(number))
    host = f"[{number}]" if ":" in number else number
    with pytest.raises(WrongAddress):
        read_address(f"https://{host}/", loopback=False)
    address = read_address("https://hook.example/", loopback=False)
    # A name of which one address is outside and another inside.
    _resolves(monkeypatch, PUBLIC, number)
    with pytest.raises(WrongAddress):
        resolved(address, loopback=False)


@pytest.mark.parametrize("number", [PUBLIC, "2606:4700::6810:84e5"])
def test_a_public_number_is_sent_to(number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _resolves(monkeypatch, number)
    assert resolved(read_address("https://hook.example/", loopback=False), loopback=False) == number


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.9.9.9", "[::1]"])
def test_this_machine_is_sent_to_only_where_it_serves_no_other(host: str) -> None:
    assert not read_address(f"http://{host}:9/", loopback=True).is_secure
    for scheme in ("http", "https"):
        with pytest.raises(WrongAddress):
            read_address(f"{scheme}://{host}/", loopback=False)


@pytest.mark.parametrize("host", ["127.1", "0x7f.1", "2130706433", "0300.0250.1.1"])
def test_other_spellings_of_a_number_are_known(host: str) -> None:
    with pytest.raises(WrongAddress):
        read_address(f"https://{host}/", loopback=False)


@pytest.mark.parametrize(
    "text",
    [
        "http://hook.example/",
        "ftp://hook.example/",
        "hook.example",
        "https://",
        "https://user:secret@hook.example/",
        "https://hook.example/#part",
        "https://hook.example:99999/",
        "https://hook.example/ x",
        "https://hook.example/\r\nHost: inner",
        "https://钩.example/",
        "https://hook.example/" + "x" * 500,
        "https://[::1/",
    ],
)
def test_what_is_no_such_address_is_refused(text: str) -> None:
    with pytest.raises(WrongAddress) as caught:
        read_address(text, loopback=True)
    assert "https" in caught.value.message.zh


def test_an_address_is_taken_apart() -> None:
    one = read_address("https://Hook.example:8443/a/b?c=d", loopback=False)
    assert (one.host, one.port, one.target) == ("hook.example", 8443, "/a/b?c=d")
    assert one.authority == "hook.example:8443"
    assert read_address("https://hook.example", loopback=False).authority == "hook.example"
    assert read_address("http://[::1]:81/", loopback=True).authority == "[::1]:81"


def _resolves(monkeypatch: pytest.MonkeyPatch, *numbers: str) -> None:
    def found(*_: object, **__: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 443)) for one in numbers]

    monkeypatch.setattr(socket, "getaddrinfo", found)
