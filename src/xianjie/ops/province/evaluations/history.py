"""Batches of six years, inserted at once as the register of a province that has lived on."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count

from xianjie.calendar import add_working_days
from xianjie.domain.accounts.models import Body
from xianjie.domain.accounts.sealed import seal, seal_bytes
from xianjie.domain.audit.events import Unwritten, event_of, record_many
from xianjie.domain.bulk import insert
from xianjie.domain.evaluations import entrusting, preflight
from xianjie.domain.evaluations.clocks import notice_until, results_due
from xianjie.domain.evaluations.models import (
    Correction,
    Entrustment,
    Objection,
    Participant,
    Plan,
    Post,
    PublicNotice,
    Report,
)
from xianjie.domain.evaluations.results import Given, is_pass, parts_of
from xianjie.domain.filings.models import Assessor, Organisation
from xianjie.identifiers.levels import Level
from xianjie.ops.province.evaluations.grounds import FIRST, Ground
from xianjie.ops.province.evaluations.people import (
    GIVEN,
    PDF,
    moment,
    new_person,
    staff_of,
)

NOW = date(2026, 6, 1)  # what is later has not happened yet
PANEL = 3
_SPONSORS = 24
_SHARES = {"cancelled": 0.04, "late": 0.08, "returned": 0.05, "objected": 0.06, "absent": 0.05}
_REVIEWED_FROM = 2  # technicians are reviewed besides


@dataclass
class History:
    """Rows of batches as they pile up, then inserted all together."""

    chance: random.Random
    pools: Mapping[tuple[int, str], list[Assessor]]
    entrusted: dict[tuple[int, str], list[Entrustment]] = field(
        default_factory=lambda: defaultdict(list)
    )
    plans: list[Plan] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    people: list[Participant] = field(default_factory=list)
    notices: list[PublicNotice] = field(default_factory=list)
    objections: list[Objection] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    steps: list[tuple[Plan, str, datetime, str]] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=count)

    def entrust(self, grounds: Sequence[Ground], sponsors: Sequence[Body]) -> list[Ground]:
        """Each sponsor entrusts somebody, now and then two years running; whom."""
        rows = []
        entrusted = []
        for number, sponsor in enumerate(sponsors):
            ground = grounds[number * 7 % len(grounds)]
            entrusted.append(ground)
            first = max(FIRST, ground.stretch.from_on, ground.scope.from_on)
            for year in range(1 + number % 2):
                from_on = first + timedelta(days=365 * year)
                until_on = min(from_on + timedelta(days=364), ground.stretch.until_on)
                if from_on < until_on:
                    rows.append(_entrustment(sponsor, ground, (from_on, until_on), number, year))
        insert(rows)
        for one in rows:
            if one.confirmed_on and not one.ended_on:
                self.entrusted[one.organisation_id, one.occupation].append(one)
        record_many(
            event_of(
                by=one.made_by,
                at=one.made_at,
                action="entrustment.made",
                subject=one,
                area=one.area,
                ground=entrusting.GROUND,
                data={"digest": one.digest},
            )
            for one in rows
        )
        return entrusted

    def add(self, ground: Ground, from_on: date) -> None:
        """One batch with all that came of it by `NOW`."""
        chance, scope = self.chance, ground.scope
        until_on = from_on + timedelta(days=chance.randrange(2))
        level = chance.randint(scope.highest, scope.lowest)
        drafted = from_on - timedelta(days=chance.randint(20, 27))
        if drafted > NOW:
            return
        plan = Plan(
            organisation=ground.organisation,
            filing=ground.stretch.filing,
            site=scope.site,
            area=scope.site.area,
            title=f"{scope.occupation}{Level(level).ordinal.zh}{from_on:%Y年%m月%d日}批次",
            occupation=scope.occupation,
            level=level,
            has_review=level <= _REVIEWED_FROM,
            from_on=from_on,
            until_on=until_on,
            drafted_by=staff_of(ground.organisation),
            drafted_at=moment(drafted),
        )
        self.plans.append(plan)
        self._step(plan, "plan.drafted", drafted)
        pool = self.pools[ground.organisation.pk, scope.occupation]
        for place, assessor in enumerate(chance.sample(pool, PANEL)):
            self.posts.append(Post(plan=plan, assessor=assessor, is_chief=place == 0))
        people = self._join(plan)
        self._report(plan, people)

    def _join(self, plan: Plan) -> list[Participant]:
        most = min(plan.site.seats, 34)
        sponsors = [
            one
            for one in self.entrusted[plan.organisation_id, plan.occupation]
            if entrusting.holds_for(one, plan)
        ]
        people = [
            new_person(plan, next(self.numbers), *self._basis(plan, sponsors))
            for _ in range(self.chance.randint(min(8, most), most))
        ]
        self.people += people
        return people

    def _basis(self, plan: Plan, sponsors: Sequence[Entrustment]) -> tuple[str, Entrustment | None]:
        if sponsors and self.chance.random() < 0.5:  # noqa: PLR2004 - half of them
            return Participant.Basis.ENTRUSTED, sponsors[0]
        is_social = plan.organisation.kind == Organisation.Kind.SOCIAL
        return (Participant.Basis.PUBLIC if is_social else Participant.Basis.OWN), None

    def _report(self, plan: Plan, people: Sequence[Participant]) -> None:
        reported = plan.from_on - timedelta(days=self.chance.randint(14, 18))
        if reported > NOW:
            return
        plan.reported_by, plan.reported_on = plan.drafted_by, reported
        plan.preflight = preflight.VERSION
        self._step(plan, "plan.reported", reported)
        if self._happens("cancelled"):
            plan.cancelled_on = reported + timedelta(days=3)
            plan.cancel_reason = "场地停电检修"
            self._step(plan, "plan.cancelled", plan.cancelled_on)
        elif plan.until_on <= NOW:
            plan.held_by, plan.held_on = plan.drafted_by, plan.until_on
            self._step(plan, "plan.held", plan.until_on)
            self._examine(plan, people)

    def _examine(self, plan: Plan, people: Sequence[Participant]) -> None:
        parts = parts_of(plan)
        for row, one in enumerate(people):
            one.is_absent = self._happens("absent")
            if not one.is_absent:
                for part in parts:
                    setattr(one, part.value, self._points())
            told = Given(row, row, one.theory, one.practical, one.panel, absent=one.is_absent)
            one.passed = is_pass(told, parts, plan.from_on)
            one.result_by, one.result_at = plan.drafted_by, moment(plan.until_on, 8)
        self._show(plan, people)

    def _show(self, plan: Plan, people: Sequence[Participant]) -> None:
        due = results_due(plan)
        assert due  # noqa: S101 - the calendar knows these years
        is_late = self._happens("late")
        shown = plan.until_on + timedelta(days=1)
        handed_in = add_working_days(due, self.chance.randint(1, 9)) if is_late else due
        if shown > NOW:
            return
        notice = PublicNotice(
            plan=plan,
            from_on=shown,
            until_on=notice_until(shown),
            posted_by=plan.drafted_by,
            posted_at=moment(shown),
        )
        self.notices.append(notice)
        self._step(plan, "plan.shown", shown)
        passed = [one for one in people if one.passed]
        if passed and self._happens("objected"):
            self._object(notice, self.chance.choice(passed))
        if handed_in > NOW:
            return
        report = Report(
            plan=plan,
            reported_on=handed_in,
            reported_by=plan.drafted_by,
            preflight=preflight.VERSION,
        )
        self.reports.append(report)
        self._step(plan, "report.handed_in", handed_in)
        self._review(plan, report, max(handed_in, notice.until_on))

    def _object(self, notice: PublicNotice, about: Participant) -> None:
        upheld = self.chance.random() < 0.2  # noqa: PLR2004 - a fifth of them
        self.objections.append(
            Objection(
                notice=notice,
                participant=about,
                words=seal("此人评价当日不在场（演示）"),
                contact="",
                made_on=notice.from_on,
                answer="经核查，属实，不予发证" if upheld else "经核查签到和监控，确系本人参加",
                upheld=upheld,
                answered_by=notice.posted_by,
                answered_on=notice.until_on,
            )
        )

    def _review(self, plan: Plan, report: Report, since: date) -> None:
        bureau = f"bureau-{plan.area[2:4]}"
        if self._happens("returned"):
            back = add_working_days(since, 1)
            again = add_working_days(back, 3)
            if again > NOW:
                return
            self.corrections.append(
                Correction(
                    report=report,
                    returned_on=back,
                    returned_by=bureau,
                    words="请补充考评员签名的评分表",
                    corrected_on=again,
                    corrected_by=report.reported_by,
                    answer="已补充",
                )
            )
            self._step(plan, "report.returned", back, by=bureau)
            self._step(plan, "report.corrected", again)
            since = again
        accepted = add_working_days(since, self.chance.randint(1, 5))
        if accepted <= NOW:
            report.accepted_on, report.accepted_by = accepted, bureau
            self._step(plan, "report.accepted", accepted, by=bureau)

    def _step(self, plan: Plan, action: str, on: date, by: str = "") -> None:
        self.steps.append((plan, action, moment(on), by or plan.drafted_by))

    def write(self) -> None:
        """All rows, each kind in one statement; then the events of their steps."""
        for rows in (
            self.plans,
            self.posts,
            self.people,
            self.notices,
            self.objections,
            self.reports,
            self.corrections,
        ):
            for row in rows:
                _link(row)
            insert(rows)
        record_many(self._events())

    def _events(self) -> Iterator[Unwritten]:
        for plan, action, on, by in self.steps:
            yield event_of(by=by, at=on, action=action, subject=plan, area=plan.area)

    def _points(self) -> int:
        return max(0, min(100, round(self.chance.gauss(76, 10))))

    def _happens(self, what: str) -> bool:
        return self.chance.random() < _SHARES[what]


def _link(row: object) -> None:
    """A row's parents have their numbers by now: let it know them."""
    for name in ("plan", "notice", "participant", "report", "assessor"):
        parent = getattr(row, name, None)
        if parent is not None and hasattr(row, f"{name}_id"):
            setattr(row, f"{name}_id", parent.pk)


def sponsors() -> list[Body]:
    """Enterprises that are not filed."""
    areas = ["440100", "440300", "440600", "441900", "442000", "441300"]
    rows = [
        Body(
            kind=Body.Kind.ENTERPRISE,
            name=f"广东{GIVEN[number]}{GIVEN[-number - 1]}实业有限公司",
            area=areas[number % len(areas)],
            opened_on=date(2010, 1, 1),
        )
        for number in range(_SPONSORS)
    ]
    insert(rows)
    return rows


def _entrustment(
    sponsor: Body, ground: Ground, term: tuple[date, date], number: int, year: int
) -> Entrustment:
    from_on, until_on = term
    content = f"{PDF}{sponsor.name} {from_on}\n".encode()
    signed = from_on - timedelta(days=10)
    is_declined = number % 11 == 10  # noqa: PLR2004 - one of so many
    return Entrustment(
        sponsor=sponsor,
        organisation=ground.organisation,
        area=sponsor.area,
        occupation=ground.scope.occupation,
        lowest=ground.scope.lowest,
        highest=ground.scope.highest,
        signed_on=signed,
        from_on=from_on,
        until_on=until_on,
        filename="委托评价协议.pdf",
        content=seal_bytes(content),
        digest=entrusting.digest_of(content),
        made_by=f"sponsor-{number + 1:02}",
        made_at=moment(signed),
        confirmed_by="" if is_declined else staff_of(ground.organisation),
        confirmed_on=None if is_declined else signed + timedelta(days=3),
        declined_on=signed + timedelta(days=3) if is_declined else None,
        ended_on=until_on if year and number % 5 == 0 else None,
        words="名额已满" if is_declined else "",
    )
