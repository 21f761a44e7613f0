"""The demonstration: made-up cases to try, and a day in September 2020 on which it lives."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from xianjie.instruments import law
from xianjie.populations.sample import made_up

DAY = date(2020, 9, 15)
_CASES = 200


def build(home: Path) -> bool:
    """Write the demonstration's files below ``home`` if they are missing; True if it wrote any.

    One file of cases per decision (``demo/cases/DECISION.jsonl``), the same on every machine.
    """
    folder = home / "demo" / "cases"
    if folder.exists():
        return False
    partial = folder.with_name("cases.partial")
    partial.mkdir(parents=True, exist_ok=True)
    for name, decision in law().decisions.items():
        cases = made_up(decision, _CASES)
        lines = (json.dumps(case, ensure_ascii=False) + "\n" for case in cases)
        (partial / f"{name}.jsonl").write_text("".join(lines), encoding="utf-8")
    partial.rename(folder)
    return True
