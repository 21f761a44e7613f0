"""``xianjie proof``: replacement and written proof, applied for, reviewed, approved."""

from __future__ import annotations

from pathlib import Path

import click

from xianjie import clock
from xianjie.errors import XianjieError
from xianjie.ops.cli.messages import moment
from xianjie.ops.cli.options import AS_OPTION
from xianjie.ops.cli.saving import write_out
from xianjie.ops.cli.speaking import LANG_OPTION, pairs
from xianjie.ops.records import acting, open_records
from xianjie.text import Lang, Text

_REASONS = ("lost", "wrong_information", "damaged", "overseas_employment")


class NoSuchApplication(XianjieError):
    """There is no such certificate, application or proof."""


@click.group()
def proof() -> None:
    """补证与书面证明 · Replacement and written proof."""


@proof.command()
@click.argument("number")
@AS_OPTION
@click.option("--reason", type=click.Choice(_REASONS), required=True, help="事由 · the reason")
@click.option("--document", default="resident", show_default=True, help="证件种类 · its kind")
@click.option("--document-number", required=True, help="证件号码 · the holder's document")
@click.option("--contact", default="", help="联系方式 · where to reach the holder")
@click.option("--paper", multiple=True, metavar="FIELD=VALUE", help="证书上与登记不同的内容")
@click.option(
    "--attach", multiple=True, metavar="KIND=FILE", help="材料 · identity, paper or evidence"
)
@LANG_OPTION
def apply(  # noqa: PLR0917 - as many as the command has options
    number: str,
    username: str,
    reason: str,
    document: str,
    document_number: str,
    contact: str,
    paper: tuple[str, ...],
    attach: tuple[str, ...],
    lang: Lang,
) -> None:
    """申请；规则决定补证还是出证明 · Apply; the law says which of the two is given."""
    open_records()
    from xianjie.domain.certificates import applying
    from xianjie.domain.certificates.selecting import by_number
    from xianjie.domain.rulings.later import law_on

    found = by_number(number, clock.today())
    if found is None:
        raise NoSuchApplication(
            Text(f"登记册里没有编号 {number}", f"the register has no number {number}")
        )
    actor = acting(username)
    on = clock.today()
    files = {kind: Path(name).read_bytes() for kind, name in pairs("--attach", attach).items()}
    made = applying.apply(
        by=actor,
        certificate=found,
        document=document,
        number=document_number,
        reason=reason,
        paper=pairs("--paper", paper),
        contact=contact,
        law=law_on(on),
        on=on,
        at=moment(),
    )
    for kind, content in files.items():
        applying.attach(
            by=actor,
            application=made.pk,
            kind=kind,
            filename=kind,
            content=content,
            on=on,
            at=moment(),
        )
    missing = applying.lacking(made)
    words = Text(
        f"申请 {made.pk}：{made.outcome}（{'、'.join(made.ruling.clauses)}）",
        f"application {made.pk}: {made.outcome} ({', '.join(made.ruling.clauses)})",
    )
    click.echo(words.in_(lang))
    if missing:
        click.echo(Text(f"还缺：{'、'.join(missing)}", f"missing: {', '.join(missing)}").in_(lang))


@proof.command()
@click.argument("application", type=int)
@AS_OPTION
@click.option("--refuse", default="", metavar="REASON", help="不予办理的理由 · refuse, and why")
@LANG_OPTION
def review(application: int, username: str, refuse: str, lang: Lang) -> None:
    """审核：提出意见，另一人审批 · Review: propose; another person decides."""
    open_records()
    from xianjie.domain.certificates import applying

    applying.review(
        by=acting(username),
        application=application,
        grant=not refuse,
        words=refuse,
        on=clock.today(),
        at=moment(),
    )
    click.echo(Text("已审核，待另一人审批", "reviewed; another person decides").in_(lang))


@proof.command()
@click.argument("application", type=int)
@AS_OPTION
@click.option("--refuse", default="", metavar="REASON", help="不予办理的理由 · refuse, and why")
@click.option("--output", type=click.Path(path_type=Path), help="证明写到文件 · for the proof")
@LANG_OPTION
def approve(application: int, username: str, refuse: str, output: Path | None, lang: Lang) -> None:
    """审批：出证明或换发，或不予办理 · Decide: the proof or the exchange, or a refusal."""
    open_records()
    from xianjie.domain.certificates import approving
    from xianjie.domain.certificates.signing import issuer

    found = approving.decide(
        by=acting(username),
        application=application,
        grant=not refuse,
        words=refuse,
        issuer=issuer(),
        on=clock.today(),
        at=moment(),
    )
    made = getattr(found, "proof", None)
    if made is not None:
        click.echo(Text(f"证明 {made.number}", f"proof {made.number}").in_(lang))
        if output:
            write_out(output, made.content.encode())
    else:
        click.echo(Text("已决定", "decided").in_(lang))
