"""Results: points of each part that is examined, absent or not; whether passed is derived.

Entered while the plan is held and not shown yet, and again while the bureau has sent them back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from xianjie.domain.accounts.acting import Actor, require
from xianjie.domain.audit.events import event_of, record_many
from xianjie.domain.bulk import update_values
from xianjie.domain.evaluations.errors import EvaluationError
from xianjie.domain.evaluations.joining import Wrong
from xianjie.domain.evaluations.locking import locked, target_of
from xianjie.domain.evaluations.models import Participant, Plan
from xianjie.domain.evaluations.states import require_step
from xianjie.domain.points import Part, faults
from xianjie.instruments.practice import practice
from xianjie.text import Text

_COLUMNS = ("theory", "practical", "panel", "is_absent", "passed", "result_by", "result_at")


@dataclass(frozen=True, slots=True)
class Given:
    """A result as somebody gives it; ``row`` is its row in a file or place in a form."""

    row: int
    participant: int
    theory: int | None = None
    practical: int | None = None
    panel: int | None = None
    absent: bool = False

    def points(self, part: Part) -> int | None:
        found: int | None = getattr(self, part)
        return found


class WrongResults(EvaluationError):
    """Results that cannot be entered; ``wrong`` is what is wrong with which."""

    def __init__(self, wrong: Sequence[Wrong]) -> None:
        self.wrong = wrong
        first = wrong[0]
        super().__init__(
            Text(f"第 {first.row} 项：{first.words.zh}", f"item {first.row}: {first.words.en}")
        )


@dataclass(frozen=True)
class Checked:
    """Results that can be entered, and rows that cannot."""

    ready: Sequence[tuple[Given, Participant]]
    wrong: Sequence[Wrong]


def parts_of(plan: Plan) -> tuple[Part, ...]:
    """The parts that the plan examines."""
    asked = {
        Part.THEORY: plan.has_theory,
        Part.PRACTICAL: plan.has_practice,
        Part.PANEL: plan.has_review,
    }
    return tuple(part for part, is_examined in asked.items() if is_examined)


def is_pass(given: Given, parts: Sequence[Part], on: date) -> bool:
    """Whether every part that is examined has as many points as pass."""
    mark = practice().number("pass_mark", on)
    return not given.absent and all((given.points(part) or 0) >= mark for part in parts)


def check(*, by: Actor, plan: Plan, given: Iterable[Given]) -> Checked:
    """What of these can be entered; raises `Denied`, and `EvaluationError` where nothing can."""
    require(by, "evaluation.enter", target_of(plan))
    require_step(plan, "result")
    people = plan.participants.in_bulk()
    parts = parts_of(plan)
    ready: list[tuple[Given, Participant]] = []
    wrong: list[Wrong] = []
    seen: set[int] = set()
    for one in given:
        person = people.get(one.participant)
        if person is None:
            wrongs = [_UNKNOWN]
        elif one.participant in seen:
            wrongs = [_REPEATED]
        else:
            wrongs = points_faults(one, parts)
        seen.add(one.participant)
        wrong += [Wrong(one.row, words) for words in wrongs]
        if person is not None and not wrongs:
            ready.append((one, person))
    return Checked(ready, wrong)


def enter_results(*, by: Actor, plan: int, given: Sequence[Given], at: datetime) -> int:
    """Enter all of these or none; how many are new or changed.

    Raises `Denied`, `WrongResults`, `EvaluationError`.
    """
    with transaction.atomic():
        found = locked(plan)
        checked = check(by=by, plan=found, given=given)
        if checked.wrong:
            raise WrongResults(checked.wrong)
        parts = parts_of(found)
        changed = []
        for one, person in checked.ready:
            passed = is_pass(one, parts, found.from_on)
            told = (one.theory, one.practical, one.panel, one.absent, passed)
            if told == _values(person):
                continue
            person.theory, person.practical, person.panel, person.is_absent, person.passed = told
            person.result_by, person.result_at = by.username, at
            changed.append(person)
        changed.sort(key=lambda person: person.pk)
        update_values(Participant, _COLUMNS, changed)
        record_many(
            event_of(
                by=by.username,
                at=at,
                action="evaluation.entered",
                subject=one,
                area=found.area,
                data={"values": _values(one)},
            )
            for one in changed
        )
    return len(changed)


def points_faults(given: Given, parts: Sequence[Part]) -> list[Text]:
    """Points that are missing, too many, or out of range."""
    points = {part: given.points(part) for part in Part}
    return faults(points, parts, without=given.absent, why=_ABSENT)


def missing(plan: Plan) -> int:
    """How many have no result yet."""
    return plan.participants.filter(passed=None).count()


def _values(one: Participant) -> tuple[int | None, int | None, int | None, bool, bool | None]:
    return one.theory, one.practical, one.panel, one.is_absent, one.passed


_ABSENT = Text("缺考", "the person was absent")
_UNKNOWN = Text("本批次没有这个序号；请核对", "nobody of this batch has that number")
_REPEATED = Text("序号重复；请只留一行", "the number occurs twice; leave one row")
