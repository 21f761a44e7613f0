"""Programmes, their groups, and who joins or leaves them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from xianjie.calendar import add_months
from xianjie.domain.accounts.acting import Actor, Target, require
from xianjie.domain.accounts.models import Body
from xianjie.domain.audit.events import record
from xianjie.domain.programmes.coverage import canonical, is_listed
from xianjie.domain.programmes.errors import ProgrammeError
from xianjie.domain.programmes.models import Cohort, Learner, Programme
from xianjie.instruments.practice import practice
from xianjie.text import Text

_SPONSORS = {
    Programme.Kind.DUAL: Body.Kind.SCHOOL,
    Programme.Kind.APPRENTICE: Body.Kind.ENTERPRISE,
}

ELSEWHERE = Text(
    "已在本单位同一职业的另一个班级中；请先登记离开那个班级",
    "is in another class of yours for the same occupation; enter that they left it first",
)


@dataclass(frozen=True, slots=True)
class Subsidy:
    """What the enterprise says of the training subsidy: kept as told, decided by nobody here."""

    fen_a_year: int  # for each apprentice
    advance_percent: int  # paid before the training is done
    basis: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A programme as it is asked for; ``trainer``, ``agreement``, ``subsidy`` are apprentices'."""

    kind: Programme.Kind
    title: str
    occupation: str
    level: int
    is_aligned: bool
    from_on: date
    until_on: date
    trainer: Body | None = None
    agreement: str = ""
    subsidy: Subsidy | None = None


def target_of(programme: Programme) -> Target:
    return Target(area=programme.area, body=programme.sponsor_id)


def enter_programme(*, by: Actor, sponsor: Body, plan: Plan, at: datetime) -> Programme:
    """Enter a programme of a school or an enterprise; raises `Denied`, `ProgrammeError`."""
    require(by, "programme.keep", Target(area=sponsor.area, body=sponsor.pk))
    occupation = canonical(plan.occupation)
    require_sound(sponsor, plan)
    try:
        with transaction.atomic():
            made = Programme.objects.create(
                kind=plan.kind,
                sponsor=sponsor,
                trainer=plan.trainer,
                area=sponsor.area,
                title=plan.title,
                occupation=occupation,
                level=plan.level,
                is_aligned=plan.is_aligned,
                from_on=plan.from_on,
                until_on=plan.until_on,
                agreement=plan.agreement,
                subsidy=asdict(plan.subsidy) if plan.subsidy else {},
                made_by=by.username,
                made_at=at,
            )
            record(
                by=by.username,
                at=at,
                action="programme.made",
                subject=made,
                area=made.area,
                ground=("252/2.2",),
                data={"occupation": occupation, "level": plan.level, "until": plan.until_on},
            )
    except IntegrityError as error:
        raise title_taken(plan) from error
    return made


def title_taken(plan: Plan) -> ProgrammeError:
    return ProgrammeError(
        Text(
            f"本单位已有名为“{plan.title}”的培养计划；请换一个名称",
            f"there is a programme called {plan.title!r} already; give another name",
        )
    )


def require_sound(sponsor: Body, plan: Plan) -> None:
    """What a programme says must fit its sponsor, the annex and its term."""
    occupation = canonical(plan.occupation)
    _require_sponsor(sponsor, plan)
    _require_term(plan)
    if plan.is_aligned and not is_listed(occupation):
        raise ProgrammeError(
            Text(
                f"通知附件没有“{occupation}”，培养计划不能对接这一职业资格；请核对名称，"
                "或填写“不对接”",
                f"the annex has no {occupation!r}, so that no plan is aligned with its "
                "qualification; look at the name, or say that it is not aligned",
            )
        )


def open_cohort(
    *, by: Actor, programme: Programme, name: str, graduates_on: date, at: datetime
) -> Cohort:
    """A class or an intake with its last day; raises `Denied`, `ProgrammeError`."""
    require(by, "programme.keep", target_of(programme))
    try:
        with transaction.atomic():
            _require_within(_held(programme.pk), graduates_on)
            made = Cohort.objects.create(
                programme=programme,
                name=name,
                graduates_on=graduates_on,
                made_by=by.username,
                made_at=at,
            )
            record(
                by=by.username,
                at=at,
                action="cohort.opened",
                subject=made,
                area=programme.area,
                data={"graduates_on": graduates_on},
            )
    except IntegrityError as error:
        raise ProgrammeError(
            Text(f"这个计划已有“{name}”；请换一个名称", f"there is {name!r} already; give another")
        ) from error
    return made


def move_graduation(
    *, by: Actor, cohort: int, graduates_on: date, reason: str, at: datetime
) -> Cohort:
    """Set another last day, with its reason; raises `Denied`, `ProgrammeError`."""
    with transaction.atomic():
        moved = Cohort.objects.select_for_update(of=("self",)).get(pk=cohort)
        require(by, "programme.keep", target_of(moved.programme))
        _require_within(_held(moved.programme_id), graduates_on)
        before, moved.graduates_on = moved.graduates_on, graduates_on
        moved.save(update_fields=["graduates_on"])
        record(
            by=by.username,
            at=at,
            action="cohort.moved",
            subject=moved,
            area=moved.programme.area,
            data={"before": before, "to": graduates_on, "reason": reason},
        )
    return moved


def take_out(*, by: Actor, learner: int, on: date, reason: str, at: datetime) -> Learner:
    """Somebody leaves before graduation; raises `Denied`, `ProgrammeError`."""
    with transaction.atomic():
        left = Learner.objects.select_for_update(of=("self",)).get(pk=learner)
        require(by, "programme.keep", target_of(left.cohort.programme))
        if left.left_on is not None:
            raise ProgrammeError(
                Text(f"已于{left.left_on}离开", f"has left already, on {left.left_on}")
            )
        left.left_on, left.left_reason = on, reason
        left.save(update_fields=["left_on", "left_reason"])
        record(
            by=by.username,
            at=at,
            action="learner.left",
            subject=left,
            area=left.cohort.programme.area,
            data={"on": on},
        )
    return left


def take_back(*, by: Actor, learner: int, at: datetime) -> Learner:
    """Undo that somebody left; raises `Denied`, `ProgrammeError`.

    They count as never having left: whoever left and came back later joins another class.
    """
    with transaction.atomic():
        found = Learner.objects.select_for_update(of=("self",)).get(pk=learner)
        require(by, "programme.keep", target_of(found.cohort.programme))
        if found.left_on is None:
            raise ProgrammeError(Text("没有登记离开", "has not left"))
        _require_nowhere_else(found)
        left_on, found.left_on, found.left_reason = found.left_on, None, ""
        found.save(update_fields=["left_on", "left_reason"])
        record(
            by=by.username,
            at=at,
            action="learner.taken_back",
            subject=found,
            area=found.cohort.programme.area,
            data={"before": left_on},
        )
    return found


def _require_nowhere_else(learner: Learner) -> None:
    """Nobody is in two classes of a sponsor for an occupation."""
    programme = learner.cohort.programme
    others = Learner.objects.filter(
        document=learner.document,
        number_hash=learner.number_hash,
        left_on=None,
        cohort__programme__sponsor=programme.sponsor_id,
        cohort__programme__occupation=programme.occupation,
        cohort__graduates_on__gte=programme.from_on,
    )
    if others.exists():
        raise ProgrammeError(ELSEWHERE)


def _held(programme: int) -> Programme:
    """The programme as it is, which nobody amends meanwhile."""
    return Programme.objects.select_for_update(of=("self",)).get(pk=programme)


def _require_sponsor(sponsor: Body, plan: Plan) -> None:
    if sponsor.kind != _SPONSORS[plan.kind]:
        raise ProgrammeError(
            Text(
                "双证书培养由院校、新型学徒由企业登记；请核对培养方式",
                "schools enter dual-certificate programmes, enterprises apprentices; look at the "
                "kind",
            )
        )
    if plan.kind == Programme.Kind.DUAL and (plan.trainer or plan.agreement):
        raise ProgrammeError(
            Text(
                "合作培训机构和协议只用于新型学徒；请留空",
                "training body and agreement are of apprentices only; leave them empty",
            )
        )
    if plan.kind == Programme.Kind.APPRENTICE and not plan.agreement:
        raise ProgrammeError(
            Text("请填写培养协议的编号", "give the number of the training agreement")
        )


def _require_term(plan: Plan) -> None:
    """An apprenticeship is as long as the practice of its first day has it."""
    if plan.until_on <= plan.from_on:
        raise ProgrammeError(
            Text("结束日应在开始日之后；请改正", "it must end after it begins; mend the days")
        )
    if plan.kind != Programme.Kind.APPRENTICE:
        return
    least, most = (
        practice().number(f"apprentice_months_{name}", plan.from_on) for name in ("least", "most")
    )
    # The last day is in, so a year from 1 September ends on 31 August.
    if (
        not add_months(plan.from_on, least)
        <= _next(plan.until_on)
        <= add_months(plan.from_on, most)
    ):
        raise ProgrammeError(
            Text(
                f"新型学徒的培养期为 {least} 至 {most} 个月；请改正起止日期",
                f"an apprenticeship takes {least} to {most} months; mend its days",
            )
        )


def _require_within(programme: Programme, graduates_on: date) -> None:
    if not programme.from_on < graduates_on <= programme.until_on:
        raise ProgrammeError(
            Text(
                f"毕（结）业日应在 {programme.from_on} 之后、{programme.until_on} 之前（含）；"
                "请改正，要推迟到此后的，先修改培养计划的结束日",
                f"graduation must come after {programme.from_on} and by {programme.until_on}; "
                "mend it, or amend the last day of the programme first",
            )
        )


def _next(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)
