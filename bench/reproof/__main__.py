"""``python -m bench.reproof`` times the re-proof beside bare checks of signatures."""

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import django

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "benchmarks-reproof.md"


def main(arguments: Sequence[str]) -> int:
    options = argparse.ArgumentParser(prog="python -m bench.reproof", description=__doc__)
    options.add_argument("--write", action="store_true", help=f"write {PAGE.name} too")
    options.add_argument("--certificates", type=int, default=20_000)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--workers", type=int, nargs="*", default=[1, os.cpu_count() or 1])
    asked = options.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XIANJIE_HOME"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "xianjie.config.settings"
        django.setup()
        from bench.reproof.measuring import measure, page  # noqa: PLC0415 - models need the above

        told = page(measure(asked.certificates, asked.rounds, asked.workers))
    print(told)
    if asked.write:
        PAGE.write_text(told, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
