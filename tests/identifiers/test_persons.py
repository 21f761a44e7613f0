"""Numbers of identity documents: put in order, checked, never guessed."""

import string
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xianjie.identifiers.persons import (
    DocumentKind,
    IdentityError,
    born_on,
    check_digit,
    identity,
    masked,
    unborn,
)

BORN = "44010619900307"  # a made-up day of birth in a district
NUMBER = f"{BORN}002" + check_digit(f"{BORN}002")
RESIDENT = DocumentKind.RESIDENT


def refused(kind: DocumentKind, typed: str) -> IdentityError:
    with pytest.raises(IdentityError) as refusal:
        identity(kind, typed)
    assert kind.label.zh in refusal.value.message.zh
    assert kind.label.en in refusal.value.message.en
    return refusal.value


def test_the_check_digit_is_the_standard_s_own_example() -> None:
    assert check_digit("11010519491231002") == "X"  # GB 11643-1999, annex
    assert check_digit("44052418800101001") == "4"


@pytest.mark.parametrize(
    "typed",
    [
        NUMBER,
        f" {NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]} ",
        "".join(chr(ord(letter) + 0xFEE0) for letter in NUMBER),
        NUMBER.lower(),
    ],
)
def test_width_spaces_and_small_letters_are_put_right(typed: str) -> None:
    assert identity(RESIDENT, typed).number == NUMBER


@given(st.integers(0, 16), st.sampled_from(string.digits))
def test_one_mistyped_digit_is_always_noticed(place: int, digit: str) -> None:
    wrong = NUMBER[:place] + digit + NUMBER[place + 1 :]
    if wrong == NUMBER:
        assert identity(RESIDENT, wrong).number == NUMBER
    else:
        refused(RESIDENT, wrong)


@given(st.integers(0, 16))
def test_two_neighbours_exchanged_are_always_noticed(place: int) -> None:
    one, other = NUMBER[place], NUMBER[place + 1]
    if one != other:
        refused(RESIDENT, NUMBER[:place] + other + one + NUMBER[place + 2 :])


def test_nobody_is_born_before_1880_or_still_to_be_born() -> None:
    for born, is_wrong in (("18791231", True), ("18800101", False)):
        first = f"440106{born}002"
        typed = first + check_digit(first)
        if is_wrong:
            assert "before 1880" in refused(RESIDENT, typed).message.en
        else:
            assert born_on(RESIDENT, identity(RESIDENT, typed).number) == date(1880, 1, 1)
    day = date(1990, 3, 7)
    assert unborn(RESIDENT, NUMBER, day) is None
    before = unborn(RESIDENT, NUMBER, day - timedelta(days=1))
    assert before is not None
    assert NUMBER not in before.zh
    assert born_on(DocumentKind.PASSPORT, "E12345678") is None
    assert unborn(DocumentKind.PASSPORT, "E12345678", date(1900, 1, 1)) is None


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "missing"),
        ("   ", "missing"),
        ("4.40106E+17", "format the column as text"),
        ("440106900307002", "15 digits"),
        (NUMBER[:-1], "not 17 characters"),
        (NUMBER + "1", "not 19 characters"),
        ("A" + NUMBER[1:], "must be 17 digits"),
        ("99" + NUMBER[2:], "area"),
        (NUMBER[:6] + "19900230" + NUMBER[14:], "day of birth"),
        (NUMBER[:-1] + ("1" if NUMBER[-1] != "1" else "2"), "check digit"),
    ],
)
def test_a_wrong_resident_number_is_refused_by_its_rule(typed: str, words: str) -> None:
    assert words in refused(RESIDENT, typed).message.en


def test_a_residence_permit_is_of_hong_kong_macao_or_taiwan() -> None:
    first = "81000019900307002"
    number = first + check_digit(first)
    assert identity(DocumentKind.RESIDENCE, number).number == number
    refused(DocumentKind.RESIDENCE, NUMBER)
    refused(RESIDENT, number)


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        (DocumentKind.HONG_KONG_MACAO, ["H12345678", "m1234567890"], ["A12345678", "H1234567"]),
        (DocumentKind.TAIWAN, ["12345678", "1234567890"], ["T12345678", "123456789"]),
        (DocumentKind.PASSPORT, ["e12345678", "AB123"], ["E-1234", "1234"]),
    ],
)
def test_permits_and_passports_have_their_form(
    kind: DocumentKind, right: list[str], wrong: list[str]
) -> None:
    for typed in right:
        assert identity(kind, typed).number == typed.upper()
    for typed in wrong:
        assert "must be" in refused(kind, typed).message.en


@given(st.text(alphabet=string.digits, min_size=5, max_size=20))
def test_a_mask_keeps_the_length_and_covers_most(number: str) -> None:
    shown = masked(number)
    assert len(shown) == len(number)
    assert shown.count("*") >= len(number) / 2 - 0.5
    assert (shown[0], shown[-1]) == (number[0], number[-1])
