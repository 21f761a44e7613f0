"""Bytes as text: each text spells one sequence of bytes, and each sequence has one text."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xianjie.credentials import encodings
from xianjie.credentials.errors import InvalidEncoding

PAIRS = {
    "base58": (encodings.encode_base58, encodings.decode_base58),
    "base64url": (encodings.encode_base64url, encodings.decode_base64url),
    "base45": (encodings.encode_base45, encodings.decode_base45),
    "digits": (encodings.encode_digits, encodings.decode_digits),
    "multibase z": (encodings.encode_multibase, encodings.decode_multibase),
    "multibase u": (
        lambda data: encodings.encode_multibase(data, "u"),
        encodings.decode_multibase,
    ),
}
Encode = Callable[[bytes], str]
Decode = Callable[[str], bytes]


@pytest.mark.parametrize("name", PAIRS)
@given(data=st.binary(max_size=90), at=st.integers(0), letter=st.characters(max_codepoint=127))
def test_what_is_encoded_decodes_and_a_changed_letter_never_to_the_same(
    name: str, data: bytes, at: int, letter: str
) -> None:
    encode, decode = PAIRS[name]
    text = encode(data)
    assert decode(text) == data
    base = 1 if name.startswith("multibase") else 0  # in another base nothing is nothing, too
    place = base + at % (len(text) + 1 - base)
    changed = text[:place] + letter + text[place + 1 :]
    if changed != text:
        with suppress(InvalidEncoding):
            assert decode(changed) != data


# RFC 9285 section 4.3 and 4.4; draft-msporny-base58-03 section 5.
@pytest.mark.parametrize(
    ("encode", "decode", "data", "text"),
    [
        (*PAIRS["base45"], b"AB", "BB8"),
        (*PAIRS["base45"], b"Hello!!", "%69 VD92EX0"),
        (*PAIRS["base45"], b"base-45", "UJCLQE7W581"),
        (*PAIRS["base45"], b"ietf!", "QED8WEX0"),
        # CTAP 2.2 section 11.5.1 has no example; these are by its words.
        (*PAIRS["digits"], b"\x01", "001"),
        (*PAIRS["digits"], b"\x00" * 6 + b"\x01\xff\xff", "0028147497671065665535"),
        (*PAIRS["base58"], b"Hello World!", "2NEpo7TZRRrLZSi2U"),
        (*PAIRS["base58"], bytes.fromhex("0000287fb4cd"), "11233QC4"),
        (*PAIRS["base64url"], b"\xfb\xff", "-_8"),
    ],
)
def test_examples_of_the_standards(encode: Encode, decode: Decode, data: bytes, text: str) -> None:
    assert encode(data) == text
    assert decode(text) == data


@pytest.mark.parametrize(
    ("decode", "text"),
    [
        (encodings.decode_base45, "GGW"),  # 65,536: more than two bytes hold
        (encodings.decode_base45, "::"),  # more than one byte holds
        (encodings.decode_base45, "A"),
        (encodings.decode_base45, "bb8"),
        (encodings.decode_digits, "256"),  # more than one byte holds
        (encodings.decode_digits, "0001"),  # as many as no number of bytes has
        (encodings.decode_digits, "+01"),
        (encodings.decode_digits, "٠٠١"),
        (encodings.decode_base58, "0"),
        (encodings.decode_base58, "z" * 1025),
        (encodings.decode_base64url, "-_9"),  # stray last bits
        (encodings.decode_base64url, "-_8="),
        (encodings.decode_base64url, "+/8"),
        (encodings.decode_base64url, "A"),
        (encodings.decode_base64url, "é"),
        (encodings.decode_multibase, "mAQ"),
        (encodings.decode_multibase, ""),
        (encodings.decode_multibase, None),
    ],
)
def test_other_spellings_are_refused(decode: Decode, text: str) -> None:
    with pytest.raises(InvalidEncoding):
        decode(text)
