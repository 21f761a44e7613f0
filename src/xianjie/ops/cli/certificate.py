"""``xianjie certificate``: the register, issuing, checking."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from xianjie import clock
from xianjie.errors import XianjieError
from xianjie.ops.cli.messages import moment
from xianjie.ops.cli.saving import save
from xianjie.ops.cli.speaking import LANG_OPTION, as_of_option, labelled, pairs
from xianjie.ops.records import acting, open_records
from xianjie.ops.sealing import seal_log
from xianjie.text import Lang, Text

if TYPE_CHECKING:  # its models can be imported only once Django is set up
    from xianjie.domain.accounts.acting import Actor
    from xianjie.domain.accounts.models import Body
    from xianjie.domain.certificates.checks import Check
    from xianjie.domain.certificates.models import Certificate
    from xianjie.law import Law

AS_OPTION = click.option(
    "--as", "username", required=True, metavar="USER", help="办理人 · who acts"
)
FORM_OPTION = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")


class NoSuchCertificate(XianjieError):
    """The register has no such number."""


@click.group()
def certificate() -> None:
    """证书：登记册、核发、核验 · Certificates: the register, issuing, checking."""


@certificate.command("list")
@click.option("--limit", type=click.IntRange(1, 100_000), default=50, show_default=True)
@click.option("--occupation", metavar="NAME", help="职业 · the occupation")
@as_of_option()
@FORM_OPTION
@LANG_OPTION
def list_(limit: int, occupation: str | None, on: date, form: str, lang: Lang) -> None:
    """列出登记册，不含姓名和证件号码 · List the register, without names or documents."""
    open_records()
    from xianjie.domain.certificates.selecting import issued_by
    from xianjie.domain.certificates.standing import state_of

    rows = issued_by(on).order_by("-pk")
    if occupation:
        rows = rows.filter(occupation=occupation)
    told = [
        {
            "number": one.number,
            "scheme": one.scheme,
            "occupation": one.occupation,
            "level": one.level,
            "issued_on": one.issued_on.isoformat(),
            "issuer": one.issuer,
            "state": state_of(one, on).value,
        }
        for one in rows.prefetch_related("changes")[:limit]
    ]
    if form == "json":
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    for row in told:
        click.echo("  ".join(str(row[name]) for name in ("number", "issued_on", "occupation")))
    count = rows.count()
    click.echo(Text(f"共 {count:,} 张", f"{count:,} in all").in_(lang), err=True)


@certificate.command()
@click.argument("number")
@as_of_option()
@FORM_OPTION
@LANG_OPTION
def show(number: str, on: date, form: str, lang: Lang) -> None:
    """一张证书：登记的每一项、状态、依据 · One certificate: every field, its standing, why."""
    open_records()
    told = _told(_found(number, on), on, lang)
    if form == "json":
        click.echo(json.dumps(told, ensure_ascii=False, indent=1, default=str))
        return
    from xianjie.domain.certificates.models import Change
    from xianjie.domain.certificates.standing import LABELS, SCHEMES, State

    shown = {
        **told,
        "scheme": SCHEMES[told["scheme"]].in_(lang),
        "state": State(told["state"]).label.in_(lang),
        "clauses": " ".join(told["clauses"]),
        "needs": " ".join(told["needs"]),
        "changes": " ".join(
            f"{one['on']} {Change.Kind(one['kind']).label if lang == 'zh' else one['kind']}"
            for one in told["changes"]
        ),
    }
    for name, value in shown.items():
        label = (LABELS | _SHOWN).get(name)
        if label and value not in {None, ""}:
            click.echo(labelled(label.in_(lang), str(value), lang))


@certificate.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@AS_OPTION
@click.option("--map", "columns", multiple=True, metavar="FIELD=COLUMN", help="列的对应")
@click.option("--area", metavar="CODE", help="证书归属的地区 · the area that they belong to")
@click.option("--dry-run", is_flag=True, help="只检查，不写入 · check only")
@click.option("--report", type=click.Path(path_type=Path), help="有误的行写入此文件（CSV）")
@LANG_OPTION
def import_(  # noqa: PLR0917 - as many as the command has options
    file: Path,
    username: str,
    columns: tuple[str, ...],
    area: str | None,
    dry_run: bool,
    report: Path | None,
    lang: Lang,
) -> None:
    """导入旧登记册：Excel、CSV、Parquet · Import an old register.

    \b
    可以中断后再来：同一文件从停下处继续。有误的行不写入，以状态 1 结束。
    It can be cut off and run again: the same file goes on where it stopped. Wrong rows are not
    written, and it ends with status 1.
    """
    open_records()
    from xianjie.domain.certificates.importing import run

    actor = acting(username)
    areas = [one.area for one in actor.capacities if one.area]
    target = report or file.with_name(f"{file.name}.errors.csv")
    with target.open("a", encoding="utf-8-sig", newline="") as out:
        told = run(
            by=actor,
            path=file,
            mapping=pairs("--map", columns),
            area=area or (areas[0] if areas else ""),
            report=out,
            lang=lang,
            dry_run=dry_run,
            at=moment(),
            progress=lambda done: click.echo(f"\r{done:,}", nl=False, err=True),
        )
    click.echo("", err=True)
    words = Text(
        f"{told.rows:,} 行：新登记 {told.entered:,}，已在册 {told.known:,}，有误 {told.wrong:,}",
        f"{told.rows:,} rows: {told.entered:,} entered, {told.known:,} known, {told.wrong:,} wrong",
    )
    if dry_run:
        words = Text(f"{words.zh}（只检查，没有写入）", f"{words.en} (checked only)")
    click.echo(words.in_(lang))
    if told.wrong:
        click.echo(Text(f"有误的行：{target}", f"wrong rows: {target}").in_(lang), err=True)
        sys.exit(1)
    if not report:
        target.unlink()


@certificate.command()
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
        sent=Sent(_content(file), file.name),
        title=title or file.stem,
        law=_law_on(on),
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


@certificate.command()
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

    actor = acting(username)
    on = clock.today()
    found = Batch.objects.filter(pk=batch, approved_by=username, finished_at=None).first()
    if found is None or has_lapsed(found, moment()):
        approve_batch(by=actor, batch=batch, on=on, at=moment())
    done = issue_all(
        batch=batch,
        law=_law_on(on),
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


@certificate.command()
@click.argument("number")
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "pdf", "single-proof", "vc-jwt", "rdfc"]),
    default="json",
    show_default=True,
)
@click.option("--suite", default="", help="single-proof 留哪一个签名 · whose proof to keep")
@click.option("--as", "username", metavar="USER", help="办理人：vc-jwt、rdfc · who acts")
@click.option("--output", type=click.Path(path_type=Path), help="写到文件 · the file")
def export(number: str, form: str, suite: str, username: str | None, output: Path | None) -> None:
    """签名的证书文件；旧证书的 PDF 是登记摘录 · The signed file; of an old one an extract.

    \b
    vc-jwt、rdfc 由登记册当时的密钥对同样的内容另行签名，记入审计，要写明 --as；single-proof 从原有
    签名中取一个，不另签。
    vc-jwt and rdfc sign the same content anew with the register's key of the moment, which is
    audited and needs --as; single-proof takes one of the signatures that there are.
    """
    open_records()
    from xianjie.domain.certificates.exporting import Form, signed_anew, single_proof, stored
    from xianjie.domain.certificates.printing import certificate_pdf
    from xianjie.domain.certificates.signing import issuer
    from xianjie.ops.records import now

    found = _found(number, clock.today())
    match form:
        case "pdf":
            on = clock.today()
            content = certificate_pdf(found, law=_law_on(on), on=on, at=now())
        case "json":
            content = stored(found).encode()
        case "single-proof":
            content = single_proof(found, suite)
        case _:
            if username is None:
                raise click.UsageError(f"--format {form} --as USER")
            by = acting(username)
            content = signed_anew(found, Form(form), by=by, issuer=issuer(), at=now())
    write_out(output, content)


@certificate.command()
@click.argument("file", type=click.Path(path_type=Path))
@as_of_option("--as-of")
@FORM_OPTION
@LANG_OPTION
def verify(file: Path, as_of: date, form: str, lang: Lang) -> None:
    """核验证书文件（PDF、JSON）或二维码的图片，逐步说明；不全通过以 1 结束.

    Check a signed file or a picture of a QR code, step by step.
    """
    open_records()
    from xianjie.domain.certificates.checks import Outcome, Result

    on = clock.today()
    check = _checked(_content(file), on, as_of=as_of)
    if form == "json":
        told = {
            "result": check.result.value,
            "as_of": check.as_of.isoformat(),
            "steps": [
                {
                    "name": one.name,
                    "outcome": one.outcome.value,
                    "words": {"zh": one.words.zh, "en": one.words.en},
                }
                for one in check.steps
            ],
            "fields": check.fields,
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=1, default=str))
    else:
        marks = {Outcome.PASSED: "✓", Outcome.FAILED: "✗", Outcome.OPEN: "?", Outcome.LEFT_OUT: "-"}
        for number, one in enumerate(check.steps, 1):
            title, words = one.title.in_(lang), one.words.in_(lang)
            click.echo(f"{number}. {marks[one.outcome]} {title}: {words}")
        click.echo(check.result.label.in_(lang))
    if check.result is not Result.VALID:
        sys.exit(1)


@certificate.command("offline-page")
@click.option("--output", type=click.Path(path_type=Path), help="写到文件 · the file")
def offline_page(output: Path | None) -> None:
    """脱机核验页：一个 HTML 文件，含现有公钥 · The page that verifies without a network."""
    open_records()
    from xianjie.domain.certificates import offline
    from xianjie.domain.certificates.signing import issuer
    from xianjie.ops.records import now

    write_out(output, offline.page(issuer(), at=now()).html.encode())


def _checked(content: bytes, on: date, *, as_of: date) -> Check:
    from xianjie.documents.codes import is_picture
    from xianjie.domain.certificates.signing import issuer
    from xianjie.domain.certificates.verifying_codes import check_code, code_in_picture
    from xianjie.domain.certificates.verifying_files import check_file

    rules = _law_on(on)
    if is_picture(content):
        return check_code(code_in_picture(content), issuer=issuer(), law=rules, as_of=as_of)
    return check_file(content, issuer=issuer(), law=rules, as_of=as_of)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise NoSuchCertificate(
            Text(f"读不了 {file}：{error.strerror}", f"cannot read {file}: {error.strerror}")
        ) from error


def _law_on(on: date) -> Law:
    from xianjie.domain.rulings.later import law_on

    return law_on(on)


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


def _found(number: str, on: date) -> Certificate:
    from xianjie.domain.certificates.selecting import by_number

    found = by_number(number, on)
    if found is None:
        raise NoSuchCertificate(
            Text(f"登记册里没有编号 {number}", f"the register has no number {number}")
        )
    return found


def _told(found: Certificate, on: date, lang: Lang) -> Mapping[str, Any]:
    from xianjie.domain.certificates.selecting import covered_number
    from xianjie.domain.certificates.standing import current, standing

    held = standing(found, _law_on(on), on)
    return {
        "number": found.number,
        "scheme": found.scheme,
        **current(found, on),
        "document": found.document,
        "document_number": covered_number(found),
        "area": found.area,
        "state": held.state.value,
        "standing": held.sentence.in_(lang),
        "outcome": held.answer.outcome if held.answer else None,
        "clauses": list(held.answer.clauses) if held.answer else [],
        "needs": list(held.answer.needs) if held.answer else [],
        "changes": [
            {"kind": one.kind, "on": one.on.isoformat(), "reason": one.reason}
            for one in found.changes.order_by("on", "pk")
        ],
    }


_SHOWN = {
    "number": Text("编号", "Number"),
    "scheme": Text("证书", "Certificate"),
    "document_number": Text("证件号码", "Identity number"),
    "area": Text("地区", "Area"),
    "state": Text("登记状态", "State"),
    "standing": Text("效力", "Standing"),
    "clauses": Text("条款", "Clauses"),
    "needs": Text("还须知道", "Needs"),
    "changes": Text("变更", "Changes"),
}


def write_out(output: Path | None, content: bytes) -> None:
    """To the file, or to standard output."""
    if output:
        save(output, content)
    else:
        sys.stdout.buffer.write(content)
