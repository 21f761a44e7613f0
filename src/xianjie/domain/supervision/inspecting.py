"""Random inspections: announced with their lists, drawn by the log's next head, handed in once.

Nobody chooses the seed: the lists are an entry of the public log, and the seed is the root of the
first head that is signed over it (ADR 0022).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from xianjie.calendar import add_working_days
from xianjie.documents.photos import scene
from xianjie.domain.accounts.acting import Actor, Denied, Target, prefix, require
from xianjie.domain.accounts.models import Membership, User
from xianjie.domain.accounts.sealed import keyed_hash, seal_bytes
from xianjie.domain.audit.events import record
from xianjie.domain.certificates.logging import Entered, stage
from xianjie.domain.certificates.models import Sealing
from xianjie.domain.filings.models import Organisation
from xianjie.domain.filings.selecting import is_standing, name_on, with_standing
from xianjie.domain.filings.states import Standing
from xianjie.domain.locking import held
from xianjie.domain.supervision.alerts import alerts_on, still_open
from xianjie.domain.supervision.drawing import (
    Candidate,
    Lists,
    draw,
    lists_of,
    require_drawable,
)
from xianjie.domain.supervision.errors import SupervisionError
from xianjie.domain.supervision.locking import GROUND, note
from xianjie.domain.supervision.models import (
    Alert,
    Case,
    Draw,
    Inspection,
    InspectionItem,
)
from xianjie.domain.supervision.opening import inspectors_of
from xianjie.instruments.inspection import checklist
from xianjie.instruments.practice import practice
from xianjie.text import Text

LOG_KIND = "draw"
_MOST_TITLE, _MOST_WORDS, _MOST_REASON = 100, 2_000, 500
_CODE = 12  # letters of an inspector's code
Answer = InspectionItem.Answer


@dataclass(frozen=True, slots=True)
class Seen:
    """An item as it was found; a photograph as it was sent, or none."""

    item: str
    answer: Answer
    words: str = ""
    photo: bytes | None = None


def lists_for(area: str, count: int, each: int, on: date) -> tuple[Lists, dict[str, int]]:
    """The lists of a draw as of a day, and whose the codes of the inspectors are.

    Bodies are those filed in the area that day, heavier by their open alerts; inspectors are the
    area's supervisors, and who ever acted for a body stays away from it.
    """
    filed = with_standing(Organisation.objects.select_related("body"), on).filter(
        is_standing(Standing.IN_FORCE), body__area__startswith=prefix(area)
    )
    organisations = list(filed.order_by("number"))
    alerts = Counter(_open_alerts(area, on).values_list("body", flat=True))
    most = practice().number("inspection_weight_most", on)
    people = {_code_of(one): one.pk for one in inspectors_of(area, on)}
    codes = {pk: code for code, pk in people.items()}
    acted = Membership.objects.filter(body__in=[one.pk for one in organisations], user__in=codes)
    away: dict[int, set[str]] = {}
    for body, user in acted.values_list("body", "user"):
        away.setdefault(body or 0, set()).add(codes[user])
    lists = Lists(
        area,
        count,
        each,
        [
            Candidate(one.number, name_on(one, on), min(1 + alerts[one.pk], most))
            for one in organisations
        ],
        sorted(people),
        {one.number: sorted(away[one.pk]) for one in organisations if one.pk in away},
    )
    return lists, people


def announce(
    *, by: Actor, area: str, title: str, count: int, each: int, days: int, on: date, at: datetime
) -> Draw:
    """Fix the lists and put them into the log; nothing is drawn yet.

    Raises `Denied`, `SupervisionError`, `xianjie.calendar.UnknownYear`.
    """
    require(by, "inspection.draw", Target(area=area))
    if not 0 < len(title.strip()) <= _MOST_TITLE:
        raise SupervisionError(
            Text(f"请写名称，不超过 {_MOST_TITLE} 字", f"name it, in {_MOST_TITLE} letters at most")
        )
    lists, people = lists_for(area, count, each, on)
    require_drawable(lists)
    with transaction.atomic():
        made = Draw.objects.create(
            area=area,
            title=title.strip(),
            lists=lists.as_json(),
            people=people,
            digest=lists.digest,
            until_on=add_working_days(on, days),
            announced_on=on,
            announced_by=by.username,
            announced_at=at,
        )
        (entry,) = stage([Entered(LOG_KIND, made, on, {"lists": lists.digest})], at=at)
        made.log_index = entry.index
        made.save(update_fields=["log_index"])
        record(
            by=by.username,
            at=at,
            action="draw.announced",
            subject=made,
            area=area,
            ground=GROUND,
            data={"digest": lists.digest, "bodies": len(lists.bodies), "until": made.until_on},
        )
    return made


def head_over(announced: Draw) -> Sealing | None:
    """The first head that was signed over the lists; none before the log is next sealed."""
    if announced.log_index is None:
        return None
    return (
        Sealing.objects.filter(origin=settings.LOG_ORIGIN, size__gt=announced.log_index)
        .order_by("size")
        .first()
    )


def draw_now(*, by: Actor, announced: int, at: datetime) -> Draw:
    """Draw by the head over the lists, once; raises `Denied`, `SupervisionError`."""
    with transaction.atomic():
        found = Draw.objects.select_for_update().filter(pk=announced).first()
        if found is None:
            raise SupervisionError(Text("没有这次抽查", "there is no such draw"))
        require(by, "inspection.draw", Target(area=found.area))
        if found.drawn_at is not None:
            raise SupervisionError(Text("已抽过，不能重抽", "it has been drawn; it is done once"))
        head = head_over(found)
        if head is None:
            raise SupervisionError(
                Text(
                    "名单还没有封入公开日志；日志封存后（约 20 秒）再抽",
                    "the lists are not sealed in the public log yet; draw once it is sealed, in "
                    "about 20 seconds",
                )
            )
        found.seed, found.log_size = head.root, head.size
        found.drawn_by, found.drawn_at = by.username, at
        found.save()
        _enter(found)
        record(
            by=by.username,
            at=at,
            action="draw.drawn",
            subject=found,
            area=found.area,
            ground=GROUND,
            data={"seed": found.seed, "size": head.size, "digest": found.digest},
        )
    return found


def _enter(drawn: Draw) -> None:
    lists = lists_of(drawn.lists)
    bodies = {
        one.number: one.body
        for one in Organisation.objects.filter(
            number__in=[one.number for one in lists.bodies]
        ).select_related("body")
    }
    for place, one in enumerate(draw(lists, drawn.seed), start=1):
        body = bodies[one.body.number]
        made = Inspection.objects.create(
            draw=drawn,
            body=body,
            area=body.area,
            place=place,
            checklist=checklist().version,
        )
        made.inspectors.set([drawn.people[code] for code in one.inspectors])


def save_items(
    *, by: Actor, inspection: int, seen: Sequence[Seen], words: str, at: datetime
) -> Inspection:
    """Keep what was looked at so far; each item as it was said last. Nobody else sees it yet.

    Raises `Denied`, `SupervisionError`, `xianjie.documents.photos.PhotoError`.
    """
    pictures = {one.item: scene(one.photo) for one in seen if one.photo}
    with transaction.atomic():
        found = _open(by, inspection)
        _require_whole(seen, words)
        for one in seen:
            InspectionItem.objects.update_or_create(
                inspection=found,
                item=one.item,
                defaults={
                    "answer": one.answer,
                    "words": one.words.strip(),
                    **_kept(pictures.get(one.item)),
                },
            )
        found.words = words.strip()
        found.save(update_fields=["words"])
        record(
            by=by.username,
            at=at,
            action="inspection.saved",
            subject=found,
            area=found.area,
            data={"items": len(seen)},
        )
    return found


def hand_in(*, by: Actor, inspection: int, on: date, at: datetime) -> Inspection:
    """Hand it in, once, every item answered; what is not in order opens a case.

    Raises `Denied`, `SupervisionError`.
    """
    with transaction.atomic():
        found = _open(by, inspection)
        answered = {one.item: one for one in found.items.all()}
        if lacking := [one for one in checklist().items if one not in answered]:
            raise SupervisionError(
                Text(
                    f"还有 {len(lacking)} 项没有检查；请逐项作答后提交",
                    f"{len(lacking)} items are not answered; answer each, then hand in",
                )
            )
        wrong = [one for one in answered.values() if one.answer == Answer.NOT_IN_ORDER]
        found.handed_in_on, found.handed_in_by, found.handed_in_at = on, by.username, at
        if wrong:
            found.case = _case_of(by, found, len(wrong), on, at)
        found.save()
        record(
            by=by.username,
            at=at,
            action="inspection.handed_in",
            subject=found,
            area=found.area,
            ground=GROUND,
            data={"body": found.body.name, "faults": len(wrong)},
        )
    return found


def is_inspector(actor: Actor, inspection: Inspection) -> bool:
    """Whether the person was drawn for it."""
    return inspection.inspectors.filter(pk=actor.user).exists()


def _open(by: Actor, inspection: int) -> Inspection:
    found = held(Inspection.objects.select_related("body", "draw"), inspection)
    if found is None:
        raise SupervisionError(Text("没有这项检查", "there is no such inspection"))
    require(by, "inspection.fill", Target(area=found.area))
    if not is_inspector(by, found):
        raise Denied(Text("没有抽到您检查这家机构", "you were not drawn to inspect this body"))
    if found.handed_in_at is not None:
        raise SupervisionError(
            Text("检查结果已提交，不能再改", "it was handed in and is not changed any more")
        )
    return found


def _require_whole(seen: Iterable[Seen], words: str) -> None:
    known = checklist().items
    for one in seen:
        if one.item not in known:
            raise SupervisionError(Text("没有这一项", "there is no such item"))
        if one.answer == Answer.NOT_IN_ORDER and not one.words.strip():
            raise SupervisionError(
                Text(
                    f"不符合的须写明情况：{known[one.item].words.zh}",
                    f"say what is not in order: {known[one.item].words.en}",
                )
            )
        if len(one.words) > _MOST_REASON:
            raise SupervisionError(
                Text(f"每项不超过 {_MOST_REASON} 字", f"{_MOST_REASON} letters an item at most")
            )
    if len(words) > _MOST_WORDS:
        raise SupervisionError(
            Text(f"总体情况不超过 {_MOST_WORDS} 字", f"{_MOST_WORDS} letters in all at most")
        )


def _kept(picture: bytes | None) -> dict[str, object]:
    """The columns of a photograph; none where it stays as it is."""
    if picture is None:
        return {}
    return {"photo": seal_bytes(picture), "digest": hashlib.sha256(picture).hexdigest()}


def _case_of(by: Actor, inspection: Inspection, wrong: int, on: date, at: datetime) -> Case:
    case = Case.objects.create(
        body=inspection.body,
        area=inspection.area,
        title=f"抽查 {inspection.draw_id}-{inspection.place}：{wrong} 项不符合",
        opened_on=on,
        opened_by=by.username,
    )
    note(by, case, "opened_of_inspection", at, {"faults": wrong})
    return case


def _open_alerts(area: str, on: date) -> QuerySet[Alert]:
    """Those that wait for somebody."""
    return alerts_on(on).filter(still_open(on), area__startswith=prefix(area))


def _code_of(inspector: User) -> str:
    """An inspector on a public list: the same in every draw, and nobody's name."""
    return keyed_hash(f"inspector:{inspector.username}")[:_CODE]
