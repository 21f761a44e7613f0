"""``xianjie law cards``: the minimal reasons of decisions as cards, to read and to sign."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from xianjie import clock
from xianjie.instruments import DEFAULT_JURISDICTION
from xianjie.instruments import law as law_of
from xianjie.law.cards import CardTold, Deck, DeckTold, deck, deck_as_json, told_deck
from xianjie.ops.cli.saving import save
from xianjie.ops.cli.speaking import WrongOption, aside, heading, language, muted
from xianjie.text import LANGS, Lang, Text

_BOTH = "both"
_IF = Text("如果", "If")
_CASES = Text("例", "Cases")
_SIGN = Text("签名", "Signature")
_DATE = Text("日期", "Date")


@click.command()
@click.option(
    "--jurisdiction", default=DEFAULT_JURISDICTION, show_default=True, metavar="ID", help="法域"
)
@click.option("--decision", metavar="NAME", help="只要这一项，默认全部 · this decision only")
@click.option(
    "--lang",
    type=click.Choice([*LANGS, _BOTH]),
    default=language,
    show_default="zh",
    help="语言 · language",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "pdf"]),
    default="text",
    show_default=True,
)
@click.option(
    "--output",
    "target",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="写到这里；pdf 必须给出 · where it goes; a pdf needs it",
)
def cards(
    jurisdiction: str, decision: str | None, lang: str, form: str, target: Path | None
) -> None:
    """每个结论的最简理由，一条一张，供审阅签名 · Every minimal reason, a card each, to sign."""
    if form == "pdf" and target is None:
        raise WrongOption(
            Text(
                "--format pdf：请用 --output 指明写到哪个文件",
                "--format pdf: say with --output which file it goes to",
            )
        )
    rules = law_of(jurisdiction)
    asked = rules.decisions.values() if decision is None else (rules.decision(decision),)
    decks = [deck(one) for one in asked]
    langs = tuple(one for one in LANGS if lang in {one, _BOTH})
    content = _content(decks, langs, form)
    if target is None:
        click.echo(content, nl=False)
        return
    save(target, content if isinstance(content, bytes) else click.unstyle(content).encode())
    count = sum(len(one.cards) for one in decks)
    written = Text(f"{count} 张卡片已写入 {target}", f"{count} cards are written to {target}")
    click.echo(written.in_(langs[0]), err=True)


def _content(decks: Sequence[Deck], langs: tuple[Lang, ...], form: str) -> str | bytes:
    if form == "pdf":
        from xianjie.documents import cards_document

        return cards_document(decks, clock.today(), langs)
    if form == "json":
        told = [deck_as_json(one, langs) for one in decks]
        return json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    return "\n".join(line for one in decks for line in _lines(one, langs)) + "\n"


def _lines(one: Deck, langs: tuple[Lang, ...]) -> Iterator[str]:
    told = {lang: told_deck(one, lang) for lang in langs}
    for lang in langs:
        yield heading(
            told[lang].title + aside(f"{one.decision.name}, {one.decision.source.id}", lang)
        )
    yield muted(one.rules_version)
    for index in range(len(one.cards)):
        yield ""
        yield from _card(index, told)
    yield ""


def _card(index: int, told: dict[Lang, DeckTold]) -> Iterator[str]:
    langs = tuple(told)
    first = told[langs[0]].cards[index]
    whole = len(told[langs[0]].cards)
    yield muted(f"{first.number}/{whole}  {first.id}  {', '.join(first.rules)}")
    for lang in langs:
        yield from _side(told[lang].cards[index], lang)
    signed, dated = (" · ".join(t.in_(lang) for lang in langs) for t in (_SIGN, _DATE))
    yield f"  {signed} ____________________  {dated} ____________"


def _side(card: CardTold, lang: Lang) -> Iterator[str]:
    yield f"  {heading(card.outcome)}{muted(aside(card.outcome_name, lang))}  {card.meaning}"
    yield muted(f"  {_IF.in_(lang)}")
    yield from (f"    · {condition}" for condition in card.conditions)
    yield from (f"  {name}  {citation}" for name, citation in card.clauses)
    yield from (f"  {name}  {reading}" for name, reading in card.readings)
    yield muted(f"  {_CASES.in_(lang)}")
    yield from (f"    · {case}" for case in card.cases)
