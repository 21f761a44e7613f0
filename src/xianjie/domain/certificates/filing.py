"""Entering who may issue: an organisation's filing with what it covers, the code of a body."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from xianjie.domain.accounts.acting import Actor, Target, require
from xianjie.domain.accounts.models import Body
from xianjie.domain.audit.events import record
from xianjie.domain.certificates.errors import CertificateError
from xianjie.domain.certificates.models import FiledScope, Filing, IssuingCode, Scheme
from xianjie.identifiers.certificates import CertificateNumberError, parse
from xianjie.text import Text

ENTER = "filing.enter"
LOWEST, HIGHEST = 5, 1
_CODES = {Scheme.QUALIFICATION: re.compile("[0-9]{8}"), Scheme.LEVEL: re.compile("[A-Z][0-9]{12}")}


@dataclass(frozen=True, slots=True)
class Scope:
    """An occupation with its lowest and highest level (5 to 1)."""

    occupation: str
    lowest: int
    highest: int


def enter_filing(
    *,
    by: Actor,
    body: Body,
    kind: Filing.Kind,
    name: str,
    from_on: date,
    until_on: date,
    scope: Sequence[Scope],
    basis: str,
    at: datetime,
) -> Filing:
    """A filing as it was made; raises `Denied`, `CertificateError`."""
    require(by, ENTER, Target(area=body.area, body=body.pk))
    if until_on < from_on:
        raise CertificateError(
            Text("有效期止于起始之前；请核对", "the term ends before it begins; look again")
        )
    if not scope or any(not HIGHEST <= one.highest <= one.lowest <= LOWEST for one in scope):
        raise CertificateError(
            Text(
                "备案范围至少一个职业；等级从最低到最高，5 至 1",
                "the scope has at least one occupation, with levels from the lowest to the "
                "highest, 5 to 1",
            )
        )
    try:
        with transaction.atomic():
            made = Filing.objects.create(
                body=body,
                kind=kind,
                name=name,
                from_on=from_on,
                until_on=until_on,
                basis=basis,
                entered_by=by.username,
                entered_at=at,
            )
            for one in scope:
                FiledScope.objects.create(
                    filing=made, occupation=one.occupation, lowest=one.lowest, highest=one.highest
                )
            record(
                by=by.username,
                at=at,
                action="filing.entered",
                subject=made,
                area=body.area,
                ground=("80/5",),
                data={"body": body.name, "from": from_on, "until": until_on, "basis": basis},
            )
    except IntegrityError as error:
        raise CertificateError(
            Text(
                "这个单位这一天起的备案已登记，或同一职业写了两次",
                "a filing of the body from that day is entered already, or an occupation is "
                "there twice",
            )
        ) from error
    return made


def enter_code(
    *, by: Actor, body: Body, scheme: Scheme, code: str, from_on: date, at: datetime
) -> IssuingCode:
    """The code of a body's numbers, as its department assigned it.

    Raises `Denied`, `CertificateError`.
    """
    require(by, ENTER, Target(area=body.area, body=body.pk))
    _require_code(scheme, code)
    try:
        with transaction.atomic():
            made = IssuingCode.objects.create(body=body, scheme=scheme, code=code, from_on=from_on)
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


def _require_code(scheme: Scheme, code: str) -> None:
    """Numbers with the code must be ones that can be."""
    if not _CODES[scheme].fullmatch(code):
        raise CertificateError(
            Text(
                "代码应为八位数字（鉴定），或一个大写字母加十二位数字（等级认定）",
                "a code has eight digits (appraisal), or a capital letter and twelve digits "
                "(level certification)",
            )
        )
    try:
        parse(f"20{code}500001" if scheme is Scheme.QUALIFICATION else f"{code}205000001")
    except CertificateNumberError as error:
        raise CertificateError(error.message) from error
