"""Who examines at a plan: posted, taken away, one of them the chief; and why somebody cannot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import takewhile

from django.db import transaction
from django.db.models import Q

from xianjie.domain.accounts.acting import Actor, require
from xianjie.domain.accounts.sealed import keyed_hash
from xianjie.domain.audit.events import record
from xianjie.domain.evaluations.errors import EvaluationError
from xianjie.domain.evaluations.locking import locked, target_of
from xianjie.domain.evaluations.models import Plan, Post, Recusal
from xianjie.domain.evaluations.states import PlanState, require_step, state_of
from xianjie.domain.filings.models import Assessor
from xianjie.domain.organisations import blacklist
from xianjie.instruments.practice import practice
from xianjie.text import Text


def assessors_of(plan: Plan) -> list[Assessor]:
    """The organisation's examiners who are able, and whose cards are valid on all its days."""
    able = plan.organisation.assessors.filter(
        _valid(plan),
        competences__occupation=plan.occupation,
        competences__highest__lte=plan.level,
    )
    return list(able.order_by("name", "pk"))


def post_examiner(
    *, by: Actor, plan: int, assessor: Assessor, is_chief: bool, at: datetime
) -> Post:
    """Send an examiner to a plan; raises `Denied`, `EvaluationError` with every obstacle."""
    with transaction.atomic():
        found = locked(plan)
        require(by, "plan.draft", target_of(found))
        require_step(found, "post")
        people = locked_people([assessor])
        require_free(found, people)
        if found.posts.filter(assessor=assessor).exists():
            raise EvaluationError(Text("已派到本批次", "is posted to it already"))
        if is_chief:
            found.posts.filter(is_chief=True).update(is_chief=False)
        made = Post.objects.create(plan=found, assessor=assessor, is_chief=is_chief)
        _record(by, found, "panel.posted", assessor, at, is_chief=is_chief)
    return made


def remove_examiner(*, by: Actor, post: Post, at: datetime) -> None:
    """Take an examiner away; of a plan that is reported none that it then lacks."""
    with transaction.atomic():
        found = locked(post.plan_id)
        require(by, "plan.draft", target_of(found))
        require_step(found, "post")
        assessor = post.assessor
        if state_of(found) is not PlanState.DRAFT:
            least = practice().number("examiners_least", found.from_on)
            if post.is_chief or found.posts.count() <= least:
                raise EvaluationError(
                    Text(
                        "计划已报告，考评员不能少于规定人数，也不能没有组长；请先派人再撤",
                        "the plan is reported: it keeps its chief and the least number; post "
                        "another first",
                    )
                )
        if not found.posts.filter(pk=post.pk).delete()[0]:
            raise EvaluationError(Text("已不在本批次", "is not posted to it any more"))
        _record(by, found, "panel.removed", assessor, at)


def name_chief(*, by: Actor, post: Post, at: datetime) -> Post:
    """Let one of the posted be the chief."""
    with transaction.atomic():
        found = locked(post.plan_id)
        require(by, "plan.draft", target_of(found))
        require_step(found, "post")
        found.posts.filter(is_chief=True).update(is_chief=False)
        if not found.posts.filter(pk=post.pk).update(is_chief=True):
            raise EvaluationError(Text("已不在本批次", "is not posted to it any more"))
        _record(by, found, "panel.posted", post.assessor, at, is_chief=True)
    post.is_chief = True
    return post


def recuse(
    *,
    by: Actor,
    plan: Plan,
    assessor: Assessor,
    document: str,
    number: str,
    reason: str,
    at: datetime,
) -> Recusal:
    """That an examiner does not examine a person; kept by a hash of the document's number."""
    require(by, "plan.draft", target_of(plan))
    if assessor.organisation_id != plan.organisation_id:
        raise EvaluationError(Text("不是本机构的考评员", "is no examiner of the organisation"))
    with transaction.atomic():
        made, is_new = Recusal.objects.get_or_create(
            assessor=assessor,
            document=document,
            number_hash=keyed_hash(f"{document}:{number}"),
            defaults={"reason": reason, "declared_by": by.username, "declared_at": at},
        )
        if is_new:
            _record(by, plan, "panel.recused", assessor, at)
    return made


def obstacles(assessor: Assessor, plan: Plan) -> list[Text]:
    """Why somebody cannot examine at a plan; none where they can."""
    found = []
    if assessor.organisation_id != plan.organisation_id:
        found.append(Text("不是本机构的考评员", "is no examiner of the organisation"))
    if not _is_valid(assessor, plan):
        found.append(
            Text("评价期间证卡无效", "the card is not valid on all days of the evaluation")
        )
    if entry := blacklist.of_person(assessor.document, assessor.number_hash, plan.from_on):
        found.append(blacklist.obstacle(entry))
    levels = assessor.competences.filter(occupation=plan.occupation)
    if not levels.filter(highest__lte=plan.level).exists():
        found.append(
            Text("不具备该职业和等级的资格", "is not competent for the occupation and level")
        )
    if elsewhere(assessor, plan):
        found.append(
            Text(
                "评价期间已派到另一批次（按证件查，含其他机构）",
                "is posted to another batch on these days, here or with another organisation",
            )
        )
    here = set(plan.participants.values_list("document", "number_hash"))
    if (assessor.document, assessor.number_hash) in here:
        found.append(Text("本人参加本批次评价", "takes part in the batch"))
    if here & set(recused(assessor)):
        found.append(Text("须回避参加人员", "must stay away from someone who takes part"))
    return found


def elsewhere(assessor: Assessor, plan: Plan) -> list[Plan]:
    """Other plans, reported and not called off, at which the same person is on these days."""
    return list(
        Plan.objects.filter(
            posts__assessor__document=assessor.document,
            posts__assessor__number_hash=assessor.number_hash,
            from_on__lte=plan.until_on,
            until_on__gte=plan.from_on,
            reported_on__isnull=False,
            cancelled_on=None,
        )
        .exclude(pk=plan.pk)
        .distinct()
    )


def recused(assessor: Assessor) -> Iterable[tuple[str, str]]:
    """Documents and hashes of those whom the person does not examine, wherever it was declared."""
    return Recusal.objects.filter(
        assessor__document=assessor.document, assessor__number_hash=assessor.number_hash
    ).values_list("document", "number_hash")


def is_to_rotate(assessor: Assessor, plan: Plan) -> bool:
    """Whether this would be one batch running too many at the organisation."""
    most = practice().number("examiner_batches_running", plan.from_on)
    before = (
        Plan.objects.filter(
            organisation=plan.organisation,
            from_on__lt=plan.from_on,
            reported_on__isnull=False,
            cancelled_on=None,
        )
        .order_by("-from_on", "-pk")
        .values_list("pk", flat=True)[:most]
    )
    there = set(
        Post.objects.filter(
            plan__in=list(before),
            assessor__document=assessor.document,
            assessor__number_hash=assessor.number_hash,
        ).values_list("plan", flat=True)
    )
    running = list(takewhile(lambda one: one in there, before))
    return len(running) >= most


def locked_people(assessors: Iterable[Assessor]) -> Sequence[Assessor]:
    """The examiners, with every row of the same people held until the transaction ends.

    Who posts or reports the same person elsewhere waits, and then sees what was done here.
    """
    wanted = list(assessors)
    same = Q(pk__in=())
    for one in wanted:
        same |= Q(document=one.document, number_hash=one.number_hash)
    list(Assessor.objects.select_for_update().filter(same).order_by("pk").values_list("pk"))
    return wanted


def require_free(plan: Plan, people: Sequence[Assessor]) -> None:
    """Raises `EvaluationError` with what stands in the way of each."""
    for one in people:
        if found := obstacles(one, plan):
            raise EvaluationError(
                Text(
                    f"{one.name} 不能考评这一批：{'；'.join(each.zh for each in found)}",
                    f"{one.name} cannot examine here: {'; '.join(each.en for each in found)}",
                )
            )


def _valid(plan: Plan) -> Q:
    return Q(from_on__lte=plan.from_on) & (Q(to_on=None) | Q(to_on__gt=plan.until_on))


def _is_valid(assessor: Assessor, plan: Plan) -> bool:
    until: date | None = assessor.to_on
    return assessor.from_on <= plan.from_on and (until is None or until > plan.until_on)


def _record(
    by: Actor,
    plan: Plan,
    action: str,
    assessor: Assessor,
    at: datetime,
    *,
    is_chief: bool = False,
) -> None:
    data = {"card": assessor.card, **({"chief": True} if is_chief else {})}
    record(by=by.username, at=at, action=action, subject=plan, area=plan.area, data=data)
