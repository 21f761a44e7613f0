"""The log, the ledger and stored decisions of the demonstration's province, by command."""

import json
import sqlite3
from pathlib import Path

import pytest

from tests.commands import product


def test_the_province_is_whole(province_home: Path) -> None:
    told = product(province_home, "audit", "verify")
    assert "封存" in told
    assert product(province_home, "ledger", "check")


def test_decisions_are_asked_again_under_another_reading(province_home: Path) -> None:
    arguments = ("decisions", "replay", "--format", "json")
    assert json.loads(product(province_home, *arguments))["changed"] == 0
    told = json.loads(product(province_home, *arguments, "--reading", "R4=alternative"))
    assert 0 < told["changed"] < told["total"]
    listed = told["decisions"]
    assert len(listed) == told["changed"]
    assert all(one["from"] != one["to"] for one in listed)


CHANGES = {
    "UPDATE audit_event SET data = replace(data, '1', '2') WHERE id = 777": "audit",
    "UPDATE audit_event SET actor = 'nobody' WHERE id = 777": "audit",
    "DELETE FROM audit_event WHERE id = 777": "audit",
    "UPDATE payments_payment SET amount_fen = amount_fen + 1 WHERE id = 777": "ledger",
    "UPDATE payments_move SET amount_fen = amount_fen - 1 WHERE id = 777": "ledger",
}
QUICK = {*list(CHANGES)[:1], *list(CHANGES)[-1:]}  # one of each command


@pytest.mark.parametrize(
    ("changed", "command"),
    [
        pytest.param(changed, command, marks=[pytest.mark.slow] * (changed not in QUICK))
        for changed, command in CHANGES.items()
    ],
)
def test_what_was_changed_by_sql_is_found_and_named(
    own_province: Path, changed: str, command: str
) -> None:
    with sqlite3.connect(own_province / "xianjie.sqlite3") as database:
        assert database.execute(changed).rowcount == 1
    verb = {"audit": "verify", "ledger": "check"}[command]
    assert "777" in product(own_province, command, verb, status=1)


def test_a_cut_tail_is_found(own_province: Path) -> None:
    with sqlite3.connect(own_province / "xianjie.sqlite3") as database:
        (last,) = database.execute("SELECT max(number) FROM audit_seal").fetchone()
        for table, column in (("audit_seal", "number"), ("audit_event", "id")):
            database.execute(f"DELETE FROM {table} WHERE {column} > ?", (last - 10,))  # noqa: S608
    assert str(last - 9) in product(own_province, "audit", "verify", status=1)
