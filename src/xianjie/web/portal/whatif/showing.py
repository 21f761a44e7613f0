"""What was found, for the page: outcomes in words, bars, classes with an example each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString

from xianjie.instruments import DEFAULT_JURISDICTION
from xianjie.law import CompiledDecision
from xianjie.populations.apart import Told
from xianjie.populations.workbook import labels_of
from xianjie.text import Lang, Text
from xianjie.web.portal.ask.cases import shown
from xianjie.web.portal.catalogue.charts import Bar, drawn

MOST_VALUES = 30  # of a column counted by, those with most changes first


@dataclass(frozen=True, slots=True)
class Outcome:
    """An outcome's name in words, its rows before and after with a bar each."""

    label: Text
    before: int
    after: int
    before_bar: SafeString
    after_bar: SafeString


@dataclass(frozen=True, slots=True)
class ChangedClass:
    """Cases that change for the same conditions, one of them as an example."""

    before: Text
    after: Text
    count: int
    conditions: list[str]
    witness: list[tuple[Text, Text]]
    address: str


@dataclass(frozen=True, slots=True)
class Value:
    """A value of the column counted by: its rows, those that change, a bar of both."""

    value: str
    changed: int
    total: int
    bar: SafeString


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything that the page says of an impact."""

    total: int
    changed: int
    outcomes: list[Outcome]
    classes: list[ChangedClass]
    by: str | None
    values: list[Value]
    values_left_out: int
    heads: list[str]
    rows: list[list[str | Text]]
    refused: list[tuple[int, str, str]]
    refused_in_all: int


def shown_of(told: Told, before: CompiledDecision, after: CompiledDecision, lang: Lang) -> Shown:
    """The page's part of what was worked out apart."""
    found = told.json[lang]
    labels = labels_of(before, after)
    values, left_out = _values(found["by"])
    return Shown(
        total=found["total"],
        changed=found["changed"],
        outcomes=_outcomes(found["before"], found["after"], labels),
        classes=[_class(one, labels, before, after) for one in found["classes"]],
        by=next(iter(found["by"]), None),
        values=values,
        values_left_out=left_out,
        heads=told.heads,
        rows=[[*row[:-2], labels[row[-2]], labels[row[-1]]] for row in told.rows],
        refused=[(row, column, reason[lang]) for row, column, reason in told.refused],
        refused_in_all=found["refused"],
    )


def _outcomes(
    before: Mapping[str, int], after: Mapping[str, int], labels: Mapping[str, Text]
) -> list[Outcome]:
    names = [name for name in labels if name in before or name in after]
    bars = [
        bar
        for name in names
        for bar in (
            Bar(name, (("before", before.get(name, 0)),)),
            Bar(name, (("after", after.get(name, 0)),)),
        )
    ]
    drawings = [drawing for _, drawing in drawn(bars)]
    return [
        Outcome(
            labels[name],
            before.get(name, 0),
            after.get(name, 0),
            drawings[2 * place],
            drawings[2 * place + 1],
        )
        for place, name in enumerate(names)
    ]


def _class(
    one: Mapping[str, Any],
    labels: Mapping[str, Text],
    before: CompiledDecision,
    after: CompiledDecision,
) -> ChangedClass:
    facts = {fact.name: fact for fact in (*before.facts, *after.facts)}
    case = {name: facts[name].read(value) for name, value in one["witness"].items()}
    typed = [
        (name, "none" if raw is None else str(raw).lower() if isinstance(raw, bool) else str(raw))
        for name, raw in one["witness"].items()
        if name in {fact.name for fact in before.facts}
    ]
    if before.jurisdiction != DEFAULT_JURISDICTION:
        typed.append(("jurisdiction", before.jurisdiction))
    return ChangedClass(
        labels[one["from"]],
        labels[one["to"]],
        one["count"],
        [reason["text"] for reason in one["conditions"]],
        [(facts[name].label, shown(facts[name], value)) for name, value in case.items()],
        f"{reverse('portal:answer', args=[before.name])}?{urlencode(typed)}",
    )


def _values(by: Mapping[str, Mapping[str, Any]]) -> tuple[list[Value], int]:
    told = next(iter(by.values()), {})
    ranked = sorted(told.items(), key=lambda item: (-item[1]["changed"], item[0]))
    listed = ranked[:MOST_VALUES]
    bars = [
        Bar(value, (("after", own["changed"]), ("before", own["total"] - own["changed"])))
        for value, own in listed
    ]
    drawings = [drawing for _, drawing in drawn(bars)]
    values = [
        Value(value, own["changed"], own["total"], drawing)
        for (value, own), drawing in zip(listed, drawings, strict=True)
    ]
    return values, len(ranked) - len(listed)
