"""No path in the product, the admin or the API makes a live certificate around the gate.

Who writes the register's rows and who signs is a short list, read off the source; the VC-API,
which signs whatever it is given, is absent but for a setting, and signs as somebody else.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings

import xianjie
from tests.certificates.conftest import ISSUED, Office
from tests.commands import environment
from xianjie.api import vc_api
from xianjie.config import urls
from xianjie.domain.certificates.checks import Result
from xianjie.domain.certificates.models import Certificate, Credential, LogEntry
from xianjie.domain.certificates.verifying_files import check_file
from xianjie.instruments import law

SOURCE = Path(xianjie.__file__).parent
# Each with what stands before it.
WRITERS = {
    "domain/certificates/issuing.py": "a batch that another person approved, the law asked again",
    "domain/certificates/signing_again.py": "an exchange or a correction, decided by two",
    "domain/certificates/importing.py": "an old register: rows that are marked, and never signed",
}
SIGNERS = {
    "domain/certificates/signing.py": "the register's key ring, for those below",
    "domain/certificates/issuing.py": "as above",
    "domain/certificates/approving.py": "written proofs",
    "domain/certificates/signing_again.py": "an exchange or a correction, decided by two",
    "domain/certificates/exporting.py": "only what the register signed before, as it is",
    "domain/certificates/reporting.py": "reports, of a type of their own",
    "domain/certificates/checking_many.py": "reports, of a type of their own",
    "domain/certificates/status_lists.py": "status lists, of a type of their own",
    "domain/webhooks/sending.py": "messages to programs, by the secret that each shares",
    "domain/audit/sealing.py": "heads of the events' chain, by another key",
    "api/vc_api.py": "whatever it is given, by did:keys of the moment",
}
MODELS = (Certificate, Credential, LogEntry)
ROWS = {"Certificate", "Credential"}
WRITES = {"create", "bulk_create", "get_or_create", "update_or_create", "update", "bulk_update"}
SIGNS = {"sign", "secure", "signer", "signers", "sign_jwt", "secure_batch", "load_signer"}


def calls(path: Path) -> list[ast.Call]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def writes(call: ast.Call) -> bool:
    """Whether it makes or changes a row of the register."""
    match call:
        case ast.Call(func=ast.Name(id=name)) if name in ROWS:
            return True
        case ast.Call(func=ast.Name(id="insert_values"), args=[ast.Name(id=name), *_]):
            return name in ROWS
        case ast.Call(
            func=ast.Attribute(
                value=ast.Attribute(value=ast.Name(id=name), attr="objects"), attr=act
            )
        ):
            return name in ROWS and act in WRITES
        case _:
            return False


def signs(call: ast.Call) -> bool:
    match call.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name in SIGNS
        case _:
            return False


def modules() -> Iterator[tuple[str, Path]]:
    """All that could reach the register: what is below it is pure, and has no key."""
    for layer in ("domain", "web", "api", "ops", "config"):
        for path in (SOURCE / layer).rglob("*.py"):
            if "migrations" not in path.parts:
                yield path.relative_to(SOURCE).as_posix(), path


def test_few_write_certificates_and_few_sign() -> None:
    called = {name: calls(path) for name, path in modules()}
    assert {name for name, found in called.items() if any(map(writes, found))} == set(WRITERS)
    # The log's own notes are signed by a function of `xianjie.tlog`, with its own key.
    signing = {name for name, found in called.items() if any(map(signs, found))}
    assert signing - {"domain/certificates/publishing.py"} == set(SIGNERS)


@pytest.mark.parametrize(
    "line",
    [
        "Certificate(number='1')",
        "Credential.objects.create(content='{}')",
        "insert_values(Credential, ('content',), rows)",
        "Certificate.objects.bulk_create(rows)",
    ],
)
def test_a_writer_would_be_found(line: str) -> None:
    called = (node for node in ast.walk(ast.parse(line)) if isinstance(node, ast.Call))
    assert any(map(writes, called))


def test_there_is_no_admin() -> None:
    assert "django.contrib.admin" not in settings.INSTALLED_APPS


def test_the_vc_api_is_absent() -> None:
    assert not settings.VC_API
    assert Client().post("/vc-api/credentials/issue", {}, "application/json").status_code == 404


@pytest.mark.parametrize(
    ("value", "there"), [("1", True), pytest.param("true", False, marks=pytest.mark.slow)]
)
def test_the_setting_alone_opens_it(value: str, *, there: bool, tmp_path: Path) -> None:
    asked = (
        "import django; django.setup();"
        "from xianjie.config.urls import urlpatterns;"
        "print('vc-api/' in [str(one.pattern) for one in urlpatterns])"
    )
    given = {"XIANJIE_VC_API": value, "DJANGO_SETTINGS_MODULE": "xianjie.config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", asked],
        env=environment(tmp_path) | given,
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == str(there)


@pytest.fixture(scope="module")
def addresses() -> ModuleType:
    """The product's, with the setting on."""
    opened = ModuleType("opened")
    vars(opened).update(vars(urls))
    opened.urlpatterns = [*urls.urlpatterns, vc_api.mounted(vc_api.own_service)]  # type: ignore[attr-defined]
    return opened


class Asking:
    """A client of the VC-API, as it is served with the setting on."""

    def __init__(self) -> None:
        self.client = Client()
        self.issuers: dict[str, str] = self.client.get("/vc-api/").json()["issuers"]

    def issue(self, credential: object, path: str = "issue", **options: str) -> tuple[int, Any]:
        told = {"credential": credential, "options": options}
        return self._post(f"credentials/{path}", told)

    def verify(self, credential: object) -> tuple[int, Any]:
        return self._post("credentials/verify", {"verifiableCredential": credential})

    def _post(self, path: str, told: object) -> tuple[int, Any]:
        answer = self.client.post(f"/vc-api/{path}", json.dumps(told), "application/json")
        return answer.status_code, answer.json()


@pytest.fixture
def asking(addresses: ModuleType) -> Iterator[Asking]:
    with override_settings(ROOT_URLCONF=addresses):
        yield Asking()


FORMS = [
    {},
    {"cryptosuite": "eddsa-rdfc-2022"},
    {"cryptosuite": "ecdsa-jcs-2019"},
    {"mediaType": "application/vc+jwt"},
]


@pytest.mark.parametrize("options", FORMS)
def test_what_the_vc_api_signs_is_no_certificate(
    office: Office, asking: Asking, options: dict[str, str]
) -> None:
    """Given the content of a genuine certificate, as the register has it or as its own."""
    genuine = json.loads(office.certificate().credentials.get().content)
    content = {name: value for name, value in genuine.items() if name != "proof"}
    before = [list(model.objects.order_by("pk").values()) for model in MODELS]
    status, told = asking.issue(content, **options)
    assert (status, "no key" in told["errors"][0]) == (400, True)
    status, told = asking.issue(genuine, **options)  # beside the register's own proofs
    assert status == 400
    ours = asking.issuers["P-256" if "ecdsa" in options.get("cryptosuite", "") else "Ed25519"]
    status, made = asking.issue(content | {"issuer": ours}, **options)
    assert status == 201
    handed = made["id"].partition(",")[2] if "mediaType" in options else json.dumps(made)
    check = check_file(handed.encode(), issuer=office.issuer, law=law(), as_of=ISSUED)
    assert check.result is Result.ALTERED
    assert [list(model.objects.order_by("pk").values()) for model in MODELS] == before


def test_its_keys_are_not_the_register_s(office: Office, asking: Asking) -> None:
    published = json.dumps(office.issuer.ring.document)
    for did in asking.issuers.values():
        assert did.startswith("did:key:")
        assert did.removeprefix("did:key:") not in published


def test_it_does_what_it_is_for(asking: Asking) -> None:
    credential = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential"],
        "issuer": asking.issuers["Ed25519"],
        "credentialSubject": {"id": "urn:x:1"},
    }
    for options in FORMS:
        ecdsa = "ecdsa" in options.get("cryptosuite", "")
        own = credential | {"issuer": asking.issuers["P-256"]} if ecdsa else credential
        status, made = asking.issue(own, **options)
        assert (status, asking.verify(made)[0]) == (201, 200)
    status, made = asking.issue(credential, "issue-with-status")
    address = made["credentialStatus"]["statusListCredential"]
    assert address.startswith(settings.PUBLIC_URL)
    listed = asking.client.get(address.removeprefix(settings.PUBLIC_URL)).json()
    assert asking.verify(listed)[0] == asking.verify(made)[0] == 200
    assert asking.verify(made | {"name": "other"})[0] == 400
    assert asking.issue({**credential, "nobody": "defined"})[0] == 400
    broken = asking.client.post("/vc-api/credentials/issue", "{", "application/json")
    assert (broken.status_code, "JSON" in broken.json()["errors"][0]) == (400, True)
    assert asking.client.get("/vc-api/credentials/issue").status_code == 405
