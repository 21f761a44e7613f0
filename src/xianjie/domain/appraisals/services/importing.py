"""Many registrations at once: rows are checked first, then written in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import NamedTuple, TypeVar

from django.db import IntegrityError
from django.db.models import Max

from xianjie.domain.accounts.acting import Actor, Target, require
from xianjie.domain.accounts.sealed import keyed_hash, seal
from xianjie.domain.appraisals import facts, telling
from xianjie.domain.appraisals.errors import AppraisalError
from xianjie.domain.appraisals.models import Candidate, Exam, Offer, Registration
from xianjie.domain.appraisals.services.exams import PERMITTED
from xianjie.domain.appraisals.services.registrations import Person
from xianjie.domain.audit.events import event_of, record_many
from xianjie.domain.bulk import insert, insert_values
from xianjie.domain.kinds import Of, kind_of
from xianjie.domain.payments.models import Move, Payment
from xianjie.domain.rulings.asking import procedure, refused, rule
from xianjie.law import Law
from xianjie.text import Text

T = TypeVar("T")
Progress = Callable[[int], None]  # rows done
_AT_ONCE = 2_000  # rows of a statement; look-ups by hash stay below what SQLite takes
_OVER_NAME = Text(
    "该证件号码已登记为另一姓名；请核对姓名和号码",
    "this number is registered under another name; check the name and the number",
)
_TWICE = Text(
    "该考生已报名这个项目；请删去这一行",
    "the candidate is registered for it already; take this row away",
)
_FULL = Text("座位已满；请改报别的场次", "there is no seat left; register for another exam")
_NO_OFFER = Text(
    "这场考试没有这个职业和等级；请对照考试页面改正",
    "this exam does not offer that occupation and level; look at the exam's page",
)

_KIND = kind_of(Registration)
_REGISTRATION = (
    "offer_id",
    "candidate_id",
    "area",
    "registered_on",
    "seat",
    "notice_version",
    "notice_acknowledged_at",
    "accepted_at",
)
_PAYMENT = ("subject_kind", "subject_id", "amount_fen", "paid_at", "account", "area")
_MOVE = ("payment_id", "source", "target", "amount_fen", "at")


@dataclass(frozen=True, slots=True)
class Entry:
    """A row: who registers for which offer, on which day; rows as people count them.

    ``account`` is that from which the fee was paid, empty where it is not paid yet.
    """

    row: int
    person: Person
    offer: int
    registered_on: date
    account: str = ""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with a row."""

    row: int
    words: Text


@dataclass(frozen=True, slots=True)
class _Ready:
    entry: Entry
    key: tuple[str, str]  # kind and hash of the identity document


class _Made(NamedTuple):
    """A registration that was written, with what it was made of."""

    of: Of
    entry: Entry
    offer: Offer
    candidate: Candidate


@dataclass(frozen=True)
class Checked:
    """Rows that can be registered, ready to be written, and what is wrong with the others."""

    ready: Sequence[_Ready]
    new: Mapping[tuple[str, str], Candidate]
    problems: Sequence[RowProblem]

    def __len__(self) -> int:
        return len(self.ready)


def check(*, by: Actor, entries: Sequence[Entry]) -> Checked:
    """Sort rows into those that can be registered and those that cannot; nothing is written.

    Raises `Denied` for an exam of another body.
    """
    offers = _offers(by, {entry.offer for entry in entries})
    keys = [
        (e.person.document, keyed_hash(f"{e.person.document}:{e.person.number}")) for e in entries
    ]
    known = {
        (one.document, one.number_hash): one
        for part in _parts({hashed for _, hashed in keys})
        for one in Candidate.objects.filter(number_hash__in=part)
    }
    names = {key: one.name for key, one in known.items()}
    taken = {
        (offer, (document, hashed))
        for offer, document, hashed in Registration.objects.filter(offer__in=offers).values_list(
            "offer", "candidate__document", "candidate__number_hash"
        )
    }
    seated = Counter(offer for offer, _ in taken)
    room = {pk: offer.seats - seated[pk] for pk, offer in offers.items()}
    ready, problems = [], []
    for entry, key in zip(entries, keys, strict=True):
        words = None
        if entry.offer not in offers:
            words = _NO_OFFER
        elif names.setdefault(key, entry.person.name) != entry.person.name:
            words = _OVER_NAME
        elif (entry.offer, key) in taken:
            words = _TWICE
        elif room[entry.offer] <= 0:
            words = _FULL
        if words:
            problems.append(RowProblem(entry.row, words))
            continue
        taken.add((entry.offer, key))
        room[entry.offer] -= 1
        ready.append(_Ready(entry, key))
    people = {one.key: one.entry.person for one in ready if one.key not in known}
    return Checked(ready, {key: _sealed(key, one) for key, one in people.items()}, problems)


def write(
    *,
    by: Actor,
    checked: Checked,
    notice_version: str,
    law: Law,
    on: date,
    at: datetime,
    progress: Progress = lambda _: None,
) -> int:
    """Register every row that was checked, all or none; accept those whose fee was paid; how many.

    Raises `RefusedByLaw`, and `AppraisalError` where others have registered meanwhile.
    """
    try:
        with procedure():
            offers = _offers(by, {one.entry.offer for one in checked.ready}, lock=True)
            _require_permitted(offers.values(), law, on, at)
            made = _register(
                checked,
                offers,
                by=by,
                notice_version=notice_version,
                at=at,
                progress=progress,
            )
            _accept(by, made, {one.exam.pk: one.exam for one in offers.values()}.values(), at)
    except IntegrityError as error:
        raise AppraisalError(
            Text(
                "核对之后有人报了名，座位或证件号码已被占用；一行也没有写入，请再导入一次",
                "others have registered since it was checked; no row was written, import again",
            )
        ) from error
    return len(made)


def _register(
    checked: Checked,
    offers: Mapping[int, Offer],
    *,
    by: Actor,
    notice_version: str,
    at: datetime,
    progress: Progress,
) -> list[_Made]:
    insert(checked.new.values())
    people = _people(checked)
    seats = _next_seats(offers)
    made: list[_Made] = []
    for part in _parts(checked.ready):
        rows = [
            (
                one.entry.offer,
                people[one.key].pk,
                offers[one.entry.offer].exam.area,
                one.entry.registered_on,
                next(seats[one.entry.offer]),
                notice_version,
                at,
                at if one.entry.account else None,
            )
            for one in part
        ]
        numbers = insert_values(Registration, _REGISTRATION, rows)
        record_many(
            event_of(
                by=by.username,
                at=at,
                action="registration.made",
                subject=Of(_KIND, number),
                area=row[2],
                data={"offer": row[0], "seat": row[4], "notice": notice_version},
            )
            for number, row in zip(numbers, rows, strict=True)
        )
        made += [
            _Made(Of(_KIND, number), one.entry, offers[one.entry.offer], people[one.key])
            for number, one in zip(numbers, part, strict=True)
        ]
        progress(len(made))
    return made


def _accept(by: Actor, made: Sequence[_Made], exams: Iterable[Exam], at: datetime) -> None:
    """Enter the fees that were paid; an exam's first acceptance is kept with it."""
    paid = [one for one in made if one.entry.account]
    if not paid:
        return
    by_exam: dict[int, list[_Made]] = {}
    for one in paid:
        by_exam.setdefault(one.offer.exam_id, []).append(one)
    for part in _parts(paid):
        payments = insert_values(
            Payment,
            _PAYMENT,
            [
                (
                    _KIND,
                    one.of.pk,
                    one.offer.fee_fen,
                    at,
                    seal(one.entry.account),
                    one.offer.exam.area,
                )
                for one in part
            ],
        )
        insert_values(
            Move,
            _MOVE,
            [
                (payment, Move.Account.PAYER.value, Move.Account.KEPT.value, one.offer.fee_fen, at)
                for payment, one in zip(payments, part, strict=True)
            ],
        )
        record_many(
            event_of(
                by=by.username,
                at=at,
                action="registration.accepted",
                subject=one.of,
                area=one.offer.exam.area,
                data={"payment": payment, "amount_fen": one.offer.fee_fen},
            )
            for payment, one in zip(payments, part, strict=True)
        )
    for exam in exams:
        require(by, "registration.accept", Target(area=exam.area, body=exam.institution_id))
        if found := by_exam.get(exam.pk):
            first = min(one.entry.registered_on for one in found)
            Exam.objects.filter(pk=exam.pk, accepted_on=None).update(accepted_on=first)
            told = ((one.candidate, one.of, one.offer) for one in found)
            telling.tell_imported(by.username, exam, told, at)


def _offers(by: Actor, wanted: Iterable[int], *, lock: bool = False) -> dict[int, Offer]:
    """The open offers among those; raises `Denied` for one of another body."""
    found = Offer.objects.select_related("exam").filter(
        pk__in=list(wanted),
        exam__published_at__isnull=False,
        exam__held_at=None,
        exam__cancelled_at=None,
    )
    if lock:  # first, and then read: see `xianjie.domain.locking`
        locking = Offer.objects.select_for_update().filter(pk__in=list(wanted)).order_by("pk")
        list(locking.values_list("pk"))
    offers = {one.pk: one for one in found}
    for exam in {one.exam for one in offers.values()}:
        require(by, "registration.import", Target(area=exam.area, body=exam.institution_id))
    return offers


def _require_permitted(offers: Iterable[Offer], law: Law, on: date, at: datetime) -> None:
    for offer in offers:
        asked = facts.of_permission(
            offer.exam, offer.occupation, is_suspended=facts.suspended(offer.exam, on)
        )
        answer, ruling = rule(
            law=law, decision="exam-permission", facts=asked, subject=offer, at=at
        )
        if answer.outcome not in {*PERMITTED, "suspended"} and not offer.exam.taken_over:
            raise refused(law, answer, ruling, offer.exam.title)


def _sealed(key: tuple[str, str], person: Person) -> Candidate:
    """Sealing takes most of the time, so it is done before the transaction begins."""
    return Candidate(
        name=person.name,
        document=key[0],
        number_hash=key[1],
        number_sealed=seal(person.number),
        phone_sealed=seal(person.phone),
        email=person.email,
    )


def _people(checked: Checked) -> Mapping[tuple[str, str], Candidate]:
    """Each candidate by kind and hash of the document."""
    found = dict(checked.new)
    known = {one.key[1] for one in checked.ready if one.key not in found}
    for part in _parts(known):
        for one in Candidate.objects.filter(number_hash__in=part).select_related("user"):
            found[one.document, one.number_hash] = one
    return found


def _next_seats(offers: Mapping[int, Offer]) -> dict[int, Iterator[int]]:
    last = dict(
        Registration.objects.filter(offer__in=offers)
        .values("offer")
        .annotate(last=Max("seat"))
        .values_list("offer", "last")
    )
    return {
        pk: iter(range(last.get(pk, 0) + 1, last.get(pk, 0) + offer.seats + 1))
        for pk, offer in offers.items()
    }


def _parts(values: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(values)
    while part := list(islice(rest, _AT_ONCE)):
        yield part
