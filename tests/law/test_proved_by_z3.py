"""The text that runs and the rules as written, proved equal for every case there can be."""

from collections.abc import Sequence
from typing import Any

import pytest
import z3  # type: ignore[import-untyped]  # has no types of its own

from tests.law.test_oracle import EVERYWHERE, READINGS
from tests.law.z3_rules import Machine, Symbols, as_generated, as_written, meaning
from xianjie.instruments import law
from xianjie.law import Choice, CompiledDecision
from xianjie.law.codegen import rule_source, signature_source
from xianjie.law.signatures import Space

# Only decisions that a reading changes are other rules under its alternative.
VERSIONS = [
    (jurisdiction, decision, alternative)
    for jurisdiction, decision in EVERYWHERE
    for alternative in ("", *READINGS[jurisdiction])
    if not alternative or alternative in law(jurisdiction).decision(decision).variants
]
versions = pytest.mark.parametrize("version", VERSIONS, ids="-".join)


@versions
def test_rules_as_written_and_as_generated_are_equal(version: tuple[str, str, str]) -> None:
    decision = _decision(*version)
    space = _running_space(decision)
    assert _difference(decision, space, *_texts(decision, space)) is None


@pytest.mark.parametrize("where", [*EVERYWHERE, ("CN-GD", "certificate-validity", "R4")])
def test_the_signatures_are_those_that_can_occur(where: tuple[str, ...]) -> None:
    space = _decision(*where).space
    assert _missing(space, space.signatures) is None
    for signature in space.signatures:
        assert space.of(space.witness(signature)) == signature


@pytest.mark.parametrize(
    ("decision", "right", "wrong"),
    [
        ("candidate-option", "return 2", "return 3"),
        ("candidate-option", "(not s & 1)", "s & 1"),
        ("exam-permission", " and ", " or "),
        ("exam-schedule", "s & 8", "s & 16"),
        ("catalogue-status", "    if s", "    if not s"),
        ("level-certificate-issuance", "d9 < d2", "d9 <= d2"),
        ("level-certificate-issuance", "d9 <= d3", "d9 <= d2"),
        ("level-certificate-issuance", "(2 if (v := f['filed'])", "(1 if (v := f['filed'])"),
    ],
)
def test_a_fault_planted_in_the_text_is_found(decision: str, right: str, wrong: str) -> None:
    asked = law().decision(decision)
    space = _running_space(asked)
    rule, signature = _texts(asked, space)
    assert right in rule + signature
    wrong_rule = rule.replace(right, wrong, 1)
    wrong_signature = signature.replace(right, wrong, 1) if wrong_rule == rule else signature
    case = _difference(asked, space, wrong_rule, wrong_signature)
    assert case is not None
    assert set(case) == {fact.name for fact in asked.facts}


@pytest.mark.parametrize("decision", ["exam-schedule", "level-certificate-issuance"])
def test_a_signature_left_out_is_found(decision: str) -> None:
    space = law().decision(decision).space
    for left_out in space.signatures[:: len(space.signatures) // 3]:
        kept = [signature for signature in space.signatures if signature != left_out]
        case = _missing(space, kept)
        assert case is not None
        assert space.of(case) == left_out


def _decision(jurisdiction: str, name: str, alternative: str = "") -> CompiledDecision:
    readings: dict[str, Choice] = {alternative: "alternative"} if alternative else {}
    return law(jurisdiction, readings).decision(name)


def _running_space(decision: CompiledDecision) -> Space:
    """As the running coder has it: the leaves of the variants come after the decision's own."""
    others = [leaf for variant in decision.variants.values() for leaf in variant.leaves]
    return Space(dict.fromkeys((*decision.leaves, *others)), decision.facts)


def _texts(decision: CompiledDecision, space: Space) -> tuple[str, str]:
    rule = rule_source([rule.when for rule in decision.rules], decision.space.bit)
    return rule, signature_source(space, decision.facts)


def _difference(
    decision: CompiledDecision, space: Space, rule: str, signature: str
) -> dict[str, Any] | None:
    """A case that the rules as written and the text decide differently, or None."""
    case = Symbols(decision.facts)
    written = as_written([rule.when for rule in decision.rules], case)
    generated = as_generated(rule, Machine(space, decision.facts, case).run(signature))
    return _found(case, written != generated)


def _missing(space: Space, signatures: Sequence[int]) -> dict[str, Any] | None:
    """A case whose signature is not among those given, or None."""
    case = Symbols(space.facts)
    bits = z3.Concat(
        *(
            z3.If(meaning(leaf, case), z3.BitVecVal(1, 1), z3.BitVecVal(0, 1))
            for leaf in reversed(space.leaves)
        ),
        z3.BitVecVal(0, 1),
        z3.BitVecVal(0, 1),  # two more, for a decision without any leaf
    )
    return _found(case, z3.And([bits != signature << 2 for signature in signatures]))


def _found(case: Symbols, statement: Any) -> dict[str, Any] | None:  # noqa: ANN401  # z3
    solver = z3.Solver()
    solver.add(case.possible, statement)
    result = solver.check()
    assert result != z3.unknown
    return case.case(solver.model()) if result == z3.sat else None
