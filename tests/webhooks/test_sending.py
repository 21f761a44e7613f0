"""What goes over the wire, to a server that answers, is silent, slow, hostile or secured."""

from __future__ import annotations

import socket
import ssl
import subprocess
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.webhooks.conftest import SENT, Receiver, drip
from xianjie.domain.webhooks import sending
from xianjie.domain.webhooks.sending import HttpSender, Parcel
from xianjie.domain.webhooks.signing import headers, new_secret

PUBLISHED = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # with the standard's vector
BODY = b'{"type":"ping"}'


def parcel(address: str, *secrets: str) -> Parcel:
    return Parcel("msg_1", address, BODY, secrets or (new_secret(),))


def test_the_vector_of_the_standard() -> None:
    """As its reference libraries sign it."""
    told = headers(
        [PUBLISHED],
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        b'{"test": 2432232314}',
    )
    assert told["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_parcel_arrives_signed_by_each_secret(receiver: Receiver, sender: HttpSender) -> None:
    new, old = new_secret(), new_secret()
    assert new != old
    answer = sender.send(parcel(receiver.address, new, old))
    assert (answer.taken, answer.said) == (True, "HTTP 204")
    (one,) = receiver.received
    assert (one.path, one.body) == ("/hook?of=us", BODY)
    assert one.headers["webhook-id"] == "msg_1"
    assert one.headers["webhook-timestamp"] == str(int(SENT.timestamp()))
    assert one.headers["host"] == f"127.0.0.1:{receiver.port}"
    assert one.headers["content-type"] == "application/json"
    assert one.is_signed(new)
    assert one.is_signed(old)
    assert not one.is_signed(new_secret())


def test_openssl_makes_the_same_signature(receiver: Receiver, sender: HttpSender) -> None:
    """Another implementation, of what arrived."""
    sender.send(parcel(receiver.address, PUBLISHED))
    (one,) = receiver.received
    signed = f"msg_1.{one.headers['webhook-timestamp']}.".encode() + one.body
    key = subprocess.run(
        ["openssl", "base64", "-d", "-A"],
        input=PUBLISHED[6:].encode(),
        capture_output=True,
        check=True,
    ).stdout.hex()
    command = ["openssl", "dgst", "-sha256", "-mac", "HMAC", "-macopt", f"hexkey:{key}", "-binary"]
    mac = subprocess.run(command, input=signed, capture_output=True, check=True).stdout
    text = subprocess.run(
        ["openssl", "base64", "-A"], input=mac, capture_output=True, check=True
    ).stdout
    assert one.headers["webhook-signature"] == f"v1,{text.decode()}"


@pytest.mark.parametrize(
    ("status", "taken", "final"),
    [
        (200, True, False),
        (299, True, False),
        (400, False, False),
        (410, False, True),
        (500, False, False),
        (503, False, False),
    ],
)
def test_the_status_is_the_outcome(
    receiver: Receiver, sender: HttpSender, status: int, *, taken: bool, final: bool
) -> None:
    receiver.status = status
    answer = sender.send(parcel(receiver.address))
    assert (answer.taken, answer.final, answer.silent) == (taken, final, False)
    assert answer.said == f"HTTP {status}"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(receiver: Receiver, sender: HttpSender, status: int) -> None:
    receiver.status, receiver.location = status, f"http://127.0.0.1:{receiver.port}/other"
    assert not sender.send(parcel(receiver.address)).taken
    assert [one.path for one in receiver.received] == ["/hook?of=us"]


def test_who_is_not_there_is_silent(sender: HttpSender) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    answer = sender.send(parcel(f"http://127.0.0.1:{port}/"))
    assert (answer.taken, answer.silent) == (False, True)
    assert answer.said.startswith("ConnectionRefusedError")


def _hangs_up(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)


def _speaks_nonsense(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"\xff" * 70_000)


@pytest.mark.parametrize("instead", [_hangs_up, _speaks_nonsense])
def test_what_is_no_answer_is_silence(
    receiver: Receiver, sender: HttpSender, instead: object
) -> None:
    receiver.instead = instead  # type: ignore[assignment]
    answer = sender.send(parcel(receiver.address))
    assert (answer.taken, answer.silent) == (False, True)
    assert "\xff" not in answer.said


@pytest.mark.parametrize("instead", [drip, lambda _: time.sleep(1.5)])
def test_a_slow_answer_is_cut_off_as_a_whole(receiver: Receiver, instead: object) -> None:
    receiver.instead = instead  # type: ignore[assignment]
    hasty = HttpSender(lambda: SENT, loopback=True, seconds=0.5)
    began = time.perf_counter()
    answer = hasty.send(parcel(receiver.address))
    assert time.perf_counter() - began < 1.4
    assert (answer.taken, answer.silent) == (False, True)


def test_an_inner_address_is_not_sent_to(receiver: Receiver) -> None:
    strict = HttpSender(lambda: SENT)
    answer = strict.send(parcel(receiver.address))
    assert (answer.taken, answer.silent) == (False, False)
    assert receiver.received == []


@pytest.mark.parametrize("host", ["x" * 64, "a..example"])
def test_a_name_that_none_can_have_is_no_fault_of_ours(
    sender: HttpSender, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda name, *_, **__: name.encode("idna"))
    answer = sender.send(parcel(f"https://{host}/"))
    assert (answer.taken, answer.final) == (False, True)
    assert answer.said.startswith("UnicodeError")


@pytest.fixture
def secured(receiver: Receiver, tmp_path: Path) -> Receiver:
    """The receiver behind TLS too, with a certificate for localhost that nobody trusts yet."""
    made = (
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost"
    )
    named = "-addext subjectAltName=DNS:localhost -keyout key.pem -out own.pem"
    command = ["openssl", *made.split(), *named.split()]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    return receiver


def test_tls_is_checked_against_the_name_and_what_is_trusted(
    secured: Receiver, sender: HttpSender, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(tmp_path / "own.pem", tmp_path / "key.pem")
    with ThreadingHTTPServer(("127.0.0.1", 0), secured.handler()) as server:
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        server.socket = serving.wrap_socket(server.socket, server_side=True)
        port = server.server_address[1]
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            untrusted = sender.send(parcel(f"https://localhost:{port}/"))
            assert untrusted.said.startswith("SSLCertVerificationError")
            trusting = ssl.create_default_context(cafile=tmp_path / "own.pem")
            monkeypatch.setattr(sending, "_trusting", lambda: trusting)
            assert sender.send(parcel(f"https://localhost:{port}/")).taken
            other = sender.send(parcel(f"https://127.0.0.1:{port}/"))  # not in the certificate
            assert other.said.startswith("SSLCertVerificationError")
            secured.instead = drip
            hasty = HttpSender(lambda: SENT, loopback=True, seconds=0.5)
            began = time.perf_counter()
            assert hasty.send(parcel(f"https://localhost:{port}/")).silent
            assert time.perf_counter() - began < 1.4
        finally:
            server.shutdown()
            thread.join()
    assert len(secured.received) == 2
