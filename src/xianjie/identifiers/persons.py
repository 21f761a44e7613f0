"""Identity documents: what is typed is put in order and checked, never guessed.

Resident cards and residence permits by GB 11643-1999 (check digit by ISO 7064 MOD 11-2); permits
and passports by their form.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from xianjie.errors import XianjieError
from xianjie.text import Text


class IdentityError(XianjieError, ValueError):
    """A number that the document cannot have."""


class DocumentKind(StrEnum):
    """The documents that identify a candidate."""

    RESIDENT = "resident"
    HONG_KONG_MACAO = "hk_macao_permit"
    TAIWAN = "taiwan_permit"
    RESIDENCE = "residence_permit"
    PASSPORT = "passport"

    @property
    def label(self) -> Text:
        return _LABELS[self]


_LABELS = {
    DocumentKind.RESIDENT: Text("居民身份证", "resident identity card"),
    DocumentKind.HONG_KONG_MACAO: Text(
        "港澳居民来往内地通行证", "mainland travel permit for Hong Kong and Macao residents"
    ),
    DocumentKind.TAIWAN: Text(
        "台湾居民来往大陆通行证", "mainland travel permit for Taiwan residents"
    ),
    DocumentKind.RESIDENCE: Text(
        "港澳台居民居住证", "residence permit for Hong Kong, Macao and Taiwan residents"
    ),
    DocumentKind.PASSPORT: Text("护照", "passport"),
}
_OLDEST = date(1880, 1, 1)  # before any holder; the made-up of the demonstration begin here
_PROVINCES = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]")
_ELSEWHERE = frozenset({"810000", "820000", "830000"})
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_SHORT = 8  # letters, below which five in sight would be most of them
_SCIENTIFIC = re.compile(r"\d(\.\d+)?[Ee]\+?\d+")
_FORMS = {
    DocumentKind.HONG_KONG_MACAO: (
        re.compile(r"[HM]\d{8}(\d{2})?"),
        Text("H 或 M 加8位或10位数字", "H or M and 8 or 10 digits"),
    ),
    DocumentKind.TAIWAN: (re.compile(r"\d{8}|\d{10}"), Text("8位或10位数字", "8 or 10 digits")),
    DocumentKind.PASSPORT: (
        re.compile(r"[A-Z0-9]{5,17}"),
        Text("5至17位字母和数字", "5 to 17 letters and digits"),
    ),
}


@dataclass(frozen=True, slots=True)
class Identity:
    """A checked number, in its one form."""

    kind: DocumentKind
    number: str


def identity(kind: DocumentKind, typed: str) -> Identity:
    """The number as typed: full-width letters, spaces and small letters are put right.

    Raises `IdentityError`, which names the rule and the fix.
    """
    number = "".join(unicodedata.normalize("NFKC", typed).split()).upper()
    if not number:
        raise _wrong(kind, "没有填写", "is missing")
    if _SCIENTIFIC.fullmatch(number):
        raise _wrong(
            kind,
            "是科学记数，数字已丢失；请把这一列设为文本，重新填写",
            "was typed as a number and lost its digits; format the column as text and type it "
            "again",
        )
    if kind in {DocumentKind.RESIDENT, DocumentKind.RESIDENCE}:
        _check_citizen(kind, number)
    else:
        form, words = _FORMS[kind]
        if not form.fullmatch(number):
            raise _wrong(kind, f"应为{words.zh}", f"must be {words.en}")
    return Identity(kind, number)


def check_digit(first: str) -> str:
    """The eighteenth letter of a citizen's number after its seventeen digits."""
    total = sum(int(digit) * weight for digit, weight in zip(first, _WEIGHTS, strict=True))
    return _CHECKS[total % 11]


def born_on(kind: DocumentKind, number: str) -> date | None:
    """The day of birth that a citizen's number holds; None where the document holds none."""
    if kind not in {DocumentKind.RESIDENT, DocumentKind.RESIDENCE}:
        return None
    return date.fromisoformat(f"{number[6:10]}-{number[10:12]}-{number[12:14]}")


def unborn(kind: DocumentKind, number: str, on: date) -> Text | None:
    """That the number holds a day of birth after ``on``; None where it does not."""
    born = born_on(kind, number)
    if born is None or born <= on:
        return None
    return _wrong(
        kind,
        "的出生日期在今天之后；请核对证件",
        "has a day of birth that is still to come; look at the document again",
    ).message


def masked(number: str) -> str:
    """The first three and the last two, of a short number one each; the rest covered."""
    first, last = (3, 2) if len(number) > _SHORT else (1, 1)
    return number[:first] + "*" * max(len(number) - first - last, 0) + number[-last:]


def _check_citizen(kind: DocumentKind, number: str) -> None:
    if re.fullmatch(r"\d{15}", number):
        raise _wrong(
            kind,
            "是15位的旧号码；请填写18位号码",
            "is an old number of 15 digits; give the one of 18",
        )
    if not re.fullmatch(r"\d{17}[\dX]", number):
        raise _wrong(
            kind,
            f"应为17位数字加一位数字或 X，得到 {len(number)} 位",
            f"must be 17 digits and a digit or X, not {len(number)} characters",
        )
    resident = kind is DocumentKind.RESIDENT
    if (not _PROVINCES.match(number)) if resident else (number[:6] not in _ELSEWHERE):
        raise _wrong(kind, "的地区码不存在", "has an area that does not exist")
    try:
        born = born_on(kind, number)
    except ValueError as error:
        raise _wrong(kind, "的出生日期不存在", "has a day of birth that does not exist") from error
    if born is None or born < _OLDEST:
        raise _wrong(
            kind,
            f"的出生日期早于 {_OLDEST.year} 年；请核对证件",
            f"has a day of birth before {_OLDEST.year}; look at the document again",
        )
    if check_digit(number[:17]) != number[17]:
        raise _wrong(
            kind,
            "的校验码不对，可能有一位填错；请核对证件",
            "has a wrong check digit, so a digit may be mistyped; look at the document again",
        )


def _wrong(kind: DocumentKind, zh: str, en: str) -> IdentityError:
    return IdentityError(
        Text(f"{kind.label.zh}号码{zh}", f"the number of the {kind.label.en} {en}")
    )
