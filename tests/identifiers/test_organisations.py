"""Unified social credit codes: check letters of both standards, and what is said of a wrong one."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xianjie.identifiers.organisations import (
    CreditCodeError,
    credit_code,
    own_check,
    registrar,
    whole_check,
)

# The example of a well-kept library, and codes of listed companies.
KNOWN = ("91110000600037341L", "91440300708461136T", "91350100M000100Y43")
LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
codes = st.builds(
    lambda first, kind, area, own: _whole(f"{first}{kind}{area:06}{own}{own_check(own)}"),
    st.sampled_from("123456789ANY"),
    st.integers(1, 9),
    st.integers(0, 999_999),
    st.text(LETTERS, min_size=8, max_size=8),
)


def _whole(first: str) -> str:
    return first + whole_check(first)


@pytest.mark.parametrize("code", KNOWN)
def test_codes_that_are_in_use_are_right(code: str) -> None:
    assert credit_code(code) == code


@given(codes)
def test_a_code_is_read_in_every_way_it_is_typed(code: str) -> None:
    wide = "".join(chr(ord(one) + 0xFEE0) for one in code)
    for typed in (code, code.lower(), f" {code[:4]} {code[4:]} ", f"{code[:8]}-{code[8:]}", wide):
        assert credit_code(typed) == code
    assert registrar(code).zh


@given(codes, st.integers(0, 17), st.sampled_from(string.ascii_uppercase + string.digits))
def test_one_letter_mistyped_is_found(code: str, place: int, other: str) -> None:
    if other == code[place]:
        return
    wrong = code[:place] + other + code[place + 1 :]
    with pytest.raises(CreditCodeError):
        credit_code(wrong)


@given(codes, st.integers(0, 16))
def test_two_neighbours_swapped_are_found(code: str, place: int) -> None:
    one, other = code[place], code[place + 1]
    if one == other:
        return
    with pytest.raises(CreditCodeError):
        credit_code(code[:place] + other + one + code[place + 2 :])


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "没有填写"),
        ("  ", "没有填写"),
        ("9.1E+17", "科学记数"),
        ("9111000060003734", "应为 18 位，得到 16 位"),
        ("9I110000600037341L", "不用 I、O、S、V、Z"),
        ("B1110000600037341L", "第一位不能是“B”"),
        ("90110000600037341L", "第2位应为机构类别"),
        ("91A10000600037341L", "第3至8位应为行政区划"),
        ("911100006000373420", "主体标识码"),
        ("91110000600037341M", "末位校验不符"),
        ("91110000600037341\N{SNOWMAN}", "不会有"),
    ],
)
def test_a_wrong_code_says_the_rule_and_the_fix(typed: str, said: str) -> None:
    with pytest.raises(CreditCodeError) as caught:
        credit_code(typed)
    assert said in caught.value.message.zh
    assert caught.value.message.en
