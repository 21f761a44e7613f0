"""The scripts of the offline page give what the standards and the register's own code give."""

from __future__ import annotations

import json
import random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings

from tests.browser.offline.conftest import Call
from tests.credentials.made import signer
from tests.credentials.test_canonical import VALUES
from xianjie.credentials import encodings
from xianjie.credentials.canonical import canonicalise
from xianjie.credentials.libcrypto import VECTOR_MESSAGE, VECTOR_POINT, VECTOR_SIGNATURE
from xianjie.credentials.merkle import Tree
from xianjie.credentials.multikey import Algorithm
from xianjie.credentials.sm3 import sm3

REFUSED = {"problem": "unreadable"}
RANDOM = random.Random(2020)  # noqa: S311 - the same bytes each time


def test_sm3_as_in_the_standard_and_at_every_length(call: Call) -> None:
    """GB/T 32905-2016, annex A; lengths around a block's end."""
    assert call("sm3.sm3", b"abc").hex().startswith("66c7f0f462eeedd9d1f2d46bdc10e4e2")
    assert call("sm3.sm3", b"abcd" * 16).hex().startswith("debe9ff92275b8a138604889c18e5a4d")
    for length in (0, 1, 54, 55, 56, 57, 63, 64, 65, 119, 120, 128, 1000):
        data = RANDOM.randbytes(length)
        assert call("sm3.sm3", data) == sm3(data), length


def test_sm2_as_in_the_standard_and_nothing_else(call: Call) -> None:
    """GB/T 32918.5-2017, annex A.2."""
    assert call("sm2.verifySm2", VECTOR_POINT, VECTOR_MESSAGE, VECTOR_SIGNATURE)
    for at in range(0, 64, 7):
        changed = bytearray(VECTOR_SIGNATURE)
        changed[at] ^= 1
        assert not call("sm2.verifySm2", VECTOR_POINT, VECTOR_MESSAGE, bytes(changed))
    assert not call("sm2.verifySm2", VECTOR_POINT, VECTOR_MESSAGE + b" ", VECTOR_SIGNATURE)
    assert not call("sm2.verifySm2", VECTOR_POINT, VECTOR_MESSAGE, bytes(64))
    assert not call("sm2.verifySm2", b"\x05" + VECTOR_POINT[1:], VECTOR_MESSAGE, VECTOR_SIGNATURE)


@pytest.mark.parametrize("algorithm", Algorithm)
def test_what_python_signs_holds(call: Call, algorithm: Algorithm) -> None:
    key = signer(algorithm)
    for length in (0, 1, 100):
        message = RANDOM.randbytes(length)
        signature = key.sign(message)
        told = (algorithm.value, key.public_key.raw, message)
        assert call("signatures.verify", *told, signature)
        for at in (0, 31, 32, 63):
            changed = bytearray(signature)
            changed[at] ^= 1
            assert not call("signatures.verify", *told, bytes(changed))
        assert not call("signatures.verify", *told, signature[:-1])


def test_ed25519_as_in_rfc_8032_without_the_browsers_own(call: Call) -> None:
    """Section 7.1, tests 1 to 3; then other keys; then what is no signature or no key."""
    vectors = (
        (
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155",
            "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da",
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ),
        (
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac",
            "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        ),
    )
    told = [
        (bytes.fromhex(key), bytes.fromhex(message), bytes.fromhex(r + s))
        for key, message, r, s in vectors
    ]
    for seed in range(5):
        key = Ed25519PrivateKey.from_private_bytes(bytes([seed + 1]) * 32)
        message = RANDOM.randbytes(seed * 30)
        told.append((key.public_key().public_bytes_raw(), message, key.sign(message)))
    for public, message, signature in told:
        assert call("ed25519.verifyEd25519Slowly", public, message, signature)
        for at in (0, 31, 32, 63):
            changed = bytearray(signature)
            changed[at] ^= 1
            assert not call("ed25519.verifyEd25519Slowly", public, message, bytes(changed))
        order = 2**252 + 27742317777372353535851937790883648493
        again = int.from_bytes(signature[32:], "little") + order  # the same modulo the order
        second = signature[:32] + again.to_bytes(32, "little")
        assert not call("ed25519.verifyEd25519Slowly", public, message, second)
    assert not call("ed25519.verifyEd25519Slowly", b"\x02" + bytes(31), b"", bytes(64))


def test_a_browser_without_ed25519_verifies_it_all_the_same(call: Call) -> None:
    key = signer(Algorithm.ED25519)
    told = ("Ed25519", key.public_key.raw, b"x", key.sign(b"x"))
    page = call.page  # type: ignore[attr-defined]  # as the fixture gives it
    page.evaluate(
        """() => {
          globalThis.own = crypto.subtle.importKey;
          crypto.subtle.importKey = () => Promise.reject(new DOMException("", "NotSupported"));
        }"""
    )
    try:
        assert call("signatures.verify", *told)
        assert not call("signatures.verify", *told[:2], b"y", told[3])
    finally:
        page.evaluate("() => { crypto.subtle.importKey = globalThis.own; }")


@pytest.mark.parametrize(
    ("name", "encode"),
    [
        ("decodeBase64url", encodings.encode_base64url),
        ("decodeBase58", encodings.encode_base58),
        ("decodeBase45", encodings.encode_base45),
        ("decodeDigits", encodings.encode_digits),
    ],
)
def test_texts_are_the_bytes_that_python_wrote(call: Call, name: str, encode: object) -> None:
    assert callable(encode)
    for length in (0, 1, 2, 3, 6, 7, 8, 14, 33, 64, 90):
        data = b"\0" * (length % 3) + RANDOM.randbytes(length)
        assert call(f"bytes.{name}", encode(data)) == data


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *(("decodeBase45", text) for text in ("GGW", "::", "A", "bb8")),
        *(("decodeDigits", text) for text in ("256", "0001", "+01", "٠٠١", "99999999999999999")),
        *(("decodeBase64url", text) for text in ("-_9", "-_8=", "+/8", "A", "é")),
        *(("decodeBase58", text) for text in ("0", "z" * 1025)),
        *(("decodeMultibase", text) for text in ("mAQ", "", None)),
    ],
)
def test_other_spellings_are_refused(call: Call, name: str, text: object) -> None:
    assert call(f"bytes.{name}", text) == REFUSED


@settings(max_examples=60)
@given(value=VALUES)
def test_json_is_canonical_as_in_python(call: Call, value: object) -> None:
    canonical = _canonical(call, json.dumps(value))
    assert canonical == canonicalise(value).decode()


def test_json_is_canonical_as_in_rfc_8785(call: Call) -> None:
    """Sections 3.2.2 and 3.2.3."""
    written = (
        r'{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],'
        r'"string":"\u20ac$\u000F\u000aA\u0027\u0042\u0022\u005c\\\"\/",'
        r'"literals":[null,true,false]}'
    )
    assert _canonical(call, written) == (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )
    names = r'{"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7}'
    found = list(json.loads(_canonical(call, names)).values())
    assert found == [2, 4, 6, 7, 1, 5, 3]


@pytest.mark.parametrize(
    "text",
    [
        '{"a":1,"a":1}',
        r'{"a":{"b":1,"\u0062":2}}',
        '{"a":NaN}',
        '{"a":1}x',
        '{"a":1',
        '{"a":01}',
        '{"a":1,}',
        "{'a':1}",
        '{"a":"\n"}',
        r'{"a":"\ud800"}',
        r'{"a":"\x41"}',
        '{"a":9007199254740993}',
        '{"a":1e400}',
        '\ufeff{"a":1}',
        "",
        '{"a":' + "[" * 100_000,
        '{"a":"' + "a" * (1 << 20) + '"}',
    ],
)
def test_what_readers_would_differ_on_is_refused(call: Call, text: str) -> None:
    assert call("json.readJson", text) == REFUSED


@pytest.mark.parametrize(
    "data",
    [
        "1800",  # 0 in two bytes
        "190017",
        "1a0000ffff",
        "1b00000000ffffffff",
        "1bffffffffffffffff",  # more than a number here holds
        "5f40ff",  # an indefinite length
        "a2020101",  # not whole
        "a202010103",  # members out of order
        "a201010102",  # twice
        "a1616101",  # a name that is no number
        "f5",
        "f97e00",
        "62c328",  # no UTF-8
        "0000",  # bytes after the end
        "9a00ffffff00",
        "d2" * 20 + "00",
        "",
    ],
)
def test_cbor_that_is_not_deterministic_is_refused(call: Call, data: str) -> None:
    assert call("cbor.readCbor", bytes.fromhex(data)) == REFUSED


def test_a_place_in_a_batch_leads_to_its_root_and_no_other(call: Call) -> None:
    for size in (1, 2, 3, 5, 8, 13):
        tree = Tree([bytes([leaf]) for leaf in range(size)])
        for index in range(size):
            path = [{"hex": one.hex()} for one in tree.path(index)]
            found = call.page.evaluate(  # type: ignore[attr-defined]  # as the fixture gives it
                """([leaf, index, size, path]) => {
                  const bytes = (text) =>
                    Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
                  const told = path.map((one) => bytes(one.hex));
                  const root = (...given) => {
                    const found = module_merkle.rootOf(...given);
                    return found && module_bytes.hex(found);
                  };
                  return [
                    root(Uint8Array.of(leaf), index, size, told),
                    root(Uint8Array.of(leaf), size, size, told),
                    root(Uint8Array.of(leaf), index, size, [...told, new Uint8Array(32)]),
                    told.length ? root(Uint8Array.of(leaf), index, size, told.slice(1)) : null,
                  ];
                }""",
                [index, index, size, path],
            )
            assert found == [tree.root.hex(), None, None, None]


def _canonical(call: Call, text: str) -> str:
    page = call.page  # type: ignore[attr-defined]  # as the fixture gives it
    found = page.evaluate("(text) => module_json.canonical(module_json.readJson(text))", text)
    assert isinstance(found, str)
    return found
