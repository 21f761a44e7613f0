"""``xianjie cohort``: how far those in training are covered; warnings to their sponsors."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from xianjie import clock
from xianjie.errors import XianjieError
from xianjie.ops.cli.messages import moment
from xianjie.ops.cli.speaking import LANG_OPTION, as_of_option, choices, labelled, table
from xianjie.ops.records import open_records
from xianjie.text import Lang, Text

if TYPE_CHECKING:  # its models can be imported only once Django is set up
    from django.db.models import QuerySet

    from xianjie.domain.programmes.coverage import Tally
    from xianjie.domain.programmes.models import Learner
    from xianjie.law import Law

FORM_OPTION = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")


class NoSuchSponsor(XianjieError):
    """No school or enterprise of that name has a programme."""


@click.group()
def cohort() -> None:
    """学生与学徒：取证覆盖、预警 · Students and apprentices: coverage, early warnings."""


@cohort.command()
@as_of_option()
@click.option("--school", metavar="NAME", help="只看这所院校（企业） · of one school or enterprise")
@click.option(
    "--reading",
    "readings",
    multiple=True,
    metavar="ID=alternative",
    help="换一种理解来问 · under another reading, such as R6=alternative",
)
@FORM_OPTION
@LANG_OPTION
def coverage(
    on: date, school: str | None, readings: tuple[str, ...], form: str, lang: Lang
) -> None:
    """各状态的人数，合计即总数 · How many are in each state; they sum to the total.

    \b
    例 · Examples
      xianjie cohort coverage --format json
      xianjie cohort coverage --on 2021-06-30 --school 广州市某技工学校
    """
    open_records()
    from xianjie.domain.programmes.coverage import counted

    rules = _law(on, readings)
    tally = counted(_learners(on, school), law=rules, on=on)
    if form == "json":
        click.echo(json.dumps(_told(tally, on), ensure_ascii=False, indent=1))
        return
    said = Text(f"{on}，共 {tally.total:,} 人", f"{on}: {tally.total:,} in training")
    click.echo(said.in_(lang))
    counts = [[state.label.in_(lang), f"{count:,}"] for state, count in tally.by_state.items()]
    click.echo(table(counts, head=[_STATE.in_(lang), _COUNT.in_(lang)]))
    routes = [[_route(rules, name, lang), f"{count:,}"] for name, count in _routes(tally).items()]
    click.echo(table(routes, head=[_ROUTE.in_(lang), _COUNT.in_(lang)]))


@cohort.command()
@LANG_OPTION
def warn(lang: Lang) -> None:
    """向培养单位预警，每人每阶段一次 · Warn sponsors of those at risk, once a learner and stage.

    \b
    服务旁边的进程每天自动做一次；没有账号的单位告知不到，以状态 1 结束。
    The process beside the server does it once a day; it ends with status 1 where a sponsor has no
    account that could be told.
    """
    open_records()
    from xianjie.domain.programmes import warning
    from xianjie.domain.rulings.later import law_on

    on = clock.today()
    done = warning.warn(law=law_on(on), on=on, at=moment())
    told = Text(
        f"已就 {done.learners:,} 人预警，发出 {done.messages:,} 条消息；"
        f"{done.untold:,} 人的培养单位没有账号",
        f"warned of {done.learners:,} learners in {done.messages:,} messages; of {done.untold:,} "
        "the sponsor has no account",
    )
    click.echo(told.in_(lang))
    sys.exit(1 if done.untold else 0)


@cohort.command("list")
@click.option("--limit", type=click.IntRange(1, 100_000), default=50, show_default=True)
@as_of_option()
@click.option("--school", metavar="NAME", help="只看这所院校（企业） · of one school or enterprise")
@FORM_OPTION
@LANG_OPTION
def list_(limit: int, on: date, school: str | None, form: str, lang: Lang) -> None:
    """各班级的覆盖，毕业早的在前 · Coverage class by class, the first to graduate first."""
    open_records()
    from xianjie.domain.programmes.coverage import by_cohort
    from xianjie.domain.programmes.reasons import State

    found = by_cohort(_learners(on, school), law=_law(on, ()), on=on)
    shown = sorted(found.items(), key=lambda one: (one[0].graduates_on, one[0].pk))[:limit]
    told = [
        {
            "school": one.programme.sponsor.name,
            "programme": one.programme.title,
            "class": one.name,
            "occupation": one.programme.occupation,
            "level": one.programme.level,
            "graduates_on": one.graduates_on.isoformat(),
            **_told(tally, on),
        }
        for one, tally in shown
    ]
    if form == "json":
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    labels = {state.value: state.label.in_(lang) for state in State}
    for row in told:
        said = " ".join(str(row[name]) for name in ("graduates_on", "school", "programme", "class"))
        counts: Mapping[str, int] = row["by_state"]
        told_counts = (f"{label} {counts[name]}" for name, label in labels.items() if counts[name])
        click.echo(labelled(said, " ".join(told_counts), lang))


def _law(on: date, readings: tuple[str, ...]) -> Law:
    from xianjie.domain.rulings.later import law_on
    from xianjie.instruments import law

    rules = law_on(on)
    return law(rules.id, choices(readings), rules.choices.dates) if readings else rules


def _learners(on: date, school: str | None) -> QuerySet[Learner]:
    """Those in training, of one sponsor where it is named; raises `NoSuchSponsor`."""
    from xianjie.domain.programmes.coverage import in_training
    from xianjie.domain.programmes.models import Programme

    found = in_training(on).order_by("cohort", "pk")
    if school is None:
        return found
    if not Programme.objects.filter(sponsor__name=school).exists():
        raise NoSuchSponsor(
            Text(
                f"--school：没有培养单位 {school!r} 的计划；请写单位全称",
                f"--school: {school!r} has no programme; give its whole name",
            )
        )
    return found.filter(cohort__programme__sponsor__name=school)


def _told(tally: Tally, on: date) -> dict[str, Any]:
    return {
        "on": on.isoformat(),
        "total": tally.total,
        "by_state": {state.value: count for state, count in tally.by_state.items()},
        "by_route": _routes(tally),
    }


def _routes(tally: Tally) -> dict[str, int]:
    return dict(sorted(tally.by_route.items()))


def _route(rules: Law, name: str, lang: Lang) -> str:
    outcome = rules.decision("training-route").outcomes.get(name)
    return (outcome.label if outcome else _OPEN).in_(lang)


_STATE, _ROUTE, _COUNT = Text("状态", "State"), Text("途径", "Route"), Text("人数", "How many")
_OPEN = Text("未定", "open")
