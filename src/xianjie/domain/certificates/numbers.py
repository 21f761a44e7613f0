"""Numbers of certificates: taken one after the other under a lock, none skipped, none twice.

Serials are counted in the transaction that writes the certificate, so a number that was taken is a
certificate's, whatever happens in between.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from xianjie.domain.accounts.models import Body
from xianjie.domain.certificates.errors import CertificateError
from xianjie.domain.certificates.models import IssuingCode, Scheme, Serial
from xianjie.text import Text

_MOST = {Scheme.QUALIFICATION: 99_999, Scheme.LEVEL: 999_999}


def code_of(body: Body, scheme: Scheme, on: date) -> IssuingCode:
    """The code under which a body issues that day; raises `CertificateError` where it has none."""
    found = body.issuing_codes.filter(
        Q(until_on=None) | Q(until_on__gt=on), scheme=scheme, from_on__lte=on
    ).order_by("-from_on")
    code = found.first()
    if code is None:
        raise CertificateError(
            Text(
                f"{body.name} 在 {on} 没有{scheme.label}的编号代码；请先由主管部门登记",
                f"{body.name} has no code for numbers of this kind on {on}; its department "
                "enters one first",
            )
        )
    return code


def allocate(code: IssuingCode, *, on: date, level: int, count: int) -> Sequence[str]:
    """The next numbers under a code, within the caller's transaction, which holds the counter.

    Raises `CertificateError` where the serials of the code are used up.
    """
    scheme = Scheme(code.scheme)
    by_year = scheme is Scheme.QUALIFICATION
    counter, _ = Serial.objects.get_or_create(
        code=code.code, year=on.year if by_year else 0, level=level if by_year else 0
    )
    counter = Serial.objects.select_for_update().get(pk=counter.pk)
    first = counter.last + 1
    if counter.last + count > _MOST[scheme]:
        raise CertificateError(
            Text(
                f"编号代码 {code.code} 的流水号已用到 {counter.last}，不够再编 {count} 个",
                f"the serials of the code {code.code} are used up to {counter.last}: {count} more "
                "do not fit",
            )
        )
    counter.last += count
    counter.save(update_fields=["last"])
    return [_number(code, on, level, serial) for serial in range(first, first + count)]


def _number(code: IssuingCode, on: date, level: int, serial: int) -> str:
    if code.scheme == Scheme.QUALIFICATION:
        return f"{on:%y}{code.code}{level}{serial:05}"
    return f"{code.code}{on:%y}{level}{serial:06}"
