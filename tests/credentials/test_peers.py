"""What we sign, other implementations verify, and we what they sign: every suite and form.

openvc (Data Integrity, status lists, COSE), joserfc (JWS), gmssl (SM2 and SM3) share no code with
us; for the suites over SM2, which nobody else has, the bytes that are signed are put together
here from rfc8785, openvc's CBOR and gmssl, as `xianjie.credentials.suites` writes them down.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc import jws
from joserfc.errors import BadSignatureError
from joserfc.jwk import ECKey, OKPKey
from openvc import cbor, cose
from openvc.keys import Ed25519SigningKey, P256SigningKey
from openvc.proof.data_integrity import DataIntegrityProofSuite
from openvc.proof.di_ecdsa_rdfc import EcdsaRdfcProofSuite
from openvc.proof.di_jcs import EcdsaJcsProofSuite, EddsaJcsProofSuite
from openvc.proof.errors import ProofError
from openvc.proof.vc_jwt import VcJwtProofSuite
from openvc.status import bitstring
from openvc.status.issue import build_status_list_credential, build_status_list_entry

from tests.credentials.made import AT, DID, LISTS, document, keys, signer
from xianjie.credentials import sm2
from xianjie.credentials.canonical import Document
from xianjie.credentials.contexts import OPEN_BADGES_CONTEXT, XIANJIE_CONTEXT, standard_contexts
from xianjie.credentials.cose import Claim, read_claims, sign_claims
from xianjie.credentials.did import Keys, VerificationKey
from xianjie.credentials.encodings import decode_multibase, encode_multibase
from xianjie.credentials.errors import InvalidProof
from xianjie.credentials.libcrypto import VECTOR_KEY, VECTOR_POINT
from xianjie.credentials.multikey import Algorithm, PublicKey
from xianjie.credentials.proofs import secure, secure_batch, with_proof
from xianjie.credentials.status_list import (
    REVOCATION,
    SUSPENSION,
    list_credential,
    read_list,
    with_bits,
)
from xianjie.credentials.suites import SUITES, Form
from xianjie.credentials.vc_jwt import read_jwt, sign_jwt
from xianjie.credentials.verification import verified_list, verify

with warnings.catch_warnings():  # gmssl's own docstrings
    warnings.simplefilter("ignore")
    from gmssl import sm2 as gmssl
    from gmssl.sm3 import sm3_hash

METHOD = f"{DID}#their-key"
OTHERS = {OPEN_BADGES_CONTEXT: json.loads(standard_contexts().resource(OPEN_BADGES_CONTEXT) or b"")}
X, Y = sm2.decompress(VECTOR_POINT)
SM2_PEER = gmssl.CryptSM2(VECTOR_KEY.hex(), f"{X:064x}{Y:064x}")


@dataclass(frozen=True)
class Pair:
    """A suite of ours and openvc's of the same name, with a key of its own."""

    algorithm: Algorithm
    suite: Any
    key: Any
    options: dict[str, Any]

    @property
    def raw(self) -> bytes:
        return bytes(self.key.public_key_raw())


ED25519 = Ed25519SigningKey(Ed25519PrivateKey.generate(), METHOD)
P256 = P256SigningKey(ec.generate_private_key(ec.SECP256R1()), METHOD)
PAIRS = {
    "eddsa-jcs-2022": Pair(Algorithm.ED25519, EddsaJcsProofSuite(), ED25519, {}),
    "ecdsa-jcs-2019": Pair(Algorithm.P256, EcdsaJcsProofSuite(), P256, {}),
    "eddsa-rdfc-2022": Pair(
        Algorithm.ED25519, DataIntegrityProofSuite(), ED25519, {"extra_contexts": OTHERS}
    ),
    "ecdsa-rdfc-2019": Pair(
        Algorithm.P256, EcdsaRdfcProofSuite(), P256, {"extra_contexts": OTHERS}
    ),
}


def jwk(key: PublicKey) -> dict[str, Any]:
    """Our key in the form that peers read, by `cryptography` alone."""
    if key.algorithm is Algorithm.ED25519:
        return {"kty": "OKP", "crv": "Ed25519", "x": unpadded(key.raw)}
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key.raw).public_numbers()
    x, y = (unpadded(one.to_bytes(32)) for one in (point.x, point.y))
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


def told_to(pair: Pair) -> Document:
    """The certificate; over quads openvc takes no context but published ones, so without ours."""
    return without_ours(document()) if pair.options else document()


def without_ours(value: Any) -> Any:  # noqa: ANN401  # any JSON
    if isinstance(value, list):
        return [
            without_ours(each)
            for each in value
            if each != XIANJIE_CONTEXT and not (isinstance(each, str) and each in XIANJIE_CONTEXT)
        ]
    if isinstance(value, dict):
        return {
            name: without_ours(one) for name, one in value.items() if name not in XIANJIE_CONTEXT
        }
    return value


def unpadded(data: bytes) -> str:
    return encode_multibase(data, "u")[1:]


def theirs(algorithm: Algorithm, raw: bytes) -> Keys:
    key = VerificationKey(METHOD, DID, PublicKey(algorithm, raw))
    return lambda method: key if method == METHOD else None


@pytest.mark.parametrize("name", PAIRS)
def test_openvc_verifies_what_we_sign(name: str) -> None:
    pair = PAIRS[name]
    ours = signer(pair.algorithm)
    secured = secure(told_to(pair), [ours], created=AT, form=SUITES[name].form)
    told = {"public_key_jwk": jwk(ours.public_key), "now": AT, **pair.options}
    assert pair.suite.verify(secured, **told).credential == secured
    with pytest.raises(ProofError):
        pair.suite.verify(secured | {"awardedDate": "2020-10-21T08:30:00Z"}, **told)


@pytest.mark.parametrize("name", PAIRS)
def test_we_verify_what_openvc_signs(name: str) -> None:
    pair = PAIRS[name]
    secured = pair.suite.add_proof(
        told_to(pair), signing_key=pair.key, verification_method=METHOD, created=AT, **pair.options
    )
    assert secured["proof"]["cryptosuite"] == name
    at = AT + timedelta(days=1)
    assert verify(secured, keys=theirs(pair.algorithm, pair.raw), at=at).intact
    changed = secured | {"awardedDate": "2020-10-21T08:30:00Z"}
    report = verify(changed, keys=theirs(pair.algorithm, pair.raw), at=at)
    assert report.step("signature").outcome == "fails"


@pytest.mark.parametrize("name", ["eddsa-jcs-2022", "ecdsa-jcs-2019"])
def test_openvc_verifies_one_proof_of_a_batch(name: str) -> None:
    """As certificates are issued: beside the place under a root of SM2."""
    ours = signer(PAIRS[name].algorithm)
    batch = secure_batch(
        [document(number) for number in range(1, 4)], [ours], signer(Algorithm.SM2), created=AT
    )
    told = {"public_key_jwk": jwk(ours.public_key), "now": AT}
    for secured in batch:
        assert PAIRS[name].suite.verify(with_proof(secured, name), **told)


JOSE: dict[Algorithm, tuple[str, Any, Any]] = {
    Algorithm.ED25519: ("EdDSA", OKPKey, ED25519),
    Algorithm.P256: ("ES256", ECKey, P256),
}

NEW_NAMES = {Algorithm.ED25519: ("Ed25519", "Ed25519"), Algorithm.P256: ("ES256", "P-256")}


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")  # the name that verifiers know
@pytest.mark.parametrize("algorithm", JOSE)
def test_joserfc_verifies_our_tokens(algorithm: Algorithm) -> None:
    name, kind, _ = JOSE[algorithm]
    ours = signer(algorithm)
    key = kind.import_key(jwk(ours.public_key))
    token = sign_jwt(document(), ours, at=AT)
    registry = jws.JWSRegistry(algorithms=[name], strict_check_header=False)
    found = jws.deserialize_compact(token, key, registry=registry)
    assert json.loads(found.payload) == document()
    assert found.headers()["kid"] == ours.method
    header, payload, signature = token.split(".")
    changed = f"{header}.{unpadded(b'{}')}.{signature}"
    assert payload not in changed
    with pytest.raises(BadSignatureError):
        jws.deserialize_compact(changed, key, registry=registry)


@pytest.mark.parametrize("algorithm", JOSE)
def test_we_verify_joserfcs_tokens(algorithm: Algorithm) -> None:
    name, curve = NEW_NAMES[algorithm]
    _, kind, _ = JOSE[algorithm]
    key = kind.generate_key(curve)
    public = key.as_dict(private=False)
    raw = decode_multibase(f"u{public['x']}")
    if "y" in public:
        raw = bytes([2 + (decode_multibase(f"u{public['y']}")[-1] & 1)]) + raw
    header = {"alg": name, "kid": METHOD, "typ": "vc+jwt"}
    token = jws.serialize_compact(header, json.dumps(document()), key, algorithms=[name])
    assert read_jwt(token, theirs(algorithm, raw)).document == document()
    with pytest.raises(InvalidProof):
        read_jwt(f"{token[:-8]}AAAAAAAA", theirs(algorithm, raw))


@pytest.mark.parametrize("algorithm", JOSE)
def test_we_read_openvcs_older_tokens(algorithm: Algorithm) -> None:
    """Those with the credential inside the claim ``vc``."""
    _, _, key = JOSE[algorithm]
    told = document() | {"issuer": DID}
    token = VcJwtProofSuite().sign(told, signing_key=key)
    found = read_jwt(token, theirs(algorithm, bytes(key.public_key_raw())))
    assert (found.document["credentialSubject"], found.claims["iss"]) == (
        told["credentialSubject"],
        DID,
    )


SET = (0, 7, 8, 131_071)


def test_openvc_reads_our_status_lists_and_we_its() -> None:
    ours = list_credential(
        LISTS[REVOCATION],
        DID,
        [REVOCATION],
        with_bits(SET),
        valid_from=AT,
        valid_until=AT + timedelta(days=1),
    )
    bits = bitstring.decode_bitstring(ours["credentialSubject"]["encodedList"])
    assert [at for at in range(8 * len(bits)) if bitstring.get_status_bit(bits, at)] == list(SET)

    made = bitstring.new_bitstring(131_072)
    for index in SET:
        bitstring.set_status_bit(made, index, 1)
    listed = build_status_list_credential(
        id=LISTS[SUSPENSION],
        issuer=DID,
        bitstring=bytes(made),
        status_purpose=SUSPENSION,
        valid_from=AT,
    )
    found = read_list(listed)
    assert [at for at in range(131_072) if found.is_set(at)] == list(SET)

    secured = EddsaJcsProofSuite().add_proof(
        listed, signing_key=ED25519, verification_method=METHOD, created=AT
    )
    known = theirs(Algorithm.ED25519, ED25519.public_key_raw())
    lists = {LISTS[SUSPENSION]: verified_list(secured, keys=known, at=AT)}
    for index, outcome in ((7, "fails"), (6, "holds")):
        entry = build_status_list_entry(
            status_list_credential=LISTS[SUSPENSION], index=index, status_purpose=SUSPENSION
        )
        bare = {name: value for name, value in document().items() if name != "furtherStatus"}
        credential = secure(
            bare | {"credentialStatus": entry}, [signer(Algorithm.ED25519)], created=AT
        )
        report = verify(credential, keys=keys(), at=AT, lists=lists)
        assert report.step("status").outcome == outcome


CLAIMS: dict[Claim, str | int | bytes] = {
    Claim.ISSUER: DID,
    Claim.ISSUED_AT: int(AT.timestamp()),
    Claim.NUMBER: "S000044000001203000001",
    Claim.HOLDER: "欧阳𠮷",
    Claim.LEVEL: 3,
}
HEADERS = {Algorithm.ED25519: -8, Algorithm.P256: -7, Algorithm.SM2: -65538}
THEIR_CLAIMS = {int(name): value for name, value in CLAIMS.items()}


@pytest.mark.parametrize("algorithm", [Algorithm.ED25519, Algorithm.P256])
def test_openvc_verifies_our_codes(algorithm: Algorithm) -> None:
    ours = signer(algorithm)
    data = sign_claims(CLAIMS, ours)
    found = cose.parse_sign1(cbor.decode(data))
    assert cose.verify_sign1(found, public_jwk=jwk(ours.public_key))
    assert found.payload is not None
    assert cbor.decode(found.payload) == THEIR_CLAIMS
    other = cose.parse_sign1(cbor.decode(data.replace("欧阳".encode(), "欧陽".encode())))
    assert not cose.verify_sign1(other, public_jwk=jwk(ours.public_key))


def test_gmssl_verifies_our_codes() -> None:
    found = cose.parse_sign1(cbor.decode(sign_claims(CLAIMS, signer(Algorithm.SM2))))
    told = cbor.encode(["Signature1", found.protected, b"", found.payload])
    x, y = sm2.decompress(signer(Algorithm.SM2).public_key.raw)
    peer = gmssl.CryptSM2("", f"{x:064x}{y:064x}")
    assert peer.verify_with_sm3(found.signature.hex(), told)
    assert not peer.verify_with_sm3(found.signature.hex(), told + b"!")


def sign_p256(message: bytes) -> bytes:
    r, s = utils.decode_dss_signature(P256._sk.sign(message, ec.ECDSA(SHA256())))
    return r.to_bytes(32) + s.to_bytes(32)


CODES: dict[Algorithm, tuple[bytes, Callable[[bytes], bytes]]] = {
    Algorithm.ED25519: (ED25519.public_key_raw(), ED25519.sign),
    Algorithm.P256: (P256.public_key_raw(), sign_p256),
    Algorithm.SM2: (VECTOR_POINT, lambda message: bytes.fromhex(SM2_PEER.sign_with_sm3(message))),
}


@pytest.mark.parametrize("algorithm", Algorithm)
def test_we_read_codes_that_others_make(algorithm: Algorithm) -> None:
    """Put together by openvc's CBOR as RFC 9052, section 4.4, says."""
    raw, sign = CODES[algorithm]
    protected = cbor.encode({1: HEADERS[algorithm], 4: b"their-key"})
    payload = cbor.encode(THEIR_CLAIMS)
    signature = sign(cbor.encode(["Signature1", protected, b"", payload]))
    data = b"\xd2" + cbor.encode([protected, {}, payload, signature])  # tag 18
    assert read_claims(data, theirs(algorithm, raw), AT).claims == CLAIMS
    turned = b"\xd2" + cbor.encode([protected, {}, payload, signature[::-1]])
    with pytest.raises(InvalidProof):
        read_claims(turned, theirs(algorithm, raw), AT)


def sm3(data: bytes) -> bytes:
    return bytes.fromhex(sm3_hash(list(data)))


def signed_bytes(secured: Document, proof: Document) -> bytes:
    """The hash of the options, then that of the document."""
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    bare = {name: value for name, value in secured.items() if name != "proof"}
    return sm3(rfc8785.dumps(options)) + sm3(rfc8785.dumps(bare))


def their_options(suite: str) -> Document:
    return {
        "type": "DataIntegrityProof",
        "cryptosuite": suite,
        "created": "2020-10-20T08:30:00Z",
        "verificationMethod": METHOD,
        "proofPurpose": "assertionMethod",
        "@context": document()["@context"],
    }


def our_sm2() -> Any:  # noqa: ANN401  # gmssl has no types
    x, y = sm2.decompress(signer(Algorithm.SM2).public_key.raw)
    return gmssl.CryptSM2("", f"{x:064x}{y:064x}")


def test_gmssl_verifies_our_sm2_proofs() -> None:
    secured = secure(document(), [signer(Algorithm.SM2)], created=AT)
    proof = secured["proof"]
    value = decode_multibase(proof["proofValue"]).hex()
    assert our_sm2().verify_with_sm3(value, signed_bytes(secured, proof))
    assert not our_sm2().verify_with_sm3(value, signed_bytes(secured | {"id": "urn:x"}, proof))


def test_we_verify_gmssls_sm2_proofs() -> None:
    proof = their_options("sm2-sm3-jcs-2026")
    value = bytes.fromhex(SM2_PEER.sign_with_sm3(signed_bytes(document(), proof)))
    secured = document() | {"proof": proof | {"proofValue": encode_multibase(value)}}
    known = theirs(Algorithm.SM2, VECTOR_POINT)
    assert verify(secured, keys=known, at=AT).intact
    report = verify(secured | {"id": "urn:x"}, keys=known, at=AT)
    assert report.step("signature").outcome == "fails"


def root(leaves: list[bytes]) -> bytes:
    """RFC 6962 section 2.1, as written, over gmssl's SM3."""
    if len(leaves) == 1:
        return sm3(b"\0" + leaves[0])
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return sm3(b"\1" + root(leaves[:split]) + root(leaves[split:]))


def message_of(leaves: list[bytes]) -> bytes:
    return b"xianjie sm2-sm3-merkle-jcs-2026\0" + len(leaves).to_bytes(4) + root(leaves)


def test_gmssl_verifies_our_batches() -> None:
    documents = [document(number) for number in range(1, 8)]
    batch = secure_batch(documents, [], signer(Algorithm.SM2), created=AT)
    leaves = [signed_bytes(one, one["proof"]) for one in batch]
    for place, one in enumerate(batch):
        value = decode_multibase(one["proof"]["proofValue"])
        assert value[:8] == (7).to_bytes(4) + place.to_bytes(4)
        assert our_sm2().verify_with_sm3(value[8:72].hex(), message_of(leaves))


def test_we_verify_gmssls_batches() -> None:
    proof = their_options("sm2-sm3-merkle-jcs-2026")
    leaves = [signed_bytes(document(number), proof) for number in range(1, 4)]
    signature = bytes.fromhex(SM2_PEER.sign_with_sm3(message_of(leaves)))
    hashes = [sm3(b"\0" + leaf) for leaf in leaves]
    paths = [
        [hashes[1], hashes[2]],
        [hashes[0], hashes[2]],
        [sm3(b"\1" + hashes[0] + hashes[1])],
    ]
    for place, path in enumerate(paths):
        value = (3).to_bytes(4) + place.to_bytes(4) + signature + b"".join(path)
        last = proof | {"proofValue": encode_multibase(value, "u")}
        secured = document(place + 1) | {"proof": last}
        assert verify(secured, keys=theirs(Algorithm.SM2, VECTOR_POINT), at=AT).intact


def test_every_suite_has_its_peer() -> None:
    """A suite that is added needs its tests here."""
    assert {*PAIRS, "sm2-sm3-jcs-2026", "sm2-sm3-merkle-jcs-2026"} == set(SUITES)
    assert {suite.form for suite in SUITES.values()} == set(Form)
