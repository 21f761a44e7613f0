"""A law of a few facts, to try the engine where the real law has nothing of the kind."""

from collections.abc import Mapping

from xianjie.law import (
    BoolFact,
    Clause,
    DayFact,
    Decision,
    EnumFact,
    Fact,
    Jurisdiction,
    Law,
    Outcome,
    Parameter,
    Property,
    Reading,
    Rule,
    lay,
)
from xianjie.text import Text


def said(words: str) -> Text:
    return Text(f"{words}。", words)


def yes_no(name: str) -> BoolFact:
    return BoolFact(name, said(name), said(f"{name}?"), said(f"{name} yes"), said(f"{name} no"))


def one_of(name: str, *values: str) -> EnumFact:
    return EnumFact(name, said(name), said(f"{name}?"), {value: said(value) for value in values})


def day(name: str, *, none: bool = False) -> DayFact:
    words = said(f"no {name}") if none else None
    return DayFact(name, said(name), said(f"{name}?"), none=words)


def clause(name: str, *, decides: bool = True) -> Clause:
    return Clause(name, said(name), said("says"), said("does"), decides=decides)


def reading(name: str) -> Reading:
    return Reading(name, said("words"), said("taken"), said("other"), said("why"), ("1",))


def decision(name: str, facts: tuple[Fact, ...], *rules: Rule) -> Decision:
    outcomes = dict.fromkeys(rule.outcome for rule in rules)
    described = tuple(Outcome(outcome, said(outcome), said(outcome)) for outcome in outcomes)
    return Decision(name, said(name), said(f"{name}?"), facts, described, rules)


def tiny(
    *decisions: Decision,
    clauses: tuple[Clause, ...] = (),
    parameters: tuple[Parameter, ...] = (),
    readings: tuple[Reading, ...] = (),
    properties: tuple[Property, ...] = (),
) -> Law:
    """The law of a jurisdiction with these decisions and clause 1."""
    own = Jurisdiction(
        "T",
        said("tiny"),
        clauses=(clause("1"), *clauses),
        parameters=parameters,
        readings=readings,
        decisions=decisions,
        properties=properties,
    )
    layers: Mapping[str, Jurisdiction] = {"T": own}
    return Law(lay(layers, "T"))
