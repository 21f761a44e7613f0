"""Areas by their codes: which holds which, and what no area is."""

import pytest

from xianjie.identifiers.areas import (
    UnknownArea,
    area,
    contains,
    named,
    prefecture_of,
    prefectures,
)


def test_a_province_has_21_prefectures_each_named_in_both_languages() -> None:
    codes = [one.code for one in prefectures()]
    assert len(set(codes)) == 21
    assert all(code.startswith("44") and code.endswith("00") for code in codes)
    assert all(one.name.zh.endswith("市") and one.name.en.isascii() for one in prefectures())


@pytest.mark.parametrize(
    ("upper", "lower", "held"),
    [
        ("440000", "440100", True),
        ("440000", "440106", True),
        ("440100", "440106", True),
        ("440100", "440100", True),
        ("440106", "440100", False),
        ("440100", "440000", False),
        ("440100", "440206", False),
        ("440000", "320100", False),
    ],
)
def test_an_area_holds_itself_and_what_is_below(upper: str, lower: str, held: bool) -> None:
    assert contains(upper, lower) is held


def test_a_county_is_told_by_its_prefecture() -> None:
    assert area("440106").name == area("440100").name
    assert prefecture_of("440106") == area("440100")


@pytest.mark.parametrize("code", ["", "44", "449900", "4401000", "110000", "广州市"])
def test_no_area_is_refused_with_the_code(code: str) -> None:
    with pytest.raises(UnknownArea) as refusal:
        area(code)
    assert repr(code) in refusal.value.message.zh
    assert repr(code) in refusal.value.message.en


def test_the_province_lies_in_no_prefecture() -> None:
    with pytest.raises(UnknownArea, match="440000"):
        prefecture_of("440000")


@pytest.mark.parametrize("words", ["广州", "广州市", " Guangzhou ", "guangzhou"])
def test_an_area_is_found_by_its_name(words: str) -> None:
    found = named(words)
    assert found is not None
    assert found.code == "440100"


def test_a_name_of_no_area_finds_none() -> None:
    assert named("南京市") is None
