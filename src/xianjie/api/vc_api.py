"""W3C's VC-API, for tests of conformance and integration: absent unless ``XIANJIE_VC_API=1``.

It signs whatever credential it is given, so it never speaks for the register: its keys are of
did:keys of its own, made when the process starts and gone with it. It reads no record, writes none,
and nothing that it signs verifies as a certificate (`tests/certificates/test_gate.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import cache
from itertools import count

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.http import require_GET, require_POST

from xianjie.api.publishing import public
from xianjie.clock import CHINA
from xianjie.credentials import vc_api
from xianjie.credentials.canonical import Document, read_json
from xianjie.credentials.contexts import Contexts, standard_contexts
from xianjie.credentials.did import VerificationKey, did_key
from xianjie.credentials.errors import CredentialError
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

_ROOT = "vc-api/"
_ALGORITHMS = (Algorithm.ED25519, Algorithm.P256)
_DAY = timedelta(days=1)
_REFUSED = 400
Act = Callable[["Service", object, datetime], vc_api.Answer]


class Service:
    """Issuers by did:key and a status list with no bit set, at ``base``."""

    def __init__(self, base: str, contexts: Contexts | None = None) -> None:
        self._keys = {algorithm: generate(algorithm) for algorithm in _ALGORITHMS}
        self._indexes = count()
        self.issuers = {algorithm: self._did(algorithm) for algorithm in _ALGORITHMS}
        self.list_address = f"{base}status/1"
        self.contexts = contexts or standard_contexts()

    def signers(self, issuer: str) -> Sequence[Signer]:
        """The signer of an issuer of ours; none of any other."""
        return [
            self.signer(algorithm, issuer)
            for algorithm, did in self.issuers.items()
            if did == issuer
        ]

    def signer(self, algorithm: Algorithm, did: str) -> Signer:
        fragment = self.issuers[algorithm].removeprefix("did:key:")
        return load_signer(algorithm, f"{did}#{fragment}", self._keys[algorithm])

    def key(self, method: str) -> VerificationKey | None:
        """Any did:key; the register's keys are not looked up."""
        return did_key(method)

    def resource(self, address: str) -> bytes | None:
        """The bytes of a related resource, to compare its digest with."""
        return self.contexts.resource(address)

    def issue(self, body: object, at: datetime) -> vc_api.Answer:
        return vc_api.issue(body, self._issuing(lambda credential: credential), at)

    def issue_with_status(self, body: object, at: datetime) -> vc_api.Answer:
        """The same, with the next place of the status list in the credential."""
        return vc_api.issue(body, self._issuing(self._with_status), at)

    def verify_credential(self, body: object, at: datetime) -> vc_api.Answer:
        return vc_api.verify_credential(body, self._verifying(at), at)

    def verify_presentation(self, body: object, at: datetime) -> vc_api.Answer:
        return vc_api.verify_presentation(body, self._verifying(at), at)

    def status_list(self, at: datetime) -> Document:
        """The list, signed at that moment."""
        issuer = self.issuers[Algorithm.ED25519]
        made = list_credential(
            self.list_address,
            issuer,
            [REVOCATION],
            with_bits([]),
            valid_from=at - _DAY,
            valid_until=at + _DAY,
        )
        return secure(made, self.signers(issuer), created=at)

    def completed(self, credential: Document) -> Document:
        """What is added to a credential before it is signed: nothing here."""
        return credential

    def _issuing(self, placed: Callable[[Document], Document]) -> vc_api.Issuing:
        return vc_api.Issuing(
            self.signers,
            contexts=self.contexts,
            complete=lambda credential: placed(self.completed(credential)),
            resource=self.resource,
        )

    def _verifying(self, at: datetime) -> vc_api.Verifying:
        lists = {self.list_address: read_list(self.status_list(at))}
        return vc_api.Verifying(self.key, self.contexts, lists)

    def _with_status(self, credential: Document) -> Document:
        entry = status_entry(self.list_address, next(self._indexes), REVOCATION)
        return credential | {"credentialStatus": entry}

    def _did(self, algorithm: Algorithm) -> str:
        return f"did:key:{load_signer(algorithm, '', self._keys[algorithm]).public_key.multibase}"


@cache
def own_service() -> Service:
    """This process's, at its public address."""
    return Service(f"{settings.PUBLIC_URL.rstrip('/')}/{_ROOT}")


def mounted(service: Callable[[], Service]) -> URLResolver:
    """The addresses of the API, answered by a service that is made at the first request."""
    return path(_ROOT, include(_addresses(service)))


def _addresses(service: Callable[[], Service]) -> list[URLPattern]:
    """Those below the root."""

    def posted(act: Act) -> Callable[..., HttpResponse]:
        @require_POST
        def view(request: HttpRequest) -> HttpResponse:
            try:
                body = read_json(request.body)
            except CredentialError as error:
                return _answer(_REFUSED, {"errors": [error.message.en]})
            return _answer(*act(service(), body, _now()))

        return public(view)

    @require_GET
    def issuers(request: HttpRequest) -> HttpResponse:
        """Who issues here, by algorithm."""
        del request
        return _answer(200, {"issuers": service().issuers})

    @require_GET
    def status(request: HttpRequest) -> HttpResponse:
        del request
        return _answer(200, service().status_list(_now()))

    return [
        path("", public(issuers)),
        path("credentials/issue", posted(Service.issue)),
        path("credentials/issue-with-status", posted(Service.issue_with_status)),
        path("credentials/verify", posted(Service.verify_credential)),
        path("presentations/verify", posted(Service.verify_presentation)),
        path("status/1", public(status)),
    ]


def _answer(status: int, told: Document) -> HttpResponse:
    return JsonResponse(told, status=status, json_dumps_params={"ensure_ascii": False})


def _now() -> datetime:
    return datetime.now(CHINA)
