"""Notions and days that the Guangdong notice names."""

from xianjie.instruments import facts
from xianjie.law import Condition, Day, DayFact, InLightOf, NamedDay, named
from xianjie.text import Text

APPRAISAL_END = NamedDay("appraisal_end_on")
ISSUANCE_END = NamedDay("issuance_end_on")
NO_REISSUE_FROM = NamedDay("no_reissue_from")

BY_COMPETITION = named(
    "通过竞赛取证",
    "the route is a skills competition",
    facts.ROUTE.is_("competition"),
    unless=Text("通过鉴定考试取证", "the route is a scheduled appraisal exam"),
    clauses=("252/2.1.1.3",),
)


def within_issuing(day: DayFact) -> Condition:
    """By the last day for issuing (R4), which binds competition winners' certificates too (R7)."""
    return InLightOf("R7", Day(day) <= ISSUANCE_END)


def between(day: DayFact, first: str, last: str) -> Condition:
    """From one parameter's day to another's, both days in."""
    return (Day(day) >= NamedDay(first)) & (Day(day) <= NamedDay(last))
