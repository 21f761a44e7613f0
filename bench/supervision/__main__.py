"""Plant frauds among honest bodies, count what is found, time runs; status 1: an aim is missed."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.supervision import page, scale
from bench.supervision.measuring import measure, together
from xianjie.indicators.sample import STRENGTHS

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"


def main(arguments: Sequence[str]) -> int:
    options = _options(arguments)
    measured = [
        together(
            [
                measure(strength, seed, honest=options.honest, each=options.each)
                for seed in options.seeds
            ]
        )
        for strength in range(len(STRENGTHS))
    ]
    scales = [scale.measured(size) for size in options.sizes]
    found = page.Found(measured, options.honest, options.each, options.seeds, scales)
    print(page.tables(found))
    print(page.said(found))
    if options.write:
        (REFERENCE / "supervision-benchmark.md").write_text(page.whole(found), encoding="utf-8")
        (REFERENCE / "supervision-benchmark.svg").write_text(page.plot(found), encoding="utf-8")
    return 0 if found.holds else 1


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.supervision", description=__doc__)
    parser.add_argument("--honest", type=int, default=1_000, help="honest bodies of a seed")
    parser.add_argument("--each", type=int, default=100, help="frauds of each kind of a seed")
    parser.add_argument("--seeds", type=int, nargs="+", default=list(page.REPORTING))
    parser.add_argument("--sizes", type=int, nargs="*", default=[], help="million certificates")
    parser.add_argument("--write", action="store_true", help="write the page and plot in docs/ too")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
