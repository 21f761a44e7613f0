"""Certificate numbers of both schemes: read, explained, refused, composed."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xianjie.identifiers.certificates import (
    AUTHORITIES,
    BodyKind,
    CertificateNumber,
    CertificateNumberError,
    Confidence,
    NumberSettings,
    OldShanghaiNumber,
    OrganisationKind,
    QualificationNumber,
    SkillLevelNumber,
    compose,
    explain,
    normalised,
    parse,
)
from xianjie.identifiers.certificates.codes import PROVINCES
from xianjie.identifiers.levels import Level

QUALIFICATION = "1810012003400001"
SKILL = "S000044000001203000001"
SHANGHAI = NumberSettings(old_shanghai=True)
DIGITS = st.integers(0, 99).map("{:02}".format)

qualifications = st.builds(
    QualificationNumber,
    year=st.integers(0, 99),
    authority=DIGITS,
    prefecture=DIGITS,
    body_kind=st.sampled_from(BodyKind),
    body_serial=st.integers(1, 999),
    level=st.sampled_from(Level),
    serial=st.integers(1, 99_999),
)
skill_levels = st.builds(
    SkillLevelNumber,
    letter=st.sampled_from("YS"),
    organisation=st.integers(0, 9999).map("{:04}".format),
    province=st.sampled_from(sorted(PROVINCES)),
    organisation_serial=st.integers(0, 999_999).map("{:06}".format),
    year=st.integers(0, 99),
    level=st.sampled_from(Level),
    serial=st.integers(1, 999_999),
)
numbers = st.one_of(qualifications, skill_levels)


def refused(typed: str, settings: NumberSettings | None = None) -> CertificateNumberError:
    with pytest.raises(CertificateNumberError) as refusal:
        parse(typed, settings or NumberSettings())
    return refusal.value


def test_a_qualification_number_is_read_field_by_field() -> None:
    assert parse(QUALIFICATION) == QualificationNumber(
        year=18,
        authority="10",
        prefecture="01",
        body_kind=BodyKind.LOCAL_STATION,
        body_serial=3,
        level=Level.INTERMEDIATE,
        serial=1,
    )


def test_a_skill_level_number_is_read_field_by_field() -> None:
    number = parse(SKILL)
    assert number == SkillLevelNumber("S", "0000", "44", "000001", 20, Level.ADVANCED, 1)
    assert isinstance(number, SkillLevelNumber)
    assert number.assigned == "S000044000001"


@pytest.mark.parametrize(
    "number",
    [
        QUALIFICATION,
        "1772003018100025",
        "2010012003500001",
        SKILL,
        "Y000044000002215000123",
        "Y000144000003211999999",
    ],
)
def test_numbers_that_are_well_formed(number: str) -> None:
    assert compose(parse(number)) == number


def changed(number: str, place: int, to: str) -> str:
    return number[: place - 1] + to + number[place - 1 + len(to) :]


@pytest.mark.parametrize(
    ("number", "positions", "words"),
    [
        ("", None, "missing"),
        (" -　", None, "missing"),
        ("1.81001E+15", None, "format the column as text"),
        (QUALIFICATION[:-1], None, "16 digits, not 15"),
        (QUALIFICATION + "1", None, "16 digits, not 17"),
        (QUALIFICATION[:13], None, "ask its administrator"),
        *[(changed(QUALIFICATION, 7, str(kind)), (7, 7), "0 to 4") for kind in range(5, 10)],
        (changed(QUALIFICATION, 8, "000"), (8, 10), "001 to 999"),
        (changed(QUALIFICATION, 11, "0"), (11, 11), "1 to 5"),
        (changed(QUALIFICATION, 11, "6"), (11, 11), "1 to 5"),
        (changed(QUALIFICATION, 12, "00000"), (12, 16), "00001 to 99999"),
        (changed(QUALIFICATION, 9, "O"), (9, 9), "must be a digit"),
        ("证" + QUALIFICATION[1:], (1, 1), "must be a digit"),
        (changed(SKILL, 1, "A"), (1, 1), "correct it by the certificate"),
        (changed(SKILL, 5, "x"), (5, 5), "must be a digit"),
        (changed(SKILL, 6, "99"), (6, 7), "GB/T 2260"),
        (changed(SKILL, 16, "0"), (16, 16), "1 to 5"),
        (changed(SKILL, 16, "6"), (16, 16), "1 to 5"),
        (changed(SKILL, 17, "000000"), (17, 22), "000001 to 999999"),
        (SKILL[:-1], None, "21 digits, not 20"),
        (SKILL + "1", None, "21 digits, not 22"),
        ("YT" + SKILL[2:], (1, 2), "special-grade"),
    ],
)
def test_wrong_numbers_are_refused_by_place_and_rule(
    number: str, positions: tuple[int, int] | None, words: str
) -> None:
    error = refused(number)
    assert error.positions == positions
    assert words in error.message.en
    if positions and positions != (1, 2):
        assert f"第 {positions[0]}" in error.message.zh


@given(numbers)
def test_reading_what_was_composed_gives_it_back(number: CertificateNumber) -> None:
    assert parse(compose(number)) == number


@given(numbers, st.data())
def test_pasted_text_is_put_in_order(number: CertificateNumber, data: st.DataObject) -> None:
    plain = str(number)
    joints = [" ", "-", "　", "\u2013", "\u2212", "\u200b", "\t", "\n", ""]
    typed = "".join(letter + data.draw(st.sampled_from(joints)) for letter in plain)
    assert normalised(typed) == plain
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in plain)
    assert parse(wide) == parse(typed) == parse(typed.lower()) == number


@given(numbers)
def test_an_explanation_covers_every_position_once(number: CertificateNumber) -> None:
    parts = explain(number)
    assert "".join(part.value for part in parts) == str(number)
    places = [place for part in parts for place in range(part.positions[0], part.positions[1] + 1)]
    assert places == list(range(1, len(str(number)) + 1))


@given(st.text(max_size=30), st.booleans())
def test_any_text_is_read_or_refused_by_name(typed: str, old: bool) -> None:
    try:
        number = parse(typed, NumberSettings(old_shanghai=old))
    except CertificateNumberError as error:
        assert error.message.zh  # noqa: PT017 – either end is right
    else:
        assert str(number).endswith(normalised(typed))


def told(typed: str, by: date | None = None) -> list[str]:
    return [part.meaning.en for part in explain(typed, by=by)]


def test_a_qualification_number_is_explained() -> None:
    assert told(QUALIFICATION, date(2020, 9, 15)) == [
        "2018",
        "Jiangsu",
        "prefecture 01 of that list",
        "local appraisal station",
        "body 3 of its kind",
        "intermediate",
        "number 1 of that body, year and level",
    ]
    assert told("1772003018100025")[:3] == [
        "the year ends in 17",
        "the tobacco industry",
        "no prefecture",
    ]


def test_a_skill_level_number_is_explained() -> None:
    assert told("Y000144000003211999999", date(2026, 1, 1)) == [
        "employer",
        "number 1 of the ministry's",
        "Guangdong",
        "000003, as the province assigned it",
        "2021",
        "Level 1 / senior technician",
        "number 999999 of that organisation",
    ]
    assert told(SKILL)[1] == "first filed with a province"


def test_what_is_unverified_is_told_as_unverified() -> None:
    assert "unverified" in told("1819012003400001")[1]
    assert "not on the verified list" in told("1855012003400001")[1]
    for authority in AUTHORITIES.values():
        shown = authority.meaning.in_("zh") == authority.name.in_("zh")
        assert shown is (authority.confidence is not Confidence.UNVERIFIED)


@pytest.mark.parametrize("number", [QUALIFICATION, SKILL])
def test_the_year_is_that_of_the_date_of_issue(number: str) -> None:
    found = parse(number)
    assert not isinstance(found, OldShanghaiNumber)
    year = 2000 + found.year
    for issued, matches in (
        (date(year - 1, 12, 31), False),
        (date(year, 1, 1), True),
        (date(year, 12, 31), True),
        (date(year + 1, 1, 1), False),
    ):
        assert found.year_matches(issued) is matches


@given(numbers, st.dates(date(1950, 1, 1), date(2120, 1, 1)))
def test_the_century_is_the_latest_that_has_come(number: CertificateNumber, by: date) -> None:
    assert not isinstance(number, OldShanghaiNumber)
    year = number.full_year(by)
    assert by.year - 100 < year <= by.year
    assert number.year_matches(date(year, 7, 1))


def test_a_number_of_the_last_century() -> None:
    number = parse("9910012003400001")
    assert isinstance(number, QualificationNumber)
    assert number.full_year(date(2020, 9, 15)) == 1999
    assert number.year_matches(date(1999, 3, 1))


def test_an_old_number_of_shanghai_is_padded_where_that_is_set() -> None:
    number = parse("1234567890123", SHANGHAI)
    assert str(number) == "0001234567890123"
    assert parse(str(number), SHANGHAI) == number
    assert [part.value for part in explain(number, by=date(2020, 1, 1))] == ["000", "1234567890123"]
    assert refused("123456789012", SHANGHAI).positions is None
    assert compose(parse(QUALIFICATION, SHANGHAI)) == QUALIFICATION
    with pytest.raises(CertificateNumberError, match="13 位数字"):
        OldShanghaiNumber("12")


def test_a_class_letter_is_a_setting() -> None:
    schools = NumberSettings(letters={OrganisationKind.TECHNICAL_SCHOOL: "J"})
    number = parse("J" + SKILL[1:], schools)
    assert compose(number, schools) == "J" + SKILL[1:]
    assert explain(number, schools)[0].meaning.en == "a class of this installation's settings"
    with pytest.raises(CertificateNumberError, match="第 1 位"):
        compose(number)


@pytest.mark.parametrize(
    "build",
    [
        lambda: QualificationNumber(118, "10", "01", BodyKind(2), 3, Level(4), 1),
        lambda: QualificationNumber(18, "1", "01", BodyKind(2), 3, Level(4), 1),
        lambda: QualificationNumber(18, "10", "01", BodyKind(2), 0, Level(4), 1),
        lambda: QualificationNumber(18, "10", "01", BodyKind(2), 3, Level(4), 100_000),
        lambda: QualificationNumber(-1, "10", "01", BodyKind(2), 3, Level(4), 1),
        lambda: SkillLevelNumber("s", "0000", "44", "000001", 20, Level(3), 1),
        lambda: SkillLevelNumber("S", "0000", "44", "1", 20, Level(3), 1),
        lambda: SkillLevelNumber("S", "0000", "44", "000001", 20, Level(3), 0),
    ],
)
def test_fields_that_fit_no_number_are_refused(build: Callable[[], object]) -> None:
    with pytest.raises(CertificateNumberError, match="证书编号第"):
        build()
