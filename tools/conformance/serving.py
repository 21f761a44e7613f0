"""The product with its VC-API on loopback, over HTTPS with a certificate of the moment.

What answers is the product as it is served with ``XIANJIE_VC_API=1``: its addresses, middleware and
views. The suites are told apart from other callers in one thing: they speak of issuers and contexts
that only they know, which `SuitesService` adds.
"""

from __future__ import annotations

import json
import os
import ssl
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from socketserver import ThreadingMixIn
from threading import Thread
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import django
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from xianjie.api.vc_api import Service, mounted
from xianjie.credentials.contexts import DATA_INTEGRITY_CONTEXT, VC_1_CONTEXT, standard_contexts
from xianjie.credentials.did import PURPOSES, VerificationKey

if TYPE_CHECKING:
    from xianjie.credentials.canonical import Document
    from xianjie.credentials.signing import Signer

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


class SuitesService(Service):
    """The product's, who speaks for the suites' ``did:example`` identifiers as well."""

    def __init__(self, base: str, resources: Mapping[str, bytes]) -> None:
        known = {VC_1_CONTEXT: resources[VC_1_CONTEXT]} if VC_1_CONTEXT in resources else {}
        super().__init__(base, standard_contexts().with_resources(_EXAMPLES | known))
        self._resources = resources

    def signers(self, issuer: str) -> Sequence[Signer]:
        if issuer.startswith("did:example:"):
            return [self.signer(algorithm, issuer) for algorithm in self.issuers]
        return super().signers(issuer)

    def key(self, method: str) -> VerificationKey | None:
        issuer = method.partition("#")[0]
        for signer in self.signers(issuer):
            if signer.method == method:
                return VerificationKey(method, issuer, signer.public_key, frozenset(PURPOSES))
        key = super().key(method)
        if key is not None and key.public_key.multibase in _VECTOR_KEYS:
            return replace(key, controller=_VECTORS)
        return key

    def resource(self, address: str) -> bytes | None:
        return self._resources.get(address)

    def completed(self, credential: Document) -> Document:
        """The context of 1.1 does not define the members of proofs."""
        context = credential["@context"]
        if context[0] != VC_1_CONTEXT or DATA_INTEGRITY_CONTEXT in context:
            return credential
        return credential | {"@context": [*context, DATA_INTEGRITY_CONTEXT]}


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing: the suites tell what fails."""


@contextmanager
def served(resources: Mapping[str, bytes]) -> Iterator[tuple[str, SuitesService]]:
    """The base address of the VC-API and its service, while the block runs.

    ``resources`` are documents by address that the suites refer to.
    """
    with tempfile.TemporaryDirectory() as home:
        os.environ["XIANJIE_HOME"] = home
        os.environ["DJANGO_SETTINGS_MODULE"] = "xianjie.config.settings"
        django.setup()
        from xianjie.config import urls  # noqa: PLC0415 - settings need the above
        from xianjie.config.wsgi import application  # noqa: PLC0415 - as above

        server = _Server(("127.0.0.1", 0), _Quiet)
        base = f"https://127.0.0.1:{server.server_port}/vc-api/"
        service = SuitesService(base, resources)
        urls.urlpatterns.append(mounted(lambda: service))
        server.set_app(application)
        server.socket = _tls().wrap_socket(server.socket, server_side=True)
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield base, service
        finally:
            server.shutdown()


def _tls() -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "loopback")])
    now = datetime.now(UTC)  # noqa: TID251  # a certificate of this moment
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
