"""Results, entered twice by two people; where they differ, a third settles it.

Neither sees what the other entered. Who finds a slip of their own enters it again; once the two
agree, or a third has settled, it stays until a review.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from xianjie.domain.accounts.acting import Actor, Denied, Target, require
from xianjie.domain.accounts.roles import Role
from xianjie.domain.appraisals.errors import AppraisalError
from xianjie.domain.appraisals.models import Exam
from xianjie.domain.audit.events import event_of, record, record_many
from xianjie.domain.points import faults
from xianjie.domain.sittings.models import Entry, Place, Result
from xianjie.domain.sittings.parts import Part
from xianjie.domain.sittings.resits import parts_at
from xianjie.text import Text

Values = tuple[int | None, int | None, int | None, bool]  # theory, practical, panel, void
_BOTH = 2


@dataclass(frozen=True, slots=True)
class Given:
    """A result as somebody gives it; ``row`` is its row in a file or place in a form."""

    row: int
    ticket: str
    theory: int | None = None
    practical: int | None = None
    panel: int | None = None
    void: bool = False

    @property
    def values(self) -> Values:
        return self.theory, self.practical, self.panel, self.void


@dataclass(frozen=True, slots=True)
class Wrong:
    """A row that cannot be entered, and why."""

    row: int
    words: Text


@dataclass(frozen=True)
class Checked:
    """Rows that can be entered, and those that cannot."""

    ready: Sequence[tuple[Given, int]]  # with the registration
    wrong: Sequence[Wrong]


@dataclass(frozen=True)
class Difference:
    """Two entries of a result that do not agree."""

    place: Place
    first: Entry
    second: Entry


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the results of an exam are."""

    present: int
    absent: int
    unmarked: int
    once: int
    differing: int
    settled: int


def require_entering(by: Actor, exam: Exam) -> None:
    """Staff of the institution, or its examiners who are assigned; raises `Denied`."""
    require(by, "result.enter", Target(area=exam.area, body=exam.institution_id))
    is_staff = any(
        one.role is Role.INSTITUTION and one.body == exam.institution_id for one in by.capacities
    )
    if not is_staff and not exam.assignments.filter(examiner__user=by.user).exists():
        raise Denied(
            Text(
                "只有派到本场的考评员可以录入",
                "only examiners who are assigned to the exam enter its results",
            )
        )


def check(*, by: Actor, exam: Exam, given: Iterable[Given]) -> Checked:
    """What of these can be entered; raises `Denied`, and `AppraisalError` where nothing can."""
    require_entering(by, exam)
    require_open(exam)
    places = {
        one.ticket: one for one in exam.places.select_related("registration__result").order_by()
    }
    entries = _entries(exam)
    parts = parts_at(exam)
    ready: list[tuple[Given, int]] = []
    wrong: list[Wrong] = []
    seen: set[str] = set()
    for one in given:
        place = places.get(one.ticket)
        if place is None or one.ticket in seen:
            found = [_REPEATED if place else _UNKNOWN]
        else:
            own = {entry.entered_by: entry for entry in entries[place.registration_id]}
            found = _faults(one, place, own, by.username, parts[place.registration_id])
        seen.add(one.ticket)
        if place is None or found:
            wrong += [Wrong(one.row, words) for words in found]
        else:
            ready.append((one, place.registration_id))
    return Checked(ready, wrong)


def enter(*, by: Actor, exam: Exam, given: Sequence[Given], at: datetime) -> int:
    """Enter all of these or none; raises `Denied`, `AppraisalError` with the first that is wrong.

    How many entries are new or changed. Results that two people entered alike are made with it.
    """
    with transaction.atomic():
        locked = Exam.objects.select_for_update().get(pk=exam.pk)
        checked = check(by=by, exam=locked, given=given)
        if checked.wrong:
            first = checked.wrong[0]
            ticket = next(one.ticket for one in given if one.row == first.row)
            raise AppraisalError(
                Text(
                    f"准考证 {ticket}：{first.words.zh}",
                    f"ticket {ticket}: {first.words.en}",
                )
            )
        before = _entries(locked)
        new: list[Entry] = []
        changed: list[Entry] = []
        for one, registration in checked.ready:
            others = before[registration]
            own = next((entry for entry in others if entry.entered_by == by.username), None)
            if own is None:
                hand = 2 if any(entry.hand == 1 for entry in others) else 1
                own = Entry(registration_id=registration, hand=hand, entered_by=by.username)
                new.append(own)
            elif values_of(own) == one.values:
                continue
            else:
                changed.append(own)
            own.theory, own.practical, own.panel, own.void = one.values
            own.entered_at = at
        Entry.objects.bulk_create(new)
        Entry.objects.bulk_update(
            changed, ["theory", "practical", "panel", "void", "entered_at"], batch_size=200
        )
        record_many(
            event_of(
                by=by.username,
                at=at,
                action="result.entered",
                subject=one,
                area=locked.area,
                data={"hand": one.hand, "values": values_of(one)},
            )
            for one in (*new, *changed)
        )
        _agree(locked, {one.registration_id for one in (*new, *changed)}, by=by, at=at)
    return len(new) + len(changed)


def differences(exam: Exam) -> list[Difference]:
    """Results that two people entered otherwise and that nobody has settled."""
    found = []
    entries = _entries(exam)
    for place in (
        exam.places.filter(registration__result=None)
        .select_related("registration__candidate", "registration__offer", "room")
        .order_by("ticket")
    ):
        both = entries[place.registration_id]
        if len(both) == _BOTH and values_of(both[0]) != values_of(both[1]):
            found.append(Difference(place, both[0], both[1]))
    return found


def settle(*, by: Actor, place: Place, given: Given, reason: str, at: datetime) -> Result:
    """Say what holds where two entries differ: a third person, with the reason."""
    exam = place.exam
    require(by, "result.settle", Target(area=exam.area, body=exam.institution_id))
    with transaction.atomic():
        locked = Exam.objects.select_for_update().get(pk=exam.pk)
        require_open(locked)
        differing = {one.place.pk: one for one in differences(locked)}
        if place.pk not in differing:
            raise AppraisalError(
                Text(
                    "这项成绩没有待裁定的差异",
                    "there is no difference of this result to be settled",
                )
            )
        found = differing[place.pk]
        if by.username in {found.first.entered_by, found.second.entered_by}:
            raise Denied(
                Text(
                    "录入人不能裁定自己录入的差异；请由第三人裁定，或改正自己的录入",
                    "who entered it does not settle it: a third person does, or correct your entry",
                )
            )
        if not reason.strip():
            raise AppraisalError(Text("请写明裁定的理由", "give the reason"))
        if faults := points_faults(given, parts_at(locked)[place.registration_id]):
            raise AppraisalError(faults[0])
        made = _result(place.registration_id, given.values, Result.How.SETTLED, by=by, at=at)
        made.save(force_insert=True)
        record(
            by=by.username,
            at=at,
            action="result.settled",
            subject=made,
            area=locked.area,
            data={
                "registration": place.registration_id,
                "entries": [values_of(found.first), values_of(found.second)],
                "values": given.values,
                "reason": reason,
            },
        )
    return made


def standing(exam: Exam) -> Standing:
    """Counts for the exam's page."""
    marks = list(exam.places.values_list("attendance", flat=True))
    entries = _entries(exam)
    settled = set(
        Result.objects.filter(registration__place__exam=exam).values_list("registration", flat=True)
    )
    return Standing(
        marks.count(Place.Attendance.PRESENT),
        marks.count(Place.Attendance.ABSENT),
        marks.count(""),
        sum(len(both) == 1 for both in entries.values()),
        sum(len(both) == _BOTH and number not in settled for number, both in entries.items()),
        len(settled),
    )


def values_of(entry: Entry) -> Values:
    return entry.theory, entry.practical, entry.panel, entry.void


def points_faults(given: Given, parts: Sequence[Part]) -> list[Text]:
    """Points that are missing, too many, or out of range."""
    points = {part: getattr(given, part) for part in Part}
    return faults(points, parts, without=given.void, why=_VOID)


def _faults(
    given: Given, place: Place, entries: dict[str, Entry], username: str, parts: Sequence[Part]
) -> list[Text]:
    own = entries.get(username)
    if own and values_of(own) == given.values:
        return []  # said again: nothing changes
    if place.attendance != Place.Attendance.PRESENT:
        return [_ABSENT if place.attendance else _UNMARKED]
    if hasattr(place.registration, "result"):
        return [_SETTLED]
    if own is None and len(entries) == _BOTH:
        return [_TWICE]
    return points_faults(given, parts)


def _agree(exam: Exam, numbers: set[int], *, by: Actor, at: datetime) -> None:
    made = [
        _result(number, values_of(both[0]), Result.How.AGREED, by=by, at=at)
        for number, both in _entries(exam).items()
        if number in numbers and len(both) == _BOTH and values_of(both[0]) == values_of(both[1])
    ]
    Result.objects.bulk_create(made)
    record_many(
        event_of(
            by=by.username,
            at=at,
            action="result.agreed",
            subject=one,
            area=exam.area,
            data={"registration": one.registration_id},
        )
        for one in made
    )


def _result(
    registration: int, values: Values, how: Result.How, *, by: Actor, at: datetime
) -> Result:
    theory, practical, panel, void = values
    return Result(
        registration_id=registration,
        theory=theory,
        practical=practical,
        panel=panel,
        standing=Result.Standing.VOID if void else Result.Standing.SCORED,
        how=how,
        made_by=by.username,
        made_at=at,
    )


def _entries(exam: Exam) -> defaultdict[int, list[Entry]]:
    """The entries of each registration, the first hand's first."""
    found: defaultdict[int, list[Entry]] = defaultdict(list)
    for one in Entry.objects.filter(registration__place__exam=exam).order_by("hand"):
        found[one.registration_id].append(one)
    return found


def require_open(exam: Exam) -> None:
    """Raises `AppraisalError` where no results are entered: not held yet, or published."""
    if not exam.held_at:
        raise AppraisalError(
            Text(
                "考试尚未登记举行，不能录入成绩",
                "the exam is not recorded as held: no results are entered",
            )
        )
    if exam.publications.exists():
        raise AppraisalError(
            Text(
                "成绩已公布；只能经复核更正",
                "the results are published; only a review corrects them",
            )
        )


_VOID = Text("成绩无效", "the result is void")
_UNKNOWN = Text("这场考试没有这张准考证；请核对", "no ticket of this exam has that number")
_REPEATED = Text("准考证重复；请只留一行", "the ticket occurs twice; leave one row")
_ABSENT = Text("已登记缺考，没有成绩", "marked as absent: there is no result")
_UNMARKED = Text("尚未登记到考；请先登记", "attendance is not taken yet; take it first")
_SETTLED = Text(
    "两次录入已一致或已裁定，不能再改", "two entries agree or it is settled: it stays as it is"
)
_TWICE = Text(
    "已有两人录入；有差异的由第三人裁定",
    "two people have entered it; where they differ a third settles it",
)
