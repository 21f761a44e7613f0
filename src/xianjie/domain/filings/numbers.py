"""Positions 1 to 13 of certificates' numbers: assigned once to an organisation, under a lock.

Taken in the transaction that files it: a serial that was taken is an organisation's, none is
skipped and none is given twice.
"""

from __future__ import annotations

from xianjie.domain.filings.errors import FilingError
from xianjie.domain.filings.models import NumberSerial, Organisation
from xianjie.instruments.filing import filing_rules
from xianjie.text import Text

_FIRST_FILED_HERE = "0000"  # the ministry numbers those that it filed first
_MOST = 999_999


def assign(organisation: Organisation) -> str:
    """The organisation's number, given now if it has none; it is held by the caller.

    Raises `FilingError` where the serials of its class are used up.
    """
    if organisation.number:
        return organisation.number
    rules = filing_rules()
    letter = rules.letters[organisation.kind].letter
    NumberSerial.objects.get_or_create(letter=letter, province=rules.province)
    counter = NumberSerial.objects.select_for_update().get(letter=letter, province=rules.province)
    if counter.last >= _MOST:
        raise FilingError(
            Text(f"{letter} 类机构的编号已用完", f"the numbers of class {letter} are used up")
        )
    counter.last += 1
    counter.save(update_fields=["last"])
    organisation.number = f"{letter}{_FIRST_FILED_HERE}{rules.province}{counter.last:06}"
    organisation.save(update_fields=["number"])
    return organisation.number
