"""An answer told to a person at a terminal: paragraphs of plain lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from xianjie.law import Answer, Because, CompiledDecision
from xianjie.ops.cli.speaking import aside, labelled
from xianjie.text import Lang, Text

_FOLLOWS = Text("须留意的日期", "Dates that follow")
_BECAUSE = Text("理由", "Because")
_CLAUSES = Text("依据", "Clauses")
_READINGS = Text("对未明之处的理解", "Readings of unclear words")
_NEEDS = Text("还需要知道", "Still to be known")
_POSSIBLE = Text("仍可能的结论", "Outcomes still possible")
_OPEN = Text("现有事实尚不能得出结论", "The facts given leave this open")
_CHANGES = {
    True: Text("换一种理解，结论会不同", "the other reading would change the outcome"),
    False: Text("换一种理解，结论相同", "the other reading gives the same outcome"),
    None: Text("换一种理解，结论可能不同", "the other reading might change the outcome"),
}


@dataclass(frozen=True, slots=True)
class Paragraph:
    title: str
    lines: tuple[str, ...]
    leads: bool = False


def told(decision: CompiledDecision, answer: Answer, lang: Lang) -> Iterator[Paragraph]:
    """The answer in the order in which a person wants it: what, why, by which clause."""
    if answer.outcome is None:
        yield from _open(decision, answer, lang)
        return
    outcome = decision.outcomes[answer.outcome]
    said = outcome.label.in_(lang) + aside(outcome.name, lang)
    title = labelled(decision.title.in_(lang), said, lang)
    yield Paragraph(title, (outcome.meaning.in_(lang),), leads=True)
    reasons = [_reason(decision, because, lang) for because in answer.because]
    yield from _paragraph(_BECAUSE, reasons, lang)
    clauses = decision.source.clauses
    citations = [f"{name}  {clauses[name].citation.in_(lang)}" for name in answer.clauses]
    yield from _paragraph(_CLAUSES, citations, lang)
    labels = decision.source.parameters
    dates = [f"{day}  {labels[name].label.in_(lang)}" for name, day in answer.dates.items()]
    yield from _paragraph(_FOLLOWS, dates, lang)
    readings = [
        labelled(
            f"{shown.id}  {decision.readings[shown.id].words.in_(lang)}",
            shown.taken.in_(lang) + aside(_CHANGES[shown.changes_outcome].in_(lang), lang),
            lang,
        )
        for shown in answer.readings
    ]
    yield from _paragraph(_READINGS, readings, lang)


def _open(decision: CompiledDecision, answer: Answer, lang: Lang) -> Iterator[Paragraph]:
    possible = tuple(
        decision.outcomes[name].label.in_(lang) + aside(name, lang) for name in answer.outcomes
    )
    title = labelled(decision.title.in_(lang), _OPEN.in_(lang), lang)
    yield Paragraph(title, (), leads=True)
    yield Paragraph(_POSSIBLE.in_(lang), possible)
    asked = tuple(f"{name}  {decision.fact(name).question.in_(lang)}" for name in answer.needs)
    yield Paragraph(_NEEDS.in_(lang), asked)


def _reason(decision: CompiledDecision, because: Because, lang: Lang) -> str:
    value = decision.fact(because.fact).show(because.value, lang)
    cited = f"  [{', '.join(because.clauses)}]" if because.clauses else ""
    said = because.text.in_(lang)
    given = "" if value == said or value in said else aside(value, lang)
    return f"{said}{given}{cited}"


def _paragraph(title: Text, lines: list[str], lang: Lang) -> Iterator[Paragraph]:
    if lines:
        yield Paragraph(title.in_(lang), tuple(lines))
