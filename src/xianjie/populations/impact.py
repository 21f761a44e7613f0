"""What a change of the law would do to a population: who is answered otherwise, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from xianjie.law import Value
from xianjie.law.answers import Explanation, Reason
from xianjie.law.columns import OPEN, Codes, ColumnDecision, over_rows
from xianjie.law.compiled import CompiledDecision
from xianjie.populations.answering import Layout, Refused, carried, coded, layout, require_column
from xianjie.populations.running import Progress
from xianjie.populations.sources import Batch, open_source
from xianjie.text import Lang

OPEN_NAME = "open"
REFUSED_NAME = "refused"
MOST_ROWS = 100_000  # rows listed; all are counted


@dataclass
class ChangedClass:
    """Rows that go from one outcome to another for the same conditions; one of them as witness.

    Conditions are those that force the outcome before, and those that force the one after.
    """

    before: str
    after: str
    reasons: tuple[Reason, ...]
    witness: Mapping[str, Value]
    asked: CompiledDecision
    count: int = 0

    def as_json(self, lang: Lang) -> dict[str, object]:
        facts = {fact.name: fact for fact in self.asked.facts}
        return {
            "from": self.before,
            "to": self.after,
            "count": self.count,
            "conditions": [
                {
                    "fact": reason.fact.name,
                    "condition": reason.leaf.exact,
                    "holds": reason.holds,
                    "text": reason.text.in_(lang),
                }
                for reason in self.reasons
            ],
            "witness": {n: facts[n].jsonable(v) for n, v in self.witness.items() if n in facts},
        }


@dataclass
class Impact:
    """Counts by outcome before and after, in all and by the values of columns.

    ``rows`` lists changed rows (number, key columns, from, to). Rows that cannot be read, or hold
    a value no case can have, are counted as refused on both sides; ``wrong`` is how many reasons
    there were for it, and ``refused`` lists them. Either list ends after `MOST_ROWS`.
    """

    before: CompiledDecision
    after: CompiledDecision
    keys: tuple[str, ...]
    total: int = 0
    changed: int = 0
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    by: dict[str, Counter[tuple[str, str, str]]] = field(default_factory=dict)
    classes: list[ChangedClass] = field(default_factory=list)
    rows: list[tuple[str, ...]] = field(default_factory=list)
    wrong: int = 0
    refused: list[Refused] = field(default_factory=list)

    @property
    def outcomes_before(self) -> dict[str, int]:
        """Rows by outcome before the change, in the decision's order, then open and refused."""
        return _in_order(self.before, _side(self.counts, 0))

    @property
    def outcomes_after(self) -> dict[str, int]:
        """The same after the change."""
        return _in_order(self.after, _side(self.counts, 1))

    def as_json(self, lang: Lang) -> dict[str, object]:
        return {
            "decision": self.before.name,
            "jurisdiction": {"before": self.before.jurisdiction, "after": self.after.jurisdiction},
            "total": self.total,
            "before": self.outcomes_before,
            "after": self.outcomes_after,
            "changed": self.changed,
            "classes": [one.as_json(lang) for one in self.classes],
            "by": {column: _by_json(counts) for column, counts in self.by.items()},
            "refused": self.wrong,
        }


@dataclass(frozen=True)
class Population:
    """A file of cases, and how its columns are to be taken."""

    path: Path
    mapped: Mapping[str, str] = field(default_factory=dict)
    keys: tuple[str, ...] | None = None
    by: tuple[str, ...] = ()


def impact(
    before: CompiledDecision, after: CompiledDecision, population: Population, progress: Progress
) -> Impact:
    """Ask both versions about every row; raises `PopulationError`, `FactError`."""
    source = open_source(population.path)
    for column in population.by:
        require_column(column, source.columns)
    sides = ColumnDecision(before), ColumnDecision(after)
    places = [_layout(side, source.columns, population, sides) for side in sides]
    keys = layout_keys(places[0], places[1])
    found = Impact(before, after, keys, by={column: Counter() for column in population.by})
    classes: dict[tuple[object, ...], ChangedClass] = {}
    for batch in source.batches():
        _add(found, classes, sides, places, batch)
        progress(found.total, source.rows)
    found.classes = sorted(classes.values(), key=lambda one: (-one.count, one.before, one.after))
    return found


def layout_keys(before: Layout, after: Layout) -> tuple[str, ...]:
    """Columns that are a fact of neither side."""
    return tuple(key for key in before.keys if key in after.keys)


def _layout(
    side: ColumnDecision,
    columns: Sequence[str],
    population: Population,
    sides: tuple[ColumnDecision, ColumnDecision],
) -> Layout:
    """A fact that only the other side knows is mapped there alone."""
    known = {name for one in sides for name in one.codings}
    mapped = {
        fact: column
        for fact, column in population.mapped.items()
        if fact in side.codings or fact not in known
    }
    keys = population.keys
    if keys is not None:
        keys = tuple(dict.fromkeys((*keys, *population.by)))
    return layout(side, columns, mapped, keys)


def _add(
    found: Impact,
    classes: dict[tuple[object, ...], ChangedClass],
    sides: tuple[ColumnDecision, ColumnDecision],
    places: Sequence[Layout],
    batch: Batch,
) -> None:
    rows = len(batch.numbers)
    found.total += rows + len(batch.left_out)
    codes, refused = zip(
        *(coded(s, p, batch) for s, p in zip(sides, places, strict=True)), strict=True
    )
    explained = [
        over_rows(side.explained, own, rows, np.int32)
        for side, own in zip(sides, codes, strict=True)
    ]
    names = [_names(side, own) for side, own in zip(sides, explained, strict=True)]
    wrong = np.isin(batch.numbers, [one.row for part in refused for one in part])
    for column in names:
        column[wrong] = REFUSED_NAME
    _refuse(found, batch, refused)
    pairs, where, counts = _distinct(names)
    for (old, new), count in zip(pairs, counts.tolist(), strict=True):
        found.counts[(old, new)] += count
    _count_by(found, batch, pairs, where)
    differs = np.array([old != new for old, new in pairs], np.bool_)[where]
    changed = np.flatnonzero(differs)
    found.changed += changed.size
    _classify(classes, sides, codes, explained, changed)
    _list_rows(found, batch, names, changed)


def _refuse(found: Impact, batch: Batch, refused: Sequence[Sequence[Refused]]) -> None:
    """Count and list what is wrong: values, once for both sides, and rows that were left out."""
    bad = {(one.row, one.column): one for part in refused for one in part}
    bad |= {(row, ""): Refused(row, "", reason) for row, reason in batch.left_out}
    found.wrong += len(bad)
    found.refused += [bad[place] for place in sorted(bad)][: MOST_ROWS - len(found.refused)]
    if batch.left_out:  # their cells are not known
        found.counts[(REFUSED_NAME, REFUSED_NAME)] += len(batch.left_out)
        for counts in found.by.values():
            counts[("", REFUSED_NAME, REFUSED_NAME)] += len(batch.left_out)


def _names(side: ColumnDecision, explained: NDArray[np.int32]) -> NDArray[np.object_]:
    told = np.empty(256, object)
    told[: len(side.outcomes)] = side.outcomes
    told[OPEN] = OPEN_NAME
    return told[side.outcomes_of(explained)]


def _distinct(
    names: Sequence[NDArray[np.object_]],
) -> tuple[list[tuple[str, str]], NDArray[np.intp], NDArray[np.intp]]:
    """The pairs of names that occur, which of them each row has, and how often each comes."""
    before, old = np.unique(names[0].astype(str), return_inverse=True)
    after, new = np.unique(names[1].astype(str), return_inverse=True)
    met, where, counts = np.unique(old * len(after) + new, return_inverse=True, return_counts=True)
    pairs = [(str(before[pair // len(after)]), str(after[pair % len(after)])) for pair in met]
    return pairs, where, counts


def _count_by(
    found: Impact, batch: Batch, pairs: list[tuple[str, str]], where: NDArray[np.intp]
) -> None:
    for column, counts in found.by.items():
        cells = (
            carried(batch, (column,), None)[column].cast("string").fill_null("").dictionary_encode()
        )
        for chunk in getattr(cells, "chunks", [cells]):
            values = chunk.dictionary.to_pylist()
            mixed = np.asarray(chunk.indices).astype(np.int64) * len(pairs) + where
            for number, count in zip(*np.unique(mixed, return_counts=True), strict=True):
                old, new = pairs[number % len(pairs)]
                counts[(values[number // len(pairs)], old, new)] += int(count)


def _classify(
    classes: dict[tuple[object, ...], ChangedClass],
    sides: tuple[ColumnDecision, ColumnDecision],
    codes: Sequence[Mapping[str, Codes]],
    explained: Sequence[NDArray[np.int32]],
    changed: NDArray[np.intp],
) -> None:
    before, after = sides
    mixed = explained[0][changed].astype(np.int64) * len(after.explanations) + explained[1][changed]
    for number, first, count in zip(
        *np.unique(mixed, return_index=True, return_counts=True), strict=True
    ):
        old = before.explanations[number // len(after.explanations)]
        new = after.explanations[number % len(after.explanations)]
        reasons = _reasons(old, new)
        key = (old.outcome, new.outcome, *((r.leaf, r.holds) for r in reasons))
        if key not in classes:
            row = int(changed[first])
            witness = {**_case(after, codes[1], row), **_case(before, codes[0], row)}
            own = after.decision if len(after.codings) > len(before.codings) else before.decision
            classes[key] = ChangedClass(_name(old), _name(new), reasons, witness, own)
        classes[key].count += int(count)


def _reasons(old: Explanation, new: Explanation) -> tuple[Reason, ...]:
    """What forces either outcome, each once."""
    met: dict[tuple[object, bool], Reason] = {}
    for reason in (*old.reasons, *new.reasons):
        met.setdefault((reason.leaf, reason.holds), reason)
    return tuple(met.values())


def _name(told: Explanation) -> str:
    return told.outcome or OPEN_NAME


def _case(side: ColumnDecision, codes: Mapping[str, Codes], row: int) -> dict[str, Value]:
    return {
        name: coding.decode(int(codes[name][row]))
        for name, coding in side.codings.items()
        if name in codes and int(codes[name][row]) != coding.unknown
    }


def _list_rows(
    found: Impact,
    batch: Batch,
    names: Sequence[NDArray[np.object_]],
    changed: NDArray[np.intp],
) -> None:
    listed = changed[: MOST_ROWS - len(found.rows)]
    if not listed.size:
        return
    keep = np.zeros(len(batch.numbers), np.bool_)
    keep[listed] = True
    cells = [column.to_pylist() for column in carried(batch, found.keys, keep).values()]
    for place, row in enumerate(listed.tolist()):
        own = [column[place] for column in cells]
        told = ["" if cell is None else str(cell) for cell in own]
        found.rows.append((str(batch.numbers[row]), *told, names[0][row], names[1][row]))


def _side(counts: Counter[tuple[str, str]], side: int) -> Counter[str]:
    found: Counter[str] = Counter()
    for pair, count in counts.items():
        found[pair[side]] += count
    return found


def _in_order(decision: CompiledDecision, counts: Counter[str]) -> dict[str, int]:
    names = (*decision.outcomes, OPEN_NAME, REFUSED_NAME)
    return {name: counts[name] for name in names if counts[name]}


def _by_json(counts: Counter[tuple[str, str, str]]) -> dict[str, dict[str, object]]:
    told: dict[str, dict[str, object]] = {}
    for value in sorted({value for value, _, _ in counts}):
        own = Counter({(b, a): n for (v, b, a), n in counts.items() if v == value})
        told[value] = {
            "total": own.total(),
            "changed": sum(n for (b, a), n in own.items() if b != a),
            "before": dict(sorted(_side(own, 0).items())),
            "after": dict(sorted(_side(own, 1).items())),
        }
    return told
