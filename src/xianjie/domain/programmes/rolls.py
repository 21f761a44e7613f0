"""Class lists from a file: each row read and checked, then all written at once, if so asked.

The file comes back with what became of each row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from xianjie.calendar import CHINA
from xianjie.domain.accounts.acting import Actor, require
from xianjie.domain.accounts.sealed import keyed_hash, seal
from xianjie.domain.appraisals.services.uploading import TEMPLATE as REGISTRATIONS
from xianjie.domain.appraisals.services.uploading import Mode, Uploaded
from xianjie.domain.audit.events import record
from xianjie.domain.bulk import insert
from xianjie.domain.programmes.errors import ProgrammeError
from xianjie.domain.programmes.models import Cohort, Learner
from xianjie.domain.programmes.services import ELSEWHERE, target_of
from xianjie.identifiers.persons import DocumentKind, IdentityError, identity, unborn
from xianjie.tables import Remark, Template, annotate, read_table
from xianjie.text import Lang, Text

MOST_ROWS = 5_000
_AT_ONCE = 900  # people of a statement
TEMPLATE = Template(
    "class-list",
    1,
    Text("班级名单", "Class list"),
    tuple(map(REGISTRATIONS.column, ("name", "document", "number"))),
)
_WRONG, _RIGHT, _WRITTEN = (
    Text("有误", "wrong"),
    Text("无误", "right"),
    Text("已导入", "imported"),
)
_REPEATED = Text(
    "同一证件号码在文件里出现两次；请删去一行",
    "the same number occurs twice in the file; take one row away",
)
_HERE = Text("已在这个班级名单中；不必再录", "is on this class list already; leave them out")
_LEFT = Text(
    "曾在这个班级，已登记离开；请在该学员的页面撤销离开",
    "was in this class and left: undo that on the learner's page",
)
_OTHER_NAME = Text(
    "该证件号码已登记为另一姓名；请核对姓名和号码",
    "this number is registered under another name; check the name and the number",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A person to be entered; ``row`` as people count them."""

    row: int
    name: str
    document: str
    number: str

    @property
    def key(self) -> tuple[str, str]:
        return self.document, keyed_hash(f"{self.document}:{self.number}")


@dataclass(frozen=True)
class Checked:
    """Who can be entered, and what is wrong with the other rows."""

    ready: Sequence[Entry]
    problems: Mapping[int, Text]


@dataclass(frozen=True)
class Taken:
    """The rows that are right, what is wrong with the others, how many were written."""

    right: Sequence[int]
    problems: Mapping[int, Text]
    written: int


def check(cohort: Cohort, entries: Sequence[Entry], *, on: date) -> Checked:
    """Sort rows into those that can be entered and those that cannot; nothing is written."""
    known = _known({one.key for one in entries})
    ready: list[Entry] = []
    problems: dict[int, Text] = {}
    seen = set()
    for one in entries:
        words = (
            _REPEATED
            if one.key in seen
            else unborn(DocumentKind(one.document), one.number, on)
            or _wrong(cohort, one, known.get(one.key, ()))
        )
        seen.add(one.key)
        if words:
            problems[one.row] = words
        else:
            ready.append(one)
    return Checked(ready, problems)


def enrol(*, by: Actor, cohort: Cohort, entries: Sequence[Entry], at: datetime) -> int:
    """Enter people into a class, all or none; how many.

    Raises `Denied`, and `ProgrammeError` for the first who cannot be.
    """
    require(by, "programme.keep", target_of(cohort.programme))
    with transaction.atomic():
        # Held, so that nobody is entered into two classes of a sponsor at the same time.
        Cohort.objects.select_for_update(of=("self",)).get(pk=cohort.pk)
        problems = check(cohort, entries, on=at.astimezone(CHINA).date()).problems
        for row, words in problems.items():
            raise ProgrammeError(
                Text(
                    f"第 {row} 行：{words.zh}；一行也没有写入",
                    f"row {row}: {words.en}; no row was written",
                )
                if len(entries) > 1
                else words
            )
        return _write(by, cohort, entries, at)


def upload(
    *,
    by: Actor,
    cohort: Cohort,
    content: bytes,
    filename: str,
    mode: Mode,
    at: datetime,
    lang: Lang,
) -> Uploaded:
    """Do with the rows of a file what ``mode`` says.

    Raises `TableError` where the file cannot be read, `Denied`, `ProgrammeError`.
    """
    require(by, "programme.keep", target_of(cohort.programme))
    table = read_table(content, filename, TEMPLATE)
    if len(table) > MOST_ROWS:
        raise ProgrammeError(
            Text(
                f"一个班级名单不超过 {MOST_ROWS:,} 行；请分成几个班级",
                f"a class list has at most {MOST_ROWS:,} rows; split it into classes",
            )
        )
    reasons = {
        row.number: tuple(one.reason for one in row.problems) for row in table if row.problems
    }
    taken = take(
        by=by,
        cohort=cohort,
        rows={row.number: row.values for row in table if not row.problems},
        mode=mode if not (reasons and mode is Mode.ALL) else Mode.CHECK,
        at=at,
    )
    reasons |= {row: (words,) for row, words in taken.problems.items()}
    remarks = {row: Remark(_WRONG, words) for row, words in reasons.items()}
    remarks |= dict.fromkeys(taken.right, Remark(_WRITTEN if taken.written else _RIGHT))
    return Uploaded(
        len(remarks),
        len(reasons),
        taken.written,
        [(row, words) for row in sorted(reasons) for words in reasons[row]],
        annotate(content, filename, TEMPLATE, remarks, lang),
        table.notices,
    )


def take(
    *,
    by: Actor,
    cohort: Cohort,
    rows: Mapping[int, Mapping[str, object]],
    mode: Mode,
    at: datetime,
) -> Taken:
    """Do with rows, by the names of the template's columns, what ``mode`` says.

    Raises `Denied`, and `ProgrammeError` where somebody was entered meanwhile.
    """
    require(by, "programme.keep", target_of(cohort.programme))
    read = [entry_of(row, values) for row, values in rows.items()]
    entries = [one for one in read if isinstance(one, Entry)]
    problems = {row: one for row, one in zip(rows, read, strict=True) if not isinstance(one, Entry)}
    checked = check(cohort, entries, on=at.astimezone(CHINA).date())
    problems |= checked.problems
    written = 0
    if checked.ready and (mode is Mode.GOOD or (mode is Mode.ALL and not problems)):
        written = enrol(by=by, cohort=cohort, entries=checked.ready, at=at)
    return Taken(
        [one.row for one in checked.ready],
        {row: problems[row] for row in sorted(problems)},
        written,
    )


def entry_of(row: int, values: Mapping[str, object]) -> Entry | Text:
    """A row as a person, or what is wrong with its number."""
    kind = DocumentKind(str(values["document"]))
    try:
        number = identity(kind, str(values["number"])).number
    except IdentityError as error:
        return error.message
    return Entry(row, str(values["name"]), kind.value, number)


def _known(keys: set[tuple[str, str]]) -> Mapping[tuple[str, str], list[Learner]]:
    """Where these people are or were in training."""
    found: dict[tuple[str, str], list[Learner]] = {}
    hashes = sorted({hashed for _, hashed in keys})
    documents = {document for document, _ in keys}
    for start in range(0, len(hashes), _AT_ONCE):
        part = Learner.objects.filter(
            document__in=documents, number_hash__in=hashes[start : start + _AT_ONCE]
        )
        for one in part.select_related("cohort__programme"):
            found.setdefault((one.document, one.number_hash), []).append(one)
    return found


def _wrong(cohort: Cohort, entry: Entry, known: Sequence[Learner]) -> Text | None:
    if any(one.name != entry.name for one in known):
        return _OTHER_NAME
    if here := [one for one in known if one.cohort_id == cohort.pk]:
        return _HERE if here[0].left_on is None else _LEFT
    programme = cohort.programme
    if any(
        one.left_on is None
        and one.cohort.graduates_on >= programme.from_on
        and one.cohort.programme.sponsor_id == programme.sponsor_id
        and one.cohort.programme.occupation == programme.occupation
        for one in known
    ):
        return ELSEWHERE
    return None


def _write(by: Actor, cohort: Cohort, entries: Sequence[Entry], at: datetime) -> int:
    made = list(_sealed(by, cohort, entries, at))
    try:
        with transaction.atomic():
            insert(made)
    except IntegrityError as error:
        raise ProgrammeError(
            Text(
                "核对之后有人录入过这个名单；一行也没有写入，请再导入一次",
                "somebody entered people since it was checked; no row was written, import again",
            )
        ) from error
    record(
        by=by.username,
        at=at,
        action="cohort.enrolled",
        subject=cohort,
        area=cohort.programme.area,
        ground=("252/2.2",),
        data={"entered": len(made)},
    )
    return len(made)


def _sealed(by: Actor, cohort: Cohort, entries: Sequence[Entry], at: datetime) -> Iterator[Learner]:
    for one in entries:
        document, hashed = one.key
        yield Learner(
            cohort=cohort,
            name=one.name,
            document=document,
            number_hash=hashed,
            number_sealed=seal(one.number),
            entered_by=by.username,
            entered_at=at,
        )
