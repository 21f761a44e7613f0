"""Data Integrity proofs: W3C's vectors, sets, chains, exports, batches under one signature."""

from typing import Any

import pytest

from tests.credentials.made import AT, DID, document, keys, signer
from xianjie.credentials import sm2
from xianjie.credentials.canonical import Document
from xianjie.credentials.contexts import Contexts, standard_contexts
from xianjie.credentials.did import VerificationKey, did_key
from xianjie.credentials.encodings import decode_multibase, encode_multibase
from xianjie.credentials.errors import InvalidKey, InvalidProof
from xianjie.credentials.multikey import Algorithm
from xianjie.credentials.proofs import secure, secure_batch, with_proof
from xianjie.credentials.suites import SUITES, Form, Hashes
from xianjie.credentials.verification import Expected, verify

EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
CONTEXTS = standard_contexts().with_resources(
    {EXAMPLES: b'{"@context":{"@vocab":"https://www.w3.org/ns/credentials/examples#"}}'}
)
# The example of W3C's Data Integrity EdDSA and ECDSA Cryptosuites 1.0, appendix B: one unsigned
# credential, and by suite the key and the proof value.
UNSIGNED: Document = {
    "@context": ["https://www.w3.org/ns/credentials/v2", EXAMPLES],
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "AlumniCredential"],
    "name": "Alumni Credential",
    "description": "A minimum viable example of an Alumni Credential.",
    "issuer": "https://vc.example/issuers/5678",
    "validFrom": "2023-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
}
ED25519 = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
P256 = "zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP"
VECTORS = {
    "eddsa-jcs-2022": (
        ED25519,
        "z2HnFSSPPBzR36zdDgK8PbEHeXbR56YF24jwMpt3R1eHXQzJDMWS93FCzpvJpwTWd3GAVFuUfjoJdcnTMuVor51aX",
    ),
    "eddsa-rdfc-2022": (
        ED25519,
        "z2YwC8z3ap7yx1nZYCg4L3j3ApHsF8kgPdSb5xoS1VR7vPG3F561B52hYnQF9iseabecm3ijx4K1FBTQsCZahKZme",
    ),
    "ecdsa-jcs-2019": (
        P256,
        "z5ptCet75SaEgzG4v4zJhbJtfNi74Wv7Fq15hhKouJQQjEPQvPZKaYxcMXAMLPQS2FXrkCWokNJkFVkwxNzZfD5oT",
    ),
}


def vector(suite: str) -> Document:
    multikey, value = VECTORS[suite]
    context = {"@context": UNSIGNED["@context"]} if "jcs" in suite else {}
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": suite,
        "created": "2023-02-24T23:36:38Z",
        "verificationMethod": f"did:key:{multikey}#{multikey}",
        "proofPurpose": "assertionMethod",
        **context,
        "proofValue": value,
    }
    return UNSIGNED | {"proof": proof}


def vouched(method: str) -> VerificationKey | None:
    """The vectors' issuer has no DID; here it vouches for their keys."""
    key = did_key(method)
    assert key is not None
    return VerificationKey(key.id, UNSIGNED["issuer"], key.public_key)


@pytest.mark.parametrize("suite", VECTORS)
def test_the_vectors_of_w3c_hold_and_no_changed_one(suite: str) -> None:
    at = AT.replace(year=2024)
    secured = vector(suite)
    assert verify(secured, keys=vouched, at=at, contexts=CONTEXTS).holds
    changed = secured | {"name": "Alumni credential"}
    report = verify(changed, keys=vouched, at=at, contexts=CONTEXTS)
    assert [step.name for step in report.steps if step.outcome == "fails"] == ["signature"]
    not_the_issuers = verify(secured, keys=did_key, at=at, contexts=CONTEXTS)
    assert not_the_issuers.step("key").outcome == "fails"


def test_what_the_vectors_hash() -> None:
    """The hashes that EdDSA Cryptosuites prints: appendix B.2 (JCS)."""
    proof = dict(vector("eddsa-jcs-2022")["proof"])
    del proof["proofValue"]
    data = Hashes(UNSIGNED, CONTEXTS).data(SUITES["eddsa-jcs-2022"], proof)
    assert data.hex() == (
        "66ab154f5c2890a140cb8388a22a160454f80575f6eae09e5a097cabe539a1db"
        "59b7cb6251b8991add1ce0bc83107e3db9dbbab5bd2c28f687db1a03abc92f19"
    )


def test_a_set_holds_and_so_does_each_proof_of_it_alone() -> None:
    secured = secure(document(), [signer(each) for each in Algorithm], created=AT)
    names = [proof["cryptosuite"] for proof in secured["proof"]]
    assert names == ["eddsa-jcs-2022", "ecdsa-jcs-2019", "sm2-sm3-jcs-2026"]
    assert verify(secured, keys=keys(), at=AT).intact
    for name in names:
        alone = with_proof(secured, name)
        assert alone["proof"]["cryptosuite"] == name
        assert verify(alone, keys=keys(), at=AT, expected=Expected(suites=frozenset({name}))).intact
        wanted = Expected(suites=frozenset(names))
        report = verify(alone, keys=keys(), at=AT, expected=wanted)
        assert report.step("proof").outcome == "fails"
    with pytest.raises(InvalidProof, match="eddsa-rdfc-2022"):
        with_proof(secured, "eddsa-rdfc-2022")


def test_one_bad_proof_fails_a_set() -> None:
    secured = secure(document(), [signer(each) for each in Algorithm], created=AT)
    for at in range(3):
        proofs = [dict(proof) for proof in secured["proof"]]
        proofs[at]["proofValue"] = encode_multibase(bytes(64))
        report = verify(secured | {"proof": proofs}, keys=keys(), at=AT)
        assert report.step("signature").outcome == "fails"


def test_a_chained_proof_is_over_the_one_before() -> None:
    first = secure(document(), [signer(Algorithm.ED25519)], created=AT, id="urn:uuid:1")
    chained = secure(first, [signer(Algorithm.P256)], created=AT, previousProof="urn:uuid:1")
    assert verify(chained, keys=keys(), at=AT).intact
    before, after = chained["proof"]
    renewed = secure(
        document(), [signer(Algorithm.ED25519)], created=AT.replace(day=21), id="urn:uuid:1"
    )["proof"]
    swapped = chained | {"proof": [renewed, after]}
    assert verify(swapped, keys=keys(), at=AT).step("signature").outcome == "fails"
    assert verify(chained | {"proof": after}, keys=keys(), at=AT).step("proof").outcome == "fails"
    assert verify(chained | {"proof": before}, keys=keys(), at=AT).intact
    with pytest.raises(InvalidProof, match="previousProof"):
        secure(first, [signer(Algorithm.P256)], created=AT, previousProof="urn:uuid:2")


@pytest.mark.parametrize("algorithm", [Algorithm.ED25519, Algorithm.P256])
def test_a_proof_over_quads_holds_in_any_order_of_members(algorithm: Algorithm) -> None:
    secured = secure(document(), [signer(algorithm)], created=AT, form=Form.RDFC)
    assert "@context" not in secured["proof"]
    reordered = dict(reversed(secured.items()))
    assert verify(reordered, keys=keys(), at=AT).intact


def test_sm2_has_no_suite_over_quads() -> None:
    with pytest.raises(InvalidKey, match="SM2"):
        secure(document(), [signer(Algorithm.SM2)], created=AT, form=Form.RDFC)


def test_a_proof_of_others_beside_the_issuers_must_hold_too() -> None:
    """The standard's proof sets may have several signers; ours is one of them."""
    secured = secure(document(), [signer(Algorithm.ED25519)], created=AT)
    theirs = vector("eddsa-jcs-2022")["proof"] | {"@context": secured["@context"]}
    both = secured | {"proof": [secured["proof"], theirs]}
    report = verify(both, keys=lambda method: keys()(method) or did_key(method), at=AT)
    assert report.step("key").outcome == "holds"
    assert report.step("signature").outcome == "fails"


class TestBatch:
    """Many credentials under one SM2 signature."""

    @pytest.fixture(scope="class")
    @classmethod
    def batch(cls) -> list[Document]:
        documents = [document(number) for number in range(1, 14)]
        return secure_batch(
            documents, [signer(Algorithm.ED25519)], signer(Algorithm.SM2), created=AT
        )

    def test_each_holds_by_itself(self, batch: list[Document]) -> None:
        wanted = Expected(suites=frozenset({"sm2-sm3-merkle-jcs-2026", "eddsa-jcs-2022"}))
        assert all(verify(each, keys=keys(), at=AT, expected=wanted).intact for each in batch)
        signatures = {decode_multibase(each["proof"][1]["proofValue"])[8:72] for each in batch}
        assert len(signatures) == 1
        assert all(
            verify(with_proof(each, "sm2-sm3-merkle-jcs-2026"), keys=keys(), at=AT).intact
            for each in batch
        )

    def test_no_place_is_anothers(self, batch: list[Document]) -> None:
        one, other = batch[3], batch[4]
        swapped = one | {"proof": other["proof"][1]}
        assert not verify(swapped, keys=keys(), at=AT).intact

    @pytest.mark.parametrize(
        "change",
        [
            lambda value: value[:-32],
            lambda value: value[:-1],
            lambda value: value + bytes(32),
            lambda value: value[:60],
            lambda _: b"",
            lambda value: (12).to_bytes(4) + value[4:],  # another number of leaves
            lambda value: value[:4] + (2).to_bytes(4) + value[8:],  # another place
            lambda value: value[:4] + (13).to_bytes(4) + value[8:],  # a place outside
        ],
    )
    def test_a_changed_proof_value_fails(self, batch: list[Document], change: Any) -> None:  # noqa: ANN401
        secured = with_proof(batch[3], "sm2-sm3-merkle-jcs-2026")
        value = change(decode_multibase(secured["proof"]["proofValue"]))
        proof = secured["proof"] | {"proofValue": encode_multibase(value, "u")}
        assert not verify(secured | {"proof": proof}, keys=keys(), at=AT).intact

    def test_a_batch_of_one_is_a_batch(self) -> None:
        (secured,) = secure_batch([document()], [], signer(Algorithm.SM2), created=AT)
        assert len(decode_multibase(secured["proof"]["proofValue"])) == 72
        assert verify(secured, keys=keys(), at=AT).intact

    def test_only_sm2_signs_a_root_and_nobody_an_empty_one(self) -> None:
        with pytest.raises(InvalidKey, match="Ed25519"):
            secure_batch([document()], [], signer(Algorithm.ED25519), created=AT)
        with pytest.raises(ValueError, match="at least one"):
            secure_batch([], [], signer(Algorithm.SM2), created=AT)

    def test_a_root_is_no_credentials_signature(self, batch: list[Document]) -> None:
        """Each suite signs bytes of a form that the other never does."""
        proof = batch[0]["proof"][1]
        value = encode_multibase(decode_multibase(proof["proofValue"])[8:72])
        single = proof | {"cryptosuite": "sm2-sm3-jcs-2026", "proofValue": value}
        assert not verify(batch[0] | {"proof": single}, keys=keys(), at=AT).intact


@pytest.mark.slow
def test_a_hundred_thousand_leaves() -> None:
    """A proof of 17 hashes in each; what is kept is small enough for an ordinary machine."""
    documents = [{"@context": ["urn:x"], "number": number} for number in range(100_000)]
    batch = secure_batch(documents, [], signer(Algorithm.SM2), created=AT)
    assert len(decode_multibase(batch[-1]["proof"]["proofValue"])) <= 72 + 17 * 32
    assert len(decode_multibase(batch[0]["proof"]["proofValue"])) == 72 + 17 * 32


def test_contexts_given_do_not_leak_to_others() -> None:
    """PyLD's own cache would answer with what another set of contexts holds."""
    at = AT.replace(year=2024)
    assert verify(vector("eddsa-jcs-2022"), keys=vouched, at=at, contexts=CONTEXTS).holds
    report = verify(vector("eddsa-jcs-2022"), keys=vouched, at=at)
    assert report.step("terms").outcome == "fails"
    assert "examples/v2" in report.step("terms").detail.en  # type: ignore[union-attr]
    assert Contexts({}).bases == ()


def test_the_first_check_of_a_key_makes_its_table_and_later_ones_use_it() -> None:
    before = sm2._multiples_of.cache_info()
    secured = secure(document(), [signer(Algorithm.SM2)], created=AT)
    for _ in range(3):
        assert verify(secured, keys=keys(), at=AT).intact
    after = sm2._multiples_of.cache_info()
    assert after.misses - before.misses <= 1
    assert after.hits - before.hits >= 2
    assert DID in secured["proof"]["verificationMethod"]
