"""The page of conformance is of the form that the tool writes, and tells of no failure.

That it is recent cannot be asked here: the suites are not in the repository.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from tools.conformance import badges
from tools.conformance.__main__ import main
from tools.conformance.badges import Validated
from tools.conformance.page import PAGE, page, table
from tools.conformance.suites import CONFIGURED, Result, run
from xianjie.text import Text

ROW = re.compile(
    r"^\| (\S+-test-suite) \| (\S+ \w+ \d{4}-\d\d-\d\d) \| (\d+) \| (\d+) \| (\d+) \|$"
)


def rows(text: str) -> dict[str, tuple[str, int, int, int]]:
    found = (ROW.match(line) for line in text.splitlines())
    return {
        one[1]: (one[2], int(one[3]), int(one[4]), int(one[5])) for one in found if one is not None
    }


def test_each_suite_is_there_with_its_version_and_nothing_failed() -> None:
    found = rows(PAGE.read_text(encoding="utf-8"))
    assert set(found) == set(CONFIGURED)
    for _, passed, failed, _ in found.values():
        assert passed > 0
        assert failed == 0


def test_each_test_left_out_has_its_reason() -> None:
    text = PAGE.read_text(encoding="utf-8")
    listed = text.partition("## 不适用的")[2].partition("\n## ")[0]
    reasons = [line for line in listed.splitlines() if line.startswith("| ")][2:]
    assert len(reasons) == sum(left_out for *_, left_out in rows(text).values())
    assert all(re.search(r" \| .+ · .+ \|$", line) for line in reasons)


def test_open_badges_are_told_by_kind() -> None:
    (line,) = re.findall(
        r"^\| (Qual.*) \| (\d+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert [kind.split()[0] for kind in line[0].split("，")] == sorted(badges.KINDS)
    assert line[1] == "0"


def test_what_the_tool_writes_is_read_so() -> None:
    results = [
        Result("a-test-suite", "1.0.0 abcdef0 2025-01-01", 3, ["x: y"], [("t", Text("甲", "A"))])
    ]
    version = results[0].version
    assert rows("\n".join(table(results))) == {"a-test-suite": (version, 3, 1, 1)}
    written = page(results, Validated("s-1", "0" * 64, Counter(WrittenProof=2), ["z"]))
    assert "| t | 甲 · A |" in written
    assert "| WrittenProof 2 | 1 |" in written


SCRIPT = """#!/bin/sh
for given; do case "$given" in output=*) cp report.json "${given#output=}";; esac; done
"""


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """A folder as that of a suite, whose mocha hands in a report that lies ready."""
    made = tmp_path / "vc-di-eddsa-test-suite"
    program = made / "node_modules" / ".bin" / "mocha"
    program.parent.mkdir(parents=True)
    program.write_text(SCRIPT)
    program.chmod(0o755)
    (made / "package.json").write_text('{"version": "9"}')
    return made


class _Issuers:
    issuers = dict.fromkeys(("Ed25519", "P-256"), "did:key:x")


def report(suite: Path, *pending: str) -> Result:
    told = {
        "passes": [{}, {}],
        "failures": [{"fullTitle": "f", "err": {"message": "m"}}],
        "pending": [{"fullTitle": title, "title": title} for title in pending],
    }
    (suite / "report.json").write_text(json.dumps(told))
    return run(suite, "https://127.0.0.1:1/vc-api/", _Issuers())  # type: ignore[arg-type]


def test_a_suite_is_counted_and_asked_for_our_suites(suite: Path) -> None:
    found = report(suite, "If present, statusSize MUST be")
    assert (found.passed, found.failed) == (2, ["f: m"])
    assert [title for title, _ in found.left_out] == ["If present, statusSize MUST be"]
    config = (suite / "localConfig.cjs").read_text()
    assert '"cryptosuite": "eddsa-rdfc-2022"' in config
    assert "https://127.0.0.1:1/vc-api/credentials/issue" in config


def test_a_test_left_out_for_no_known_reason_failed(suite: Path) -> None:
    found = report(suite, "MUST be sound")
    assert found.failed == ["f: m", "MUST be sound: left out, and no reason is known"]


def test_a_suite_that_does_not_end_is_no_result(suite: Path) -> None:
    (suite / "node_modules" / ".bin" / "mocha").write_text("#!/bin/sh\necho broken >&2\n")
    with pytest.raises(RuntimeError, match="broken"):
        report(suite)


def test_without_suites_it_says_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path), "--write"]) == 1
    told = capsys.readouterr().err
    assert all(name in told for name in [*CONFIGURED, "openbadgeslib"])
