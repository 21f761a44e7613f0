"""``xianjie decide``: one case from the command line, or a file of cases, a line each."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

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

ENGINES = ("numpy", "duckdb", "postgres", "spark")
_LINES = ".jsonl"
_COLUMNS = (".parquet", ".csv", ".xlsx")


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
    metavar="FILE",
    help="一行一个情形的文件：.jsonl、.parquet、.csv、.xlsx · a file with one case a row",
)
@click.option(
    "--output",
    "target",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="结论写到这里，种类同上（.jsonl 只来自 .jsonl） · where the answers go, of the same kinds "
    "(.jsonl from .jsonl only)",
)
@click.option(
    "--map",
    "mapped",
    multiple=True,
    metavar="FACT=COLUMN",
    help="哪一列是哪个事实，可重复；同名的不必写 · which column holds a fact",
)
@click.option(
    "--key",
    "keys",
    multiple=True,
    metavar="COLUMN",
    help="随结论带出的列，可重复；默认为所有不是事实的列 · a column to carry along",
)
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default="numpy",
    show_default=True,
    help="在哪里计算，结论相同 · where it is computed; the answers are the same",
)
@click.option(
    "--database",
    metavar="URL",
    envvar="XIANJIE_DATABASE",
    help="引擎在何处：postgresql://…；Spark 如 spark://…、local[2] · where the engine is",
)
@click.option(
    "--resume",
    is_flag=True,
    help="接着上次中断处做 · go on where an interrupted run of the same job stopped",
)
@click.option(
    "--receipt",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="单个情形：把回执写到这里 · one case: where its receipt goes",
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
    receipt: Path | None,
    form: str | None,
    lang: Lang,
    **columns: Any,  # noqa: ANN401 - the options that only columns have
) -> None:
    """就一个情形求结论，或逐行回答一个文件 · Answer one case, or each line of a file.

    \b
    决定 · decisions
      catalogue-status  exam-permission  exam-schedule  candidate-option
      certificate-issuance  certificate-validity  replacement
      training-route  level-certificate-issuance
    各需哪些事实 · which facts each takes:  xianjie law show DECISION
    """
    rules = law(jurisdiction, choices(readings))
    compiled = rules.decision(decision)
    if source is None and target is None:
        answer = _one(compiled, facts, form or "text", lang)
        if receipt is not None:
            from xianjie.ops.cli.receipt import write

            write(rules, answer, receipt, lang)
        return
    if source is None or target is None or facts or receipt:
        raise WrongOption(
            Text(
                "--input 与 --output 须同时给出，且不与 --fact、--receipt 并用",
                "--input and --output go together, and not with --fact or --receipt",
            )
        )
    _require_form(form or "full", ("full", "outcome"), Text("文件", "a file"))
    bare = form == "outcome"
    if target.suffix.lower() == _LINES or (
        source.suffix.lower() == _LINES and target.suffix.lower() not in _COLUMNS
    ):
        _require_no_columns(source, target, columns)
        _lines(compiled, source, target, bare=bare, lang=lang)
    else:
        from xianjie.ops.cli import population

        population.answer(compiled, source, target, bare=bare, lang=lang, **columns)


def _one(compiled: CompiledDecision, facts: tuple[str, ...], form: str, lang: Lang) -> Answer:
    _require_form(form, ("text", "json"), Text("单个情形", "one case"))
    given: dict[str, Value] = {
        name: compiled.fact(name).parse(raw) for name, raw in pairs("--fact", facts).items()
    }
    answer = compiled.decide(given)
    if form == "json":
        click.echo(json.dumps(answer.as_json(lang), ensure_ascii=False, indent=1))
    else:
        _speak(compiled, answer, lang)
    return answer


def _speak(compiled: CompiledDecision, answer: Answer, lang: Lang) -> None:
    for paragraph in told(compiled, answer, lang):
        click.echo(heading(paragraph.title) if paragraph.leads else muted(paragraph.title))
        for line in paragraph.lines:
            click.echo(f"  {line}")


def _lines(
    compiled: CompiledDecision, source: Path, target: Path, *, bare: bool, lang: Lang
) -> None:
    from xianjie.ops.batch import answer_file

    done = answer_file(compiled, source, target, bare=bare, lang=lang)
    summary = Text(
        f"共 {done.lines} 行，其中 {done.refused} 行有误；结论在 {target}",
        f"{done.lines} lines, {done.refused} of them refused; the answers are in {target}",
    )
    click.echo(summary.in_(lang), err=True)
    if done.refused:
        sys.exit(1)


def _require_no_columns(source: Path, target: Path, columns: Mapping[str, Any]) -> None:
    if source.suffix.lower() != _LINES:
        raise WrongOption(
            Text(
                f"{source.name} 与 {target.name}：列的结论写成 {'、'.join(_COLUMNS)}；"
                "只有 .jsonl 的结论可写成 .jsonl",
                f"{source.name}, {target.name}: columns are answered by one of "
                f"{', '.join(_COLUMNS)}; only a .jsonl can be answered by a .jsonl",
            )
        )
    if any(columns[name] for name in ("mapped", "keys", "resume")) or columns["engine"] != "numpy":
        raise WrongOption(
            Text(
                ".jsonl 写成 .jsonl 时没有列：--map、--key、--engine、--resume 只用于结论写成 "
                ".parquet、.csv、.xlsx 时",
                "from .jsonl to .jsonl there are no columns: --map, --key, --engine and --resume "
                "are for answers in .parquet, .csv and .xlsx",
            )
        )


def _require_form(form: str, allowed: tuple[str, ...], of: Text) -> None:
    if form not in allowed:
        raise WrongOption(
            Text(
                f"--format：{of.zh}应为 {' 或 '.join(allowed)}，得到的是 {form}",
                f"--format: for {of.en} it must be {' or '.join(allowed)}, not {form}",
            )
        )
