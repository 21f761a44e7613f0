"""The engine: facts, conditions, rules and decisions, written once and used for everything.

A jurisdiction writes `Decision`s and `Amendment`s; `lay` makes one source of it and the layers
above; `Law` answers from that source, explains, asks, and is proved and compared.
"""

from typing import TYPE_CHECKING, Any

from xianjie.law.answers import Answer, Because, ReadingShown
from xianjie.law.compiled import CompiledDecision
from xianjie.law.conditions import (
    ALWAYS,
    NEVER,
    ByReading,
    Choice,
    Condition,
    InLightOf,
    Value,
    named,
    outcome_is,
)
from xianjie.law.days import Day, NamedDay
from xianjie.law.errors import FactError, LawError, SourceError, UnknownNameError
from xianjie.law.facts import (
    BoolFact,
    DayFact,
    EnumAttribute,
    EnumFact,
    Fact,
    HasAttribute,
    KeyFact,
)
from xianjie.law.law import Law
from xianjie.law.layers import Source, lay
from xianjie.law.rules import (
    Amendment,
    Clause,
    Deadline,
    Decision,
    Jurisdiction,
    OpenTerm,
    Outcome,
    Parameter,
    Property,
    Reading,
    Rule,
    Untranslated,
)

if TYPE_CHECKING:
    from xianjie.law.columns import Decided, decide_columns

__all__ = [
    "ALWAYS",
    "NEVER",
    "Amendment",
    "Answer",
    "Because",
    "BoolFact",
    "ByReading",
    "Choice",
    "Clause",
    "CompiledDecision",
    "Condition",
    "Day",
    "DayFact",
    "Deadline",
    "Decided",
    "Decision",
    "EnumAttribute",
    "EnumFact",
    "Fact",
    "FactError",
    "HasAttribute",
    "InLightOf",
    "Jurisdiction",
    "KeyFact",
    "Law",
    "LawError",
    "NamedDay",
    "OpenTerm",
    "Outcome",
    "Parameter",
    "Property",
    "Reading",
    "ReadingShown",
    "Rule",
    "Source",
    "SourceError",
    "UnknownNameError",
    "Untranslated",
    "Value",
    "decide_columns",
    "lay",
    "named",
    "outcome_is",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whichever of them it is
    """Columns need numpy and Arrow, which take longer to import than a single answer takes."""
    if name in {"Decided", "decide_columns"}:
        from xianjie.law import columns  # noqa: PLC0415 - only who asks for columns pays

        return getattr(columns, name)
    raise AttributeError(name)
