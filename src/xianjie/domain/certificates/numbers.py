"""Numbers of certificates: taken one after the other under a lock, none skipped, none twice.

Serials are counted in the transaction that writes the certificate, so a number that was taken is a
certificate's, whatever happens in between.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from xianjie.domain.accounts.models import Body
from xianjie.domain.certificates.errors import CertificateError
from xianjie.domain.certificates.models import Scheme, Serial
from xianjie.domain.filings.models import Organisation
from xianjie.text import Text

_MOST = {Scheme.QUALIFICATION: 99_999, Scheme.LEVEL: 999_999}


@dataclass(frozen=True, slots=True)
class Numbering:
    """The scheme of numbers, and the code of the body in them."""

    scheme: Scheme
    code: str


def numbering_of(body: Body, scheme: Scheme, on: date) -> Numbering:
    """How a body's certificates are numbered that day.

    Of qualification certificates by the code that its department assigned, of skill-level ones by
    the number that it was filed under. Raises `CertificateError` where it has none.
    """
    code = _assigned(body, on) if scheme is Scheme.QUALIFICATION else _filed(body)
    if not code:
        raise CertificateError(
            Text(
                f"{body.name} 在 {on} 没有{scheme.label}的编号代码；由主管部门登记或者备案时编定",
                f"{body.name} has no code for numbers of this kind on {on}; its department "
                "enters one, or its filing assigns it",
            )
        )
    return Numbering(scheme, code)


def _assigned(body: Body, on: date) -> str:
    held = body.issuing_codes.filter(Q(until_on=None) | Q(until_on__gt=on), from_on__lte=on)
    found = held.order_by("-from_on").first()
    return found.code if found else ""


def _filed(body: Body) -> str:
    found = Organisation.objects.filter(pk=body.pk).first()
    return found.number if found else ""


def allocate(numbering: Numbering, *, on: date, level: int, count: int) -> Sequence[str]:
    """The next numbers of a body, within the caller's transaction, which holds the counter.

    Raises `CertificateError` where the serials of the code are used up.
    """
    scheme, code = numbering.scheme, numbering.code
    by_year = scheme is Scheme.QUALIFICATION
    counter, _ = Serial.objects.get_or_create(
        code=code, year=on.year if by_year else 0, level=level if by_year else 0
    )
    counter = Serial.objects.select_for_update().get(pk=counter.pk)
    first = counter.last + 1
    if counter.last + count > _MOST[scheme]:
        raise CertificateError(
            Text(
                f"编号代码 {code} 的流水号已用到 {counter.last}，不够再编 {count} 个",
                f"the serials of the code {code} are used up to {counter.last}: {count} more "
                "do not fit",
            )
        )
    counter.last += count
    counter.save(update_fields=["last"])
    return [_number(numbering, on, level, serial) for serial in range(first, first + count)]


def next_numbers(numbering: Numbering, *, on: date, level: int, count: int) -> Sequence[str]:
    """The numbers that would be given now, none taken: to look ahead."""
    by_year = numbering.scheme is Scheme.QUALIFICATION
    counter = Serial.objects.filter(
        code=numbering.code, year=on.year if by_year else 0, level=level if by_year else 0
    ).first()
    first = counter.last + 1 if counter else 1
    return [_number(numbering, on, level, serial) for serial in range(first, first + count)]


def _number(numbering: Numbering, on: date, level: int, serial: int) -> str:
    if numbering.scheme is Scheme.QUALIFICATION:
        return f"{on:%y}{numbering.code}{level}{serial:05}"
    return f"{numbering.code}{on:%y}{level}{serial:06}"
