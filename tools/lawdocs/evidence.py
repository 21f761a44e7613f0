"""Which rule each case of ``tests/law/cases`` tests, worked out by the engine."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from tests.law.case_files import Case, cases

Grouped = Mapping[tuple[str, ...], Sequence[Case]]


@dataclass(frozen=True)
class Evidence:
    """Cases by jurisdiction and decision, ``by_rule`` also by the one rule that decides them.

    ``shared`` are decided although facts are missing: whichever of several rules decides, the
    outcome is the same.
    """

    by_rule: Grouped
    shared: Grouped
    undecided: Grouped
    refused: Grouped


@cache
def evidence() -> Evidence:
    by_rule: defaultdict[tuple[str, ...], list[Case]] = defaultdict(list)
    shared, undecided, refused = by_rule.copy(), by_rule.copy(), by_rule.copy()
    for case in cases():
        decision = (case.jurisdiction, case.decision)
        if case.refused is not None:
            refused[decision].append(case)
        elif case.outcome is None:
            undecided[decision].append(case)
        elif len(rules := _deciding(case)) == 1:
            by_rule[*decision, rules[0]].append(case)
        else:
            shared[decision].append(case)
    return Evidence(by_rule, shared, undecided, refused)


def _deciding(case: Case) -> tuple[str, ...]:
    """The rules that could still decide the case, given what is known of it."""
    asked = case.asked()
    return tuple(rule.id for rule in asked.possible(asked.read_facts(case.facts)))
