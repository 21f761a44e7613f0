"""A number as typed or pasted, put in order, told which of the schemes it is of, and read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from xianjie.identifiers.certificates import qualification, skill_level
from xianjie.identifiers.certificates.fields import (
    CertificateNumberError,
    Field,
    Part,
    read_fields,
)
from xianjie.identifiers.certificates.qualification import OldShanghaiNumber, QualificationNumber
from xianjie.identifiers.certificates.skill_level import SkillLevelNumber
from xianjie.text import Text

CertificateNumber = QualificationNumber | OldShanghaiNumber | SkillLevelNumber


class OrganisationKind(StrEnum):
    """The kinds of evaluation organisation that issue skill-level certificates."""

    EMPLOYER = "employer"
    SOCIAL = "social"
    TECHNICAL_SCHOOL = "technical_school"


def _letters() -> dict[OrganisationKind, str]:
    return {
        OrganisationKind.EMPLOYER: "Y",  # the scheme's own letter
        OrganisationKind.SOCIAL: "S",  # the scheme's own letter
        # Schools file as social organisations; that some use a J of their own is unverified.
        OrganisationKind.TECHNICAL_SCHOOL: "S",
    }


@dataclass(frozen=True, slots=True)
class NumberSettings:
    """What an installation decides where the scheme leaves it open or one source alone tells it.

    ``old_shanghai``: whether 13 digits are an older number of Shanghai, padded with 000 on the
    left (one source); a number of 16 digits that begins with 000 is then one that was padded.
    """

    letters: Mapping[OrganisationKind, str] = field(default_factory=_letters)
    old_shanghai: bool = False


DEFAULT = NumberSettings()
_SCIENTIFIC = re.compile(r"[0-9](\.[0-9]+)?[Ee]\+?[0-9]+")
_SPECIAL = re.compile("[A-Z]{2}[0-9]{20}")


def normalised(typed: str) -> str:
    """Without spaces, hyphens and marks that are not seen, in half-width capitals and digits."""
    return "".join(
        letter.upper() if letter.isascii() else letter
        for letter in unicodedata.normalize("NFKC", typed)
        if letter != "\u2212"
        and not letter.isspace()
        and unicodedata.category(letter) not in {"Cc", "Cf", "Pd"}
    )


def parse(typed: str, settings: NumberSettings = DEFAULT) -> CertificateNumber:
    """The fields of a number as typed; raises `CertificateNumberError`: where, which rule, the fix.

    By form alone: that a number is well formed does not say that a certificate has it.
    """
    number = normalised(typed)
    if not number:
        raise CertificateNumberError(
            Text("没有填写证书编号；请照证书填写", "the certificate number is missing; give it")
        )
    if _SCIENTIFIC.fullmatch(number):
        raise CertificateNumberError(
            Text(
                f"证书编号 {number} 是科学记数，数字已丢失；请把这一列设为文本，重新填写",
                f"the certificate number {number} was typed as a number and lost its digits; "
                "format the column as text and type it again",
            )
        )
    if number[0].isascii() and number[0].isalpha():
        return _skill_level(number, settings)
    return _qualification(number, settings)


def compose(number: CertificateNumber, settings: NumberSettings = DEFAULT) -> str:
    """The number that fields make, by the letters in use; raises `CertificateNumberError`."""
    if isinstance(number, SkillLevelNumber):
        _check_letter(number.letter, settings)
    return str(number)


def explain(
    number: CertificateNumber | str, settings: NumberSettings = DEFAULT, *, by: date | None = None
) -> list[Part]:
    """The number part by part: positions, label, value, meaning.

    With ``by``, the day on which it is looked at, the year is told in four digits. Raises as
    `parse` does.
    """
    found = parse(number, settings) if isinstance(number, str) else number
    parts = found.parts()
    if by is None or isinstance(found, OldShanghaiNumber):
        return parts
    year = found.full_year(by)
    years = [one.name for one in _fields(found)].index("year")
    parts[years] = parts[years]._replace(meaning=Text(f"{year}年", str(year)))
    return parts


def _fields(number: QualificationNumber | SkillLevelNumber) -> tuple[Field, ...]:
    if isinstance(number, SkillLevelNumber):
        return skill_level.FIELDS
    return qualification.FIELDS


def _qualification(
    number: str, settings: NumberSettings
) -> QualificationNumber | OldShanghaiNumber:
    _check_digits(number, 1)
    padded = number.startswith(qualification.SHANGHAI_PADDING)
    if settings.old_shanghai:
        if len(number) == qualification.OLD_SHANGHAI_LENGTH:
            return OldShanghaiNumber(number)
        if padded and len(number) == qualification.LENGTH:
            return OldShanghaiNumber(number[len(qualification.SHANGHAI_PADDING) :])
    if len(number) != qualification.LENGTH:
        raise CertificateNumberError(_wrong_length(number))
    return QualificationNumber(**read_fields(qualification.FIELDS, number))


def _wrong_length(number: str) -> Text:
    zh, en = "", ""
    if len(number) == qualification.OLD_SHANGHAI_LENGTH:
        zh = "；上海旧编号为13位，本系统未设为接受，请由管理员设定"
        en = (
            "; older numbers of Shanghai have 13, which this installation is not set to take: "
            "ask its administrator"
        )
    return Text(
        f"职业资格证书编号应为16位数字，得到 {len(number)} 位；请对照证书补全或更正{zh}",
        f"the number of a qualification certificate has 16 digits, not {len(number)}; complete "
        f"or correct it by the certificate{en}",
    )


def _skill_level(number: str, settings: NumberSettings) -> SkillLevelNumber:
    if _SPECIAL.fullmatch(number):
        raise CertificateNumberError(
            Text(
                "两个字母加20位数字是特级技师的编号；特级技师为岗位聘任，不在本登记册内",
                "two letters and 20 digits are of a special-grade technician, an appointment to "
                "a post, which this register does not hold",
            ),
            (1, 2),
        )
    _check_letter(number[0], settings)
    _check_digits(number, 2)
    if len(number) != skill_level.LENGTH:
        raise CertificateNumberError(
            Text(
                f"职业技能等级证书编号应为一个大写字母加21位数字，得到 {len(number) - 1} 位数字；"
                "请对照证书补全或更正",
                "the number of a skill-level certificate is one capital letter and 21 digits, "
                f"not {len(number) - 1}; complete or correct it by the certificate",
            )
        )
    return SkillLevelNumber(**read_fields(skill_level.FIELDS, number))


def _check_letter(letter: str, settings: NumberSettings) -> None:
    letters = sorted(set(settings.letters.values()))
    if letter in letters:
        return
    raise CertificateNumberError(
        Text(
            f"证书编号第 1 位是 {letter!r}，应为大写字母 {'、'.join(letters)} 之一；请对照证书更正",
            f"position 1 of the certificate number holds {letter!r}, but must be one of the "
            f"capital letters {', '.join(letters)}; correct it by the certificate",
        ),
        (1, 1),
    )


def _check_digits(number: str, first: int) -> None:
    for place, letter in enumerate(number[first - 1 :], start=first):
        if letter not in "0123456789":
            raise CertificateNumberError(
                Text(
                    f"证书编号第 {place} 位是 {letter!r}，应为数字；请对照证书更正",
                    f"position {place} of the certificate number holds {letter!r}, but must be "
                    "a digit; correct it by the certificate",
                ),
                (place, place),
            )
