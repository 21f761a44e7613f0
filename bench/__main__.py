"""Check that all agree, time them, print the ratios; status 1 if two disagree on a case."""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench import page
from bench.agreement import DisagreementError, require_agreement
from bench.cases import full_cases
from bench.command_line import time_command_line
from bench.contender import Contender, Missing
from bench.in_process import first_explanation_ms, time_in_process
from bench.ours import BY_HAND, ours
from bench.peers import peers
from xianjie.instruments import law

DECISION = "candidate-option"
PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "benchmarks.md"


def everyone() -> tuple[list[Contender], list[Missing]]:
    """All contenders, the hand-written function first, and the peers that are not installed."""
    present, absent = peers()
    return [BY_HAND, *ours(law().decision(DECISION)), *present], absent


def main(arguments: Sequence[str], contenders: Sequence[Contender] | None = None) -> int:
    """Exit status; ``contenders`` are those to measure if not `everyone`."""
    options = _options(arguments)
    present, absent = everyone()
    try:
        results = _measure(options, contenders or present, absent)
    except DisagreementError as error:
        print(f"结论不一致 · disagreement: {error}", file=sys.stderr)
        return 1
    print(page.terminal(results))
    if options.write:
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(page.markdown(results), encoding="utf-8")
    return 0


def _measure(
    options: argparse.Namespace, contenders: Sequence[Contender], absent: Sequence[Missing]
) -> page.Results:
    decision = law().decision(DECISION)
    cases = full_cases(decision, options.agree)
    _say("对照结论 · comparing outcomes")
    require_agreement(contenders, cases)
    _say("逐个情形计时 · timing single cases")
    timed = cases[: options.cases]
    timings = time_in_process(contenders, timed, options.rounds)
    first_ms = first_explanation_ms(law().source, DECISION, cases)
    _say("命令行计时 · timing the command line")
    with tempfile.TemporaryDirectory() as folder:
        batches = list(
            time_command_line(decision, options.lines, options.batch_rounds, Path(folder))
        )
    return page.Results(len(cases), len(timed), timings, first_ms, absent, batches)


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.name} too")
    for name, default, words in (
        ("--agree", 3_000, "cases on which all must agree"),
        ("--cases", 300, "of them, how many are timed"),
        ("--rounds", 15, "rounds over the timed cases"),
        ("--lines", 100_000, "lines for the command line"),
        ("--batch-rounds", 3, "rounds of the command line"),
    ):
        parser.add_argument(name, type=_count, default=default, help=f"{words} ({default})")
    return parser.parse_args(arguments)


def _count(typed: str) -> int:
    count = int(typed)
    if count < 1:
        raise argparse.ArgumentTypeError("give a whole number of at least 1")
    return count


def _say(words: str) -> None:
    print(f"{words} ...", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
