"""Batches of the demonstration's own organisation around its day, made as people make them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count, takewhile

from xianjie.domain.accounts.acting import Actor
from xianjie.domain.accounts.models import Body
from xianjie.domain.evaluations import (
    entrusting,
    joining,
    noticing,
    panels,
    planning,
    reporting,
)
from xianjie.domain.evaluations.entrusting import Agreed
from xianjie.domain.evaluations.joining import Joining
from xianjie.domain.evaluations.models import Plan
from xianjie.domain.evaluations.planning import Drafted
from xianjie.domain.evaluations.results import Given, enter_results
from xianjie.domain.filings.models import Organisation
from xianjie.identifiers.levels import Level
from xianjie.ops.province.evaluations.grounds import Ground
from xianjie.ops.province.evaluations.history import PANEL
from xianjie.ops.province.evaluations.people import PDF, claim_for, document_of, moment, name_of


@dataclass(frozen=True)
class Staff:
    """Who acts: two of the organisation, one of its bureau, one of a sponsor."""

    one: Actor
    two: Actor
    bureau: Actor
    sponsor: Actor


def make_current(chance: random.Random, staff: Staff, ground: Ground, on: date) -> None:
    """Batches of the demonstration's own organisation in each state, made as people make them."""
    one = _Own(chance, staff, ground, on)
    one.reach("draft", on + timedelta(days=20))
    one.reach("reported", on + timedelta(days=11))
    one.reach("held", on - timedelta(days=5))
    one.reach("posted", on - timedelta(days=6))
    one.reach("handed_in", on - timedelta(days=11))
    one.reach("returned", on - timedelta(days=15))
    one.reach("accepted", on - timedelta(days=19))
    one.reach("accepted", on - timedelta(days=24), people=24)
    one.entrusted()


@dataclass
class _Own:
    chance: random.Random
    staff: Staff
    ground: Ground
    on: date
    numbers: Iterator[int] = field(default_factory=lambda: count(90_000))
    turns: Iterator[int] = field(default_factory=lambda: count(0, 2))

    def reach(self, state: str, from_on: date, people: int = 10) -> None:
        """A batch from its draft to a state."""
        plan = self._draft(from_on, people)
        steps: Mapping[str, Callable[[Plan], None]] = {
            "draft": lambda _: None,
            "reported": self._report,
            "held": self._hold,
            "posted": self._show,
            "handed_in": self._hand_in,
            "returned": self._return,
            "accepted": self._accept,
        }
        before = [*takewhile(lambda name: name != state, steps), state]
        for name in before:
            if not (name == "returned" and state == "accepted"):
                steps[name](plan)

    def _draft(self, from_on: date, most: int) -> Plan:
        scope, at = self.ground.scope, moment(from_on - timedelta(days=21))
        level = scope.lowest - 1 if scope.highest < scope.lowest else scope.lowest
        title = f"{scope.occupation}{Level(level).ordinal.zh}{from_on:%m月%d日}批次"
        plan = planning.draft_plan(
            by=self.staff.one,
            organisation=self.ground.organisation,
            site=scope.site,
            drafted=Drafted(title, scope.occupation, level, from_on, from_on),
            at=at,
        )
        pool = panels.assessors_of(plan)
        turn = next(self.turns) % len(pool)
        for assessor in (*pool[turn:], *pool[:turn]):
            if plan.posts.count() < PANEL and not panels.obstacles(assessor, plan):
                panels.post_examiner(
                    by=self.staff.one,
                    plan=plan.pk,
                    assessor=assessor,
                    is_chief=not plan.posts.exists(),
                    at=at,
                )
        people = [self._person(row, level, from_on) for row in range(1, most + 1)]
        joining.enter_participants(by=self.staff.one, plan=plan.pk, joining=people, at=at)
        return plan

    def _person(self, row: int, level: int, on: date) -> Joining:
        number = next(self.numbers)
        condition, claim = claim_for(level, on)
        is_social = self.ground.organisation.kind == Organisation.Kind.SOCIAL
        return Joining(
            row,
            name_of(number),
            "resident",
            document_of("440300", number),
            "public" if is_social else "own",
            condition,
            claim,
        )

    def _report(self, plan: Plan) -> None:
        on = plan.from_on - timedelta(days=14)
        planning.report_plan(by=self.staff.one, plan=plan.pk, on=on, at=moment(on))

    def _hold(self, plan: Plan) -> None:
        on = plan.until_on
        planning.hold_plan(by=self.staff.one, plan=plan.pk, on=on, at=moment(on))

    def _show(self, plan: Plan) -> None:
        on = plan.until_on + timedelta(days=1)
        given = [
            Given(row, one.pk, absent=True)
            if row == 1
            else Given(row, one.pk, self._points(), self._points())
            for row, one in enumerate(plan.participants.order_by("pk"), start=1)
        ]
        enter_results(by=self.staff.one, plan=plan.pk, given=given, at=moment(on))
        noticing.post_notice(by=self.staff.one, plan=plan.pk, on=on, at=moment(on, 2))
        if plan.until_on == self.on - timedelta(days=6):
            noticing.object_to(
                notice=plan.notices.get(),
                place=1,
                words="名单第1号不是本市从业人员（演示）",
                contact="",
                on=on,
                at=moment(on, 3),
            )

    def _points(self) -> int:
        return self.chance.randint(57, 95)

    def _hand_in(self, plan: Plan) -> None:
        on = plan.until_on + timedelta(days=4)
        reporting.hand_in(by=self.staff.one, plan=plan.pk, on=on, at=moment(on))

    def _return(self, plan: Plan) -> None:
        on = plan.until_on + timedelta(days=10)
        words = "请补充考评员签名的评分表"
        reporting.send_back(by=self.staff.bureau, plan=plan.pk, words=words, on=on, at=moment(on))

    def _accept(self, plan: Plan) -> None:
        on = self.on - timedelta(days=1)
        reporting.accept(by=self.staff.bureau, plan=plan.pk, on=on, at=moment(on))

    def entrusted(self) -> None:
        """The demonstration's enterprise entrusts it: one agreement confirmed, one waiting."""
        scope = self.ground.scope
        number_of_sponsor = self.staff.sponsor.capacities[0].body
        assert number_of_sponsor  # noqa: S101 - an enterprise's staff
        sponsor = Body.objects.get(pk=number_of_sponsor)
        for number, until_on in enumerate((date(2021, 8, 31), date(2022, 8, 31))):
            made = entrusting.make_entrustment(
                by=self.staff.sponsor,
                sponsor=sponsor,
                organisation=self.ground.organisation,
                agreed=Agreed(
                    scope.occupation,
                    scope.lowest,
                    scope.highest,
                    self.on - timedelta(days=5),
                    self.on - timedelta(days=5),
                    until_on,
                ),
                filename="委托评价协议.pdf",
                content=f"{PDF}{number}\n".encode(),
                on=self.on - timedelta(days=4),
                at=moment(self.on - timedelta(days=4)),
            )
            if number == 0:
                on = self.on - timedelta(days=3)
                entrusting.confirm(by=self.staff.two, entrustment=made.pk, on=on, at=moment(on))
