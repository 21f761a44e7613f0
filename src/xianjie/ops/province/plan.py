"""What exams the province has: so many of each sort, so that every outcome of the law occurs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xianjie.domain.appraisals.models import Exam

LARGE = 3_000  # seats of the first exam and its site: thousands can be registered by file
ROUND_OVER = date(2020, 9, 14)  # choices of a few exams, which are paid back
BEFORE = (date(2020, 5, 11), date(2020, 7, 17))  # announced before the national notice
_AUTUMN = (date(2020, 9, 19), date(2020, 12, 28))
_HELD = (date(2020, 9, 5), date(2020, 9, 14))  # over when the demonstration opens


@dataclass(frozen=True)
class Sort:
    """A sort of exams: how many, when announced and held, of which occupations, what follows."""

    name: str
    count: int
    announced: tuple[date, date] | None
    held: tuple[date, date]
    kind: Exam.Kind = Exam.Kind.ROUTINE
    route: Exam.Route = Exam.Route.SCHEDULED
    in_plan: bool = False
    treatment: str = "batch"  # batch, access_hrss (organised by us) or access_other
    registered: int = 106
    late: float = 0.0  # the share that registered after the provincial notice
    taken_over: bool = False
    issue_on: date | None = None


SORTS = (
    Sort("routine", 88, BEFORE, _AUTUMN, late=0.05, issue_on=date(2021, 1, 20)),
    Sort("soon", 20, BEFORE, (date(2020, 9, 19), date(2020, 10, 20)), issue_on=date(2020, 12, 4)),
    Sort("held", 18, BEFORE, _HELD, issue_on=date(2020, 11, 6)),
    Sort(
        "technician",
        16,
        BEFORE,
        (date(2020, 10, 10), date(2020, 10, 31)),
        Exam.Kind.TECHNICIAN,
        issue_on=date(2021, 2, 26),
    ),
    Sort("associate", 8, BEFORE, (date(2020, 10, 10), date(2020, 10, 25)), Exam.Kind.ASSOCIATE),
    Sort("hr", 8, BEFORE, (date(2020, 10, 17), date(2020, 10, 31)), Exam.Kind.HR_MANAGER),
    Sort("childcare", 6, BEFORE, (date(2020, 10, 17), date(2020, 10, 31)), Exam.Kind.CHILDCARE),
    Sort(
        "competition",
        12,
        (date(2020, 8, 3), date(2020, 8, 28)),
        (date(2020, 10, 12), date(2020, 11, 27)),
        route=Exam.Route.COMPETITION,
        in_plan=True,
        issue_on=date(2021, 3, 12),
    ),
    Sort("access", 8, BEFORE, _AUTUMN, treatment="access_hrss", issue_on=date(2021, 4, 30)),
    Sort(
        "other department",
        2,
        BEFORE,
        _AUTUMN,
        treatment="access_other",
        issue_on=date(2021, 1, 29),
    ),
    # Announced after the national notice and open for registration before this system was.
    Sort(
        "forbidden",
        6,
        (date(2020, 7, 27), date(2020, 8, 14)),
        _AUTUMN,
        registered=40,
        taken_over=True,
        issue_on=date(2021, 1, 15),
    ),
    # What the law says no to when it is to be published: the refusal is kept.
    Sort("unannounced", 3, None, _AUTUMN, registered=0),
    Sort("unplanned", 2, BEFORE, _AUTUMN, route=Exam.Route.COMPETITION, registered=0),
    Sort("too late", 2, BEFORE, (date(2021, 1, 9), date(2021, 1, 30)), registered=0),
    Sort("issued too late", 1, BEFORE, _AUTUMN, registered=0, issue_on=date(2021, 4, 16)),
)
