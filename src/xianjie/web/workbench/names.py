"""Names as pages show them: areas, people whose names are covered, money."""

from __future__ import annotations

from xianjie.domain.accounts.sealed import unseal
from xianjie.domain.appraisals.models import Candidate
from xianjie.domain.certificates.models import Scheme
from xianjie.identifiers.areas import area
from xianjie.identifiers.levels import Level
from xianjie.instruments import law
from xianjie.text import Text


def area_name(code: str) -> Text:
    """The name of an area by its GB/T 2260 code; the code itself where it has none here."""
    try:
        return area(code).name
    except ValueError:
        return Text(code, code)


def person_name(name: str, *, covered: bool) -> str:
    """The name, or its first letter with the rest covered."""
    return name[:1] + "＊" * (len(name) - 1) if covered else name


def number_end(candidate: Candidate) -> str:
    """The last four of the identity number, to tell people of one name apart."""
    return f"…{unseal(candidate.number_sealed)[-4:]}"


def yuan(fen: int) -> str:
    """Fen as yuan, to the cent."""
    return f"{fen // 100:,}.{fen % 100:02}"


def level_name(level: int) -> Text:
    """A level of the old qualifications with its number in the new order."""
    return _LEVELS[level]


def level_as(scheme: str, level: int) -> Text:
    """A level as certificates of a scheme have it: 四级/中级工, or 中级（四级）."""
    return Level(level).printed if scheme == Scheme.LEVEL else level_name(level)


_LEVELS = {
    5: Text("初级（五级）", "elementary (level 5)"),
    4: Text("中级（四级）", "intermediate (level 4)"),
    3: Text("高级（三级）", "advanced (level 3)"),
    2: Text("技师（二级）", "technician (level 2)"),
    1: Text("高级技师（一级）", "senior technician (level 1)"),
}


def exam_kind(kind: str) -> Text:
    """A kind of exam, in the law's words."""
    fact = law().decision("exam-schedule").fact("exam_kind")
    values: dict[str, Text] = dict(getattr(fact, "values", {}))
    return values.get(kind, Text(kind, kind))
