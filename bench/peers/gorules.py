"""GoRules ZEN: the rules as a decision table of its engine, and as one compiled expression.

The engine holds the decision itself (its static loader), which is its quickest way: a decision
made with ``create_decision`` takes many times as long per call.
"""

import json

import zen

from bench.contender import Contender
from bench.peers.given import NATIONAL_NOTICE, PROVINCIAL_NOTICE, given
from xianjie.text import Text

_KEY = "candidate-option"
_LEAVING = '"batch_1", "batch_2"'
_NOT_BEFORE = f">= {NATIONAL_NOTICE}"

# Rows in precedence; a column left out does not matter to the row.
_ROWS: tuple[tuple[dict[str, str], str], ...] = (
    ({"treatment": '"access_type"', "hrss_organised": "false"}, "not_governed"),
    (
        {"treatment": _LEAVING, "route": '"competition"', "competition_in_plan": "false"},
        "refund",
    ),
    (
        {
            "treatment": _LEAVING,
            "route": '"scheduled"',
            "announced_on": _NOT_BEFORE,
            "registration_accepted_on": _NOT_BEFORE,
        },
        "refund",
    ),
    ({"exam_held": "true"}, "certificate_if_passed"),
    ({"treatment": '"access_type"', "suspended": "false"}, "continue"),
    ({"treatment": '"access_type"'}, "wait_for_notice"),
    ({"registered_on": f"< {PROVINCIAL_NOTICE}"}, "choose_continue_or_refund"),
    ({"suspended": "true"}, "wait_for_notice"),
    ({}, "continue"),
)
_COLUMNS = tuple(dict.fromkeys(column for row, _ in _ROWS for column in row))

_EXPRESSION = f"""
treatment == "access_type"
  ? (not hrss_organised ? "not_governed"
     : exam_held ? "certificate_if_passed"
     : suspended ? "wait_for_notice"
     : "continue")
  : (route == "competition"
     ? not competition_in_plan
     : announced_on >= {NATIONAL_NOTICE} and registration_accepted_on >= {NATIONAL_NOTICE})
  ? "refund"
  : (exam_held ? "certificate_if_passed"
     : registered_on < {PROVINCIAL_NOTICE} ? "choose_continue_or_refund"
     : suspended ? "wait_for_notice"
     : "continue")
"""


def contenders(version: str) -> list[Contender]:
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {_KEY: _graph()}}})
    name = f"ZEN {version}"

    def decide(facts: dict[str, object]) -> object:
        return engine.evaluate(_KEY, facts)["result"]["outcome"]

    return [
        Contender(
            Text(f"{name}，决策表，只给结论", f"{name}, decision table, bare outcome"),
            decide,
            prepare=given,
        ),
        Contender(
            Text(f"{name}，表达式，只给结论", f"{name}, expression, bare outcome"),
            zen.compile_expression(_EXPRESSION).evaluate,
            prepare=given,
        ),
    ]


def _graph() -> dict[str, object]:
    nodes = (
        _node("request", "inputNode", {}),
        _node("table", "decisionTableNode", _table()),
        _node("response", "outputNode", {}),
    )
    return {
        "contentType": "application/vnd.gorules.decision",
        "nodes": nodes,
        "edges": (_edge("request", "table"), _edge("table", "response")),
    }


def _table() -> dict[str, object]:
    rows = (
        {"_id": str(number), **{c: row.get(c, "") for c in _COLUMNS}, "out": json.dumps(outcome)}
        for number, (row, outcome) in enumerate(_ROWS)
    )
    return {
        "hitPolicy": "first",
        "inputs": [{"id": c, "name": c, "type": "expression", "field": c} for c in _COLUMNS],
        "outputs": [{"id": "out", "name": "out", "type": "expression", "field": "outcome"}],
        "rules": list(rows),
    }


def _node(name: str, kind: str, content: dict[str, object]) -> dict[str, object]:
    place = {"x": 0, "y": 0}
    return {"id": name, "name": name, "type": kind, "position": place, "content": content}


def _edge(source: str, target: str) -> dict[str, str]:
    return {"id": f"{source}-{target}", "type": "edge", "sourceId": source, "targetId": target}
