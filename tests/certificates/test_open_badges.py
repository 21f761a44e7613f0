"""What is issued is an Open Badges 3.0 credential, as the standard demands of each class.

1EdTech's own schema is in no package that can be depended on; `make conformance` asks it of every
document of the demonstration (docs/reference/conformance.md). This is its substance for the classes
that we write, so that a change that breaks it fails here.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest

from tests.certificates.conftest import Office
from tests.certificates.test_applying import applied, attached, decided
from xianjie.domain.certificates.models import Proof

URI = {"type": "string", "pattern": "^[a-z][a-z0-9+.-]*:"}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$"}
TEXT = {"type": "string"}


def typed(kind: str, required: str, /, **properties: Any) -> dict[str, Any]:  # noqa: ANN401
    """An object whose types hold that one."""
    kinds = {"type": "array", "contains": {"const": kind}}
    return {
        "type": "object",
        "required": ["type", *required.split()],
        "properties": {"type": {"anyOf": [kinds, {"const": kind}]}, **properties},
    }


PROFILE = typed("Profile", "id", id=URI, name=TEXT)
IDENTITY = typed(
    "IdentityObject",
    "hashed identityHash identityType",
    hashed={"type": "boolean"},
    identityHash=TEXT,
    identityType=TEXT,
)
ACHIEVEMENT = typed(
    "Achievement",
    "id criteria description name",
    id=URI,
    name=TEXT,
    description=TEXT,
    achievementType={"enum": ["Certification"]},
    criteria={"type": "object", "properties": {"narrative": TEXT}},
)
SUBJECT = typed(
    "AchievementSubject",
    "achievement identifier",
    achievement=ACHIEVEMENT,
    identifier={"type": "array", "items": IDENTITY, "minItems": 1},
    source=PROFILE,
    licenseNumber=TEXT,
    result={"type": "array", "items": typed("Result", "", value=TEXT)},
)
CREDENTIAL = typed(
    "OpenBadgeCredential",
    "@context id issuer validFrom credentialSubject name proof",
    id=URI,
    name=TEXT,
    issuer=PROFILE,
    validFrom=MOMENT,
    validUntil=MOMENT,
    awardedDate=MOMENT,
    credentialSubject=SUBJECT,
    credentialStatus=typed("BitstringStatusListEntry", "id", id=URI),
    evidence={"type": "array", "items": typed("Evidence", "")},
    **{
        "@context": {
            "type": "array",
            "prefixItems": [
                {"const": "https://www.w3.org/ns/credentials/v2"},
                {"const": "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"},
            ],
            "minItems": 2,
        }
    },
)
SCHEMA = jsonschema_rs.validator_for(CREDENTIAL)


@pytest.fixture
def issued(office: Office) -> dict[str, dict[str, Any]]:
    """A certificate of each scheme, and a written proof."""
    qualification = office.certificate()
    application = applied(office)
    attached(application, office.sat.province.candidate(office.sat.registrations[0]))
    decided(office, application)
    return {
        "QualificationCertificate": json.loads(qualification.credentials.get().content),
        "WrittenProof": json.loads(Proof.objects.get().content),
    }


def required(schema: dict[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The way to each member that must be there, down through objects."""
    for name in schema.get("required", ()):
        yield (*path, name)
    for name, inner in schema.get("properties", {}).items():
        if inner.get("type") == "object" and name in schema["required"]:
            yield from required(inner, (*path, name))


def test_certificates_and_proofs_are_open_badges(issued: dict[str, dict[str, Any]]) -> None:
    for kind, told in issued.items():
        assert kind in told["type"]
        assert [one.message for one in SCHEMA.iter_errors(told)] == []


def test_without_any_member_they_are_none(issued: dict[str, dict[str, Any]]) -> None:
    paths = list(required(CREDENTIAL))
    assert len(paths) >= 15
    for path in paths:
        told = copy.deepcopy(issued["WrittenProof"])
        inner = told
        for name in path[:-1]:
            inner = inner[name]
        del inner[path[-1]]
        assert not SCHEMA.is_valid(told), path
