"""Check that all agree on every row, time them in turns, print ratios; status 1 if two disagree."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.law import growth, in_memory, page, streams
from bench.law.measuring import DisagreementError

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"


def main(arguments: Sequence[str]) -> int:
    options = _options(arguments)
    try:
        known = [line for rows in options.rows for line in in_memory.known(rows, options.rounds)]
        unknown = [
            in_memory.with_unknowns(rows, share, options.rounds)
            for rows in options.rows
            for share in options.unknown
        ]
        files = [streams.measured(rows, options.rounds) for rows in options.rows]
    except DisagreementError as error:
        print(f"结论不一致 · disagreement: {error}", file=sys.stderr)
        return 1
    found = page.Found(known, unknown, files, growth.measured(options.rules))
    print(page.tables(found))
    if options.write:
        (REFERENCE / "benchmarks-law.md").write_text(page.whole(found), encoding="utf-8")
        (REFERENCE / "benchmarks-law.svg").write_text(page.plot(found), encoding="utf-8")
    return 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.law", description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000_000])
    parser.add_argument("--unknown", type=float, nargs="+", default=[0.05, 0.4])
    parser.add_argument("--rules", type=int, nargs="+", default=[16, 100, 400, 800])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", action="store_true", help="write the page and plot in docs/ too")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
