"""Layers: a jurisdiction's own law laid over the law above it, as one complete source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from xianjie.law.errors import SourceError, UnknownNameError
from xianjie.law.open_terms import Yielded, amiss, settle
from xianjie.law.rules import (
    Amendment,
    Clause,
    Decision,
    Jurisdiction,
    OpenTerm,
    Parameter,
    Property,
    Reading,
    Rule,
    Untranslated,
)
from xianjie.text import Text


@dataclass(frozen=True)
class Source:
    """The whole law of one jurisdiction, upper layers included, readings still open.

    ``open_terms`` are the days that some layer leaves open, set or not; ``yielded`` those that a
    notice sets and that gave way to another's.
    """

    id: str
    title: Text
    chain: tuple[str, ...]
    provenance: Text | None
    clauses: Mapping[str, Clause]
    parameters: Mapping[str, Parameter]
    readings: Mapping[str, Reading]
    decisions: Mapping[str, Decision]
    properties: tuple[Property, ...]
    open_terms: Mapping[str, OpenTerm] = field(default_factory=dict)
    yielded: tuple[Yielded, ...] = ()
    untranslated: tuple[Untranslated, ...] = ()


def lay(jurisdictions: Mapping[str, Jurisdiction], name: str) -> Source:
    """Lay ``name`` over all that stands above it, the uppermost first."""
    chain = _chain(jurisdictions, name)
    decisions: dict[str, Decision] = {}
    for layer in chain:
        for decision in layer.decisions:
            if decision.name in decisions:
                raise amiss(layer, f"decision {decision.name} exists above: amend it")
            decisions[decision.name] = decision
        _require_no_tie(layer)
        for amendment in layer.amendments:
            if amendment.decision not in decisions:
                raise amiss(layer, f"there is no decision {amendment.decision} to amend")
            amended = _amend(layer, decisions[amendment.decision], amendment)
            decisions[amendment.decision] = amended
    readings = {r.id: r for layer in chain for r in layer.readings}
    days = settle(chain)
    source = Source(
        id=name,
        title=chain[-1].title,
        chain=tuple(layer.id for layer in chain),
        provenance=chain[-1].provenance,
        clauses={c.id: c for layer in chain for c in layer.clauses},
        parameters=days.parameters,
        readings=dict(sorted(readings.items(), key=lambda entry: (len(entry[0]), entry[0]))),
        decisions=decisions,
        properties=tuple(p for layer in chain for p in layer.properties),
        open_terms=days.terms,
        yielded=days.yielded,
        untranslated=tuple(entry for layer in chain for entry in layer.untranslated),
    )
    _check(source)
    return source


def _chain(jurisdictions: Mapping[str, Jurisdiction], name: str) -> tuple[Jurisdiction, ...]:
    chain: list[Jurisdiction] = []
    upper: str | None = name
    while upper is not None:
        if upper not in jurisdictions:
            missing = UnknownNameError(Text("法域", "jurisdiction"), upper, jurisdictions)
            if not chain:
                raise missing
            raise amiss(chain[-1], missing.message.en) from missing
        layer = jurisdictions[upper]
        if layer in chain:
            raise amiss(layer, "stands above itself")
        chain.append(layer)
        upper = layer.upper
    return tuple(reversed(chain))


def _require_no_tie(layer: Jurisdiction) -> None:
    """Two amendments of one layer that say different things of one rule leave it unsettled."""
    said: set[tuple[str, str, str]] = set()
    for amendment in layer.amendments:
        whole = () if amendment.rules is None else ("all rules",)
        for what, names in (
            ("replaces", (*amendment.replace, *whole)),
            ("cites clauses for", tuple(amendment.cite)),
        ):
            for name in names:
                entry = amendment.decision, what, name
                if entry in said:
                    raise amiss(layer, f"{amendment.decision}: a second amendment {what} {name}")
                said.add(entry)


def _amend(layer: Jurisdiction, decision: Decision, amendment: Amendment) -> Decision:
    known = {rule.id for rule in decision.rules}
    named = {
        *amendment.cite,
        *amendment.replace,
        *amendment.before,
        *amendment.over,
        *amendment.deadlines,
        *amendment.readings,
    }
    if amendment.rules is not None and named:
        raise amiss(layer, f"{decision.name}: all rules are replaced, yet {named} are amended")
    if not named <= known:
        raise amiss(layer, f"{decision.name} has no rule {sorted(named - known)}")
    rules = amendment.rules if amendment.rules is not None else tuple(_amended(decision, amendment))
    return replace(
        decision,
        facts=decision.facts + amendment.facts,
        outcomes=decision.outcomes + amendment.outcomes,
        rules=rules,
    )


def _amended(decision: Decision, amendment: Amendment) -> Iterable[Rule]:
    for rule in decision.rules:
        yield from amendment.before.get(rule.id, ())
        kept = amendment.replace.get(rule.id, rule)
        yield replace(
            kept,
            clauses=amendment.cite.get(rule.id, kept.clauses),
            over=kept.over + amendment.over.get(rule.id, ()),
            deadlines=kept.deadlines + amendment.deadlines.get(rule.id, ()),
            readings=kept.readings + amendment.readings.get(rule.id, ()),
        )


def _check(source: Source) -> None:
    for decision in source.decisions.values():
        _check_decision(source, decision)
    for parameter in source.parameters.values():
        where = f"date {parameter.name}"
        _known(source, where, "clause", parameter.clauses, source.clauses)
        if (parameter.reading is None) != (parameter.alternative is None):
            raise _amiss(source, where, "a reading and its other day go together")
        _known(source, where, "reading", _one(parameter.reading), source.readings)
    for entry in source.untranslated:
        _known(source, "untranslated words", "clause", (entry.clause,), source.clauses)
    for reading in source.readings.values():
        _known(source, f"reading {reading.id}", "clause", reading.clauses, source.clauses)


def _check_decision(source: Source, decision: Decision) -> None:
    for kind, names in (
        ("rule", [rule.id for rule in decision.rules]),
        ("fact", [fact.name for fact in decision.facts]),
        ("outcome", [outcome.name for outcome in decision.outcomes]),
    ):
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise _amiss(source, decision.name, f"{kind} {sorted(twice)} stands twice")
    outcomes = {outcome.name for outcome in decision.outcomes}
    rules = {rule.id for rule in decision.rules}
    for rule in decision.rules:
        where = f"{decision.name} rule {rule.id}"
        _known(source, where, "outcome", (rule.outcome,), outcomes)
        _known(source, where, "clause", rule.clauses, source.clauses)
        _known(source, where, "rule", rule.over, rules)
        _known(source, where, "reading", rule.readings, source.readings)
        _known(source, where, "reading", _one(rule.under and rule.under[0]), source.readings)
        deadlines = tuple(deadline.parameter for deadline in rule.deadlines)
        _known(source, where, "date", deadlines, source.parameters)


def _known(
    source: Source, where: str, kind: str, names: tuple[str, ...], known: Iterable[str]
) -> None:
    missing = [name for name in names if name not in set(known)]
    if missing:
        raise _amiss(source, where, f"there is no {kind} {missing}")


def _one(name: str | None) -> tuple[str, ...]:
    return () if name is None else (name,)


def _amiss(source: Source, where: str, what: str) -> SourceError:
    return SourceError(Text(f"{source.id}，{where}：{what}", f"{source.id}, {where}: {what}"))
