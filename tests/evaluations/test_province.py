"""The demonstration's evaluations, asked for by the command as of several days."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.commands import product

pytest.importorskip("xianjie.ops.province.filings", reason="evaluations need filed organisations")
LATER = ("--on", "2026-06-01")


def _asked(home: Path, *arguments: str) -> Any:  # noqa: ANN401 - JSON
    return json.loads(product(home, "evaluation", *arguments, "--format", "json"))


def test_there_are_six_years_of_plans_in_every_state(province_home: Path) -> None:
    now = _asked(province_home, "list", "--limit", "1000")
    later = _asked(province_home, "list", "--limit", "1000", *LATER)
    states = Counter(one["state"] for one in later)
    assert len(now) < 100
    assert len(later) > 580
    assert {"draft", "reported", "held", "posted", "handed_in", "returned", "accepted"} <= {
        one["state"] for one in now
    }
    assert states["accepted"] > 400
    assert states["cancelled"] > 10
    assert any(one["days_late"] for one in later)
    assert product(province_home, "evaluation", "show", str(later[0]["id"]), status=2)


def test_every_outcome_of_the_law_is_there(province_home: Path) -> None:
    """Of the drafts that the law lets nobody issue for, and of a batch that was accepted."""
    made = _asked(province_home, "list", "--limit", "1000")
    wanted = [one["id"] for one in made if "演示" in one["title"]]
    wanted += [one["id"] for one in made if one["state"] == "accepted"][:3]
    told = Counter[str]()
    for number in wanted:
        told.update(_asked(province_home, "show", str(number))["may_be_issued"])
    assert set(told) >= {
        "prohibited",
        "not_filed",
        "filing_not_in_force",
        "out_of_scope",
        "candidate_not_covered",
        "not_earned",
        "issue",
    }


def test_what_was_accepted_passes_the_pre_flight(province_home: Path) -> None:
    made = _asked(province_home, "list", "--state", "accepted", "--limit", "1000", *LATER)
    for one in made[:: len(made) // 3]:
        told = product(
            province_home,
            "evaluation",
            "preflight",
            str(one["id"]),
            "--stage",
            "issuing",
            *LATER,
        )
        assert "✗" not in told, told
