"""Values that facts can have: a few that stand for all, and any at random.

The days of the law are written out here and not asked of it, so that a day moved by mistake is
met by cases on both sides of where it ought to be.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.law import oracle
from xianjie.law import BoolFact, DayFact, EnumFact, Fact, KeyFact

# One occupation for each combination of batch and department; 消防员 is under another department.
KINDS_OF_OCCUPATION = tuple({kind: name for name, kind in oracle.OCCUPATIONS.items()}.values())

_DAY_OF = {
    "national notice": date(2020, 7, 21),
    "provincial notice": date(2020, 9, 4),
    "exit of batch 1": date(2020, 9, 30),
    "October": date(2020, 10, 1),
    "November": date(2020, 11, 1),
    "December": date(2020, 12, 1),
    "end of 2020": date(2020, 12, 31),
    "end of the first quarter": date(2021, 3, 31),
}
_NOTICES = ("national notice", "provincial notice")
_DAYS_THAT_MATTER: Mapping[str, Sequence[str]] = {
    "on": ("national notice", "exit of batch 1", "end of 2020"),
    "announced_on": ("national notice",),
    "registration_accepted_on": ("national notice",),
    "registered_on": _NOTICES,
    "held_on": ("provincial notice", "October", "November", "December", "end of 2020"),
    "issue_on": ("end of 2020", "end of the first quarter"),
    "issued_on": ("exit of batch 1", "end of 2020", "end of the first quarter"),
    "requested_on": ("end of 2020",),
}
TERM = tuple(date(2021, 6, day) for day in range(1, 6))


def representative(decision: str, fact: Fact) -> tuple[Any, ...]:
    """Values of a fact that show every difference a decision makes."""
    match fact:
        case BoolFact():
            return (True, False)
        case EnumFact(values=values):
            return tuple(values)
        case KeyFact():
            return KINDS_OF_OCCUPATION
        case DayFact():
            return (*_days(decision, fact.name), *((None,) if fact.none else ()))
    raise AssertionError(fact)


def any_value(fact: Fact) -> st.SearchStrategy[Any]:
    """Any value of a fact, days near those of the law more often than others."""
    match fact:
        case BoolFact():
            return st.booleans()
        case EnumFact(values=values):
            return st.sampled_from(sorted(values))
        case KeyFact(rows=rows):
            return st.sampled_from(sorted(rows))
        case DayFact():
            return _any_day() | st.none() if fact.none else _any_day()
    raise AssertionError(fact)


def _any_day() -> st.SearchStrategy[date]:
    near = st.builds(
        lambda day, off: day + timedelta(days=off),
        st.sampled_from(sorted(_DAY_OF.values())),
        st.integers(-2, 2),
    )
    return near | st.dates(date(2019, 1, 1), date(2023, 12, 31)) | st.dates()


def _days(decision: str, fact: str) -> Sequence[date]:
    # Nothing but the order of the three days counts there: five in a row hold every order.
    if decision == "level-certificate-issuance":
        return TERM
    days = {
        _DAY_OF[name] + timedelta(days=off)
        for name in _DAYS_THAT_MATTER[fact]
        for off in (-1, 0, 1)
    }
    return sorted(days)
