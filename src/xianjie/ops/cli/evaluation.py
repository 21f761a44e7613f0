"""``xianjie evaluation``: plans, what stands in their way, reports, whom one could entrust."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from xianjie import clock
from xianjie.errors import XianjieError
from xianjie.law import Law
from xianjie.ops.cli.messages import moment
from xianjie.ops.cli.options import AS_OPTION, FORM_OPTION
from xianjie.ops.cli.speaking import LANG_OPTION, as_of_option, labelled, table
from xianjie.ops.cli.speaking import area as area_of
from xianjie.ops.records import acting, open_records
from xianjie.text import Lang, Text

if TYPE_CHECKING:  # its models can be imported only once Django is set up
    from datetime import date

    from xianjie.domain.evaluations.models import Plan


class NoSuchPlan(XianjieError):
    """There is no plan of that number on the day."""


@click.group()
def evaluation() -> None:
    """等级认定：计划、预检、报告、委托 · Level certification: plans, checks, reports."""


@evaluation.command("list")
@click.option("--limit", type=click.IntRange(1, 100_000), default=50, show_default=True)
@click.option("--state", metavar="STATE", help="状态 · only plans in this state")
@as_of_option()
@FORM_OPTION
@LANG_OPTION
def list_(limit: int, state: str | None, on: date, form: str, lang: Lang) -> None:
    """列出那一天已有的计划，不含姓名 · List the plans that there were on a day, without names."""
    open_records()
    from xianjie.domain.evaluations.selecting import plans_on
    from xianjie.domain.evaluations.states import PlanState, in_state

    rows = plans_on(on).order_by("-from_on", "-pk")
    if state:
        if state not in set(PlanState):
            raise NoSuchPlan(
                Text(
                    f"--state：没有 {state}；有 {'、'.join(PlanState)}",
                    f"--state: {state} is none of {', '.join(PlanState)}",
                )
            )
        rows = rows.filter(in_state(PlanState(state), on))
    told = [_told(one, on) for one in rows[:limit]]
    if form == "json":
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    labels = {state.value: state.label.in_(lang) for state in PlanState}
    shown = [{**row, "state": labels[str(row["state"])]} for row in told]
    click.echo(_table(shown, _LISTED, lang))
    count = rows.count()
    click.echo(Text(f"共 {count:,} 个", f"{count:,} in all").in_(lang), err=True)


@evaluation.command()
@click.argument("plan", type=int)
@as_of_option()
@FORM_OPTION
@LANG_OPTION
def show(plan: int, on: date, form: str, lang: Lang) -> None:
    """一个计划那一天的状态、人数、期限 · One plan on a day: its state, numbers, clock.

    \b
    may_be_issued 是当天发证时规则会怎样答（决定 9），按结论计人数。
    may_be_issued is what the law would answer that day (decision 9), people by outcome.
    """
    open_records()
    from xianjie.domain.evaluations.issuing_facts import outcomes
    from xianjie.domain.evaluations.selecting import issuable, people_on
    from xianjie.domain.rulings.later import law_on

    found = _found(plan, on)
    people, rules = people_on(found, on), law_on(on)
    told = {
        **_told(found, on),
        "participants": len(people),
        "passed": sum(one.passed is True for one in people),
        "examiners": found.posts.count(),
        "issuable": issuable(found, on).count(),
        "may_be_issued": dict(outcomes(people, on, rules)),
    }
    if form == "json":
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    for name, said in _said(told, rules, lang).items():
        if said:
            click.echo(labelled(_SHOWN[name].in_(lang), said, lang))


@evaluation.command()
@click.argument("plan", type=int)
@click.option("--stage", type=click.Choice(["reporting", "issuing"]), default="reporting")
@as_of_option()
@FORM_OPTION
@LANG_OPTION
def preflight(plan: int, stage: str, on: date, form: str, lang: Lang) -> None:
    """预检：与主管部门同一组检查；有不能通过的以状态 1 结束 · The regulator's own checks.

    \b
    报告计划前（reporting）或发证前（issuing）。
    Before a plan is reported, or before certificates are asked for; status 1 if one blocks.
    """
    open_records()
    from xianjie.domain.certificates.held import held_among
    from xianjie.domain.evaluations.preflight import Stage, Weight, run

    flight = run(_found(plan, on), Stage(stage), on, holds=held_among)
    if form == "json":
        told = {
            "version": flight.version,
            "passes": not flight.blocks,
            "checks": [
                {
                    "name": check.name,
                    "findings": [
                        {"weight": one.weight.value, "words": one.words.in_(lang)} for one in found
                    ],
                }
                for check, found in flight.results
            ],
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        for check, found in flight.results:
            stands = "✗" if any(one.weight is Weight.BLOCKS for one in found) else "✓"
            click.echo(f"{stands} {check.title.in_(lang)}")
            for one in found:
                click.echo(f"  {one.weight.label.in_(lang)}: {one.words.in_(lang)}")
        click.echo(Text(f"版本 {flight.version}", f"version {flight.version}").in_(lang), err=True)
    sys.exit(1 if flight.blocks else 0)


@evaluation.command()
@click.argument("plan", type=int)
@AS_OPTION
@LANG_OPTION
def report(plan: int, username: str, lang: Lang) -> None:
    """报告计划；结果公示后再用即报告结果 · Report a plan; once shown, its results."""
    open_records()
    from xianjie.domain.certificates.held import held_among
    from xianjie.domain.evaluations import planning, reporting
    from xianjie.domain.evaluations.states import allows

    told: dict[str, Any] = {
        "by": acting(username),
        "plan": plan,
        "on": clock.today(),
        "at": moment(),
    }
    if allows(_found(plan, clock.today()), "report"):
        planning.report_plan(**told, holds=held_among)
        click.echo(Text("计划已报告", "the plan is reported").in_(lang))
        return
    reporting.hand_in(**told)
    click.echo(Text("结果已报告，待审核", "the results are reported; the bureau reviews").in_(lang))


@evaluation.command()
@click.argument("plan", type=int)
@AS_OPTION
@LANG_OPTION
def accept(plan: int, username: str, lang: Lang) -> None:
    """审核通过结果 · Accept the results of a plan."""
    open_records()
    from xianjie.domain.evaluations import reporting

    reporting.accept(by=acting(username), plan=plan, on=clock.today(), at=moment())
    click.echo(Text("已审核通过", "accepted").in_(lang))


@evaluation.command("return")
@click.argument("plan", type=int)
@AS_OPTION
@click.option("--reason", required=True, help="要更正什么 · what is to be put right")
@LANG_OPTION
def return_(plan: int, username: str, reason: str, lang: Lang) -> None:
    """退回更正 · Send the results back to be put right."""
    open_records()
    from xianjie.domain.evaluations import reporting

    reporting.send_back(by=acting(username), plan=plan, words=reason, on=clock.today(), at=moment())
    click.echo(Text("已退回", "sent back").in_(lang))


@evaluation.command()
@click.argument("occupation")
@click.option("--level", type=click.IntRange(1, 5), required=True, help="等级 · the level, 5 to 1")
@click.option("--area", metavar="AREA", default="440000", help="从哪里算远近 · near to which area")
@as_of_option()
@FORM_OPTION
@LANG_OPTION
def finder(  # noqa: PLR0917 - as many as the command has options
    occupation: str, level: int, area: str, on: date, form: str, lang: Lang
) -> None:
    """附近备案含这一职业和等级的机构 · Filed organisations nearby for an occupation and level.

    \b
    地区写代码或名称：440106、广州市。
    An area is given by its code or its name: 440106, Guangzhou.
    """
    open_records()
    from xianjie.domain.evaluations.finding import find_organisations

    found = find_organisations(
        area=area_of("--area", area),
        occupation=occupation,
        lowest=level,
        highest=level,
        on=on,
    )
    told = [
        {
            "number": one.organisation.number,
            "name": one.organisation.body.name,
            "site": one.site.name,
            "area": one.site.area,
            "nearness": one.nearness.label.in_(lang),
            "seats": one.seats,
            "planned": one.planned,
        }
        for one in found
    ]
    if form == "json":
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    click.echo(_table(told, _FOUND, lang))


_LISTED = {
    "id": Text("计划", "Plan"),
    "from_on": Text("第一天", "First day"),
    "state": Text("状态", "State"),
    "level": Text("等级", "Level"),
    "occupation": Text("职业", "Occupation"),
    "organisation": Text("机构", "Organisation"),
}
_FOUND = {
    "number": Text("编号", "Number"),
    "name": Text("名称", "Name"),
    "area": Text("地区", "Area"),
    "nearness": Text("远近", "Nearness"),
    "seats": Text("工位", "Seats"),
    "planned": Text("已排人数", "People planned"),
}


_SHOWN = {
    "id": Text("计划", "Plan"),
    "title": Text("名称", "Title"),
    "organisation": Text("机构", "Organisation"),
    "number": Text("机构编号", "Its number"),
    "occupation": Text("职业", "Occupation"),
    "level": Text("等级", "Level"),
    "from_on": Text("第一天", "First day"),
    "until_on": Text("最后一天", "Last day"),
    "state": Text("状态", "State"),
    "results_due": Text("结果报告期限", "Results due"),
    "days_late": Text("逾期天数", "Days late"),
    "participants": Text("参加人员", "Participants"),
    "passed": Text("合格", "Passed"),
    "examiners": Text("考评员", "Examiners"),
    "issuable": Text("可以提交发证", "Certificates may be asked for"),
    "may_be_issued": Text("发证结论", "What the law would answer"),
}
_OPEN = Text("未决", "open")


def _said(told: Mapping[str, Any], rules: Law, lang: Lang) -> dict[str, str]:
    """What is told of a plan in words; empty for what there is nothing to say of."""
    from xianjie.domain.evaluations.states import PlanState

    outcomes = rules.decision("level-certificate-issuance").outcomes
    labels = {name: one.label for name, one in outcomes.items()} | {"open": _OPEN}
    answers = [f"{labels[name].in_(lang)} {count}" for name, count in told["may_be_issued"].items()]
    return {name: "" if value is None else str(value) for name, value in told.items()} | {
        "state": PlanState(told["state"]).label.in_(lang),
        "days_late": str(told["days_late"] or ""),
        "may_be_issued": ("；" if lang == "zh" else "; ").join(answers),
    }


def _table(rows: Sequence[Mapping[str, object]], heads: Mapping[str, Text], lang: Lang) -> str:
    cells = [[str(row[name]) for name in heads] for row in rows]
    return table(cells, head=[one.in_(lang) for one in heads.values()])


def _found(number: int, on: date) -> Plan:
    from xianjie.domain.evaluations.selecting import plans_on

    found = plans_on(on).filter(pk=number).first()
    if found is None:
        raise NoSuchPlan(Text(f"{on} 没有评价计划 {number}", f"there was no plan {number} on {on}"))
    return found


def _told(one: Plan, on: date) -> dict[str, object]:
    from xianjie.domain.evaluations.clocks import clock_of, days_late
    from xianjie.domain.evaluations.states import state_of

    due = clock_of(one).results_due
    return {
        "id": one.pk,
        "title": one.title,
        "organisation": one.filing.name if one.filing else one.organisation.body.name,
        "number": one.organisation.number,
        "occupation": one.occupation,
        "level": one.level,
        "from_on": one.from_on.isoformat(),
        "until_on": one.until_on.isoformat(),
        "state": state_of(one, on).value,
        "results_due": due.isoformat() if due else None,
        "days_late": days_late(one, on) if one.held_on and one.held_on <= on else 0,
    }
