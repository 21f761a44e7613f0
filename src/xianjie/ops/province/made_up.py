"""Made-up organisations, examiners and candidates, their numbers right by the check letters."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import count

from xianjie.domain.appraisals.services.registrations import Person
from xianjie.identifiers.organisations import own_check, whole_check
from xianjie.identifiers.persons import check_digit


def _pdf(*objects: str) -> bytes:
    """A file of these objects, of which the first is its catalogue."""
    content, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(content))
        content += f"{number} 0 obj\n{one}\nendobj\n".encode("ascii")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    return content + (
        f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{table}"
        f"trailer\n<< /Size {len(places) + 1} /Root 1 0 R >>\nstartxref\n{len(content)}\n%%EOF\n"
    ).encode("ascii")


_WORDS = "BT /F1 20 Tf 72 720 Td (Demonstration only. This is no real document.) Tj ET"
PAPER = _pdf(
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
    " /Resources << /Font << /F1 5 0 R >> >> >>",
    f"<< /Length {len(_WORDS)} >>\nstream\n{_WORDS}\nendstream",
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
)
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
_GIVEN = "一二三四五六七八九十百千甲乙丙丁戊己庚辛"


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


def candidates(chance: random.Random) -> Iterator[Person]:
    """People born from 1900 to 1909: nobody of that age sits an exam."""
    for number in count():
        name = "".join((chance.choice(_SURNAMES), chance.choice(_GIVEN), chance.choice(_GIVEN)))
        born = date(1900, 1, 1) + timedelta(days=number % 3_650)
        first = f"440100{born:%Y%m%d}{number // 3_650:03}"
        phone = f"100{number:08}"  # no number of a telephone begins so
        yield Person(name, "resident", first + check_digit(first), phone)


def moment(on: date, hour: int = 1) -> datetime:
    """Nine in the morning in China, or later."""
    return datetime.combine(on, time(hour), UTC)
