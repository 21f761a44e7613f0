"""The mutation of the law: slips are made, found by cards, or proved to be none."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from tests.law.tiny import clause, day, decision, one_of, tiny, yes_no
from tools.lawdeck.__main__ import DECKS
from tools.mutate_law.__main__ import PAGE, main
from tools.mutate_law.judging import Judge, Judged
from tools.mutate_law.mutants import mutants
from tools.mutate_law.page import mutation_page
from xianjie.instruments import jurisdictions, law
from xianjie.law import ALWAYS, Day, Law, Rule, outcome_is
from xianjie.law.cards import deck, deck_lines

COLOUR = one_of("colour", "red", "green", "blue")
GIVEN, SWORN = yes_no("given"), yes_no("sworn")
FROM, UNTIL = day("from"), day("until")


def small() -> Law:
    """A law with something of each kind of slip but dates."""
    first = decision(
        "first",
        (COLOUR, GIVEN, SWORN, FROM, UNTIL),
        Rule("both", GIVEN & SWORN, "both", ("1",), over=("red",)),
        Rule("red", COLOUR.is_("red", "green"), "red", ("1",), over=("late",)),
        Rule("late", Day(UNTIL) < Day(FROM), "late", ("2",)),
        Rule("otherwise", ALWAYS, "other", ("2",)),
    )
    asking = decision(
        "asking",
        (),
        Rule("asked", outcome_is("first", "both", "red", assume={"given": True}), "yes", ("1",)),
        Rule("otherwise", ALWAYS, "no", ("1",)),
    )
    return tiny(first, asking, clauses=(clause("2"),))


def dealt(rules: Law, folder: Path) -> Path:
    """The decks of a law, as the tool would lay them."""
    own = folder / rules.id.lower()
    own.mkdir()
    for name, asked in rules.decisions.items():
        (own / f"{name}.json").write_text(deck_lines(deck(asked)), encoding="utf-8")
    return folder


def _bared(folder: Path) -> None:
    """Leave each card its first case only."""
    for path in folder.rglob("*.json"):
        lies = json.loads(path.read_text(encoding="utf-8"))
        for card in lies["cards"]:
            card["cases"], card["guards"] = card["cases"][:1], []
        path.write_text(json.dumps(lies), encoding="utf-8")


def test_every_slip_is_found_by_the_cards_of_a_small_law(tmp_path: Path) -> None:
    judged = list(Judge(small(), dealt(small(), tmp_path)).judge())
    assert Counter(one.verdict for one in judged)["alive"] == 0
    kinds = {one.mutant.kind for one in judged}
    assert kinds == {
        *("rule", "precedence", "outcome", "comparison"),
        *("option", "yes or no", "joint", "part", "call"),
    }


def test_slips_live_where_the_cards_are_bare(tmp_path: Path) -> None:
    folder = dealt(small(), tmp_path)
    _bared(folder)
    alive = [one for one in Judge(small(), folder).judge() if one.verdict == "alive"]
    assert {"precedence", "option"} <= {one.mutant.kind for one in alive}
    page = mutation_page({"T": alive})
    assert f"Not found: {len(alive)}" in page
    assert f"| 0 / {len(alive)} |" in page
    assert all(one.mutant.what in page for one in alive)


def test_a_change_that_changes_nothing_is_proved_to_be_no_slip(tmp_path: Path) -> None:
    rules = tiny(
        decision(
            "d",
            (GIVEN,),
            Rule("given", GIVEN, "yes", ("1",)),
            Rule("not-given", ~GIVEN | GIVEN, "no", ("1",)),
            Rule("otherwise", ALWAYS, "no", ("1",)),
        )
    )
    verdicts = {one.mutant.what: one for one in Judge(rules, dealt(rules, tmp_path)).judge()}
    assert verdicts["not-given is dropped"].verdict == "equivalent"
    assert verdicts["given is dropped"].verdict == "found"
    assert "every case" in verdicts["not-given is dropped"].by


@pytest.mark.parametrize("jurisdiction", jurisdictions())
def test_every_rule_and_date_of_the_law_has_mutants(jurisdiction: str) -> None:
    source = law(jurisdiction).source
    made = list(mutants(source))
    assert len({str(mutant) for mutant in made}) == len(made)
    dates = Counter(mutant.where for mutant in made if mutant.kind == "date")
    assert dates == dict.fromkeys(source.parameters, 2)
    dropped = {(m.where, m.what.split(" ")[0]) for m in made if m.kind == "rule"}
    in_force = {
        (name, rule.id)
        for name, asked in law(jurisdiction).decisions.items()
        for rule in asked.rules
    }
    assert dropped == in_force


@pytest.mark.parametrize("jurisdiction", jurisdictions())
def test_every_date_moved_by_a_day_is_found(jurisdiction: str) -> None:
    judge = Judge(law(jurisdiction), DECKS)
    moved = [judge.verdict(m) for m in mutants(law(jurisdiction).source) if m.kind == "date"]
    assert [str(one.mutant) for one in moved if one.verdict == "alive"] == []


@pytest.mark.slow
def test_no_slip_lives_and_the_page_says_so() -> None:
    judged: dict[str, list[Judged]] = {
        name: list(Judge(law(name), DECKS).judge()) for name in jurisdictions()
    }
    alive = [str(one.mutant) for v in judged.values() for one in v if one.verdict == "alive"]
    assert alive == []
    assert PAGE.read_text(encoding="utf-8") == mutation_page(judged)


def test_the_command_names_what_lives_and_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = dealt(small(), tmp_path)
    page = tmp_path / "mutation.md"
    monkeypatch.setattr("tools.mutate_law.__main__.jurisdictions", lambda: ("T",))
    monkeypatch.setattr("tools.mutate_law.__main__.law", lambda _: small())
    monkeypatch.setattr("tools.mutate_law.__main__.PAGE", page)
    assert main(["--decks", str(folder), "--write"]) == 0
    assert "100.0%" in capsys.readouterr().out
    assert page.read_text(encoding="utf-8").startswith("# 变异检验")
    _bared(folder)
    assert main(["--decks", str(folder)]) == 1
    assert "alive: T first: " in capsys.readouterr().out
