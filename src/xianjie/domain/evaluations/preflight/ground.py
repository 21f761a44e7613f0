"""Checks of what the organisation brings: its filing, the site, examiners, a report in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from xianjie.domain.evaluations import clocks, panels
from xianjie.domain.evaluations.models import Plan
from xianjie.domain.evaluations.preflight.asking import Case, Evidence, Finding, blocks, said, warns
from xianjie.domain.filings.standing import cover
from xianjie.text import Text

_DAY = timedelta(days=1)


def filed(case: Case) -> Iterator[Finding]:
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
        yield blocks(words, [Evidence(said(day)) for day in days])


def site(case: Case) -> Iterator[Finding]:
    site, plan = case.plan.site, case.plan
    if site.leased_until is not None and site.leased_until < plan.until_on:
        yield blocks(
            Text(
                f"场地租期到 {site.leased_until} 为止",
                f"the lease of the site ends on {site.leased_until}",
            )
        )
    if len(case.people) > site.seats:
        yield blocks(
            Text(
                f"参加 {len(case.people)} 人，场地只有 {site.seats} 个工位（座位）",
                f"{len(case.people)} take part, and the site has {site.seats} seats",
            )
        )


def in_time(case: Case) -> Iterator[Finding]:
    plan = case.plan
    on = plan.reported_on or case.on
    if on >= plan.from_on or clocks.is_in_time(on, plan.from_on) is False:
        days = case.number("plan_lead_days")
        last = clocks.last_reporting_day(plan.from_on)
        yield blocks(
            Text(
                f"须提前 {days} 个工作日报告，最迟 {last}",
                f"a plan is reported {days} working days before, by {last}",
            )
        )


def examiners(case: Case) -> Iterator[Finding]:
    plan, least = case.plan, case.number("examiners_least")
    if len(case.panel) < least:
        yield blocks(
            Text(
                f"考评员 {len(case.panel)} 名，至少 {least} 名",
                f"{len(case.panel)} examiners, of whom there must be {least}",
            )
        )
    if not plan.posts.filter(is_chief=True).exists():
        yield blocks(Text("没有考评组长", "none of the examiners is the chief"))
    for one in case.panel:
        if found := panels.obstacles(one, plan):
            yield blocks(
                Text(
                    f"证卡 {one.card} 的考评员不能考评这一批",
                    f"the examiner of card {one.card} cannot examine here",
                ),
                map(Evidence, found),
            )
        if panels.is_to_rotate(one, plan):
            most = case.number("examiner_batches_running")
            yield warns(
                Text(
                    f"证卡 {one.card} 的考评员已在本机构连续考评 {most} 批，宜轮换",
                    f"the examiner of card {one.card} examined here {most} batches running",
                )
            )


def _days(plan: Plan) -> Iterator[date]:
    for number in range((plan.until_on - plan.from_on).days + 1):
        yield plan.from_on + number * _DAY
