"""``python -m tools.lawdocs`` writes the generated pages; ``--check`` only names the stale ones.

Exit status: 0 all is as it should be, 1 a page is stale or a rule has no case.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.law.case_files import Case
from tools.lawdocs.choice_pages import dates_page, readings_page
from tools.lawdocs.command_line import command_line_page
from tools.lawdocs.decision_pages import decision_page
from tools.lawdocs.document_pages import document_page, documents
from tools.lawdocs.entries import RuleEntry, rule_entries
from tools.lawdocs.evaluations_page import evaluations_page
from tools.lawdocs.index_pages import folder, jurisdiction_index, law_index
from tools.lawdocs.roles_page import roles_page
from tools.lawdocs.supervision_pages import indicators_page, tables_page
from xianjie.instruments import jurisdictions, law

DOCS = Path(__file__).resolve().parents[2] / "docs"
_LAW = "law"  # the folder that holds nothing but generated pages


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.lawdocs", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, name what is stale")
    parser.add_argument("--docs", type=Path, default=DOCS, help="the folder of the docs")
    options = parser.parse_args(arguments)
    untested = list(_untested())
    for rule in untested:
        print(f"no case in tests/law/cases tests the rule {rule}; write one", file=sys.stderr)
    if untested:
        return 1
    made = pages()
    stale = stale_pages(options.docs, made)
    if not options.check:
        _write(options.docs, made, stale)
        return 0
    for name in stale:
        print(f"stale: {name}; python -m tools.lawdocs writes it anew", file=sys.stderr)
    return 1 if stale else 0


def pages() -> Mapping[str, str]:
    """Every generated page by its name below docs/."""
    made = {
        f"{_LAW}/index.md": law_index(),
        "reference/cli.md": command_line_page(),
        "reference/roles.md": roles_page(),
        "reference/evaluations.md": evaluations_page(),
        "reference/indicators.md": indicators_page(),
        "reference/supervision-tables.md": tables_page(),
    }
    for jurisdiction in jurisdictions():
        for name, text in _jurisdiction(jurisdiction):
            made[f"{_LAW}/{folder(jurisdiction)}/{name}.md"] = text
    return made


def stale_pages(docs: Path, made: Mapping[str, str]) -> list[str]:
    """Pages below ``docs`` that are missing, differ, or are no longer made."""
    there = {path.relative_to(docs).as_posix() for path in (docs / _LAW).rglob("*.md")}
    differing = {name for name, text in made.items() if _read(docs / name) != text}
    return sorted(differing | (there - made.keys()))


def _jurisdiction(name: str) -> Iterator[tuple[str, str]]:
    rules = law(name)
    yield "index", jurisdiction_index(name)
    for document, clauses in documents(rules).items():
        yield document, document_page(name, clauses)
    for decision in rules.decisions:
        yield decision, decision_page(name, decision)
    yield "readings", readings_page(name)
    yield "dates", dates_page(name)


def _untested() -> Iterator[str]:
    for jurisdiction in jurisdictions():
        for entry in rule_entries(jurisdiction):
            if not any(_tests(case, entry) for case in entry.cases):
                yield f"{jurisdiction} {entry.decision} {entry.id}"


def _tests(case: Case, entry: RuleEntry) -> bool:
    """A rule in force is tested under the law in force, one of another reading only by turning."""
    in_force = entry.under is None or entry.under[1] == "taken"
    return not in_force or not (case.under or case.dates)


def _write(docs: Path, made: Mapping[str, str], stale: list[str]) -> None:
    for name in stale:
        path = docs / name
        if name not in made:
            path.unlink()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(made[name], encoding="utf-8")


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


if __name__ == "__main__":
    sys.exit(main())
