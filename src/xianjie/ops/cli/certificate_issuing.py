"""``xianjie certificate issue|approve``: a batch submitted by one, approved by another."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xianjie import clock
from xianjie.ops.cli.messages import moment
from xianjie.ops.cli.options import AS_OPTION
from xianjie.ops.cli.saving import content_of, write_out
from xianjie.ops.cli.speaking import LANG_OPTION
from xianjie.ops.records import acting, open_records
from xianjie.ops.sealing import seal_log
from xianjie.text import Lang, Text

if TYPE_CHECKING:  # its models can be imported only once Django is set up
    from xianjie.domain.accounts.acting import Actor
    from xianjie.domain.accounts.models import Body


@click.command()
@click.option("--batch", "file", type=click.Path(path_type=Path), help="核发名单 · the file")
@click.option("--template", "kind", metavar="KIND", help="写出模板：qualification 或 level")
@click.option("--as", "username", metavar="USER", help="提交人 · who submits")
@click.option("--title", default="", help="批次名称 · name of the batch")
@click.option("--output", type=click.Path(path_type=Path), help="模板写到哪里 · for the template")
@LANG_OPTION
def issue(  # noqa: PLR0917 - as many as the command has options
    file: Path | None,
    kind: str | None,
    username: str | None,
    title: str,
    output: Path | None,
    lang: Lang,
) -> None:
    """提交一批证书，待另一人审批 · Submit a batch, which another person approves.

    \b
    名单的列见 --template：鉴定按准考证号；等级认定按评价计划编号和证件号码，结果须已审核通过。
    See --template for the columns: tickets of an appraisal; or the plan of an evaluation and the
    person's document, once its results are accepted.
    """
    open_records()
    from xianjie.domain.certificates.batch_files import TEMPLATES, Sent, submit_file
    from xianjie.domain.certificates.models import Scheme
    from xianjie.domain.rulings.later import law_on
    from xianjie.tables import write_template

    if kind is not None:
        if kind not in set(Scheme):
            raise click.BadParameter("qualification, level", param_hint="--template")
        write_out(output, write_template(TEMPLATES[Scheme(kind)], lang))
        return
    if file is None or username is None:
        raise click.UsageError("--batch FILE --as USER")
    actor = acting(username)
    on = clock.today()
    batch = submit_file(
        by=actor,
        body=_body_of(actor),
        sent=Sent(content_of(file), file.name),
        title=title or file.stem,
        law=law_on(on),
        on=on,
        at=moment(),
    )
    refused = list(batch.lines.filter(refused=True).select_related("ruling"))
    asked = batch.lines.count()
    words = Text(
        f"批次 {batch.pk}：{asked} 人，不予核发 {len(refused)} 人；待另一人审批",
        f"batch {batch.pk}: {asked} asked for, {len(refused)} refused; another person approves it",
    )
    click.echo(words.in_(lang))
    for line in refused:
        told = line.ruling.outcome if line.ruling else line.reason
        clauses = " ".join(line.ruling.clauses) if line.ruling else ""
        click.echo(f"  {line.registration_id or line.participant_id}: {told} {clauses}")
    if refused:
        sys.exit(1)


@click.command()
@click.argument("batch", type=int)
@AS_OPTION
@LANG_OPTION
def approve(batch: int, username: str, lang: Lang) -> None:
    """审批并核发一批；断了可以再来 · Approve a batch and issue it; it can be run again."""
    open_records()
    from xianjie.domain.certificates.issuing import issue as issue_all
    from xianjie.domain.certificates.models import Batch
    from xianjie.domain.certificates.signing import issuer
    from xianjie.domain.certificates.submitting import approve as approve_batch
    from xianjie.domain.certificates.submitting import has_lapsed
    from xianjie.domain.rulings.later import law_on

    actor = acting(username)
    on = clock.today()
    found = Batch.objects.filter(pk=batch, approved_by=username, finished_at=None).first()
    if found is None or has_lapsed(found, moment()):
        approve_batch(by=actor, batch=batch, on=on, at=moment())
    done = issue_all(
        batch=batch,
        law=law_on(on),
        issuer=issuer(),
        at=moment(),
        progress=lambda count: click.echo(f"\r{count:,}", nl=False, err=True),
    )
    click.echo("", err=True)
    seal_log()
    words = Text(
        f"已核发 {done.issued:,} 张，不予核发 {done.refused:,} 张",
        f"{done.issued:,} issued, {done.refused:,} refused",
    )
    click.echo(words.in_(lang))


def _body_of(actor: Actor) -> Body:
    """The body for which the person submits."""
    from xianjie.domain.accounts.acting import Denied, visible
    from xianjie.domain.accounts.models import Body

    reach = visible(actor, "certificate.submit", area="area", body="pk")
    found = Body.objects.filter(reach).order_by("pk").first()
    if found is None:
        raise Denied(
            Text(f"{actor.username} 不能提交核发", f"{actor.username} may not submit a batch")
        )
    return found
