"""Entering under which code a body numbers its qualification certificates."""

from __future__ import annotations

import re
from datetime import date, datetime

from django.db import IntegrityError, transaction

from xianjie.domain.accounts.acting import Actor, Target, require
from xianjie.domain.accounts.models import Body
from xianjie.domain.audit.events import record
from xianjie.domain.certificates.errors import CertificateError
from xianjie.domain.certificates.models import IssuingCode
from xianjie.identifiers.certificates import CertificateNumberError, parse
from xianjie.text import Text

ENTER = "code.enter"
_CODE = re.compile("[0-9]{8}")


def enter_code(*, by: Actor, body: Body, code: str, from_on: date, at: datetime) -> IssuingCode:
    """The code of a body's numbers, as its department assigned it.

    Raises `Denied`, `CertificateError`.
    """
    require(by, ENTER, Target(area=body.area, body=body.pk))
    _require_code(code)
    try:
        with transaction.atomic():
            made = IssuingCode.objects.create(body=body, code=code, from_on=from_on)
            record(
                by=by.username,
                at=at,
                action="code.entered",
                subject=made,
                area=body.area,
                data={"body": body.name, "code": code, "from": from_on},
            )
    except IntegrityError as error:
        raise CertificateError(
            Text("这个代码已属于一个单位", "the code is some body's already")
        ) from error
    return made


def _require_code(code: str) -> None:
    """Numbers with the code must be ones that can be."""
    if not _CODE.fullmatch(code):
        raise CertificateError(Text("代码应为八位数字", "a code has eight digits"))
    try:
        parse(f"20{code}500001")
    except CertificateNumberError as error:
        raise CertificateError(error.message) from error
