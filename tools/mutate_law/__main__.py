"""``python -m tools.mutate_law`` counts the slips of the law that the signed cards find.

``--write`` puts the score into docs/reference/mutation.md. Exit status: 0 every mutant is found or
proved to be none, 1 some are alive: each is named, and a card must be written that finds it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.lawdeck.__main__ import DECKS
from tools.mutate_law.judging import Judge, Judged
from tools.mutate_law.page import mutation_page
from xianjie.instruments import jurisdictions, law

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "mutation.md"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.mutate_law", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the page of the score")
    parser.add_argument("--decks", type=Path, default=DECKS, help="the folder of the decks")
    options = parser.parse_args(arguments)
    judged = {name: list(Judge(law(name), options.decks).judge()) for name in jurisdictions()}
    for name, verdicts in judged.items():
        print(_score(name, verdicts))
    for one in (one for verdicts in judged.values() for one in verdicts):
        if one.verdict != "found":
            print(f"{one.verdict}: {one.mutant}" + (f" ({one.by})" if one.by else ""))
    if options.write:
        PAGE.write_text(mutation_page(judged), encoding="utf-8")
    return 1 if any(one.verdict == "alive" for v in judged.values() for one in v) else 0


def _score(name: str, verdicts: Sequence[Judged]) -> str:
    found = sum(one.verdict == "found" for one in verdicts)
    none = sum(one.verdict == "equivalent" for one in verdicts)
    real = len(verdicts) - none
    return f"{name}: {found} of {real} found, {found / real:.1%}; {none} more are no mutants"


if __name__ == "__main__":
    sys.exit(main())
