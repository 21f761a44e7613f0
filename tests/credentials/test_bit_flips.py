"""Every changed byte of a credential is refused: it cannot be read, or a step fails.

Whatever canonicalises alike is the same credential, so white space between members is no change;
the credentials here are written without any, and then no byte can change unseen.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.credentials.made import AT, CERTIFICATE, DID, LISTS, document, keys, signer
from xianjie.credentials.canonical import Document, canonicalise
from xianjie.credentials.certificate import CertificateKind, credential
from xianjie.credentials.contexts import XIANJIE_CONTEXT
from xianjie.credentials.cose import Claim, read_claims, sign_claims
from xianjie.credentials.errors import CredentialError
from xianjie.credentials.multikey import Algorithm
from xianjie.credentials.proofs import secure, secure_batch
from xianjie.credentials.status_list import REVOCATION, list_credential, with_bits
from xianjie.credentials.suites import Form
from xianjie.credentials.vc_jwt import read_jwt, sign_jwt
from xianjie.credentials.verification import verify

DOCUMENT = document()


def secured() -> Iterator[tuple[str, Document]]:
    for algorithm in Algorithm:
        yield f"{algorithm} JCS", secure(DOCUMENT, [signer(algorithm)], created=AT)
    yield "a set", secure(DOCUMENT, [signer(each) for each in Algorithm], created=AT)
    batch = [document(number) for number in range(1, 6)]
    yield "a batch", secure_batch(batch, [], signer(Algorithm.SM2), created=AT)[2]

    proved = credential(replace(CERTIFICATE, kind=CertificateKind.WRITTEN_PROOF, number="ZM1"))
    yield "a written proof", secure(proved, BOTH, created=AT)
    listed = list_credential(
        LISTS[REVOCATION],
        DID,
        [REVOCATION],
        with_bits([77]),
        valid_from=AT,
        valid_until=AT + timedelta(days=1),
    )
    yield "a status list", secure(listed, BOTH, created=AT)


BOTH = [signer(Algorithm.ED25519), signer(Algorithm.SM2)]
SECURED = dict(secured())
QUICK = "a status list"
SAMPLED = [name for name in SECURED if name != QUICK]


@pytest.mark.parametrize("name", SAMPLED)
def test_bytes_here_and_there_count(name: str) -> None:
    data = canonicalise(SECURED[name])
    places = range(len(name), len(data), 41)  # a prime, and the name only to begin elsewhere
    unseen = [at for at in places if verify(changed(data, at, 1), keys=keys(), at=AT).intact]
    assert unseen == []


@pytest.mark.parametrize(
    "name", [QUICK, *(pytest.param(one, marks=pytest.mark.slow) for one in SAMPLED)]
)
def test_every_byte_of_the_json_counts(name: str) -> None:
    data = canonicalise(SECURED[name])
    assert verify(data, keys=keys(), at=AT).intact
    unseen = [
        at for at in range(len(data)) if verify(changed(data, at, 1), keys=keys(), at=AT).intact
    ]
    assert unseen == []


@pytest.mark.soak
@pytest.mark.parametrize("name", SECURED)
def test_every_bit_of_the_json_counts(name: str) -> None:
    data = canonicalise(SECURED[name])
    unseen = [
        (at, bit)
        for at in range(len(data))
        for bit in range(1, 8)
        if verify(changed(data, at, 1 << bit), keys=keys(), at=AT).intact
    ]
    assert unseen == []


@pytest.mark.slow
@pytest.mark.parametrize("algorithm", [Algorithm.ED25519, Algorithm.P256])
def test_every_byte_counts_over_quads(algorithm: Algorithm) -> None:
    """Quads hold what is said, so a term that the credential does not use is not among it."""
    data = canonicalise(secure(DOCUMENT, [signer(algorithm)], created=AT, form=Form.RDFC))
    terms = canonicalise(XIANJIE_CONTEXT)
    defined = range(data.index(terms), data.index(terms) + len(terms))
    unseen = [
        at for at in range(len(data)) if verify(changed(data, at, 1), keys=keys(), at=AT).intact
    ]
    assert [at for at in unseen if at not in defined] == []
    assert len(unseen) < len(defined)


@pytest.mark.parametrize("algorithm", Algorithm)
def test_every_bit_of_a_code_counts(algorithm: Algorithm) -> None:
    issuer = signer(algorithm).method.partition("#")[0]
    claims: dict[Claim, str | int | bytes] = {
        Claim.ISSUER: issuer,
        Claim.ISSUED_AT: int(AT.timestamp()),
        Claim.NUMBER: "S000044000001203000001",
        Claim.HOLDER: "欧阳𠮷",
        Claim.LEVEL: 3,
    }
    data = sign_claims(claims, signer(algorithm))
    assert read_claims(data, keys(), AT).claims == claims
    unseen = []
    for at in range(len(data)):
        for bit in range(8):
            try:
                read_claims(changed(data, at, 1 << bit), keys(), AT)
                unseen.append((at, bit))
            except CredentialError:
                pass
    assert unseen == []


@pytest.mark.parametrize("algorithm", [Algorithm.ED25519, Algorithm.P256])
def test_every_letter_of_a_token_counts(algorithm: Algorithm) -> None:
    token = sign_jwt(DOCUMENT, signer(algorithm), at=AT).encode()
    assert read_jwt(token.decode(), keys()).document == DOCUMENT
    unseen = []
    for at in range(len(token)):
        try:
            read_jwt(changed(token, at, 1).decode(), keys())
            unseen.append(at)
        except CredentialError:
            pass
    assert unseen == []


def test_white_space_and_order_are_no_change() -> None:
    data = canonicalise(SECURED["a set"])
    spaced = data.replace(b'","', b'" ,\n "').replace(b'":"', b'" : "')
    assert spaced != data
    assert verify(spaced, keys=keys(), at=AT).intact


@pytest.mark.parametrize("name", SAMPLED)
def test_a_member_told_twice_is_refused(name: str) -> None:
    """A reader that takes the first and one that takes the last would see two certificates."""
    data = canonicalise(SECURED[name])
    twice = data.replace(b'"skillLevel":3', b'"skillLevel":1,"skillLevel":3')
    assert twice != data
    assert verify(twice, keys=keys(), at=AT).step("json").outcome == "fails"


def changed(data: bytes, at: int, mask: int) -> bytes:
    return data[:at] + bytes([data[at] ^ mask]) + data[at + 1 :]
