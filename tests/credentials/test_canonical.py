"""Canonical JSON: the examples of RFC 8785, the quick way equal to the slow, strict reading."""

import json
import struct
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from xianjie.credentials.canonical import canonicalise, read_json
from xianjie.credentials.errors import InvalidDocument

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(st.characters(exclude_categories=["Cs"]), max_size=4), inner, max_size=4
        )
    ),
    max_leaves=20,
)


@given(VALUES)
def test_it_is_what_rfc8785_writes(value: Any) -> None:  # noqa: ANN401  # any JSON
    assert canonicalise(value) == rfc8785.dumps(value)


def test_the_examples_of_the_standard() -> None:
    """RFC 8785, sections 3.2.2, 3.2.3 and appendix B."""
    given = {
        "numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": '€$\u000f\nA\'B"\\\\"/',
        "literals": [None, True, False],
    }
    assert canonicalise(given).decode() == (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )
    names = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\u0080": 6, "\u00f6": 7}
    assert list(json.loads(canonicalise(names)).values()) == [2, 4, 6, 7, 1, 5, 3]


# RFC 8785, appendix B: doubles by their bits, as ECMAScript writes them.
NUMBERS = {
    "0000000000000000": "0",
    "8000000000000000": "0",
    "0000000000000001": "5e-324",
    "8000000000000001": "-5e-324",
    "7fefffffffffffff": "1.7976931348623157e+308",
    "ffefffffffffffff": "-1.7976931348623157e+308",
    "4340000000000000": "9007199254740992",
    "c340000000000000": "-9007199254740992",
    "4430000000000000": "295147905179352830000",
    "44b52d02c7e14af5": "9.999999999999997e+22",
    "44b52d02c7e14af6": "1e+23",
    "44b52d02c7e14af7": "1.0000000000000001e+23",
    "444b1ae4d6e2ef4e": "999999999999999700000",
    "444b1ae4d6e2ef4f": "999999999999999900000",
    "444b1ae4d6e2ef50": "1e+21",
    "3eb0c6f7a0b5ed8c": "9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d": "0.000001",
    "41b3de4355555553": "333333333.3333332",
    "41b3de4355555554": "333333333.33333325",
    "41b3de4355555555": "333333333.3333333",
    "41b3de4355555556": "333333333.3333334",
    "41b3de4355555557": "333333333.33333343",
    "becbf647612f3696": "-0.0000033333333333333333",
    "43143ff3c1cb0959": "1424953923781206.2",
}


@pytest.mark.parametrize("bits", NUMBERS)
def test_the_numbers_of_the_standard(bits: str) -> None:
    (number,) = struct.unpack(">d", bytes.fromhex(bits))
    assert canonicalise([number]).decode() == f"[{NUMBERS[bits]}]"


@pytest.mark.parametrize(
    ("one", "another"),
    [
        (b'{"a":1,"b":2}', b'{ "b" : 2 ,\n"a":1 }'),
        (b'{"a":"A"}', b'{"a":"\\u0041"}'),
        (b'{"a":1}', b'{"a":1.0}'),
        (b'{"a":0}', b'{"a":-0}'),
    ],
)
def test_other_spellings_are_the_same_document(one: bytes, another: bytes) -> None:
    assert canonicalise(read_json(one)) == canonicalise(read_json(another))


@pytest.mark.parametrize(
    "data",
    [
        b'{"a":1,"a":1}',
        b'{"a":{"b":1,"\\u0062":2}}',
        b'{"a":NaN}',
        b'{"a":-Infinity}',
        b'{"a":1}x',
        b'{"a":1',
        b'{"a":\xff}',
        b'\xef\xbb\xbf{"a":1}',
        b"[]",
        b"1",
        b"",
        b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"a":"' + b"a" * (1 << 20) + b'"}',
    ],
)
def test_what_readers_differ_on_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidDocument):
        read_json(data)


@pytest.mark.parametrize(
    "data",
    [
        b'{"a":9007199254740993}',
        b'{"a":123456789012345678901234567890}',
        b'{"a":1e999}',
        b'{"a":"\\ud800"}',
        b'{"\\ud800":1}',
        b'{"a":' + b"[" * 70 + b"]" * 70 + b"}",
    ],
)
def test_what_has_no_canonical_form_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidDocument):
        canonicalise(read_json(data))


def test_what_is_no_json_at_all_is_refused() -> None:
    for value in ({1: 2}, {"a": b""}, {"a": {1, 2}}):
        with pytest.raises(InvalidDocument):
            canonicalise(value)
