"""Signers of every algorithm: raw signatures, PKCS#8 in and out, keys of the wrong kind."""

import hashlib
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


# RFC 8032, section 7.1: seed, public key, message, signature of tests 1, 2, 3 and SHA(abc).
RFC_8032 = {
    "1": (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    "2": (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    "3": (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
    "SHA(abc)": (
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        hashlib.sha512(b"abc").hexdigest(),
        (
            "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
            "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"
        ),
    ),
}


@pytest.mark.parametrize("name", RFC_8032)
def test_ed25519_as_in_rfc_8032(name: str) -> None:
    seed, public, message, signature = (bytes.fromhex(one) for one in RFC_8032[name])
    pkcs8 = bytes.fromhex("302e020100300506032b657004220420") + seed
    signer = load_signer(Algorithm.ED25519, METHOD, pkcs8)
    assert signer.public_key.raw == public
    assert signer.sign(message) == signature
    assert verify(signer.public_key, message, signature)
    assert not verify(signer.public_key, message + b"!", signature)


# RFC 6979, appendix A.2.5: P-256 with SHA-256, of the messages "sample" and "test".
RFC_6979 = {
    b"sample": (
        "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
        "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"
    ),
    b"test": (
        "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367"
        "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083"
    ),
}


@pytest.mark.parametrize("message", RFC_6979)
def test_p256_as_in_rfc_6979(message: bytes) -> None:
    point = "0360fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
    key = PublicKey(Algorithm.P256, bytes.fromhex(point))
    signature = bytes.fromhex(RFC_6979[message])
    assert verify(key, message, signature)
    assert not verify(key, message + b"!", signature)
