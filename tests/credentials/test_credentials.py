"""Credentials: signed, checked, refused once anything in them is another."""

from __future__ import annotations

import copy
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from xianjie.credentials.achievement import LIST_SIZE, Certified, Holder, credential
from xianjie.credentials.encoding import CredentialError, base58btc, read_base58btc
from xianjie.credentials.keys import FileSigner, PublicKey, did_document
from xianjie.credentials.proofs import read_json, sign, verify
from xianjie.credentials.status import encode, is_set, list_credential

AT = datetime(2020, 9, 15, 1, tzinfo=UTC)
DID = "did:web:register.example"
METHOD = f"{DID}#1"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = PublicKey(METHOD, KEY.public_key().public_bytes_raw(), datetime(2000, 1, 1, tzinfo=UTC))
SIGNER = FileSigner(METHOD, KEY)


def made() -> dict[str, Any]:
    certified = Certified(
        "S000044000001204000019",
        "SkillLevelCertificate",
        "职业技能等级证书",
        Holder("张三", "resident", "44＊＊11"),
        {"occupation": "电工", "direction": "--", "theory": "80"},
        "某评价中心",
        date(2020, 9, 15),
    )
    return credential(certified, did=DID, base="https://register.example", status=LIST_SIZE + 5)


SIGNED = sign(made(), SIGNER, AT)


def test_what_was_signed_holds_and_in_any_order_of_keys() -> None:
    assert verify(SIGNED, [PUBLIC]) == PUBLIC
    turned = json.loads(json.dumps(dict(reversed(SIGNED.items())), indent=3))
    assert verify(turned, [PUBLIC]) == PUBLIC


def test_any_flipped_bit_of_the_file_is_found() -> None:
    content = json.dumps(SIGNED, ensure_ascii=False).encode()
    for place in range(len(content)):
        for bit in (1, 32):
            changed = bytearray(content)
            changed[place] ^= bit
            try:
                told = read_json(bytes(changed))
            except CredentialError:
                continue
            if told == SIGNED:  # as where an escape is written otherwise: the same content
                continue
            with pytest.raises(CredentialError):
                verify(told, [PUBLIC])


@pytest.mark.parametrize(
    "change",
    [
        {"proof": None},
        {"proof": {**SIGNED["proof"], "cryptosuite": "eddsa-rdfc-2022"}},
        {"proof": {**SIGNED["proof"], "proofPurpose": "authentication"}},
        {"proof": {**SIGNED["proof"], "verificationMethod": f"{DID}#2"}},
        {"proof": {**SIGNED["proof"], "created": "yesterday"}},
        {"proof": {**SIGNED["proof"], "created": "2020-09-15T00:00:00"}},
        {"proof": {**SIGNED["proof"], "proofValue": "z0"}},
        {"proof": {**SIGNED["proof"], "@context": ["https://other.example"]}},
        {"name": float("nan")},
    ],
)
def test_a_proof_that_is_not_one_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(CredentialError):
        verify({**SIGNED, **change}, [PUBLIC])


def test_a_key_holds_while_it_was_in_use() -> None:
    past = PublicKey(METHOD, PUBLIC.key, PUBLIC.from_at, AT)
    with pytest.raises(CredentialError, match="停用"):
        verify(SIGNED, [past])
    in_use = PublicKey(METHOD, PUBLIC.key, AT, AT + timedelta(seconds=1))
    assert verify(SIGNED, [in_use]) == in_use
    with pytest.raises(CredentialError, match="尚未启用"):
        verify(SIGNED, [PublicKey(METHOD, PUBLIC.key, AT + timedelta(seconds=1))])


@pytest.mark.parametrize("content", [b"", b"[]", b'{"a":1,"a":2}', b"\xff", b"[" * 99_999])
def test_what_is_no_credential_is_refused(content: bytes) -> None:
    with pytest.raises(CredentialError):
        read_json(content)
    with pytest.raises(CredentialError):
        read_json(b" " * (1 << 21))


@given(st.binary(max_size=64))
def test_base58_is_read_back(content: bytes) -> None:
    assert read_base58btc(base58btc(content), 64) == content


def test_base58_of_others() -> None:
    """From draft-msporny-base58."""
    assert base58btc(b"Hello World!") == "z2NEpo7TZRRrLZSi2U"
    assert base58btc(b"\0\0\x28\x7f\xb4\xcd") == "z11233QC4"
    for wrong in ("", "u22", "z0OIl", "z" + "2" * 200):
        with pytest.raises(CredentialError):
            read_base58btc(wrong, 64)


def test_the_document_has_past_keys_too() -> None:
    past = PublicKey(f"{DID}#0", PUBLIC.key, PUBLIC.from_at, AT)
    told = did_document(DID, [past, PUBLIC])
    assert told["assertionMethod"] == [f"{DID}#0", METHOD]
    methods: Any = told["verificationMethod"]
    assert methods[0]["revoked"] == AT.isoformat()
    assert methods[1]["publicKeyMultibase"].startswith("z6Mk")  # as every Ed25519 key is written


@given(st.sets(st.integers(0, LIST_SIZE - 1), max_size=40), st.integers(0, LIST_SIZE - 1))
def test_a_status_list_says_what_was_set(places: set[int], other: int) -> None:
    encoded = encode(places)
    assert all(is_set(encoded, one) for one in places)
    assert is_set(encoded, other) == (other in places)


def test_a_status_list_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="no place"):
        encode([LIST_SIZE])
    for wrong in ("", "uAAAA", encode([])[1:], "u!"):
        with pytest.raises(CredentialError):
            is_set(wrong, 0)
    with pytest.raises(CredentialError):
        is_set(encode([]), LIST_SIZE)


def test_a_status_list_is_a_credential() -> None:
    unsigned = list_credential(
        did=DID, base="https://register.example", purpose="revocation", number=1, places=[5], at=AT
    )
    signed = sign(unsigned, SIGNER, AT)
    assert verify(signed, [PUBLIC]) == PUBLIC
    entry = made()["credentialStatus"][0]
    assert entry["statusListCredential"] == signed["id"]
    place = int(entry["statusListIndex"])
    assert is_set(signed["credentialSubject"]["encodedList"], place)
    changed = copy.deepcopy(signed)
    changed["credentialSubject"]["encodedList"] = encode([])
    with pytest.raises(CredentialError):
        verify(changed, [PUBLIC])
