"""Who takes part: entered with a basis and the condition of the level that they claim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from xianjie.calendar import CHINA
from xianjie.domain.accounts.acting import Actor, require
from xianjie.domain.accounts.sealed import keyed_hash, seal
from xianjie.domain.audit.events import record
from xianjie.domain.bulk import insert
from xianjie.domain.evaluations.errors import EvaluationError
from xianjie.domain.evaluations.locking import locked, target_of
from xianjie.domain.evaluations.models import Entrustment, Participant, Plan
from xianjie.domain.evaluations.preflight import lacking
from xianjie.domain.evaluations.states import require_step
from xianjie.identifiers.persons import DocumentKind, born_on, unborn
from xianjie.instruments.conditions import Claim, beyond_age
from xianjie.text import Text

MOST = 2_000  # people at one plan


@dataclass(frozen=True, slots=True)
class Joining:
    """A person as somebody gives them; ``row`` is the row in a file, as people count.

    ``sponsor`` names the body that entrusts, where that is the basis.
    """

    row: int
    name: str
    document: str
    number: str  # checked: `xianjie.identifiers.persons.identity`
    basis: str
    condition: str
    claim: Claim
    sponsor: str = ""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A row that cannot be entered, and why."""

    row: int
    words: Text


@dataclass(frozen=True)
class Checked:
    """People who can be entered, not stored yet, and rows that cannot."""

    ready: Sequence[tuple[int, Participant]]  # with the row
    wrong: Sequence[Wrong]


def check(*, by: Actor, plan: Plan, joining: Sequence[Joining], at: datetime) -> Checked:
    """Sort people into those who can be entered and those who cannot; nothing is written."""
    require(by, "plan.draft", target_of(plan))
    require_step(plan, "enter")
    entrusted = _entrustments(plan)
    seen = set(plan.participants.values_list("document", "number_hash"))
    room = MOST - len(seen)
    ready: list[tuple[int, Participant]] = []
    wrong: list[Wrong] = []
    for one in joining:
        person, faults = _person(by, plan, one, entrusted, at)
        key = person.document, person.number_hash
        if key in seen:
            faults.append(_TWICE)
        elif len(ready) >= room:
            faults.append(_FULL)
        wrong += [Wrong(one.row, words) for words in faults]
        if not faults:
            seen.add(key)
            ready.append((one.row, person))
    return Checked(ready, wrong)


def enter_participants(
    *, by: Actor, plan: int, joining: Sequence[Joining], at: datetime
) -> Sequence[Participant]:
    """Enter all of these or none; raises `Denied`, `EvaluationError` with what is wrong first."""
    try:
        with transaction.atomic():
            found = locked(plan)
            checked = check(by=by, plan=found, joining=joining, at=at)
            if checked.wrong:
                row, words = checked.wrong[0].row, checked.wrong[0].words
                raise EvaluationError(
                    Text(f"第 {row} 行：{words.zh}", f"row {row}: {words.en}")
                    if len(joining) > 1
                    else words
                )
            made = [person for _, person in checked.ready]
            if not made:
                raise EvaluationError(Text("没有一行数据", "there is not one row"))
            insert(made)
            record(
                by=by.username,
                at=at,
                action="participants.entered",
                subject=found,
                area=found.area,
                data={"entered": len(made)},
            )
    except IntegrityError as error:
        raise EvaluationError(_TWICE) from error
    return made


def remove_participant(*, by: Actor, participant: Participant, at: datetime) -> None:
    """Take a person off a draft."""
    with transaction.atomic():
        found = locked(participant.plan_id)
        require(by, "plan.draft", target_of(found))
        require_step(found, "enter")
        if not found.participants.filter(pk=participant.pk).delete()[0]:
            raise EvaluationError(Text("已不在名单中", "is not on the list any more"))
        record(
            by=by.username,
            at=at,
            action="participants.removed",
            subject=found,
            area=found.area,
            data={"participant": participant.pk},
        )


def _person(
    by: Actor, plan: Plan, one: Joining, entrusted: dict[str, Entrustment], at: datetime
) -> tuple[Participant, list[Text]]:
    """The person as a row that is not stored yet, and what is wrong with it."""
    faults = []
    agreed = entrusted.get(one.sponsor.strip()) if one.basis == _ENTRUSTED else None
    if one.basis == _ENTRUSTED and agreed is None:
        faults.append(_NO_ENTRUSTMENT)
    if one.basis != _ENTRUSTED and one.sponsor.strip():
        faults.append(_NOT_ENTRUSTED)
    person = Participant(
        plan=plan,
        name=one.name.strip(),
        document=one.document,
        number_hash=keyed_hash(f"{one.document}:{one.number}"),
        number_sealed=seal(one.number),
        basis=one.basis,
        entrustment=agreed,
        condition=one.condition,
        condition_facts=one.claim.jsonable(),
        entered_by=by.username,
        entered_at=at,
    )
    return person, [*faults, *_against_birth(plan, one, at), *lacking(person, plan)]


def _against_birth(plan: Plan, one: Joining, at: datetime) -> list[Text]:
    """What the day of birth in the number rules out."""
    kind = DocumentKind(one.document)
    if words := unborn(kind, one.number, at.astimezone(CHINA).date()):
        return [words]
    born = born_on(kind, one.number)
    return beyond_age(one.claim, born, plan.from_on) if born else []


def _entrustments(plan: Plan) -> dict[str, Entrustment]:
    """The sponsors whose agreement holds for the plan, by name."""
    found = plan.organisation.entrustments.filter(
        occupation=plan.occupation,
        highest__lte=plan.level,
        lowest__gte=plan.level,
        from_on__lte=plan.from_on,
        until_on__gte=plan.until_on,
        confirmed_on__isnull=False,
        ended_on=None,
    ).select_related("sponsor")
    return {one.sponsor.name: one for one in found.order_by("pk")}


_ENTRUSTED = Participant.Basis.ENTRUSTED
_TWICE = Text("此人已在本批次名单中", "the person is on the list of this batch already")
_FULL = Text(f"一个批次至多 {MOST} 人", f"a batch has {MOST} people at most")
_NO_ENTRUSTMENT = Text(
    "没有这个单位对本职业等级、已确认且期限含评价日的委托协议；请核对单位名称",
    "no confirmed agreement of that sponsor covers the occupation, the level and the days; look "
    "at the sponsor's name",
)
_NOT_ENTRUSTED = Text(
    "填了委托单位，来源应为“受委托”", "a sponsor is named: then the basis is “entrusted”"
)
