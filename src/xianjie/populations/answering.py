"""A batch of cases answered: which columns are facts, which are keys, and what goes into a row."""

from __future__ import annotations

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from xianjie.law import FactError
from xianjie.law.answers import Explanation
from xianjie.law.columns import Codes, ColumnDecision, read_column
from xianjie.populations.engines import Engine
from xianjie.populations.errors import PopulationError
from xianjie.populations.sources import Batch, Column
from xianjie.text import LANGS, Lang, Text

NONE_SUFFIX = "__none"
ANSWER = ("outcome", "clauses", "readings", "explanation", "needs")
_ID_LENGTH = 16


@dataclass(frozen=True)
class Layout:
    """Which column holds which fact, which says that there was none, and which are carried along.

    Without a key column the row's number is carried in ``row``.
    """

    facts: Mapping[str, str]
    none: Mapping[str, str]
    keys: tuple[str, ...]


def layout(
    asked: ColumnDecision,
    columns: Sequence[str],
    mapped: Mapping[str, str],
    keys: Sequence[str] | None,
) -> Layout:
    """Match columns with facts, by name unless ``mapped`` says otherwise (fact to column).

    ``keys`` None means every column that is no fact. Raises `PopulationError`, `FactError`.
    """
    for name, column in mapped.items():
        asked.decision.fact(name)
        require_column(column, columns)
    facts = {name: name for name in asked.codings if name in columns and name not in mapped}
    facts |= mapped
    none = {
        name: f"{c}{NONE_SUFFIX}" for name, c in facts.items() if f"{c}{NONE_SUFFIX}" in columns
    }
    if not facts:
        listed = "、".join(columns), ", ".join(columns)
        names = "、".join(asked.codings), ", ".join(asked.codings)
        raise PopulationError(
            Text(
                f"没有一列是这个决定的事实。列有：{listed[0]}；事实有：{names[0]}；"
                "可用 --map 事实=列名 对应",
                f"no column is a fact of this decision. Columns: {listed[1]}; facts: {names[1]}; "
                "say which is which by --map FACT=COLUMN",
            )
        )
    used = {*facts.values(), *none.values()}
    own = [name for name in columns if name not in used] if keys is None else list(keys)
    for name in own:
        require_column(name, columns)
        if name in ANSWER:
            raise PopulationError(
                Text(
                    f"列“{name}”与结论的列同名；请改名，或用 --key 另选",
                    f"the column {name!r} is called like one of the answers; rename it, or choose "
                    "others by --key",
                )
            )
    return Layout(facts, none, tuple(own))


@dataclass(frozen=True)
class Refused:
    """A value that was not taken: the row as its reader counts, the column, the reason."""

    row: int
    column: str
    reason: Text
    keys: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Answered:
    """A batch's answers as a table, the explanations they name, and what was refused."""

    table: pa.Table
    explanations: Mapping[str, Explanation]
    refused: list[Refused]


class Answerer(ABC):
    """Answers batches of one decision in one layout."""

    def __init__(self, asked: ColumnDecision, places: Layout, *, bare: bool) -> None:
        self.asked = asked
        self.layout = places
        self._bare = bare
        self._ids: list[str] = []

    def answer(self, batch: Batch) -> Answered:
        """Raises `PopulationError` for a column that cannot hold its fact."""
        explained, refused = self._decided(batch)
        bad = {one.row for one in refused}
        keep = np.array([number not in bad for number in batch.numbers]) if bad else None
        kept = explained if keep is None else explained[keep]
        self._ids += [explanation_id(told) for told in self.asked.explanations[len(self._ids) :]]
        told = {self._ids[number]: self.asked.explanations[number] for number in np.unique(kept)}
        left_out = [Refused(row, "", reason) for row, reason in batch.left_out]
        return Answered(
            pa.table({**carried(batch, self.layout.keys, keep), **self._answers(kept)}),
            {} if self._bare else told,
            sorted([*refused, *left_out], key=lambda one: one.row),
        )

    @abstractmethod
    def _decided(self, batch: Batch) -> tuple[NDArray[np.int32], list[Refused]]:
        """The index of each row's explanation, and the values refused, in order of facts."""

    def _answers(self, explained: NDArray[np.int32]) -> dict[str, pa.Array]:
        told = self.asked.explanations
        cells: dict[str, list[str | None]] = {
            "outcome": [one.outcome for one in told],
            "clauses": [" ".join(one.clauses) for one in told],
            "readings": [" ".join(reading.id for reading in one.readings) for one in told],
            "explanation": list(self._ids),
            "needs": [" ".join(one.needs) for one in told],
        }
        indices = pa.array(explained)
        names = ("outcome", "needs") if self._bare else ANSWER
        return {name: pa.array(cells[name], pa.string()).take(indices) for name in names}


class ByEngine(Answerer):
    """Rows are coded here, batch by batch, and an engine sorts them into classes."""

    def __init__(
        self, asked: ColumnDecision, places: Layout, engine: Engine, *, bare: bool
    ) -> None:
        super().__init__(asked, places, bare=bare)
        self._engine = engine

    def _decided(self, batch: Batch) -> tuple[NDArray[np.int32], list[Refused]]:
        codes, refused = coded(self.asked, self.layout, batch)
        rows = len(batch.numbers)
        numbers = self._engine.numbers(codes, rows)
        return self.asked.explained(codes, rows, numbers), refused


def coded(
    asked: ColumnDecision, places: Layout, batch: Batch
) -> tuple[dict[str, Codes], list[Refused]]:
    """A batch's facts as codes, and the values refused, which are coded as unknown.

    Raises `PopulationError` for a column that cannot hold its fact.
    """
    codes: dict[str, Codes] = {}
    refused: list[Refused] = []
    for name, column in places.facts.items():
        beside = places.none.get(name)
        try:
            codes[name], bad = read_column(
                asked.codings[name],
                batch.columns[column],
                None if beside is None else batch.columns[beside],
            )
        except FactError as error:
            raise PopulationError(error.message) from error
        for one in bad:
            keys = cells_of(batch, places.keys, one.row)
            refused.append(Refused(batch.numbers[one.row], column, one.error.detail, keys))
    return codes, refused


def cells_of(batch: Batch, keys: Sequence[str], row: int) -> dict[str, Any]:
    """The key cells of a row, by its place in the batch."""
    return {key: _cell(batch.columns[key], row) for key in keys}


def carried(batch: Batch, keys: Sequence[str], keep: NDArray[np.bool_] | None) -> dict[str, Column]:
    """The key columns, or the rows' numbers where there are none, of the rows to keep."""
    columns: dict[str, Any] = {key: _plain(batch.columns[key]) for key in keys}
    if not columns:
        columns = {"row": pa.array(batch.numbers, pa.int64())}
    if keep is None:
        return columns
    return {name: column.filter(pa.array(keep)) for name, column in columns.items()}


def explanation_id(told: Explanation) -> str:
    """16 hexadecimal digits that stand for all that is told, wherever and whenever it is told."""
    content = json.dumps(
        [explanation_row(told, lang) for lang in LANGS], ensure_ascii=False, sort_keys=True
    )
    return hashlib.sha256(content.encode()).hexdigest()[:_ID_LENGTH]


def explanation_row(told: Explanation, lang: Lang) -> dict[str, str]:
    """An explanation as cells of text; lists are joined by spaces, sentences by semicolons."""
    return {
        "decision": told.decision,
        "jurisdiction": told.jurisdiction,
        "outcome": told.outcome or "",
        "outcomes": " ".join(told.outcomes),
        "clauses": " ".join(told.clauses),
        "readings": " ".join(
            f"{reading.id}{_changes(reading.changes_outcome)}" for reading in told.readings
        ),
        "because": Text("；", "; ").in_(lang).join(r.text.in_(lang) for r in told.reasons),
        "conditions": " and ".join(
            reason.leaf.formula if reason.holds else f"not ({reason.leaf.formula})"
            for reason in told.reasons
        ),
        "needs": " ".join(told.needs),
        "dates": " ".join(f"{name}={day}" for name, day in told.dates),
        "rules_version": told.rules_version,
    }


def _changes(changes: bool | None) -> str:
    """A reading whose alternative would change the outcome is marked !, one that may, ?."""
    return "?" if changes is None else "!" if changes else ""


def require_column(name: str, columns: Sequence[str]) -> None:
    if name not in columns:
        raise PopulationError(
            Text(
                f"没有名为“{name}”的列；列有：{'、'.join(columns)}",
                f"there is no column {name!r}; there are: {', '.join(columns)}",
            )
        )


def _cell(column: Column, row: int) -> Any:  # noqa: ANN401 - whatever the file holds
    value = column[row]
    return value.as_py() if hasattr(value, "as_py") else value


def _plain(column: Column) -> pa.Array | pa.ChunkedArray:
    """A carried column; cells of a sheet as text, so that its type is the same in every batch."""
    if isinstance(column, list):
        return pa.array(["" if cell is None else written(cell) for cell in column], pa.string())
    return column


def written(cell: Any) -> str:  # noqa: ANN401 - whatever a sheet holds
    """As it was typed. Whole numbers of a sheet come as floats: 42.0 was typed as 42."""
    if isinstance(cell, bool):
        return str(cell).lower()
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
