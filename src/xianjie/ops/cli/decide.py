"""``xianjie decide``: one case from the command line, or a file of cases, a line each."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from xianjie.instruments import DEFAULT_JURISDICTION, law
from xianjie.law import Answer, CompiledDecision, Value
from xianjie.ops.cli.speaking import (
    LANG_OPTION,
    WrongOption,
    choices,
    heading,
    muted,
    pairs,
)
from xianjie.ops.cli.told import told
from xianjie.text import Lang, Text


@click.command()
@click.argument("decision")
@click.option(
    "--fact",
    "facts",
    multiple=True,
    metavar="NAME=VALUE",
    help="已知事实，可重复；值为 true/false、日期、none、枚举名、职业名 · a known fact, repeatable",
)
@click.option(
    "--jurisdiction",
    default=DEFAULT_JURISDICTION,
    show_default=True,
    metavar="ID",
    help="法域 · CN, CN-GD …",
)
@click.option(
    "--reading",
    "readings",
    multiple=True,
    metavar="R4=alternative",
    help="换一种理解，可重复 · the other reading of an unclear word, repeatable",
)
@click.option(
    "--input",
    "source",
    type=click.Path(path_type=Path),
    metavar="FACTS.jsonl",
    help="一行一个情形的 JSON 文件 · a file with one case a line, as JSON",
)
@click.option(
    "--output",
    "target",
    type=click.Path(path_type=Path),
    metavar="ANSWERS.jsonl",
    help="结论写到这里 · where the answers go",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "full", "outcome"]),
    help="单个情形：text（默认）、json；文件：full（默认）、outcome · one case: text, json; "
    "a file: full, outcome",
)
@LANG_OPTION
def decide(  # noqa: PLR0917 - one per option
    decision: str,
    facts: tuple[str, ...],
    jurisdiction: str,
    readings: tuple[str, ...],
    source: Path | None,
    target: Path | None,
    form: str | None,
    lang: Lang,
) -> None:
    """就一个情形求结论，或逐行回答一个文件 · Answer one case, or each line of a file.

    \b
    决定 · decisions
      catalogue-status  exam-permission  exam-schedule  candidate-option
      certificate-issuance  certificate-validity  replacement
      training-route  level-certificate-issuance
    各需哪些事实 · which facts each takes:  xianjie law show DECISION
    """
    compiled = law(jurisdiction, choices(readings)).decision(decision)
    if source is None and target is None:
        _one(compiled, facts, form or "text", lang)
        return
    if source is None or target is None or facts:
        raise WrongOption(
            Text(
                "--input 与 --output 须同时给出，且不与 --fact 并用",
                "--input and --output go together, and not with --fact",
            )
        )
    _batch(compiled, source, target, form or "full", lang)


def _one(compiled: CompiledDecision, facts: tuple[str, ...], form: str, lang: Lang) -> None:
    _require_form(form, ("text", "json"), Text("单个情形", "one case"))
    given: dict[str, Value] = {
        name: compiled.fact(name).parse(raw) for name, raw in pairs("--fact", facts).items()
    }
    answer = compiled.decide(given)
    if form == "json":
        click.echo(json.dumps(answer.as_json(lang), ensure_ascii=False, indent=1))
        return
    _speak(compiled, answer, lang)


def _speak(compiled: CompiledDecision, answer: Answer, lang: Lang) -> None:
    for paragraph in told(compiled, answer, lang):
        click.echo(heading(paragraph.title) if paragraph.leads else muted(paragraph.title))
        for line in paragraph.lines:
            click.echo(f"  {line}")


def _batch(compiled: CompiledDecision, source: Path, target: Path, form: str, lang: Lang) -> None:
    _require_form(form, ("full", "outcome"), Text("文件", "a file"))
    from xianjie.ops.batch import answer_file

    done = answer_file(compiled, source, target, bare=form == "outcome", lang=lang)
    summary = Text(
        f"共 {done.lines} 行，其中 {done.refused} 行有误；结论在 {target}",
        f"{done.lines} lines, {done.refused} of them refused; the answers are in {target}",
    )
    click.echo(summary.in_(lang), err=True)
    if done.refused:
        sys.exit(1)


def _require_form(form: str, allowed: tuple[str, ...], of: Text) -> None:
    if form not in allowed:
        raise WrongOption(
            Text(
                f"--format：{of.zh}应为 {' 或 '.join(allowed)}，得到的是 {form}",
                f"--format: for {of.en} it must be {' or '.join(allowed)}, not {form}",
            )
        )
