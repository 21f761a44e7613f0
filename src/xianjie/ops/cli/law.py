"""``xianjie law``: the rules shown, proved and compared."""

from __future__ import annotations

import importlib
import json
import sys

import click

from xianjie.instruments import DEFAULT_JURISDICTION, jurisdictions
from xianjie.instruments import law as law_of
from xianjie.law import Law, Untranslated
from xianjie.law.comparing import Change, compare
from xianjie.law.proving import Failure, Proof, prove
from xianjie.ops.cli.options import FORM_OPTION
from xianjie.ops.cli.speaking import (
    LANG_OPTION,
    aside,
    choices,
    day,
    heading,
    labelled,
    muted,
    pairs,
)
from xianjie.text import Lang, Text

_JURISDICTION = click.option(
    "--jurisdiction", default=DEFAULT_JURISDICTION, show_default=True, metavar="ID", help="法域"
)


# Commands with a module of their own, imported when they run: they need what the others do not.
_ELSEWHERE = {"impact": "xianjie.ops.cli.impact", "cards": "xianjie.ops.cli.cards"}


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*super().list_commands(ctx), *_ELSEWHERE]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _ELSEWHERE:
            return super().get_command(ctx, cmd_name)
        command = getattr(importlib.import_module(_ELSEWHERE[cmd_name]), cmd_name)
        return command if isinstance(command, click.Command) else None


@click.group(cls=_Commands)
def law() -> None:
    """看规则、证规则、比规则 · Show, prove and compare the rules."""


@law.command()
@click.argument("decision")
@_JURISDICTION
@LANG_OPTION
def show(decision: str, jurisdiction: str, lang: Lang) -> None:
    """把一项决定的规则写成句子 · A decision's facts and its rules as sentences."""
    shown = law_of(jurisdiction).decision(decision)
    click.echo(heading(shown.title.in_(lang) + aside(f"{shown.name}, {jurisdiction}", lang)))
    _show_provenance(law_of(jurisdiction), lang)
    click.echo(shown.question.in_(lang))
    click.echo()
    click.echo(muted(Text("事实", "Facts").in_(lang)))
    for fact in shown.facts:
        click.echo(f"  {fact.name}  {fact.question.in_(lang)}  {muted(fact.admits.in_(lang))}")
    click.echo()
    click.echo(
        muted(Text("规则（先成立者先得）", "Rules (the first that holds decides)").in_(lang))
    )
    for number, rule in enumerate(shown.sentences(lang), start=1):
        grounds = ", ".join((*rule.clauses, *rule.readings))
        click.echo(f"  {number}. {rule.text} → {rule.outcome}  {muted(f'[{grounds}]')}")
    for notion in shown.definitions(lang):
        click.echo(f"  {muted('·')} {labelled(notion.words, notion.meaning, lang)}")


@law.command()
@click.option("--jurisdiction", metavar="ID", help="只证这一个，默认全部 · this one only")
@FORM_OPTION
@LANG_OPTION
def check(jurisdiction: str | None, form: str, lang: Lang) -> None:
    """证明规则无缺口、无冲突、无死条 · Prove that the rules have no gap, conflict or dead rule."""
    names = jurisdictions() if jurisdiction is None else (jurisdiction,)
    proofs = [prove(law_of(name)) for name in names]
    if form == "json":
        click.echo(json.dumps([_proof_json(p, lang) for p in proofs], ensure_ascii=False, indent=1))
    else:
        for proof in proofs:
            _show_proof(proof, lang)
    if not all(proof.holds for proof in proofs):
        sys.exit(1)


@law.command()
@click.option("--reading", "readings", multiple=True, metavar="R4=alternative", help="换一种理解")
@click.option("--date", "dates", multiple=True, metavar="NAME=DAY", help="改动一个日期")
@_JURISDICTION
@FORM_OPTION
@LANG_OPTION
def diff(
    readings: tuple[str, ...], dates: tuple[str, ...], jurisdiction: str, form: str, lang: Lang
) -> None:
    """换理解或改日期后，哪些情形的结论会变 · Which cases change if a reading or a date does."""
    moved = {name: day(f"--date {name}", given) for name, given in pairs("--date", dates).items()}
    changed = compare(
        law_of(jurisdiction), law_of(jurisdiction, readings=choices(readings), dates=moved)
    )
    if form == "json":
        classes = {name: [c.as_json(lang) for c in found] for name, found in changed.items()}
        click.echo(json.dumps(classes, ensure_ascii=False, indent=1))
        return
    if not changed:
        click.echo(Text("没有任何结论改变。", "No outcome changes.").in_(lang))
    for name, found in changed.items():
        decision = law_of(jurisdiction).decision(name)
        click.echo(heading(decision.title.in_(lang) + aside(name, lang)))
        for change in found:
            _show_change(change, lang)


@law.command()
@_JURISDICTION
@FORM_OPTION
@LANG_OPTION
def untranslated(jurisdiction: str, form: str, lang: Lang) -> None:
    """条文说了而规则说不了的 · What the text says and no rule can say, with the reason."""
    asked = law_of(jurisdiction)
    if form == "json":
        entries = [_untranslated_json(asked, entry, lang) for entry in asked.source.untranslated]
        click.echo(json.dumps(entries, ensure_ascii=False, indent=1))
        return
    _show_provenance(asked, lang)
    for clause in asked.clauses.values():
        entries_of = [e for e in asked.source.untranslated if e.clause == clause.id]
        if entries_of:
            click.echo(heading(clause.citation.in_(lang) + aside(clause.id, lang)))
        for entry in entries_of:
            click.echo(f"  {labelled(entry.words.in_(lang), entry.reason.in_(lang), lang)}")


def _show_provenance(asked: Law, lang: Lang) -> None:
    """Where the law comes from, if not from the notice itself."""
    if asked.source.provenance is not None:
        words = asked.source.provenance.in_(lang)
        click.echo(muted(labelled(Text("出处", "provenance").in_(lang), words, lang)))


def _untranslated_json(asked: Law, entry: Untranslated, lang: Lang) -> dict[str, str]:
    return {
        "jurisdiction": asked.id,
        "clause": entry.clause,
        "citation": asked.clauses[entry.clause].citation.in_(lang),
        "words": entry.words.in_(lang),
        "reason": entry.reason.in_(lang),
    }


def _show_change(change: Change, lang: Lang) -> None:
    click.echo(f"  {change.before} → {change.after}")
    for line in change.lines:
        click.echo(f"    · {line.in_(lang)}")
    case = ", ".join(
        f"{fact.name}={_typed(fact.jsonable(change.witness[fact.name]))}" for fact in change.facts
    )
    click.echo(muted(f"    {labelled(Text('例', 'for one').in_(lang), case, lang)}"))


def _show_proof(proof: Proof, lang: Lang) -> None:
    click.echo(heading(proof.jurisdiction))
    for name, cases in proof.decisions.items():
        said = Text(f"{cases} 类情形", _classes(cases)).in_(lang)
        if values := proof.open_values.get(name):
            said += Text(f"，开放事项取值 {values} 种", f", {_open_values(values)}").in_(lang)
        click.echo(f"  {name}: {said}")
    summary = Text(
        f"  {proof.rules} 条规则，{len(proof.properties)} 条安全性质，"
        f"{len(proof.readings)} 处理解正反两面：",
        f"  {proof.rules} rules, {len(proof.properties)} safety properties, "
        f"{len(proof.readings)} readings both ways: ",
    ).in_(lang)
    verdict = Text("全部成立", "all hold") if proof.holds else Text("不成立", "not all hold")
    click.echo(summary + verdict.in_(lang))
    for failure in proof.failures:
        _show_failure(failure, lang)


def _show_failure(failure: Failure, lang: Lang) -> None:
    click.echo(f"  ✗ {failure.where}: {failure.words.in_(lang)}", err=True)
    told = failure.as_json(lang)["case"]
    if isinstance(told, dict):
        case = ", ".join(f"{name}={_typed(value)}" for name, value in told.items())
        click.echo(f"    {labelled(Text('例', 'for one').in_(lang), case, lang)}", err=True)


def _typed(value: object) -> str:
    """A value as one would type it after ``--fact NAME=``."""
    if value is None:
        return "none"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _classes(cases: int) -> str:
    return "1 class of cases" if cases == 1 else f"{cases} classes of cases"


def _open_values(values: int) -> str:
    return "1 value of open terms" if values == 1 else f"{values} values of open terms"


def _proof_json(proof: Proof, lang: Lang) -> dict[str, object]:
    return {
        "jurisdiction": proof.jurisdiction,
        "holds": proof.holds,
        "decisions": dict(proof.decisions),
        "open_values": dict(proof.open_values),
        "rules": proof.rules,
        "properties": list(proof.properties),
        "readings": list(proof.readings),
        "failures": [failure.as_json(lang) for failure in proof.failures],
    }
