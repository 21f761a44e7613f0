"""A receipt, made from an answer; and the sums that it holds."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from xianjie.law.answers import Answer
from xianjie.law.conditions import Choice
from xianjie.law.law import Law

FORMAT = "xianjie-receipt/1"
Told = bool | str | None


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What was asked and answered. Days are ISO text in ``facts``, where `None` is known none.

    ``readings`` and ``dates`` are only those that depart from the law in force; ``outcome`` is
    None where the answer was left open.
    """

    made_on: date
    decision: str
    jurisdiction: str
    readings: Mapping[str, Choice]
    dates: Mapping[str, date]
    rules_version: str
    facts: Mapping[str, Told]
    outcome: str | None
    clauses: tuple[str, ...]
    facts_sha256: str
    trace_sha256: str
    receipt_sha256: str = ""
    format: str = FORMAT

    def as_json(self) -> dict[str, object]:
        return {
            "format": self.format,
            "made_on": self.made_on.isoformat(),
            "decision": self.decision,
            "jurisdiction": self.jurisdiction,
            "readings": dict(self.readings),
            "dates": {name: day.isoformat() for name, day in self.dates.items()},
            "rules_version": self.rules_version,
            "facts": dict(self.facts),
            "outcome": self.outcome,
            "clauses": list(self.clauses),
            "facts_sha256": self.facts_sha256,
            "trace_sha256": self.trace_sha256,
            "receipt_sha256": self.receipt_sha256,
        }

    def sum(self) -> str:
        """What ``receipt_sha256`` must be: over every other key."""
        return sha256({k: v for k, v in self.as_json().items() if k != "receipt_sha256"})


def receipt(law: Law, answer: Answer, made_on: date) -> Receipt:
    """The receipt for an answer that ``law`` gave."""
    told = facts_told(law, answer)
    unsealed = Receipt(
        made_on=made_on,
        decision=answer.decision,
        jurisdiction=law.id,
        readings={name: c for name, c in law.choices.readings.items() if c != "taken"},
        dates=_moved(law),
        rules_version=answer.rules_version,
        facts=told,
        outcome=answer.outcome,
        clauses=answer.clauses,
        facts_sha256=sha256(told),
        trace_sha256=sha256(trace(answer)),
    )
    return replace(unsealed, receipt_sha256=unsealed.sum())


def facts_told(law: Law, answer: Answer) -> dict[str, Told]:
    """The facts of an answer as JSON has them, in the decision's order."""
    decision = law.decision(answer.decision)
    return {name: decision.fact(name).jsonable(value) for name, value in answer.values.items()}


def trace(answer: Answer) -> dict[str, object]:
    """The explanation without its words, which may be told better without being another one."""
    told = answer.explanation
    return {
        "because": [
            {
                "fact": reason.fact.name,
                "value": reason.fact.jsonable(answer.values[reason.fact.name]),
                "condition": reason.leaf.exact,
                "holds": reason.holds,
                "clauses": list(reason.clauses),
            }
            for reason in told.reasons
        ],
        "outcomes": list(told.outcomes),
        "clauses": list(told.clauses),
        "readings": [[shown.id, shown.changes_outcome] for shown in told.readings],
        "needs": list(told.needs),
        "dates": {name: day.isoformat() for name, day in told.dates},
    }


def canonical(value: object) -> bytes:
    """JSON as RFC 8785 has it: keys sorted, no spaces, UTF-8. There are no numbers in a receipt.

    Raises ``UnicodeEncodeError`` for text that UTF-8 cannot hold.
    """
    written = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return written.encode("utf-8")


def sha256(value: object) -> str:
    return hashlib.sha256(canonical(value)).hexdigest()


def _moved(law: Law) -> dict[str, date]:
    """The dates that were set to another day than the law, so read, has."""
    usual = Law(law.source, law.choices.readings).days
    return {name: day for name, day in law.choices.dates.items() if day != usual[name].day}
