"""Which rows of the catalogue a visitor asked for, and in what order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from urllib.parse import urlencode

from django.http import QueryDict

from xianjie.instruments import catalogue, law
from xianjie.instruments.catalogue import Occupation, Treatment
from xianjie.instruments.standing import exit_on, standing
from xianjie.text import Text

ORDERS = {
    "item": Text("附件顺序", "order of the annex"),
    "name": Text("名称", "name"),
    "exit": Text("退出日", "exit day"),
    "code": Text("大典编码", "Dadian code"),
}
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Selection:
    """What was asked for; anything that is no known value counts as not asked."""

    words: str
    treatment: str
    department: str
    hrss: bool
    order: str

    def query(self) -> str:
        """The same as part of an address, without what was not asked."""
        asked = {
            "q": self.words,
            "treatment": self.treatment,
            "department": self.department,
            "hrss": "1" if self.hrss else "",
            "order": "" if self.order == "item" else self.order,
        }
        return urlencode({name: value for name, value in asked.items() if value})


@dataclass(frozen=True, slots=True)
class Entry:
    """An occupation with its exit day and its standing (a name) on the chosen day."""

    occupation: Occupation
    exit_on: date | None
    standing: str


def selection(query: QueryDict) -> Selection:
    treatment, department = query.get("treatment", ""), query.get("department", "")
    order = query.get("order", "item")
    return Selection(
        words=query.get("q", "").replace("\0", "").strip()[:_LONGEST],
        treatment=treatment if treatment in set(Treatment) else "",
        department=department if department in departments() else "",
        hrss=query.get("hrss") == "1",
        order=order if order in ORDERS else "item",
    )


def entries(asked: Selection, on: date) -> list[Entry]:
    """The rows asked for, as they stand on ``on``."""
    rules = law()
    found = catalogue.load().search(asked.words)
    kept = [entry for entry in found if _is_asked(entry, asked)]
    rows = [Entry(entry, exit_on(rules, entry), standing(rules, entry, on)) for entry in kept]
    return sorted(rows, key=lambda row: _place(row, asked.order))


@cache
def departments() -> tuple[str, ...]:
    """Every implementing department, those with most occupations first."""
    counted: dict[str, int] = {}
    for entry in catalogue.load().occupations:
        for department in entry.departments:
            counted[department] = counted.get(department, 0) + 1
    return tuple(sorted(counted, key=lambda name: (-counted[name], name)))


def _is_asked(entry: Occupation, asked: Selection) -> bool:
    return (
        asked.treatment in {"", entry.treatment.value}
        and (not asked.department or asked.department in entry.departments)
        and (not asked.hrss or entry.hrss_organised)
    )


def _place(row: Entry, order: str) -> tuple[object, ...]:
    entry = row.occupation
    annex = _positions()[entry.occupation]
    match order:
        case "name":
            return (entry.occupation, annex)
        case "exit":
            return (row.exit_on or date.max, annex)
        case "code":
            return (entry.dadian_code or "~", annex)
        case _:
            return (annex,)


@cache
def _positions() -> dict[str, int]:
    return {entry.occupation: i for i, entry in enumerate(catalogue.load().occupations)}
