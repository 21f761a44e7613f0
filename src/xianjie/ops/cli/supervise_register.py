"""The commands of ``xianjie supervise`` that need the register of this machine."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from xianjie import clock
from xianjie.indicators import Found
from xianjie.ops.cli.messages import moment
from xianjie.ops.cli.speaking import LANG_OPTION, WrongOption, as_of_option, heading
from xianjie.ops.records import open_records
from xianjie.text import Lang, Text

if TYPE_CHECKING:  # its models can be imported only once Django is set up
    from xianjie.domain.supervision.models import Run

_FORM = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)


def look(  # noqa: PLR0917 - one per option
    on: date,
    since: date | None,
    engine: str,
    database: str | None,
    only: Sequence[str],
    deadlines: Sequence[date],
    lang: Lang,
    *,
    dry_run: bool,
) -> tuple[Found, dict[str, Any]]:
    """What is found in the register; how it was kept, and what bodies are called."""
    home = open_records()
    from xianjie.domain.rulings.later import law_on
    from xianjie.domain.supervision import keeping
    from xianjie.domain.supervision.running import Engine, find
    from xianjie.ops import supervising

    last = keeping.newest()
    unkept = _why_unkept(on, last)
    if dry_run or only or unkept:
        if unkept and not dry_run:
            click.echo(unkept.in_(lang), err=True)
        found = find(
            on=on,
            law=law_on(on),
            deadlines=deadlines,
            since=since,
            only=only or None,
            engine=Engine(engine, database),
        )
        return found, {"kept": None, "bodies": _names(found)}
    looked = supervising.look(
        home,
        on=on,
        at=moment(),
        since=since,
        engine=engine,
        master=database,
        deadlines=deadlines,
    )
    if looked.unplaced:
        told = Text(
            f"{looked.unplaced:,} 条预警不属于登记册里的单位，未存",
            f"alerts of no body of the register, not kept: {looked.unplaced:,}",
        )
        click.echo(told.in_(lang), err=True)
    kept = _run(looked.run) | {"tables": str(looked.tables)}
    return looked.found, {"kept": kept, "bodies": _names(looked.found)}


def _why_unkept(on: date, last: Run | None) -> Text | None:
    """Runs are kept in the order of their days, and of no day to come."""
    from xianjie.domain.supervision import keeping

    if last is not None and last.on > on:
        return keeping.too_early(last.on)
    return keeping.too_late(on) if on > clock.today() else None


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@as_of_option()
@LANG_OPTION
def snapshot(folder: Path, on: date, lang: Lang) -> None:
    """把登记册某日的情形写成监管数据表 · Write the register as of a day as tables.

    \b
    例 · Example
      xianjie supervise snapshot tables --on 2020-09-15
      xianjie supervise run --input tables --on 2020-09-15
    """
    if folder.exists() and any(folder.iterdir() if folder.is_dir() else [folder]):
        raise WrongOption(
            Text(f"{folder} 里已有东西；请另给一个文件夹", f"{folder} is not empty; give another")
        )
    open_records()
    from xianjie.domain.rulings.later import law_on
    from xianjie.domain.supervision.snapshot import take

    folder.mkdir(parents=True, exist_ok=True)
    counts = take(folder, on=on, law=law_on(on))
    listed = "、".join(f"{name} {count:,}" for name, count in counts.items())
    told = ", ".join(f"{name} {count:,}" for name, count in counts.items())
    click.echo(Text(f"{folder}：{listed}", f"{folder}: {told}").in_(lang), err=True)


@click.command()
@_FORM
@LANG_OPTION
def status(form: str, lang: Lang) -> None:
    """最近一次检查和重证：哪天、多少张成立、多少张不成立 · The last run, and the last re-proof.

    \b
    有证书不再由其依据得出的，以状态 1 结束。
    Ends with status 1 where a certificate no longer follows from what it rests on.
    """
    home = open_records()
    from xianjie.domain.supervision.gauges import gauges, last_reproof
    from xianjie.ops.supervising import tables_of

    now, last = gauges(), last_reproof()
    tables = tables_of(home, now.run) if now.run else None
    if form == "json":
        told = {
            "run": _run(now.run) | {"tables": str(tables) if tables else None} if now.run else None,
            "reproof": last.jsonable() if last else None,
            "alerts": now.alerts,
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        for line in _lines(now.run, now.reproof, now.good, now.bad, now.alerts):
            click.echo(line.in_(lang))
    sys.exit(1 if now.bad else 0)


@click.command()
@as_of_option()
@click.option(
    "--workers",
    type=click.IntRange(min=1, max=256),
    metavar="N",
    help="几个进程分担，默认 XIANJIE_REPROOF_WORKERS · how many processes share it",
)
@_FORM
@LANG_OPTION
def reprove(on: date, workers: int | None, form: str, lang: Lang) -> None:
    """逐张重证在册的证书；有不成立的，以状态 1 结束 · Derive every live certificate again.

    \b
    报名、考试、成绩、决定、备案、日志、签名，一步不成立就是一条预警。几个进程分担，结果都一样。
    Registration, sitting, result, decision, filing, log and signature: a step that fails is an
    alert, and status 1. However many processes share the work, the same comes of it.
    """
    open_records()
    from django.conf import settings

    from xianjie.domain.supervision import keeping
    from xianjie.ops import reproving

    if on > clock.today():
        raise WrongOption(keeping.too_late(on))
    done = reproving.reprove(on=on, at=moment(), workers=workers or settings.REPROOF_WORKERS)
    if form == "json":
        told = {
            "on": on.isoformat(),
            "good": done.good,
            "bad": len(done.failed),
            "alerts": [one.jsonable(lang) for one in done.failed],
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        title = Text(
            f"到 {on}：{done.good:,} 张成立，{len(done.failed):,} 张不成立",
            f"up to {on}: {done.good:,} follow, {len(done.failed):,} do not",
        )
        click.echo(heading(title.in_(lang)))
        for one in done.failed:
            click.echo(f"  {one.subject}  {one.sentence.in_(lang)}")
    sys.exit(1 if done.failed else 0)


def _names(found: Found) -> dict[str, str]:
    """The names of the bodies that alerts are of, by their codes in the tables."""
    from xianjie.domain.accounts.models import Body
    from xianjie.domain.supervision.snapshot.numbers import body_number

    codes = {one.body: body_number(one.body) for one in found.alerts}
    names = dict(
        Body.objects.filter(pk__in=[one for one in codes.values() if one is not None]).values_list(
            "pk", "name"
        )
    )
    return {code: names[number] for code, number in codes.items() if number in names}


def _run(run: Run) -> dict[str, Any]:
    return {
        "run": run.pk,
        "on": run.on.isoformat(),
        "since": run.since.isoformat() if run.since else None,
        "at": run.at.isoformat(),
        "version": run.version,
        "found": run.found,
        "opened": run.opened,
        "ended": run.ended,
    }


def _lines(
    run: Run | None, reproof: Run | None, good: int, bad: int, alerts: int
) -> Sequence[Text]:
    if run is None:
        looked = Text("还没有查过", "the indicators were not run yet")
    else:
        looked = Text(
            f"最近一次检查：{run.on}，{run.found:,} 条预警，新增 {run.opened:,}，"
            f"不再有的 {run.ended:,}",
            f"last run: {run.on}, alerts {run.found:,}, new {run.opened:,}, ended {run.ended:,}",
        )
    if reproof is None:
        derived = Text("还没有重证过", "no re-proof yet")
    else:
        derived = Text(
            f"最近一次重证：{reproof.on}，{good:,} 张成立，{bad:,} 张不成立",
            f"last re-proof: {reproof.on}, {good:,} follow, {bad:,} do not",
        )
    return looked, derived, Text(f"在案预警 {alerts:,} 条", f"alerts that stand: {alerts:,}")
