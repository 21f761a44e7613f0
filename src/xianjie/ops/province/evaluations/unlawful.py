"""Drafts that the law lets nobody issue for, so that each outcome of decision 9 can be met."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import count

from xianjie.domain.accounts.models import Body
from xianjie.domain.evaluations.models import Participant, Plan
from xianjie.domain.filings.models import Organisation
from xianjie.ops.province.evaluations.grounds import Ground
from xianjie.ops.province.evaluations.people import moment, new_person, staff_of


def make_unlawful(grounds: Sequence[Ground], on: date) -> None:
    """One draft of each sort, written the day before; ``on`` is the demonstration's day."""
    current = [one for one in grounds if one.holds(on)]
    begun = {one.organisation.pk for one in grounds if one.stretch.from_on <= on}
    employers = [one for one in current if one.organisation.kind == Organisation.Kind.EMPLOYER]
    later = [one for one in grounds if one.organisation.pk not in begun]
    numbers = count(95_000)
    for ground in current[:1]:
        _draft(ground, "评茶员", "不在备案范围（演示）", on, numbers)
    for ground in employers[:1]:
        _draft(ground, ground.scope.occupation, "社会人员（演示）", on, numbers)
    for ground in later[:1]:
        _draft(ground, ground.scope.occupation, "备案尚未生效（演示）", on, numbers)
    _never_filed(on, numbers)


def _draft(ground: Ground, occupation: str, title: str, on: date, numbers: Iterator[int]) -> None:
    plan = Plan.objects.create(
        organisation=ground.organisation,
        filing=ground.stretch.filing,
        site=ground.scope.site,
        area=ground.scope.site.area,
        title=f"{occupation}：{title}",
        occupation=occupation,
        level=ground.scope.lowest,
        from_on=on + timedelta(days=40),
        until_on=on + timedelta(days=40),
        drafted_by=staff_of(ground.organisation),
        drafted_at=moment(on - timedelta(days=1)),
    )
    new_person(plan, next(numbers), Participant.Basis.PUBLIC).save()


def _never_filed(on: date, numbers: Iterator[int]) -> None:
    """Drafts of an enterprise that was never filed and of an appraisal institution."""
    for kind, code in ((Body.Kind.ENTERPRISE, "1"), (Body.Kind.INSTITUTION, "2")):
        body = (
            Body.objects.filter(kind=kind, filing_organisation=None, closed_on=None)
            .order_by("-pk")
            .first()
        )
        if body is None:
            continue
        is_employer = kind == Body.Kind.ENTERPRISE
        organisation = Organisation.objects.create(
            body=body,
            kind=Organisation.Kind.EMPLOYER if is_employer else Organisation.Kind.SOCIAL,
            credit_code=_credit_code(body.area, code),
        )
        site = organisation.sites.create(
            name="培训车间", address="（演示）", area=body.area, seats=20, tenure="owned"
        )
        plan = Plan.objects.create(
            organisation=organisation,
            site=site,
            area=site.area,
            title=f"{body.name}：未备案（演示）",
            occupation="电工",
            level=5,
            from_on=on + timedelta(days=45),
            until_on=on + timedelta(days=45),
            drafted_by=staff_of(organisation),
            drafted_at=moment(on - timedelta(days=1)),
        )
        new_person(plan, next(numbers), Participant.Basis.OWN).save()


def _credit_code(area: str, serial: str) -> str:
    """A code of the form of GB 32100 with its check letters, of nobody."""
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    own = f"MA9DEMO{serial}".replace("O", "Q")
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    values = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    rest = -sum(values.index(one) * by for one, by in zip(own, weights, strict=True)) % 11
    first = f"91{area}{own}{'X' if rest == 10 else rest}"  # noqa: PLR2004 - of GB 11714
    total = sum(letters.index(one) * pow(3, place, 31) for place, one in enumerate(first))
    return first + letters[-total % 31]
