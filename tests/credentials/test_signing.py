"""Signers of every algorithm: raw signatures, PKCS#8 in and out, keys of the wrong kind."""

import itertools

import pytest

from xianjie.credentials.errors import InvalidKey
from xianjie.credentials.multikey import Algorithm, PublicKey, decode_multikey
from xianjie.credentials.signing import generate, load_signer, verify

METHOD = "did:web:hrss.example#key-1"


@pytest.mark.parametrize("algorithm", Algorithm)
def test_a_signature_holds_for_its_key_and_message_alone(algorithm: Algorithm) -> None:
    signer = load_signer(algorithm, METHOD, generate(algorithm))
    other = load_signer(algorithm, METHOD, generate(algorithm)).public_key
    signature = signer.sign(b"message")
    assert signer.method == METHOD
    assert len(signature) == 64
    assert verify(signer.public_key, b"message", signature)
    assert not verify(signer.public_key, b"Message", signature)
    assert not verify(other, b"message", signature)
    assert not verify(signer.public_key, b"message", signature[:-1])
    assert not verify(signer.public_key, b"message", b"")


@pytest.mark.parametrize("algorithm", Algorithm)
def test_a_multikey_is_read_as_written(algorithm: Algorithm) -> None:
    key = load_signer(algorithm, METHOD, generate(algorithm)).public_key
    assert decode_multikey(key.multibase) == key
    assert key.multibase.startswith({"Ed25519": "z6Mk", "P-256": "zDna", "SM2": "zEPJ"}[algorithm])


@pytest.mark.parametrize(
    ("wanted", "given"), [*itertools.permutations(Algorithm, 2)], ids=lambda each: each.name
)
def test_a_key_of_another_kind_is_refused(wanted: Algorithm, given: Algorithm) -> None:
    with pytest.raises(InvalidKey, match=wanted):
        load_signer(wanted, METHOD, generate(given))


@pytest.mark.parametrize("algorithm", Algorithm)
def test_bytes_that_are_no_key_are_refused(algorithm: Algorithm) -> None:
    with pytest.raises(InvalidKey):
        load_signer(algorithm, METHOD, b"no key")


def test_a_point_off_the_curve_is_no_key() -> None:
    for algorithm in (Algorithm.P256, Algorithm.SM2):
        key = PublicKey(algorithm, b"\2" + bytes(31) + b"\4")
        with pytest.raises(InvalidKey, match=algorithm):
            verify(key, b"", bytes(64))


@pytest.mark.parametrize(
    "text", ["z", "z6Mk", "zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme", 7]
)
def test_what_is_no_multikey_known_here_is_refused(text: object) -> None:
    with pytest.raises(InvalidKey):
        decode_multikey(text)


def test_ed25519_as_in_rfc_8032() -> None:
    """Section 7.1, test 2."""
    seed = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    pkcs8 = bytes.fromhex("302e020100300506032b657004220420") + seed
    signer = load_signer(Algorithm.ED25519, METHOD, pkcs8)
    assert signer.public_key.raw.hex() == (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    )
    assert signer.sign(b"\x72").hex() == (
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
