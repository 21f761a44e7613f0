"""The cards: signed cases still come out as they say, and the decks say all of the law, no more."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.law.tiny import day, decision, said, tiny, yes_no
from tools.lawdeck.__main__ import DECKS, main, stale_decks
from xianjie.instruments import jurisdictions, law
from xianjie.law import ALWAYS, Day, NamedDay, Parameter, Rule
from xianjie.law.cards import Deck, deck, deck_as_json, deck_lines, told_deck
from xianjie.law.conditions import Leaf
from xianjie.law.days import CompareDay, CompareFacts
from xianjie.text import LANGS, Lang

DECISIONS = [(j, d) for j in jurisdictions() for d in law(j).decisions]


@dataclass(frozen=True)
class Signed:
    """A card as it lies in the file."""

    jurisdiction: str
    decision: str
    card: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.jurisdiction} {self.decision} {self.card['id']}"


def _signed() -> list[Signed]:
    decks = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(DECKS.rglob("*.json"))]
    return [Signed(d["jurisdiction"], d["decision"], card) for d in decks for card in d["cards"]]


@cache
def dealt(jurisdiction: str, name: str) -> Deck:
    return deck(law(jurisdiction).decision(name))


@pytest.mark.parametrize("signed", _signed(), ids=str)
def test_every_signed_case_still_comes_out_as_its_card_says(signed: Signed) -> None:
    asked = law(signed.jurisdiction).decision(signed.decision)
    for case in (*signed.card["cases"], *signed.card["guards"]):
        answer = asked.decide(case["facts"])
        assert answer.outcome == signed.card["outcome"]
        assert list(answer.clauses) == signed.card["clauses"]
        assert {n: d.isoformat() for n, d in answer.dates.items()} == case.get("dates", {})
        told = [[reason.leaf.exact, reason.holds] for reason in answer.explanation.reasons]
        assert told == signed.card["because"]


@pytest.mark.parametrize(("jurisdiction", "name"), DECISIONS)
def test_the_deck_is_as_dealt_from_the_law(jurisdiction: str, name: str) -> None:
    lies = (DECKS / jurisdiction.lower() / f"{name}.json").read_text(encoding="utf-8")
    assert lies == deck_lines(dealt(jurisdiction, name)), "run python -m tools.lawdeck"


def test_no_deck_is_left_of_a_decision_that_is_gone() -> None:
    there = {path.relative_to(DECKS).as_posix() for path in DECKS.rglob("*.json")}
    assert there == {f"{j.lower()}/{d}.json" for j, d in DECISIONS}


@pytest.mark.parametrize(("jurisdiction", "name"), DECISIONS)
def test_the_cards_say_all_and_never_two_things(jurisdiction: str, name: str) -> None:
    """Every case there can be fits a card, and every card that it fits has its outcome."""
    asked = law(jurisdiction).decision(name)
    bit = asked.space.bit
    masks = [
        (
            sum(1 << bit[reason.leaf] for reason in card.reasons),
            sum(1 << bit[reason.leaf] for reason in card.reasons if reason.holds),
            card.outcome.name,
        )
        for card in dealt(jurisdiction, name).cards
    ]
    for signature in asked.space.signatures:
        outcomes = {outcome for mask, here, outcome in masks if signature & mask == here}
        assert outcomes == {asked.rules[asked.rule(signature)].outcome}


@pytest.mark.parametrize(("jurisdiction", "name"), DECISIONS)
def test_no_condition_of_a_card_can_be_spared(jurisdiction: str, name: str) -> None:
    asked = law(jurisdiction).decision(name)
    outcome = {s: asked.rules[asked.rule(s)].outcome for s in asked.space.signatures}
    for card in dealt(jurisdiction, name).cards:
        bits = {1 << asked.space.bit[reason.leaf]: reason.holds for reason in card.reasons}
        for spared in bits:
            mask = sum(bits) - spared
            here = sum(own for own, holds in bits.items() if holds and own != spared)
            fitting = {outcome[s] for s in outcome if s & mask == here}
            assert fitting > {card.outcome.name}


@pytest.mark.parametrize(("jurisdiction", "name"), DECISIONS)
def test_every_card_has_a_sheet_in_both_languages(jurisdiction: str, name: str) -> None:
    own = dealt(jurisdiction, name)
    zh, en = (told_deck(own, lang) for lang in LANGS)
    assert len(zh.cards) == len(en.cards) == len(own.cards) > 0
    assert len({card.id for card in own.cards}) == len(own.cards)
    for card, chinese, english in zip(own.cards, zh.cards, en.cards, strict=True):
        assert chinese.number == english.number == card.number
        assert len(chinese.conditions) == len(english.conditions) == max(1, len(card.reasons))
        assert chinese.conditions != english.conditions
        assert [name for name, _ in chinese.clauses] == list(card.clauses)
        assert [name for name, _ in english.readings] == [shown.id for shown in card.readings]
        assert 1 <= len(english.cases) <= len(card.cases)


@pytest.mark.parametrize(("jurisdiction", "name"), DECISIONS)
def test_every_day_compared_has_a_case_on_either_edge(jurisdiction: str, name: str) -> None:
    asked = law(jurisdiction).decision(name)
    shown = [case.values for card in dealt(jurisdiction, name).cards for case in card.cases]
    for leaf in asked.leaves:
        if isinstance(leaf, CompareDay | CompareFacts):
            sides = {leaf.holds(values) for values in shown if _on_edge(leaf, values)}
            assert sides == {True, False}, leaf.formula


def _on_edge(leaf: Leaf, values: Mapping[str, Any]) -> bool:
    name = leaf.facts[0].name
    if values[name] is None:
        return False
    beside = [{**values, name: values[name] + timedelta(days=off)} for off in (-1, 1)]
    return any(leaf.holds(other) != leaf.holds(values) for other in beside)


def test_days_of_a_case_compared_with_each_other_have_edges_too() -> None:
    first, last = day("first"), day("last", none=True)
    asked = tiny(
        decision(
            "d",
            (first, last),
            Rule("in-order", Day(first) < Day(last), "yes", ("1",)),
            Rule("otherwise", ALWAYS, "no", ("1",)),
        )
    ).decision("d")
    cards = {card.outcome.name: card for card in deck(asked).cards}
    (yes,), (no,) = cards["yes"].cases, cards["no"].cases
    assert yes.values["last"] == _day(yes.values["first"]) + timedelta(days=1)
    assert no.values["last"] == no.values["first"]
    assert yes.edge == no.edge == asked.leaves[0]


def test_an_edge_at_the_end_of_the_calendar_is_shown_from_the_side_there_is() -> None:
    on, end = day("on"), Parameter("end", date.max, said("the end"), ("1",))
    rules = (
        Rule("before", Day(on) < NamedDay("end"), "yes", ("1",)),
        Rule("otherwise", ALWAYS, "no", ("1",)),
    )
    asked = tiny(decision("d", (on,), *rules), parameters=(end,)).decision("d")
    shown = {card.outcome.name: card.cases for card in deck(asked).cards}
    assert [case.values["on"] for case in shown["yes"]] == [date.max - timedelta(days=1)]
    assert [case.values["on"] for case in shown["no"]] == [date.max]


def _day(value: object) -> date:
    assert isinstance(value, date)
    return value


def test_a_decision_without_conditions_is_one_card_for_any_case() -> None:
    asked = tiny(decision("d", (yes_no("a"),), Rule("always", ALWAYS, "yes", ("1",))))
    own = deck(asked.decision("d"))
    (card,) = own.cards
    assert (card.reasons, card.rules, card.clauses) == ((), ("always",), ("1",))
    (told,) = told_deck(own, "en").cards
    assert told.conditions == ("In every case",)
    assert told.cases == ("any case",)


def test_the_id_of_a_card_follows_what_it_says_and_not_its_place() -> None:
    moved = deck(law(dates={"no_reissue_from": date(2021, 7, 1)}).decision("replacement"))
    before, after = (
        {card.number: card.id for card in one.cards}
        for one in (dealt("CN-GD", "replacement"), moved)
    )
    assert [number for number in before if before[number] != after[number]] == [3, 4]
    elsewhere = {card.id for card in dealt("CN", "replacement").cards}
    assert not elsewhere & set(before.values())


@pytest.mark.parametrize("langs", [("zh",), ("en",), LANGS])
def test_json_has_the_words_asked_for(langs: tuple[Lang, ...]) -> None:
    told = json.loads(json.dumps(deck_as_json(dealt("CN-GD", "replacement"), langs)))
    assert told["decision"] == "replacement"
    for card in told["cards"]:
        assert list(card["meaning"]) == list(langs)
        assert all(list(reason["text"]) == list(langs) for reason in card["because"])
        assert card["cases"][0]["facts"].keys() == {"occupation", "reason", "requested_on"}


def test_stale_decks_are_named_and_dealt_anew(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = {"cn/a.json": "a", "cn/b.json": "b"}
    monkeypatch.setattr("tools.lawdeck.__main__.decks", lambda: iter(made.items()))
    (tmp_path / "cn").mkdir()
    (tmp_path / "cn" / "a.json").write_text("old")
    (tmp_path / "cn" / "gone.json").write_text("")
    stale = ["cn/a.json", "cn/b.json", "cn/gone.json"]
    assert main(["--check", "--decks", str(tmp_path)]) == 1
    named = capsys.readouterr().err
    assert all(name in named for name in stale)
    assert stale_decks(tmp_path, made) == stale
    assert main(["--decks", str(tmp_path)]) == 0
    assert main(["--check", "--decks", str(tmp_path)]) == 0
