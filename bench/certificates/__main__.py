"""``python -m bench.certificates`` times certificates beside their limits."""

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import django

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "benchmarks-certificates.md"


def main(arguments: Sequence[str]) -> int:
    options = argparse.ArgumentParser(prog="python -m bench.certificates", description=__doc__)
    options.add_argument("--write", action="store_true", help=f"write {PAGE.name} too")
    options.add_argument("--rows", type=int, default=100_000)
    options.add_argument("--rounds", type=int, default=3)
    asked = options.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XIANJIE_HOME"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "xianjie.config.settings"
        django.setup()
        from bench.certificates.measuring import measure, page  # noqa: PLC0415 - models need the above

        told = page(measure(Path(folder), asked.rows, asked.rounds), asked.rows)
    print(told)
    if asked.write:
        PAGE.write_text(told, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
