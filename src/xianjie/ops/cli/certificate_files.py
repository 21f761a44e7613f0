"""``xianjie certificate export|verify|offline-page``: signed files, and their checking."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xianjie import clock
from xianjie.ops.cli.certificate_register import found_in_register
from xianjie.ops.cli.options import FORM_OPTION
from xianjie.ops.cli.saving import content_of, write_out
from xianjie.ops.cli.speaking import LANG_OPTION, as_of_option
from xianjie.ops.records import acting, now, open_records
from xianjie.text import Lang

if TYPE_CHECKING:  # its models can be imported only once Django is set up
    from xianjie.domain.certificates.checks import Check


@click.command()
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
    from xianjie.domain.rulings.later import law_on

    on = clock.today()
    found = found_in_register(number, on)
    match form:
        case "pdf":
            content = certificate_pdf(found, law=law_on(on), on=on, at=now())
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


@click.command()
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
    check = _checked(content_of(file), on, as_of=as_of)
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


@click.command("offline-page")
@click.option("--output", type=click.Path(path_type=Path), help="写到文件 · the file")
def offline_page(output: Path | None) -> None:
    """脱机核验页：一个 HTML 文件，含现有公钥 · The page that verifies without a network."""
    open_records()
    from xianjie.domain.certificates import offline
    from xianjie.domain.certificates.signing import issuer

    write_out(output, offline.page(issuer(), at=now()).html.encode())


def _checked(content: bytes, on: date, *, as_of: date) -> Check:
    from xianjie.documents.codes import is_picture
    from xianjie.domain.certificates.signing import issuer
    from xianjie.domain.certificates.verifying_codes import check_code, code_in_picture
    from xianjie.domain.certificates.verifying_files import check_file
    from xianjie.domain.rulings.later import law_on

    rules = law_on(on)
    if is_picture(content):
        return check_code(code_in_picture(content), issuer=issuer(), law=rules, as_of=as_of)
    return check_file(content, issuer=issuer(), law=rules, as_of=as_of)
