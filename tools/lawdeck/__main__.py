"""``python -m tools.lawdeck`` deals the cards anew; ``--check`` only names the stale decks.

A deck that changes shows in the diff just which cards the change of law touches: those are to be
read and signed again. Exit status: 0 all is as it should be, 1 a deck is stale.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from xianjie.instruments import jurisdictions, law
from xianjie.law.cards import deck, deck_lines

DECKS = Path(__file__).resolve().parents[2] / "tests" / "law" / "cards"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.lawdeck", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, name what is stale")
    parser.add_argument("--decks", type=Path, default=DECKS, help="the folder of the decks")
    options = parser.parse_args(arguments)
    made = dict(decks())
    stale = stale_decks(options.decks, made)
    if not options.check:
        _write(options.decks, made, stale)
        return 0
    for name in stale:
        print(f"stale: {name}; python -m tools.lawdeck deals it anew", file=sys.stderr)
    return 1 if stale else 0


def decks() -> Iterator[tuple[str, str]]:
    """Every deck by its name below the folder, as text."""
    for jurisdiction in jurisdictions():
        for name, decision in law(jurisdiction).decisions.items():
            yield f"{jurisdiction.lower()}/{name}.json", deck_lines(deck(decision))


def stale_decks(folder: Path, made: Mapping[str, str]) -> list[str]:
    """Decks below ``folder`` that are missing, differ, or are no longer dealt."""
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*.json")}
    differing = {name for name, text in made.items() if _read(folder / name) != text}
    return sorted(differing | (there - made.keys()))


def _write(folder: Path, made: Mapping[str, str], stale: list[str]) -> None:
    for name in stale:
        path = folder / name
        if name not in made:
            path.unlink()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(made[name], encoding="utf-8")


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


if __name__ == "__main__":
    sys.exit(main())
