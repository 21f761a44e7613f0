"""``python -m tools.conformance DIR``: run W3C's suites, installed below DIR, against our VC-API.

DIR holds copies of the suites with their node modules, beside them the source distribution of
`openbadgeslib`, unpacked; nothing is fetched. The page that ``--write`` writes says how to come by
them, and what goes into DIR/resources. Prints a row for each suite and exits with 1 if a test
fails, which ``--failures`` names.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from urllib.parse import unquote

from tools.conformance import badges
from tools.conformance.page import PAGE, badges_line, page, table
from tools.conformance.serving import served
from tools.conformance.suites import CONFIGURED, run


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.conformance", description=__doc__)
    parser.add_argument("suites", type=Path, help="the folder that holds the suites")
    parser.add_argument("--only", choices=[*CONFIGURED], help="one suite")
    parser.add_argument("--failures", action="store_true", help="name what fails, and why")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.name}: needs them all")
    options = parser.parse_args(arguments)
    names = [options.only] if options.only else [*CONFIGURED]
    present = [name for name in names if (options.suites / name / "node_modules").is_dir()]
    schema = None if options.only else next(options.suites.glob(badges.SCHEMA), None)
    if not present or (options.write and (len(present) < len(CONFIGURED) or schema is None)):
        wanted = ", ".join([*names, badges.SCHEMA])
        print(f"not installed below {options.suites}, all of: {wanted}", file=sys.stderr)
        return 1
    with served(_resources(options.suites / "resources")) as (base, service):
        results = [run(options.suites / name, base, service) for name in present]
    validated = badges.validate(schema) if schema else None
    print("\n".join(table(results)))
    failed = [failure for each in results for failure in each.failed]
    if validated:
        print(badges_line(validated))
        failed += validated.failed
    for failure in failed if options.failures else []:
        print(f"  {failure}")
    if options.write:
        PAGE.write_text(page(results, validated), encoding="utf-8")
    return 1 if failed else 0


def _resources(folder: Path) -> dict[str, bytes]:
    return {unquote(path.name): path.read_bytes() for path in folder.glob("http*")}


if __name__ == "__main__":
    sys.exit(main())
