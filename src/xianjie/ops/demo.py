"""The demonstration: made-up cases to try, and a day in September 2020 on which it lives."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from xianjie import clock
from xianjie.instruments import law
from xianjie.ops.records import now, open_records
from xianjie.populations.sample import made_up

if TYPE_CHECKING:
    from xianjie.ops.province import Made

DAY = date(2020, 9, 15)
_NIGHT = time()  # no moment of the day is before it
_CASES = 200


def build_records(home: Path) -> Made:
    """The province in the database below ``home``, made if there is none, its log sealed.

    It is looked at as a night would, so that its alerts are there from the start; what follows
    from them and from the log's head comes last.
    """
    open_records(make=True)
    from xianjie.domain.audit.sealing import Heads, seal
    from xianjie.ops.province import build as build_province
    from xianjie.ops.province import supervised_lives
    from xianjie.ops.sealing import seal_log
    from xianjie.ops.supervising import nightly

    made = build_province(home)
    nightly(home, on=DAY, at=datetime.combine(DAY, _NIGHT, clock.CHINA))
    seal_log()
    supervised_lives.on_the_day(DAY)
    seal(heads=Heads(home / "audit"), at=now())
    return made


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
