"""The law and the catalogue as JSON, both languages side by side."""

from __future__ import annotations

from typing import Any

from xianjie.api.problems import Kind
from xianjie.instruments import DEFAULT_JURISDICTION
from xianjie.law import (
    BoolFact,
    Clause,
    CompiledDecision,
    DayFact,
    EnumFact,
    Fact,
    Law,
    Outcome,
    Parameter,
    Reading,
)
from xianjie.text import Text

Json = dict[str, Any]


def words(text: Text) -> Json:
    return {"zh": text.zh, "en": text.en}


def decision(asked: CompiledDecision) -> Json:
    return {
        "name": asked.name,
        "jurisdiction": asked.jurisdiction,
        "title": words(asked.title),
        "question": words(asked.question),
        "facts": [fact(entry) for entry in asked.facts],
        "outcomes": [_outcome(entry) for entry in asked.outcomes.values()],
        "rules_version": asked.rules_version,
    }


def decision_with_rules(asked: CompiledDecision) -> Json:
    """The same with its rules and the notions they name as sentences, in order of precedence."""
    rules = zip(asked.sentences("zh"), asked.sentences("en"), strict=True)
    notions = zip(asked.definitions("zh"), asked.definitions("en"), strict=True)
    return {
        **decision(asked),
        "rules": [
            {
                "id": zh.id,
                "text": {"zh": zh.text, "en": en.text},
                "outcome": zh.outcome,
                "clauses": list(zh.clauses),
                "readings": list(zh.readings),
            }
            for zh, en in rules
        ],
        "definitions": [
            {
                "words": {"zh": zh.words, "en": en.words},
                "meaning": {"zh": zh.meaning, "en": en.meaning},
                "clauses": list(zh.clauses),
            }
            for zh, en in notions
        ],
    }


def fact(entry: Fact) -> Json:
    return {
        "name": entry.name,
        "type": _kind(entry),
        "label": words(entry.label),
        "question": words(entry.question),
        "help": _words_or_none(entry.help),
        "admits_none": isinstance(entry, DayFact) and entry.none is not None,
        "values": _values(entry),
    }


def clause(entry: Clause) -> Json:
    return {
        "id": entry.id,
        "citation": words(entry.citation),
        "says": words(entry.says),
        "does": words(entry.does),
        "decides": entry.decides,
        "provenance": _words_or_none(entry.provenance),
    }


def reading(entry: Reading) -> Json:
    return {
        "id": entry.id,
        "words": words(entry.words),
        "taken": words(entry.taken),
        "alternative": words(entry.alternative),
        "why": words(entry.why),
        "clauses": list(entry.clauses),
    }


def jurisdiction(law: Law) -> Json:
    return {
        "id": law.id,
        "title": words(law.title),
        "default": law.id == DEFAULT_JURISDICTION,
        "chain": list(law.source.chain),
        "provenance": _words_or_none(law.source.provenance),
        "dates": [_legal_day(entry) for entry in law.parameters.values()],
    }


def kind(entry: Kind) -> Json:
    return {
        "type": entry.address,
        "status": entry.status,
        "title": words(entry.title),
        "meaning": words(entry.meaning),
    }


def _legal_day(entry: Parameter) -> Json:
    return {
        "name": entry.name,
        "day": entry.day.isoformat(),
        "label": words(entry.label),
        "clauses": list(entry.clauses),
        "provenance": _words_or_none(entry.provenance),
    }


def _outcome(entry: Outcome) -> Json:
    return {"name": entry.name, "label": words(entry.label), "meaning": words(entry.meaning)}


def _kind(entry: Fact) -> str:
    match entry:
        case BoolFact():
            return "boolean"
        case DayFact():
            return "day"
        case EnumFact():
            return "enum"
        case _:
            return entry.name  # a name from a table is called after what the table lists


def _values(entry: Fact) -> Json | None:
    if not isinstance(entry, EnumFact):
        return None
    return {name: words(text) for name, text in entry.values.items()}


def _words_or_none(text: Text | None) -> Json | None:
    return None if text is None else words(text)


def both(zh: str, en: str) -> str:
    """A paragraph of the document in each language, as Markdown."""
    return f"{zh}\n\n{en}"
