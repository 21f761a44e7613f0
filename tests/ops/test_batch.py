"""Files of cases: every line answered in its place, nothing half-written."""

import io
import json
from pathlib import Path

import pytest

from tests.ops.conftest import Run
from xianjie.instruments import law
from xianjie.ops import batch as batches
from xianjie.ops import demo
from xianjie.text import LANGS, Lang

CASES = [
    {"occupation": "电工", "reason": "lost", "requested_on": "2021-02-01"},
    {"occupation": "电工", "reason": "lost", "requested_on": "2020-12-31"},
    {"occupation": "电工"},
    {"occupation": "保安员", "reason": "damaged", "requested_on": "2021-02-01"},
    {},
]


def _write(path: Path, lines: list[str]) -> Path:
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return path


def _answers(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("lang", LANGS)
def test_a_file_is_answered_as_single_cases_are(run: Run, tmp_path: Path, lang: Lang) -> None:
    source = _write(tmp_path / "in.jsonl", [json.dumps(case) for case in CASES])
    target = tmp_path / "out.jsonl"
    batch = ("decide", "replacement", "--input", str(source), "--output", str(target))
    assert run(*batch, "--lang", lang).status == 0
    single = law().decision("replacement")
    assert _answers(target) == [single.decide(case).as_json(lang) for case in CASES]


def test_every_decision_answers_the_demonstration(run: Run, tmp_path: Path) -> None:
    demo.build(tmp_path)
    for name, decision in law().decisions.items():
        source = tmp_path / "demo" / "cases" / f"{name}.jsonl"
        target = tmp_path / f"{name}.jsonl"
        ran = run("decide", name, "--input", str(source), "--output", str(target))
        assert ran.status == 0
        expected = [decision.decide(case).as_json("zh") for case in _answers(source)]
        assert _answers(target) == expected


def test_bare_outcomes(run: Run, tmp_path: Path) -> None:
    source = _write(tmp_path / "in.jsonl", [json.dumps(case) for case in CASES])
    target = tmp_path / "out.jsonl"
    batch = ("decide", "replacement", "--input", str(source), "--output", str(target))
    assert run(*batch, "--format", "outcome").status == 0
    assert _answers(target) == [
        {"outcome": "written_proof"},
        {"outcome": "replace"},
        {"outcome": None, "needs": ["requested_on"]},
        {"outcome": "replace"},
        {"outcome": None, "needs": ["occupation", "requested_on"]},
    ]


@pytest.mark.parametrize("form", ["full", "outcome"])
@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("{", "JSON"),
        ("", "JSON"),
        ("[1]", "JSON"),
        ('{"occupation": "宇航员"}', "occupation"),
        ('{"occupation": ["电工"]}', "occupation"),
        ('{"occupation": 1, "reason": "lost", "requested_on": "2021-02-01"}', "occupation"),
        ('{"occupation": "电工", "reason": {}, "requested_on": "2021-02-01"}', "reason"),
        ('{"requested_on": "2021-02-29"}', "requested_on"),
        ('{"requested_on": null}', "requested_on"),
        ('{"colour": "red"}', "colour"),
    ],
)
def test_a_bad_line_is_named_in_its_place(
    run: Run, tmp_path: Path, form: str, line: str, named: str
) -> None:
    good = json.dumps(CASES[0])
    source = _write(tmp_path / "in.jsonl", [good, line, good])
    target = tmp_path / "out.jsonl"
    batch = ("decide", "replacement", "--input", str(source), "--output", str(target))
    ran = run(*batch, "--format", form)
    first, bad, last = _answers(target)
    assert ran.status == 1
    assert first == last
    assert first["outcome"] == "written_proof"
    assert bad["line"] == 2
    assert named in str(bad["error"])


def test_numbers_do_not_pass_for_truth_values(run: Run, tmp_path: Path) -> None:
    facts = {
        "programme": "apprentice",
        "plan_aligned": True,
        "qualification_open": False,
        "sponsor_filed": True,
    }
    lines = [json.dumps(facts), json.dumps({**facts, "plan_aligned": 1}), json.dumps(facts)]
    source, target = _write(tmp_path / "in.jsonl", lines), tmp_path / "out.jsonl"
    batch = ("decide", "training-route", "--input", str(source), "--output", str(target))
    assert run(*batch).status == 1
    assert "plan_aligned" in str(_answers(target)[1]["error"])


def test_a_byte_order_mark_and_windows_lines(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_bytes(b"\xef\xbb\xbf" + json.dumps(CASES[0]).encode() + b"\r\n")
    target = tmp_path / "out.jsonl"
    batch = ("decide", "replacement", "--input", str(source), "--output", str(target))
    assert run(*batch).status == 0
    assert _answers(target)[0]["outcome"] == "written_proof"


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_shown_on_a_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = _write(tmp_path / "in.jsonl", [json.dumps(case) for case in CASES])
    terminal = _Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setattr(batches, "_EVERY", 2)
    replacement = law().decision("replacement")
    done = batches.answer_file(replacement, source, tmp_path / "out", bare=False, lang="zh")
    assert done == batches.Done(lines=5, refused=0)
    assert "\r4  " in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_an_empty_file_gives_an_empty_one(run: Run, tmp_path: Path) -> None:
    source, target = _write(tmp_path / "in.jsonl", []), tmp_path / "out.jsonl"
    batch = ("decide", "replacement", "--input", str(source), "--output", str(target))
    assert run(*batch).status == 0
    assert target.read_bytes() == b""


def test_nothing_is_left_where_nothing_can_be_written(run: Run, tmp_path: Path) -> None:
    source = _write(tmp_path / "in.jsonl", [json.dumps(CASES[0])])
    target = tmp_path / "nowhere" / "out.jsonl"
    batch = ("decide", "replacement", "--input", str(source), "--output", str(target))
    assert run(*batch).status == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl"]


def test_an_old_answer_stays_until_the_new_one_is_whole(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = _write(tmp_path / "in.jsonl", [json.dumps(case) for case in CASES])
    target = tmp_path / "out.jsonl"
    target.write_text("old")

    def stop(_self: object, _facts: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr("xianjie.law.compiled.CompiledDecision.decide", stop)
    run("decide", "replacement", "--input", str(source), "--output", str(target))
    assert target.read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]
