"""Pieces that several pages share."""

from collections.abc import Sequence

from tests.law.case_files import Case
from tools.lawdocs.entries import RuleEntry
from tools.lawdocs.markup import bullets, code, folded, link, pair, plain, slug
from xianjie.law import Law
from xianjie.text import Text


def document_of(clause: str) -> str:
    """``252`` of ``252/2.1.1``."""
    return clause.partition("/")[0]


def clause_link(clause: str) -> str:
    return link(code(clause), f"{document_of(clause)}.md#{slug(clause)}")


def reading_link(reading: str) -> str:
    return link(reading, f"readings.md#{slug(reading)}")


def date_link(parameter: str) -> str:
    return link(code(parameter), "dates.md")


def rule_link(entry: RuleEntry) -> str:
    said = f"{code(entry.decision)} · {code(entry.id)}"
    return link(said, f"{entry.decision}.md#{slug(entry.id)}")


def rests_on(rules: Law, entry: RuleEntry) -> str:
    """Clauses and readings of a rule, and under which reading alone it exists."""
    parts = [*map(clause_link, entry.clauses), *map(reading_link, entry.readings)]
    if entry.under is not None:
        reading, choice = entry.under
        words = rules.readings[reading]
        said = words.taken if choice == "taken" else words.alternative
        parts.append(f"只在 {reading} 取“{plain(said.zh)}”时 · only while {reading} is read so")
    return "；".join(parts)


def cases(found: Sequence[Case], what: Text) -> str:
    """Cases by their sentences, folded; empty if there are none."""
    if not found:
        return ""
    count = len(found)
    summary = f"{count} 个{what.zh} · {count} {what.en}"
    return folded(summary, bullets(_case(case) for case in found))


def _case(case: Case) -> str:
    turned = [f"{reading}={choice}" for reading, choice in case.under.items()]
    moved = [f"{name}={day}" for name, day in case.dates.items()]
    changed = "，".join(code(entry) for entry in (*turned, *moved))
    return plain(case.sentence) + (f"（{changed}）" if changed else "")


def provenance(words: Text | None) -> str:
    return "" if words is None else f"> 出处 · provenance: {pair(words)}"
