"""A whole file answered: in parts that survive an interruption, put together at the end.

Each batch's answers are kept in ``OUTPUT.partial/`` as soon as they are known. Files under their
own names appear only when all parts are there, and are the same whether or not the run was
interrupted and resumed.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.feather

from xianjie.law.columns import ColumnDecision
from xianjie.populations.answering import (
    Answered,
    Answerer,
    ByEngine,
    Layout,
    explanation_row,
    layout,
    written,
)
from xianjie.populations.engines import opened
from xianjie.populations.errors import PopulationError
from xianjie.populations.sources import Batch, Source, open_source
from xianjie.populations.targets import writer_of
from xianjie.text import LANGS, Text

_END = 1 << 20  # bytes at each end of a file that stand for its content


@dataclass(frozen=True)
class Job:
    """What to answer and how; every field is part of what must be the same to resume."""

    source: Path
    target: Path
    engine: str = "numpy"
    mapped: Mapping[str, str] | None = None
    keys: tuple[str, ...] | None = None
    bare: bool = False
    database: str | None = None


@dataclass(frozen=True)
class Done:
    """Rows read, values refused, and the files written."""

    rows: int
    refused: int
    files: tuple[Path, ...]


Progress = Callable[[int, int | None], None]  # rows done, rows in all where that is known


def run(asked: ColumnDecision, job: Job, *, resume: bool, progress: Progress) -> Done:
    """Answer every row of the job's file; raises `PopulationError`, then writes no output.

    ``resume`` goes on with the parts of a run of the same job, rules and file.
    """
    writer_of(job.target)
    source = open_source(job.source)
    places = layout(asked, source.columns, job.mapped or {}, job.keys)
    work = _Parts(job.target)
    work.begin(_identity(asked, job), resume=resume)
    rows = 0
    with _answering(asked, places, source, job, work.folder) as answerer:
        for number, batch in enumerate(source.batches()):
            rows += len(batch.numbers) + len(batch.left_out)
            if not work.has(number):
                work.keep(number, answerer.answer(batch))
            progress(rows, source.rows)
        if not rows:
            nothing = Batch({name: [] for name in source.columns}, range(0))
            work.keep(0, answerer.answer(nothing))
    return work.finish(rows, places.keys, bare=job.bare)


@contextmanager
def _answering(
    asked: ColumnDecision, places: Layout, source: Source, job: Job, folder: Path
) -> Iterator[Answerer]:
    if job.engine == "spark":
        from xianjie.populations import spark  # noqa: PLC0415 - an optional install

        with spark.sorted_rows(asked, places, source, folder, job.database) as rows:
            yield spark.SparkAnswerer(asked, places, rows, bare=job.bare)
    else:
        with opened(job.engine, asked, job.database) as engine:
            yield ByEngine(asked, places, engine, bare=job.bare)


class _Parts:
    """The folder of parts beside the output."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self.folder = target.with_name(f"{target.name}.partial")

    def begin(self, identity: Mapping[str, object], *, resume: bool) -> None:
        manifest = self.folder / "job.json"
        text = json.dumps(identity, ensure_ascii=False, sort_keys=True)
        if resume and manifest.exists():
            if manifest.read_text(encoding="utf-8") == text:
                return
            raise PopulationError(
                Text(
                    f"{self.folder.name} 是另一次运行留下的（文件、规则或选项不同）；"
                    "不加 --resume 则重新开始",
                    f"{self.folder.name} is of another run (file, rules or options differ); "
                    "without --resume it starts anew",
                )
            )
        try:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir()
            _write(manifest, text.encode())
        except OSError as error:
            raise PopulationError(
                Text(
                    f"写不了 {self._target}：{error.strerror}；请检查文件夹",
                    f"cannot write {self._target}: {error.strerror}; check the folder",
                )
            ) from error

    def has(self, number: int) -> bool:
        return (self.folder / f"{number:06}.json").exists()  # written last

    def keep(self, number: int, answered: Answered) -> None:
        path = self.folder / f"{number:06}.arrow"
        partial = path.with_suffix(".new")
        pa.feather.write_feather(answered.table, partial, compression="lz4")
        partial.replace(path)
        told = {
            name: {lang: explanation_row(one, lang) for lang in LANGS}
            for name, one in answered.explanations.items()
        }
        refused = [
            {**asdict(one), "reason": [one.reason.zh, one.reason.en], "keys": _texts(one.keys)}
            for one in answered.refused
        ]
        text = json.dumps({"explanations": told, "refused": refused}, ensure_ascii=False)
        _write(path.with_suffix(".json"), text.encode())

    def finish(self, rows: int, keys: tuple[str, ...], *, bare: bool) -> Done:
        """Put the parts together under the output's names, then drop them."""
        told: dict[str, dict[str, dict[str, str]]] = {}
        refused: list[dict[str, Any]] = []
        for path in sorted(self.folder.glob("*.json")):
            if path.name != "job.json":
                part = json.loads(path.read_text(encoding="utf-8"))
                told |= part["explanations"]
                refused += part["refused"]
        written = [self._put(self._target, self._tables())]
        if not bare:
            name = f"{self._target.stem}.explanations{self._target.suffix}"
            table = _explanations_table(told)
            written.append(self._put(self._target.with_name(name), iter([table])))
        errors = self._target.with_name(f"{self._target.stem}.errors.csv")
        errors.unlink(missing_ok=True)
        if refused:
            written.append(self._put(errors, iter([_errors_table(refused, keys)])))
        shutil.rmtree(self.folder)
        return Done(rows, len(refused), tuple(written))

    def _tables(self) -> Iterator[pa.Table]:
        for path in sorted(self.folder.glob("*.arrow")):
            yield pa.feather.read_table(path, memory_map=True)

    def _put(self, path: Path, tables: Iterator[pa.Table]) -> Path:
        partial = self.folder / f"new{path.suffix}"
        writer_of(path)(partial, tables)
        partial.replace(path)
        return path


def _identity(asked: ColumnDecision, job: Job) -> dict[str, object]:
    """All on which the answers depend; not where they go."""
    told = {**asdict(job), "source": str(job.source.resolve()), "target": job.target.name}
    told.pop("database")
    told.pop("engine")  # engines answer alike
    return {
        **told,
        "decision": asked.decision.name,
        "jurisdiction": asked.decision.jurisdiction,
        "rules_version": asked.decision.rules_version,
        "content": _fingerprint(job.source),
    }


def _fingerprint(path: Path) -> list[object]:
    """Size, time of change and a hash of both ends: enough to notice another file."""
    if path.is_dir():
        return [[part.name, *_fingerprint(part)] for part in sorted(path.glob("*.parquet"))]
    stat = path.stat()
    with path.open("rb") as file:
        digest = hashlib.sha256(file.read(_END))
        file.seek(max(stat.st_size - _END, 0))
        digest.update(file.read(_END))
    return [stat.st_size, stat.st_mtime_ns, digest.hexdigest()]


def _explanations_table(told: Mapping[str, Mapping[str, Mapping[str, str]]]) -> pa.Table:
    """One row an explanation, ordered by id; what is said in words is there in both languages."""
    rows = []
    for name in sorted(told):
        zh, en = told[name]["zh"], told[name]["en"]
        row = {"explanation": name, **{k: v for k, v in zh.items() if k != "because"}}
        rows.append({**row, "because_zh": zh["because"], "because_en": en["because"]})
    names = list(rows[0]) if rows else ["explanation"]
    return pa.table({name: pa.array([row[name] for row in rows], pa.string()) for name in names})


def _errors_table(refused: list[dict[str, Any]], keys: tuple[str, ...]) -> pa.Table:
    columns: dict[str, list[Any]] = {
        "row": [str(one["row"]) if one["row"] else "" for one in refused],
        "column": [one["column"] for one in refused],
        "reason_zh": [one["reason"][0] for one in refused],
        "reason_en": [one["reason"][1] for one in refused],
    }
    for key in keys:
        columns[key if key not in columns else f"{key}_"] = [
            one["keys"].get(key, "") for one in refused
        ]
    return pa.table({name: pa.array(cells, pa.string()) for name, cells in columns.items()})


def _texts(keys: Mapping[str, object]) -> dict[str, str]:
    return {name: "" if value is None else written(value) for name, value in keys.items()}


def _write(path: Path, content: bytes) -> None:
    partial = path.with_suffix(".part")
    with partial.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
