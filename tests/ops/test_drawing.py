"""``xianjie supervise draw``: the same as was drawn, from the published file alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.ops.conftest import Run
from xianjie.domain.supervision.drawing import Candidate, Lists, draw

LISTS = Lists(
    "440100",
    2,
    1,
    [Candidate(f"S{number:012}", f"机构{number}", 1 + number % 3) for number in range(6)],
    ["0a", "1b"],
    {"S000000000001": ["0a"]},
)
SEED = "5f" * 32


def published(tmp_path: Path, **changed: object) -> str:
    path = tmp_path / "lists.json"
    told = {**LISTS.as_json(), "digest": LISTS.digest, "seed": SEED, **changed}
    path.write_text(json.dumps(told), encoding="utf-8")
    return str(path)


def test_it_tells_who_was_drawn(run: Run, tmp_path: Path) -> None:
    ran = run("supervise", "draw", "--list", published(tmp_path), "--format", "json")
    assert ran.status == 0
    assert json.loads(ran.out) == {
        "digest": LISTS.digest,
        "seed": SEED,
        "drawn": [
            {"number": one.body.number, "name": one.body.name, "inspectors": list(one.inspectors)}
            for one in draw(LISTS, SEED)
        ],
    }


@pytest.mark.parametrize(("lang", "words"), [("zh", "抽中 2 家"), ("en", "drawn: 2")])
def test_it_speaks_both_languages(run: Run, tmp_path: Path, lang: str, words: str) -> None:
    ran = run("supervise", "draw", "--list", published(tmp_path), "--lang", lang)
    assert words in ran.out


def test_lists_that_are_not_of_their_digest_are_told(run: Run, tmp_path: Path) -> None:
    ran = run("supervise", "draw", "--list", published(tmp_path, count=3))
    assert ran.status == 1
    assert "不符" in ran.err


@pytest.mark.parametrize(
    ("changed", "words"),
    [({"seed": None}, "还没有种子"), ({"bodies": "x"}, "格式"), ({"count": 9}, "要抽 9 家")],
)
def test_what_cannot_be_drawn_is_refused(
    run: Run, tmp_path: Path, changed: dict[str, object], words: str
) -> None:
    ran = run("supervise", "draw", "--list", published(tmp_path, **changed))
    assert ran.status == 2
    assert words in ran.err
