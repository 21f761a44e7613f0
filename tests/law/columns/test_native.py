"""Machine code answers as numpy does; without a compiler nothing is lost but the machine code."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.law.columns.invented import of_many_days, of_pairs
from tests.law.columns.populations import generated
from tests.sampling import FULL
from xianjie.instruments import jurisdictions, law
from xianjie.law import CompiledDecision
from xianjie.law.columns import ColumnDecision, NativeDecision, compiler
from xianjie.law.columns.native import text

EVERY = [(place, name) for place in jurisdictions() for name in law(place).decisions]
ROWS = 20_000 if FULL else 5_000
COMPILED = EVERY if FULL else EVERY[::9]  # each takes a compiler seconds
needs_compiler = pytest.mark.skipif(
    compiler() is None, reason="there is no C compiler: install the package gcc"
)


INVENTED = [of_pairs(), of_many_days()]


@pytest.mark.sampled
@needs_compiler
@pytest.mark.parametrize(
    "decision",
    [*INVENTED, *(law(place).decision(name) for place, name in COMPILED)],
    ids=lambda one: f"{one.jurisdiction}-{one.name}",
)
def test_every_row_is_answered_as_by_numpy(decision: CompiledDecision) -> None:
    plain, native = ColumnDecision(decision), NativeDecision(decision)
    for unknown in (0, 0.2):
        columns = generated(plain, ROWS, unknown=unknown)
        expected = plain.explained(columns, ROWS)
        assert np.array_equal(native.outcome(columns, ROWS), plain.outcome(columns, ROWS))
        first = native.explained(columns, ROWS)  # of classes not met yet
        found = native.explained(columns, ROWS)
        assert np.array_equal(first, found)
        for row in range(0, ROWS, 97):
            assert native.explanations[found[row]] == plain.explanations[expected[row]]
        assert np.array_equal(native.outcomes_of(found), plain.outcomes_of(expected))


@needs_compiler
def test_columns_may_be_missing_strided_or_empty() -> None:
    decision = law().decision("candidate-option")
    plain, native = ColumnDecision(decision), NativeDecision(decision)
    columns = generated(plain, 2 * ROWS, unknown=0.1)
    some = {name: columns[name][::2] for name in ("occupation", "exam_held", "announced_on")}
    assert np.array_equal(native.outcome(some, ROWS), plain.outcome(some, ROWS))
    assert np.array_equal(native.outcome({}, 3), plain.outcome({}, 3))
    assert native.outcome({name: column[:0] for name, column in columns.items()}, 0).size == 0


@needs_compiler
def test_a_decision_with_too_many_classes_for_a_table_is_left_to_numpy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("xianjie.law.columns.deciding._MOST_CLASSES", 0)
    decision = law().decision("candidate-option")
    plain, native = ColumnDecision(decision), NativeDecision(decision)
    columns = generated(plain, 1000, unknown=0.1)
    told = [plain.explanations[number] for number in plain.explained(columns, 1000)]
    assert [native.explanations[number] for number in native.explained(columns, 1000)] == told


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    native = NativeDecision(law().decision("replacement"))
    monkeypatch.setenv("CC", "no-such-compiler")
    assert compiler() is None
    with pytest.raises(OSError, match="no C compiler"):
        native.outcome({}, 1)
    fails = tmp_path / "cc"
    fails.write_text("#!/bin/sh\necho it does not compile >&2\nexit 1\n")
    fails.chmod(0o755)
    monkeypatch.setenv("CC", str(fails))
    with pytest.raises(OSError, match="it does not compile"):
        native.outcome({}, 1)


@needs_compiler
def test_days_compared_of_which_one_has_no_column() -> None:
    plain, native = ColumnDecision(of_pairs()), NativeDecision(of_pairs())
    columns = {"left": generated(plain, 100, unknown=0)["left"]}
    assert np.array_equal(native.outcome(columns, 100), plain.outcome(columns, 100))
    assert "left" not in text(native.bare, ["left"], 1)
