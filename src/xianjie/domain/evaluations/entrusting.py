"""Entrustments (252/2.2): entered by the sponsor, confirmed by the organisation, ended."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from xianjie.documents import scans
from xianjie.domain.accounts.acting import Actor, Target, require
from xianjie.domain.accounts.models import Body
from xianjie.domain.accounts.sealed import seal_bytes, unseal_bytes
from xianjie.domain.audit.events import record
from xianjie.domain.evaluations.errors import EvaluationError
from xianjie.domain.evaluations.models import Entrustment, Plan
from xianjie.domain.evaluations.naming import occupation_named
from xianjie.domain.evaluations.states import require_entrustment_step
from xianjie.domain.filings.models import Organisation
from xianjie.domain.filings.standing import cover
from xianjie.text import Text

GROUND = ("252/2.2",)
_MOST_BYTES = 5 << 20


@dataclass(frozen=True, slots=True)
class Agreed:
    """What an agreement says; levels 5 to 1, the lowest has the highest number."""

    occupation: str
    lowest: int
    highest: int
    signed_on: date
    from_on: date
    until_on: date


def make_entrustment(
    *,
    by: Actor,
    sponsor: Body,
    organisation: Organisation,
    agreed: Agreed,
    filename: str,
    content: bytes,
    on: date,
    at: datetime,
) -> Entrustment:
    """Enter a signed agreement; raises `Denied`, `EvaluationError`."""
    require(by, "entrustment.make", Target(area=sponsor.area, body=sponsor.pk))
    occupation = occupation_named(agreed.occupation)
    _require_sound(agreed, on)
    kind_of_file(content)
    if not 0 < len(content) <= _MOST_BYTES:
        raise EvaluationError(Text("文件不超过 5 MB", "the file has 5 MB at most"))
    _require_parties(sponsor, organisation, occupation, agreed, on)
    try:
        with transaction.atomic():
            made = Entrustment.objects.create(
                sponsor=sponsor,
                organisation=organisation,
                area=sponsor.area,
                occupation=occupation,
                lowest=agreed.lowest,
                highest=agreed.highest,
                signed_on=agreed.signed_on,
                from_on=agreed.from_on,
                until_on=agreed.until_on,
                filename=filename[:200],
                content=seal_bytes(content),
                digest=digest_of(content),
                made_by=by.username,
                made_at=at,
            )
            _record(by, made, "entrustment.made", at)
    except IntegrityError as error:
        raise EvaluationError(
            Text("这份协议已登记过", "this agreement is entered already")
        ) from error
    return made


def organisation_of(number: str) -> Organisation:
    """The organisation with a number of filing; raises `EvaluationError`."""
    wanted = number.strip().upper()
    found = Organisation.objects.select_related("body").filter(number=wanted).exclude(number="")
    one = found.first()
    if one is None:
        raise EvaluationError(
            Text(f"没有备案编号为 {wanted} 的机构", f"no organisation has the number {wanted}")
        )
    return one


def confirm(*, by: Actor, entrustment: int, on: date, at: datetime) -> Entrustment:
    """The organisation agrees: it counts from this day on. Raises `Denied`, `EvaluationError`."""
    with transaction.atomic():
        found = _locked(entrustment)
        require(by, "entrustment.answer", answered_by(found))
        require_entrustment_step(found, "confirm")
        found.confirmed_by, found.confirmed_on = by.username, on
        found.save(update_fields=["confirmed_by", "confirmed_on"])
        _record(by, found, "entrustment.confirmed", at)
    return found


def decline(*, by: Actor, entrustment: int, words: str, on: date, at: datetime) -> Entrustment:
    """The organisation does not agree, and says why."""
    with transaction.atomic():
        found = _locked(entrustment)
        require(by, "entrustment.answer", answered_by(found))
        require_entrustment_step(found, "decline")
        found.words, found.declined_on = _reason(words), on
        found.save(update_fields=["words", "declined_on"])
        _record(by, found, "entrustment.declined", at)
    return found


def end(*, by: Actor, entrustment: int, words: str, on: date, at: datetime) -> Entrustment:
    """The sponsor ends it: from this day on it counts no more, what was before stays."""
    with transaction.atomic():
        found = _locked(entrustment)
        require(by, "entrustment.make", made_by(found))
        require_entrustment_step(found, "end")
        found.words, found.ended_on = _reason(words), on
        found.save(update_fields=["words", "ended_on"])
        _record(by, found, "entrustment.ended", at)
    return found


def made_by(entrustment: Entrustment) -> Target:
    """Whose it is as its sponsor's."""
    return Target(area=entrustment.area, body=entrustment.sponsor_id)


def answered_by(entrustment: Entrustment) -> Target:
    """Whose it is as the organisation's."""
    body = entrustment.organisation.body
    return Target(area=body.area, body=body.pk)


def faults_for(agreed: Entrustment, plan: Plan) -> list[Text]:
    """Why an agreement does not hold for a plan; none where it does."""
    found = []
    if agreed.organisation_id != plan.organisation_id:
        found.append(Text("受托方不是本机构", "it is with another organisation"))
    if agreed.confirmed_on is None or agreed.confirmed_on > plan.from_on:
        found.append(Text("评价前没有经本机构确认", "it was not confirmed before the evaluation"))
    if agreed.signed_on > plan.from_on:
        found.append(Text("签订日在评价之后", "it was signed after the evaluation began"))
    if not agreed.from_on <= plan.from_on <= plan.until_on <= agreed.until_on:
        found.append(
            Text("协议期限不含评价日", "its term does not hold the days of the evaluation")
        )
    if agreed.ended_on is not None and agreed.ended_on <= plan.until_on:
        found.append(Text(f"已于 {agreed.ended_on} 终止", f"it ended on {agreed.ended_on}"))
    if agreed.occupation != plan.occupation:
        found.append(Text(f"委托的是{agreed.occupation}", f"it is for {agreed.occupation}"))
    if not agreed.highest <= plan.level <= agreed.lowest:
        found.append(Text("委托不含这一等级", "it does not cover the level"))
    return found


def holds_for(agreed: Entrustment | None, plan: Plan) -> bool:
    """Whether there is an agreement, and it holds for a plan."""
    return agreed is not None and not faults_for(agreed, plan)


def covers_plan(agreed: Entrustment, plan: Plan) -> bool:
    """Whether an agreement is for the plan's organisation, occupation, level and first day."""
    return (
        agreed.organisation_id == plan.organisation_id
        and agreed.occupation == plan.occupation
        and agreed.highest <= plan.level <= agreed.lowest
        and agreed.from_on <= plan.from_on <= agreed.until_on
        and (agreed.ended_on is None or agreed.ended_on > plan.from_on)
    )


def file_of(entrustment: Entrustment) -> bytes:
    """The signed agreement as it was handed in."""
    return unseal_bytes(bytes(entrustment.content))


def digest_of(content: bytes) -> str:
    """By which the agreement is known again."""
    return hashlib.sha256(content).hexdigest()


def kind_of_file(content: bytes) -> scans.Kind:
    """Of a PDF, PNG or JPEG by its first bytes; raises `EvaluationError`."""
    if kind := scans.kind_of(content):
        return kind
    raise EvaluationError(
        Text("协议须为 PDF、PNG 或 JPEG 文件", "the agreement is a PDF, PNG or JPEG file")
    )


def _require_sound(agreed: Agreed, on: date) -> None:
    if not 1 <= agreed.highest <= agreed.lowest <= 5:  # noqa: PLR2004 - levels
        raise EvaluationError(
            Text("等级从低到高，在 5 至 1 之间", "levels go from the lowest to the highest, 5 to 1")
        )
    if agreed.until_on < agreed.from_on:
        raise EvaluationError(Text("期限的止日在起日之前", "the term ends before it begins"))
    if agreed.signed_on > min(on, agreed.until_on):
        raise EvaluationError(
            Text(
                "签订日不能晚于今天，也不能晚于期限的止日",
                "it is signed by today, and by the last day of its term",
            )
        )


def _require_parties(
    sponsor: Body, organisation: Organisation, occupation: str, agreed: Agreed, on: date
) -> None:
    """The sponsor is not filed for it itself, the organisation is."""
    if sponsor.pk == organisation.pk:
        raise EvaluationError(Text("不能委托自己", "nobody entrusts themselves"))
    levels = range(agreed.highest, agreed.lowest + 1)
    own = Organisation.objects.filter(pk=sponsor.pk).first()
    if own is not None and all(
        cover(own, occupation=occupation, level=level, on=on).covers for level in levels
    ):
        raise EvaluationError(
            Text(
                "本单位已备案这一职业和等级，自行评价即可",
                "this body is filed for it itself, and needs no other",
            )
        )
    day = max(on, agreed.from_on)
    lacking = [
        level
        for level in levels
        if not cover(organisation, occupation=occupation, level=level, on=day).covers
    ]
    if lacking:
        raise EvaluationError(
            Text(
                f"{day} 该机构的备案不含{occupation} {'、'.join(map(str, lacking))} 级",
                f"on {day} its filing does not cover {occupation}, level "
                f"{', '.join(map(str, lacking))}",
            )
        )


def _reason(words: str) -> str:
    if not words.strip():
        raise EvaluationError(Text("请写明理由", "give the reason"))
    return words.strip()[:500]


def _locked(entrustment: int) -> Entrustment:
    found = (
        Entrustment.objects.select_for_update(of=("self",))
        .select_related("organisation__body", "sponsor")
        .defer("content")
        .filter(pk=entrustment)
        .first()
    )
    if found is None:
        raise EvaluationError(
            Text(f"没有委托 {entrustment}", f"there is no entrustment {entrustment}")
        )
    return found


def _record(by: Actor, one: Entrustment, action: str, at: datetime) -> None:
    record(
        by=by.username,
        at=at,
        action=action,
        subject=one,
        area=one.area,
        ground=GROUND,
        data={
            "body": one.organisation.body.name,
            "digest": one.digest,
            **({"reason": one.words} if one.words else {}),
        },
    )
