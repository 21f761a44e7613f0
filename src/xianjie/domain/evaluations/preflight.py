"""Pre-flight: small checks of a plan that the organisation and the bureau see alike.

Run before a plan is reported and before certificates are asked for. Same code, same version: an
outcome bears `VERSION`, which changes with anything that could change it. A check says what it
rests on, a clause or a value of practice, and whether what it finds blocks or warns.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from xianjie.domain.evaluations import clocks, panels
from xianjie.domain.evaluations.entrusting import faults_for
from xianjie.domain.evaluations.models import Objection, Participant, Plan
from xianjie.domain.filings.models import Assessor
from xianjie.domain.filings.standing import cover
from xianjie.instruments import conditions as conditions_data
from xianjie.instruments.conditions import PROVENANCE, ConditionError, claim_of, condition
from xianjie.instruments.practice import practice
from xianjie.text import Text

_DAY = timedelta(days=1)
_SHOWN = 50  # pieces of evidence of one finding

# Of these people, the numbers of those whose lower certificate is in the register.
Holds = Callable[[Sequence[Participant]], set[int]]


class Weight(StrEnum):
    BLOCKS = "blocks"
    WARNS = "warns"

    @property
    def label(self) -> Text:
        return _WEIGHTS[self]


_WEIGHTS = {
    Weight.BLOCKS: Text("不能通过", "blocks"),
    Weight.WARNS: Text("请留意", "warns"),
}


class Stage(StrEnum):
    """Before a plan is reported; before certificates are asked for."""

    REPORTING = "reporting"
    ISSUING = "issuing"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a finding rests on; of a person by the participant's number, never by name."""

    words: Text
    participant: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a check found, in words without personal data."""

    weight: Weight
    words: Text
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Check:
    """One question that is asked of a plan."""

    name: str
    title: Text
    stages: frozenset[Stage]
    find: Callable[[Case], Iterator[Finding]]
    clauses: tuple[str, ...] = ()
    quantities: tuple[str, ...] = ()  # of the practice
    note: Text | None = None  # on what it rests, where neither says so


@dataclass(frozen=True)
class Flight:
    """What came of all checks of a stage on a day."""

    version: str
    stage: Stage
    on: date
    results: tuple[tuple[Check, tuple[Finding, ...]], ...]

    @property
    def blocks(self) -> list[Finding]:
        return self._of(Weight.BLOCKS)

    @property
    def warns(self) -> list[Finding]:
        return self._of(Weight.WARNS)

    def _of(self, weight: Weight) -> list[Finding]:
        return [one for _, found in self.results for one in found if one.weight is weight]


@dataclass(frozen=True)
class Case:
    """A plan with what the checks read, each read once."""

    plan: Plan
    stage: Stage
    on: date
    holds: Holds | None = None

    @cached_property
    def people(self) -> list[Participant]:
        """All who take part; before issuing those who passed."""
        rows = self.plan.participants.select_related("entrustment__sponsor").order_by("pk")
        return list(rows if self.stage is Stage.REPORTING else rows.filter(passed=True))

    @cached_property
    def panel(self) -> list[Assessor]:
        posts = self.plan.posts.select_related("assessor").order_by("-is_chief", "pk")
        return [one.assessor for one in posts]

    @cached_property
    def others(self) -> dict[tuple[str, str], list[Participant]]:
        """The same people at other plans that were reported and not called off."""
        hashes = [one.number_hash for one in self.people]
        found: dict[tuple[str, str], list[Participant]] = defaultdict(list)
        rows = Participant.objects.filter(
            number_hash__in=hashes, plan__reported_on__isnull=False, plan__cancelled_on=None
        ).exclude(plan=self.plan)
        for one in rows.select_related("plan"):
            found[one.document, one.number_hash].append(one)
        return found

    def number(self, quantity: str) -> int:
        return practice().number(quantity, self.plan.from_on)


def run(plan: Plan, stage: Stage, on: date, *, holds: Holds | None = None) -> Flight:
    """Ask every question of a stage, on a day."""
    case = Case(plan, stage, on, holds)
    return Flight(
        VERSION,
        stage,
        on,
        tuple((one, tuple(one.find(case))) for one in CHECKS if stage in one.stages),
    )


def _filed(case: Case) -> Iterator[Finding]:
    plan = case.plan
    wrong: dict[Text, list[date]] = {}
    for day in _days(plan):
        found = cover(
            plan.organisation, occupation=plan.occupation, level=plan.level, on=day, site=plan.site
        )
        if found.covers:
            continue
        if found.stretch is None:
            words = Text("机构没有备案", "the organisation was never filed")
        elif not found.in_force:
            words = Text("备案不在有效期内，或已暂停、移出", "its filing is not in force")
        elif not found.occupation_in_scope:
            words = Text(
                f"备案不含{plan.occupation}（本场地）",
                f"its filing does not cover {plan.occupation} at this site",
            )
        else:
            words = Text("备案不含这一等级", "its filing does not cover the level")
        wrong.setdefault(words, []).append(day)
    for words, days in wrong.items():
        yield _blocks(words, [Evidence(_said(day)) for day in days])


def _site(case: Case) -> Iterator[Finding]:
    site, plan = case.plan.site, case.plan
    if site.leased_until is not None and site.leased_until < plan.until_on:
        yield _blocks(
            Text(
                f"场地租期到 {site.leased_until} 为止",
                f"the lease of the site ends on {site.leased_until}",
            )
        )
    if len(case.people) > site.seats:
        yield _blocks(
            Text(
                f"参加 {len(case.people)} 人，场地只有 {site.seats} 个工位（座位）",
                f"{len(case.people)} take part, and the site has {site.seats} seats",
            )
        )


def _in_time(case: Case) -> Iterator[Finding]:
    plan = case.plan
    on = plan.reported_on or case.on
    if on >= plan.from_on or clocks.is_in_time(on, plan.from_on) is False:
        days = case.number("plan_lead_days")
        last = clocks.last_reporting_day(plan.from_on)
        yield _blocks(
            Text(
                f"须提前 {days} 个工作日报告，最迟 {last}",
                f"a plan is reported {days} working days before, by {last}",
            )
        )


def _somebody(case: Case) -> Iterator[Finding]:
    if not case.people:
        yield _blocks(Text("没有参加人员", "nobody takes part"))


def _examiners(case: Case) -> Iterator[Finding]:
    plan, least = case.plan, case.number("examiners_least")
    if len(case.panel) < least:
        yield _blocks(
            Text(
                f"考评员 {len(case.panel)} 名，至少 {least} 名",
                f"{len(case.panel)} examiners, of whom there must be {least}",
            )
        )
    if not plan.posts.filter(is_chief=True).exists():
        yield _blocks(Text("没有考评组长", "none of the examiners is the chief"))
    for one in case.panel:
        if found := panels.obstacles(one, plan):
            yield _blocks(
                Text(
                    f"证卡 {one.card} 的考评员不能考评这一批",
                    f"the examiner of card {one.card} cannot examine here",
                ),
                map(Evidence, found),
            )
        if panels.is_to_rotate(one, plan):
            most = case.number("examiner_batches_running")
            yield _warns(
                Text(
                    f"证卡 {one.card} 的考评员已在本机构连续考评 {most} 批，宜轮换",
                    f"the examiner of card {one.card} examined here {most} batches running",
                )
            )


def _entrustments(case: Case) -> Iterator[Finding]:
    wrong = [
        Evidence(words, one.pk)
        for one in case.people
        if one.entrustment is not None
        for words in faults_for(one.entrustment, case.plan)
    ]
    if wrong:
        yield _blocks(
            Text(
                f"{_people(wrong)} 人的委托协议不能用于本批次",
                f"of {_people(wrong)} the entrustment does not hold for this batch",
            ),
            wrong,
        )


_PUBLIC = Participant.Basis.PUBLIC


def _basis(case: Case) -> Iterator[Finding]:
    kind = case.plan.filing.kind if case.plan.filing else case.plan.organisation.kind
    if kind not in {"employer", "technical_school"}:
        return
    wrong = [
        Evidence(Text("社会人员", "from the public"), one.pk)
        for one in case.people
        if one.basis == _PUBLIC
    ]
    if wrong:
        yield _blocks(
            Text(
                f"用人单位和技工院校只评价本单位的人和受委托的人，{len(wrong)} 人都不是",
                "employers and technical schools evaluate their own people and those entrusted "
                f"to them, and {len(wrong)} are neither",
            ),
            wrong,
        )


def _conditions(case: Case) -> Iterator[Finding]:
    wrong = [Evidence(words, one.pk) for one in case.people for words in lacking(one, case.plan)]
    if wrong:
        yield _blocks(
            Text(
                f"{_people(wrong)} 人不符合所选的申报条件",
                f"{_people(wrong)} do not meet the condition that they claim",
            ),
            wrong,
        )


def lacking(one: Participant, plan: Plan) -> list[Text]:
    """What of the claimed condition a participant does not meet on the plan's first day."""
    try:
        claimed, claim = condition(one.condition), claim_of(one.condition_facts)
    except ConditionError as error:
        return [error.message]
    if claimed.level != plan.level:
        return [Text("所选的是另一等级的申报条件", "the condition is one of another level")]
    return claimed.lacking(claim, plan.from_on)


def _held(case: Case) -> Iterator[Finding]:
    if case.holds is None:
        return
    claimed = [one for one in case.people if one.condition_facts.get("held_number")]
    found = case.holds(claimed)
    missing = [
        Evidence(Text("登记册中没有", "not in the register"), one.pk)
        for one in claimed
        if one.pk not in found
    ]
    if missing:
        yield _warns(
            Text(
                f"{len(missing)} 人的下一级证书在本省登记册中查不到，请核对原件",
                f"of {len(missing)} the lower certificate is not in the province's register; look "
                "at the paper",
            ),
            missing,
        )


def _duplicates(case: Case) -> Iterator[Finding]:
    plan = case.plan
    passed, at_once = [], []
    for one in case.people:
        for other in case.others[one.document, one.number_hash]:
            there = other.plan
            if _is_same(there, plan) and there.from_on < plan.from_on and other.passed:
                passed.append(Evidence(_said(there.until_on), one.pk))
            if there.from_on <= plan.until_on and there.until_on >= plan.from_on:
                at_once.append(Evidence(_said(there.from_on), one.pk))
    if passed:
        yield _blocks(
            Text(
                f"{_people(passed)} 人已在此前的批次通过同一职业同一等级",
                f"{_people(passed)} passed the same occupation and level before",
            ),
            passed,
        )
    if at_once:
        yield _blocks(
            Text(
                f"{_people(at_once)} 人同时在另一批次",
                f"{_people(at_once)} are at another batch on the same days",
            ),
            at_once,
        )


def _is_same(one: Plan, other: Plan) -> bool:
    return (one.occupation, one.level) == (other.occupation, other.level)


def _shown(case: Case) -> Iterator[Finding]:
    notice = clocks.newest_notice(case.plan)
    if notice is None or notice.until_on >= case.on:
        until = f"（到 {notice.until_on}）" if notice else ""
        yield _blocks(
            Text(
                f"公示还没有结束{until}",
                "the results have not been shown to the public"
                + (f" until {notice.until_on}" if notice else ""),
            )
        )
    about = Objection.objects.filter(notice__plan=case.plan)
    if count := about.filter(answered_on=None).count():
        yield _blocks(Text(f"{count} 件异议尚未答复", f"{count} objections are not answered"))
    if count := about.filter(upheld=True).count():
        yield _warns(
            Text(
                f"{count} 件异议成立，所涉的人不发证",
                f"{count} objections were right: those concerned get no certificate",
            )
        )


def _accepted(case: Case) -> Iterator[Finding]:
    report = getattr(case.plan, "report", None)
    if report is None or report.accepted_on is None or report.accepted_on > case.on:
        yield _blocks(
            Text("结果还没有经主管部门审核通过", "the bureau has not accepted the results yet")
        )
    if late := clocks.days_late(case.plan, case.on):
        yield _warns(
            Text(
                f"结果迟报 {late} 个工作日",
                f"the results were reported {late} working days late",
            )
        )


_BOTH = frozenset(Stage)
_REPORTING, _ISSUING = frozenset({Stage.REPORTING}), frozenset({Stage.ISSUING})
CHECKS = (
    Check(
        "filed",
        Text("备案在评价的每一天都有效，含本职业、等级和场地", "filed for it on all days, there"),
        _BOTH,
        _filed,
        ("80/5", "252/2.2"),
    ),
    Check(
        "site",
        Text("场地可用，工位（座位）够用", "the site is at hand and large enough"),
        _REPORTING,
        _site,
    ),
    Check(
        "in_time",
        Text("提前报告", "reported in time"),
        _REPORTING,
        _in_time,
        quantities=("plan_lead_days",),
    ),
    Check("somebody", Text("有人参加", "somebody takes part"), _BOTH, _somebody),
    Check(
        "examiners",
        Text("考评组齐全，人人可用", "the panel is complete, and each may examine"),
        _BOTH,
        _examiners,
        quantities=("examiners_least", "examiner_batches_running"),
    ),
    Check(
        "entrustments",
        Text("委托协议先于评价，含本职业和等级", "entrusted before, for this"),
        _BOTH,
        _entrustments,
        ("252/2.2",),
    ),
    Check(
        "basis",
        Text(
            "参加的人属于机构可以评价的", "those who take part are the organisation's to evaluate"
        ),
        _BOTH,
        _basis,
        ("252/2.2",),
    ),
    Check(
        "conditions",
        Text("符合申报条件", "the conditions of the level are met"),
        _BOTH,
        _conditions,
        note=PROVENANCE,
    ),
    Check(
        "held",
        Text("下一级证书可查", "lower certificates are in the register"),
        _BOTH,
        _held,
    ),
    Check(
        "duplicates",
        Text("没有重复", "nobody twice"),
        _BOTH,
        _duplicates,
    ),
    Check(
        "shown",
        Text("公示已满，异议已答复", "shown to the public, objections answered"),
        _ISSUING,
        _shown,
        quantities=("notice_days",),
    ),
    Check(
        "accepted",
        Text("结果已审核通过", "the results are accepted"),
        _ISSUING,
        _accepted,
        quantities=("report_days_employer", "report_days_social_organisation"),
    ),
)


def _version() -> str:
    """Of the checks, and of the data they count with."""
    here = Path(__file__)
    data = Path(conditions_data.__file__).parent
    read = (
        here,
        here.with_name("clocks.py"),
        here.with_name("entrusting.py"),
        here.with_name("panels.py"),
        data / "conditions.py",
        data / "cn_gd" / "conditions.toml",
        data / "cn_gd" / "practice.toml",
    )
    whole = b"\0".join(one.read_bytes() for one in read)
    return hashlib.sha256(whole).hexdigest()[:16]


VERSION = _version()


def _days(plan: Plan) -> Iterator[date]:
    for number in range((plan.until_on - plan.from_on).days + 1):
        yield plan.from_on + number * _DAY


def _said(day: date) -> Text:
    return Text(f"{day}", f"{day}")


def _people(evidence: Iterable[Evidence]) -> int:
    return len({one.participant for one in evidence})


def _blocks(words: Text, evidence: Iterable[Evidence] = ()) -> Finding:
    return Finding(Weight.BLOCKS, words, tuple(evidence)[:_SHOWN])


def _warns(words: Text, evidence: Iterable[Evidence] = ()) -> Finding:
    return Finding(Weight.WARNS, words, tuple(evidence)[:_SHOWN])
