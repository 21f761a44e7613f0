"""The conditions of an answer read back from their text, by nothing that the engine uses.

Whoever is given an answer has the condition as text and the facts of the case; if the text is
true to the engine, that is enough to see why.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from tests.law.oracle import OCCUPATIONS

_HOLDS: Mapping[str, Callable[[date, date], bool]] = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}


def holds(condition: str, facts: Mapping[str, Any], days: Mapping[str, date]) -> bool:
    """Whether a condition, as an answer writes it, is true of a case with all facts known.

    A condition that names its day, ``issue_on <= issuance_end_on (2020-12-31)``, means that day.
    """
    condition, _, exact = condition.removesuffix(")").partition(" (2")
    subject, _, rest = condition.partition(" ")
    comparison, _, operand = rest.partition(" ")
    value = _value(subject, facts)
    if not comparison:
        return value is True
    if comparison == "==":
        return _text(value) == operand
    if comparison == "in":
        return value in operand.strip("()").split(", ")
    other: date | None = facts[operand] if operand in facts else days.get(operand)
    other = date.fromisoformat(f"2{exact}") if exact else other
    if value is None or other is None:
        return False
    return _HOLDS[comparison](value, other)


def _value(subject: str, facts: Mapping[str, Any]) -> Any:  # noqa: ANN401  # as facts are
    name, _, attribute = subject.partition(".")
    if not attribute:
        return facts[name]
    treatment, hrss_organised = OCCUPATIONS[facts[name]]
    return {"treatment": treatment, "hrss_organised": hrss_organised}[attribute]


def _text(value: date | str | None) -> str:
    return "none" if value is None else str(value)
