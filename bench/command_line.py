"""Files of cases through the command line, beside the JSON in them and the start-up alone."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from statistics import median
from time import perf_counter

from bench.cases import lines
from xianjie.law import CompiledDecision
from xianjie.text import Text

_ROOT = Path(__file__).resolve().parents[1]
_FORMATS = ("full", "outcome")
_FILES = {
    "known": (0.0, Text("事实俱全", "every fact known")),
    "incomplete": (0.1, Text("一成缺一个事实", "one in ten lacks a fact")),
}


@dataclass(frozen=True, slots=True)
class Batch:
    """Medians, in seconds: the whole command, a command on one line, and the JSON by itself.

    ``json_same`` reads and writes the cases; ``json_answers`` reads the cases and writes the
    answers.
    """

    cases: Text
    format: str
    lines: int
    whole: float
    start_up: float
    json_same: float
    json_answers: float

    @property
    def share_same(self) -> float:
        """JSON of the cases alone as a share of the command's time after start-up."""
        return self.json_same / self._net

    @property
    def share_answers(self) -> float:
        """JSON of cases and answers as a share of the command's time after start-up."""
        return self.json_answers / self._net

    @property
    def _net(self) -> float:
        return max(self.whole - self.start_up, 1e-9)


def time_command_line(
    decision: CompiledDecision, count: int, rounds: int, folder: Path
) -> Iterator[Batch]:
    """For both files and both formats; the parts of each are timed in turn, round by round."""
    one = _write(folder / "one.jsonl", decision, 1, 0.0)
    for (name, (share, words)), form in product(_FILES.items(), _FORMATS):
        cases = _write(folder / f"{name}.jsonl", decision, count, share)
        out = folder / f"{name}-{form}.jsonl"
        whole, start_up, same, answers = [], [], [], []
        for _ in range(rounds):
            start_up.append(_decide(decision.name, one, folder / "one-answer.jsonl", form))
            whole.append(_decide(decision.name, cases, out, form))
            same.append(_json_alone(cases, folder / "json.jsonl"))
            answers.append(_json_alone(cases, folder / "json.jsonl", out))
        _require_as_many_lines(out, count)
        yield Batch(
            words, form, count, median(whole), median(start_up), median(same), median(answers)
        )


def _write(path: Path, decision: CompiledDecision, count: int, share: float) -> Path:
    with path.open("wb") as out:
        out.writelines(lines(decision, count, share))
    return path


def _decide(decision: str, source: Path, target: Path, form: str) -> float:
    run = "from xianjie.ops.cli import main; main()"
    options = ("--input", str(source), "--output", str(target), "--format", form)
    start = perf_counter()
    command = [sys.executable, "-c", run, "decide", decision, *options]
    subprocess.run(command, check=True, capture_output=True)
    return perf_counter() - start


def _json_alone(*paths: Path) -> float:
    command = [sys.executable, "-m", "bench.json_alone", *map(str, paths)]
    return float(
        subprocess.run(command, check=True, cwd=_ROOT, capture_output=True, text=True).stdout
    )


def _require_as_many_lines(answers: Path, count: int) -> None:
    with answers.open("rb") as told:
        found = sum(1 for _ in told)
    if found != count:
        raise RuntimeError(f"{count} cases, but {found} answers")
