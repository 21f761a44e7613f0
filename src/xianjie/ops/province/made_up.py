"""Made-up identities of organisations and examiners, each right by its check letters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from xianjie.identifiers.organisations import own_check, whole_check
from xianjie.identifiers.persons import check_digit

PAPER = "演示材料，不是真的材料".encode()


def credit_code(number: int) -> str:
    """A code that no organisation has: 9900 is no area's."""
    own = f"MA{number:06}"
    first = f"91449900{own}{own_check(own)}"
    return first + whole_check(first)


def examiners(start: int) -> Iterator[tuple[str, str]]:
    """Names and numbers of people born from 1880 to 1889: nobody of that age examines."""
    number = start
    while True:
        born = date(1880, 1, 1) + timedelta(days=number % 3_650)
        first = f"440100{born:%Y%m%d}{number // 3_650:03}"
        yield f"考评{number}", first + check_digit(first)
        number += 1


def moment(on: date, hour: int = 1) -> datetime:
    """Nine in the morning in China, or later."""
    return datetime.combine(on, time(hour), UTC)
