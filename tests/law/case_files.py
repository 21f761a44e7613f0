"""The cases under ``cases/``, one file per decision, as a lawyer writes them.

A file is named after its decision; a province may keep its own in a folder of its own.

`sentence` says what the case is about. `facts` are the case's: days bare, "none" for known to
be absent, a fact left out is unknown. Then one of

    outcome              with, where the contract names them, `clauses`
    needs, outcomes      an open case: facts still to be asked, answers still possible
    refused, says        the fact that is refused, and words that the message must hold

and, where it matters: `jurisdiction` (CN-GD if not said), `under` (readings turned), `dates`
(days moved), `shows` (the readings shown, each with whether the other one changes the outcome),
`deadlines` (the days that follow).
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from xianjie.instruments import DEFAULT_JURISDICTION, law
from xianjie.law import Choice, CompiledDecision

_FOLDER = Path(__file__).parent / "cases"


@dataclass(frozen=True, kw_only=True)
class Case:
    decision: str
    sentence: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    jurisdiction: str = DEFAULT_JURISDICTION
    under: Mapping[str, Choice] = field(default_factory=dict)
    dates: Mapping[str, date] = field(default_factory=dict)
    outcome: str | None = None
    clauses: list[str] | None = None
    shows: Mapping[str, bool | str] | None = None
    deadlines: Mapping[str, date] | None = None
    needs: list[str] = field(default_factory=list)
    outcomes: list[str] = field(default_factory=list)
    refused: str | None = None
    says: list[str] = field(default_factory=list)

    def asked(self) -> CompiledDecision:
        return law(self.jurisdiction, self.under, self.dates).decision(self.decision)


@cache
def cases() -> tuple[Case, ...]:
    return tuple(case for path in sorted(_FOLDER.rglob("*.toml")) for case in _cases(path))


def _cases(path: Path) -> list[Case]:
    entries = tomllib.loads(path.read_text(encoding="utf-8"))["case"]
    return [
        Case(decision=path.stem, facts=_facts(entry.pop("facts", {})), **entry) for entry in entries
    ]


def _facts(written: Mapping[str, Any]) -> dict[str, Any]:
    return {name: None if value == "none" else value for name, value in written.items()}


def answering(jurisdiction: str, decision: str) -> str:
    """The uppermost jurisdiction that decides exactly as this one does.

    What a province leaves as it is above is tested by the cases above.
    """
    own = law(jurisdiction).decision(decision)
    return next(
        above
        for above in law(jurisdiction).source.chain
        if decision in law(above).source.decisions
        and law(above).decision(decision).closed == own.closed
    )
