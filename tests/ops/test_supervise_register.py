"""``xianjie supervise`` on the demonstration's province: run, tables, re-proof, gauges."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.commands import product

ON = ("--on", "2020-09-15")
RUN = ("supervise", "run", *ON, "--format", "json")


def told(home: Path, *arguments: str, status: int = 0) -> Any:  # noqa: ANN401 - JSON
    return json.loads(product(home, *arguments, status=status))


@pytest.mark.slow  # tests/supervision has the quick ones
def test_the_province_is_looked_at_and_its_alerts_kept(own_province: Path, tmp_path: Path) -> None:
    found = told(own_province, *RUN)
    alerts = found["alerts"]
    assert alerts
    for one in alerts:
        assert {"indicator", "subject", "score", "clauses", "evidence"} <= one.keys()
        assert one["evidence"]
        assert one["clauses"]
        assert found["bodies"][one["body"]]
    kept = found["kept"]
    assert (kept["found"], kept["since"]) == (len(alerts), None)

    again = told(own_province, *RUN)
    assert (again["alerts"], again["kept"]["opened"]) == (alerts, 0)
    stored = Path(kept["tables"])
    assert told(own_province, *RUN, "--input", str(stored))["alerts"] == alerts

    tables = tmp_path / "tables"
    product(own_province, "supervise", "snapshot", str(tables), *ON)
    assert {one.name: one.read_bytes() for one in tables.iterdir()} == {
        one.name: one.read_bytes() for one in stored.glob("*.parquet")
    }
    assert "is not empty" in product(
        own_province, "supervise", "snapshot", str(tables), *ON, "--lang", "en", status=2
    )

    dry = told(own_province, *RUN, "--dry-run")
    assert (dry["alerts"], dry["kept"]) == (alerts, None)
    one = alerts[0]["indicator"]
    only = told(own_province, *RUN, "--only", one)
    assert [each for each in alerts if each["indicator"] == one] == only["alerts"]

    proved = told(own_province, "supervise", "reprove", *ON, "--format", "json", status=1)
    assert proved["good"] > proved["bad"] > 0
    gauge = told(own_province, "supervise", "status", "--format", "json", status=1)
    assert gauge["run"]["run"] == again["kept"]["run"]
    assert (gauge["reproof"]["good"], gauge["reproof"]["bad"]) == (proved["good"], proved["bad"])
    assert gauge["alerts"] >= len(alerts)
