"""``python -m bench.documents`` times documents beside a bare typst page, in the same rounds."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.documents.measuring import measure, page

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "benchmarks-documents.md"


def main(arguments: Sequence[str]) -> int:
    options = argparse.ArgumentParser(prog="python -m bench.documents", description=__doc__)
    options.add_argument("--write", action="store_true", help=f"write {PAGE.name} too")
    options.add_argument("--rounds", type=int, default=60)
    asked = options.parse_args(arguments)
    told = page(measure(asked.rounds), asked.rounds)
    print(told)
    if asked.write:
        PAGE.write_text(told, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
