"""What requests about records may say: numbers, lines of text, days, areas, each within bounds."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from xianjie.api.problems import INVALID_REQUEST, FieldError, Problem
from xianjie.api.v1.inputs import Day, KnownDay, refuse
from xianjie.errors import XianjieError
from xianjie.identifiers.areas import area as area_of
from xianjie.identifiers.persons import DocumentKind, Identity, IdentityError, identity
from xianjie.text import Text

_EARLIEST, _LATEST = date(2000, 1, 1), date(2100, 1, 1)
LARGEST = 2**63 - 1


def _printable(text: str) -> str:
    if any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in text):
        raise refuse(Text("不能有换行或控制字符", "must be one line without control characters"))
    return text


def _near(day: date) -> date:
    if not _EARLIEST <= day < _LATEST:
        raise refuse(
            Text(
                f"应在 {_EARLIEST} 起、{_LATEST} 前",
                f"must be from {_EARLIEST} on and before {_LATEST}",
            )
        )
    return day


def _known(code: str) -> str:
    try:
        area_of(code)
    except XianjieError as error:
        raise refuse(error.message) from error
    return code


Number = Annotated[int, Field(ge=1, le=LARGEST)]
Near = Annotated[Day, AfterValidator(_near)]
KnownNear = Annotated[KnownDay, AfterValidator(_near)]
AreaCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$"), Field(examples=["440100"])]
KnownArea = Annotated[AreaCode, AfterValidator(_known)]
Word = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=64),
    AfterValidator(_printable),
]
Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(_printable),
]
Reason = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=500),
    AfterValidator(_printable),
]
Title = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100),
    AfterValidator(_printable),
]


class Given(BaseModel):
    """A body: a field that it does not have is refused."""

    model_config = ConfigDict(extra="forbid")


class Document(Given):
    """An identity document, which is checked: its check digit, its form."""

    document: DocumentKind
    number: Word


class Based(Given):
    """What is done on a basis: a document, an event."""

    basis: Line = Field(description="依据")


def covered_name(name: str, *, covered: bool) -> str:
    """A name, or its first letter with the rest covered."""
    return name[:1] + "＊" * (len(name) - 1) if covered else name


def identified(document: DocumentKind, number: str, field: str) -> Identity:
    """The document, checked; raises `Problem`, which names the field of its number."""
    try:
        return identity(document, number)
    except IdentityError as error:
        raise wrong(field, error.message) from error


def number_of(given: Document, field: str) -> str:
    """The number of a document that is given in a field, checked."""
    return identified(given.document, given.number, f"{field}.number").number


def wrong(field: str, message: Text) -> Problem:
    """One field of the body is not as it must be."""
    return Problem(INVALID_REQUEST, errors=[FieldError(field, message)])
