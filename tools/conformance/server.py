"""The VC-API on loopback, over HTTPS with a certificate of the moment, as the suites want it."""

from __future__ import annotations

import json
import ssl
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address
from itertools import count
from pathlib import Path
from threading import Thread
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from xianjie.credentials.canonical import Document, canonicalise
from xianjie.credentials.contexts import DATA_INTEGRITY_CONTEXT, VC_1_CONTEXT, standard_contexts
from xianjie.credentials.did import PURPOSES, VerificationKey, did_key
from xianjie.credentials.multikey import Algorithm
from xianjie.credentials.proofs import secure
from xianjie.credentials.signing import Signer, generate, load_signer
from xianjie.credentials.status_list import (
    REVOCATION,
    list_credential,
    read_list,
    status_entry,
    with_bits,
)
from xianjie.credentials.vc_api import (
    Issuing,
    Verifying,
    issue,
    verify_credential,
    verify_presentation,
)

# The suites' test vectors are by this issuer, who has no DID document but uses did:key.
_VECTORS = "https://vc.example/issuers/5678"
_VECTOR_KEYS = (
    "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
    "zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP",
)
# The suites' own contexts: what they define is any term at all.
_EXAMPLES = {
    f"https://www.w3.org/ns/credentials/examples/{version}": json.dumps(
        {"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}}
    ).encode()
    for version in ("v1", "v2")
}
_ALGORITHMS = (Algorithm.ED25519, Algorithm.P256)


class Service:
    """An issuer by did:key, who speaks for the suites' ``did:example`` identifiers as well."""

    def __init__(self, base: str, resources: Mapping[str, bytes]) -> None:
        self._keys = {algorithm: generate(algorithm) for algorithm in _ALGORITHMS}
        self.issuers = {algorithm: self._issuer(algorithm) for algorithm in _ALGORITHMS}
        self.list_address = f"{base}/status/1"
        self._indexes = count()
        given = {VC_1_CONTEXT: resources[VC_1_CONTEXT]} if VC_1_CONTEXT in resources else {}
        contexts = standard_contexts().with_resources(_EXAMPLES | given)
        self.status_list = self._status_list()
        self.issuing = Issuing(
            self._signers, contexts=contexts, complete=_with_proof_terms, resource=resources.get
        )
        self.issuing_with_status = Issuing(
            self._signers, contexts=contexts, complete=self._with_status
        )
        lists = {self.list_address: read_list(self.status_list)}
        self.verifying = Verifying(self._find, contexts, lists)

    def answer(self, path: str, body: object) -> tuple[int, Any]:
        at = _now()
        match path:
            case "/credentials/issue":
                return issue(body, self.issuing, at)
            case "/credentials/issue-with-status":
                return issue(body, self.issuing_with_status, at)
            case "/credentials/verify":
                return verify_credential(body, self.verifying, at)
            case "/presentations/verify":
                return verify_presentation(body, self.verifying, at)
            case "/status/1":
                return 200, self.status_list
            case _:
                return 404, {"errors": [f"no such address: {path}"]}

    def _issuer(self, algorithm: Algorithm) -> str:
        key = load_signer(algorithm, "", self._keys[algorithm]).public_key
        return f"did:key:{key.multibase}"

    def _signers(self, issuer: str) -> Sequence[Signer]:
        algorithms = [each for each in _ALGORITHMS if issuer == self.issuers[each]]
        if issuer.startswith("did:example:"):
            algorithms = list(_ALGORITHMS)
        return [
            load_signer(each, _method(issuer, self.issuers[each]), self._keys[each])
            for each in algorithms
        ]

    def _find(self, method: str) -> VerificationKey | None:
        issuer = method.partition("#")[0]
        for signer in self._signers(issuer):
            if signer.method == method:
                return VerificationKey(method, issuer, signer.public_key, frozenset(PURPOSES))
        key = did_key(method)
        if key is not None and key.public_key.multibase in _VECTOR_KEYS:
            return replace(key, controller=_VECTORS)
        return key

    def _status_list(self) -> Document:
        issuer = self.issuers[Algorithm.ED25519]
        now = _now()
        made = list_credential(
            self.list_address,
            issuer,
            [REVOCATION],
            with_bits([]),
            valid_from=now - timedelta(minutes=1),
            valid_until=now + timedelta(days=1),
        )
        return secure(made, self._signers(issuer), created=now)

    def _with_status(self, credential: Document) -> Document:
        entry = status_entry(self.list_address, next(self._indexes), REVOCATION)
        return credential | {"credentialStatus": entry}


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, service: Service, *arguments: Any, **options: Any) -> None:  # noqa: ANN401
        self._service = service
        super().__init__(*arguments, **options)

    def do_GET(self) -> None:
        self._send(*self._service.answer(self.path, None))

    def do_POST(self) -> None:
        try:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        except ValueError:
            self._send(400, {"errors": ["the body is no JSON"]})
            return
        self._send(*self._service.answer(self.path, body))

    def log_message(self, *_: object) -> None:
        """Say nothing: the suites tell what fails."""

    def _send(self, status: int, body: object) -> None:
        data = canonicalise(body)
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@contextmanager
def running(resources: Mapping[str, bytes]) -> Iterator[tuple[str, Service]]:
    """The service and its base address, while the block runs.

    ``resources`` are documents by address that the suites refer to.
    """
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    base = f"https://127.0.0.1:{server.server_port}"
    service = Service(base, resources)
    server.RequestHandlerClass = partial(_Handler, service)
    server.socket = _tls().wrap_socket(server.socket, server_side=True)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield base, service
    finally:
        server.shutdown()


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251  # the suites sign and ask by the clock


def _with_proof_terms(credential: Document) -> Document:
    """The context of 1.1 does not define the members of proofs."""
    context = credential["@context"]
    if context[0] != VC_1_CONTEXT or DATA_INTEGRITY_CONTEXT in context:
        return credential
    return credential | {"@context": [*context, DATA_INTEGRITY_CONTEXT]}


def _method(issuer: str, did: str) -> str:
    return f"{issuer}#{did.removeprefix('did:key:')}"


def _tls() -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "loopback")])
    now = _now()
    host = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(host, critical=False)
        .sign(key, hashes.SHA256())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "loopback.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        context.load_cert_chain(path)
    return context
