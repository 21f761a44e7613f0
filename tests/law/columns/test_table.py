"""Tables in memory, of numpy, Polars and Arrow, are answered and what is wrong in them named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pytest

import xianjie.law
from tests.law.columns.populations import case, generated
from xianjie.instruments import law
from xianjie.law import decide_columns
from xianjie.law.columns import NO_EXPLANATION, REFUSED, ColumnDecision, read_column
from xianjie.law.errors import FactError

ROWS = 300
ASKED = ColumnDecision(law().decision("candidate-option"))
CODES = generated(ASKED, ROWS, unknown=0.1)
CODES["exam_held"] %= 2  # known in every row
CASES = [case(ASKED, CODES, row) for row in range(ROWS)]
ANSWERS = [ASKED.decision.decide(facts) for facts in CASES]
DAYS = ("announced_on", "registration_accepted_on", "registered_on")

Table = dict[str, Any]


def plain() -> Table:
    """Python values; a day known to be none as the word, what is unknown as None."""
    return {
        name: ["none" if facts.get(name, 0) is None else facts.get(name) for facts in CASES]
        for name in ASKED.codings
    }


def with_nones() -> tuple[Table, Table]:
    """Days that are none said in columns of their own."""
    values = {name: [facts.get(name) for facts in CASES] for name in ASKED.codings}
    none = {
        name: [facts.get(name, 0) is None for facts in CASES]
        for name in DAYS
        if ASKED.codings[name].none is not None
    }
    return values, none


def of_lists() -> tuple[Table, Table]:
    return plain(), {}


def of_numpy() -> tuple[Table, Table]:
    values, none = with_nones()
    made: Table = {}
    for name, cells in values.items():
        if name in DAYS:
            made[name] = np.array(cells, "datetime64[D]")
        elif name == "exam_held":
            made[name] = np.array(cells, np.bool_)
        else:
            made[name] = np.array(cells, object)
    return made, {name: np.array(cells) for name, cells in none.items()}


def of_arrow() -> tuple[Table, Table]:
    values, none = with_nones()
    table = {name: pa.array(cells) for name, cells in values.items()}
    table["registered_on"] = table["registered_on"].cast(pa.timestamp("ms"))
    table["occupation"] = pa.chunked_array(
        [
            table["occupation"][:100].dictionary_encode(),
            table["occupation"][100:].dictionary_encode(),
        ]
    )
    return table, {name: pa.array(cells) for name, cells in none.items()}


def of_polars() -> tuple[Table, Table]:
    values, none = with_nones()
    return (
        {name: pl.Series(cells) for name, cells in values.items()},
        {name: pl.Series(cells) for name, cells in none.items()},
    )


def of_text() -> tuple[Table, Table]:
    """As a CSV has it: every cell a word, empty where nothing is known."""

    def word(value: object) -> str:
        return "" if value is None else str(value).lower() if value in {True, False} else str(value)

    values = {name: pa.array([word(v) for v in cells]) for name, cells in plain().items()}
    none = {
        name: pa.array(["true" if cell else "" for cell in cells])
        for name, cells in with_nones()[1].items()
    }
    return {**values, **{n: pa.array([word(v) for v in with_nones()[0][n]]) for n in none}}, none


@pytest.mark.parametrize("form", [of_lists, of_numpy, of_arrow, of_polars, of_text])
@pytest.mark.parametrize("explain", [True, False])
def test_every_kind_of_table_is_answered(
    form: Callable[[], tuple[Table, Table]], explain: bool
) -> None:
    columns, none = form()
    told = decide_columns(ASKED.decision, columns, none=none, explain=explain)
    assert not told.bad
    assert told.names() == [answer.outcome for answer in ANSWERS]
    assert told.outcome.dtype == np.uint8
    if not explain:
        assert told.explanation is None
        assert told.explanations == ()
        return
    assert told.explanation is not None
    found = [told.explanations[number] for number in told.explanation.tolist()]
    assert found == [answer.explanation for answer in ANSWERS]


def test_what_was_found_out_is_kept_for_the_next_table() -> None:
    asked = ColumnDecision(ASKED.decision)
    first = decide_columns(asked, plain())
    assert decide_columns(asked, plain()).explanations == first.explanations


def test_bad_values_are_refused_by_row_and_the_rest_answered() -> None:
    columns = plain()
    columns["occupation"][3] = "宇航员"
    columns["registered_on"][5] = "2020-02-30"
    columns["exam_held"][5] = 1
    told = decide_columns(ASKED.decision, columns)
    assert [one.row for one in told.bad] == [3, 5, 5]
    assert "宇航员" in told.bad[0].error.message.zh
    wrong = {3, 5}
    assert told.explanation is not None
    for row, answer in enumerate(ANSWERS):
        assert (told.outcome[row] == REFUSED) == (row in wrong)
        assert (told.explanation[row] == NO_EXPLANATION) == (row in wrong)
        if row not in wrong:
            assert told.names()[row] == answer.outcome
    assert told.names()[3] is None


@pytest.mark.parametrize(
    ("columns", "error", "named"),
    [
        ({"occupatoin": ["电工"]}, FactError, "occupatoin"),
        ({"exam_held": np.array([1, 0])}, FactError, "exam_held"),
        ({"exam_held": pa.array([1, 0])}, FactError, "exam_held"),
        ({"registered_on": pa.array([1.5])}, FactError, "registered_on"),
        ({"exam_held": [True], "suspended": [True, False]}, ValueError, "length"),
    ],
)
def test_columns_that_cannot_be_are_named(
    columns: Table, error: type[Exception], named: str
) -> None:
    with pytest.raises(error, match=named):
        decide_columns(ASKED.decision, columns)


def test_no_columns_are_no_rows() -> None:
    assert decide_columns(ASKED.decision, {}).names() == []


@pytest.mark.parametrize(
    ("column", "none", "rows"),
    [
        (np.array(["2020-09-04T12", "2020-09-05T00"], "datetime64[h]"), None, [0]),
        (pa.array([datetime(2020, 9, 4, 1), datetime(2020, 9, 4)]), None, [0]),  # noqa: DTZ001
        (np.array(["-0001-01-01", "10000-01-01", "2020-01-01"], "datetime64[D]"), None, [0, 1]),
        ([datetime(2020, 9, 4, 1), datetime(2020, 9, 4)], None, [0]),  # noqa: DTZ001
        (pa.array([date(2020, 9, 4), None]), np.array([True, True]), [0]),
    ],
)
def test_days_that_cannot_be_are_refused(column: Any, none: Any, rows: list[int]) -> None:  # noqa: ANN401
    _, bad = read_column(ASKED.codings["announced_on"], column, none)
    assert [one.row for one in bad] == rows


def test_none_is_refused_of_a_day_that_always_is() -> None:
    coding = ASKED.codings["registered_on"]
    assert coding.none is None
    codes, bad = read_column(coding, pa.array([date(2020, 9, 4), None]), pa.array([False, True]))
    assert [one.row for one in bad] == [1]
    assert codes.tolist()[1] == coding.unknown


@pytest.mark.parametrize(
    "none", [np.array([1, 2]), pa.array(["perhaps", ""]), pa.array([[1], [2]])]
)
def test_a_column_of_nones_must_be_true_or_false(none: Any) -> None:  # noqa: ANN401
    with pytest.raises(FactError, match="announced_on"):
        read_column(ASKED.codings["announced_on"], pa.nulls(2), none)


def test_nothing_known_of_a_fact_is_a_column_of_nulls() -> None:
    codes, bad = read_column(ASKED.codings["exam_held"], pa.nulls(2))
    assert codes.tolist() == [ASKED.codings["exam_held"].unknown] * 2
    assert not bad


def test_a_name_that_the_law_lacks_is_refused_as_any_module_refuses_it() -> None:
    with pytest.raises(AttributeError, match="decide_rows"):
        xianjie.law.decide_rows  # noqa: B018
