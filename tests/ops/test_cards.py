"""``law cards`` from the command line, and its paper."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.ops.conftest import Run
from xianjie.instruments import law
from xianjie.law.cards import deck, told_deck
from xianjie.text import LANGS, Lang

REPLACEMENT = ("law", "cards", "--decision", "replacement")


@pytest.mark.parametrize("lang", LANGS)
def test_every_card_is_told_with_a_line_to_sign(run: Run, lang: Lang) -> None:
    out = run(*REPLACEMENT, "--lang", lang).out
    told = told_deck(deck(law().decision("replacement")), lang)
    assert told.rules_version in out
    for card in told.cards:
        assert f"{card.number}/{len(told.cards)}  {card.id}" in out
        assert card.outcome in out
        assert all(words in out for words in (*card.conditions, *card.cases, *card.rules))
    sign = {"zh": "签名 ___", "en": "Signature ___"}[lang]
    assert out.count(sign) == len(told.cards)


def test_both_languages_stand_on_one_card(run: Run) -> None:
    out = run(*REPLACEMENT, "--lang", "both").out
    assert out.count("签名 · Signature ___") == 4
    assert "出具书面证明（written_proof）" in out
    assert "Written proof (written_proof)" in out


def test_all_decisions_of_a_jurisdiction_are_dealt(run: Run) -> None:
    asked = law("CN").decisions
    told = json.loads(run("law", "cards", "--jurisdiction", "CN", "--format", "json").out)
    assert [one["decision"] for one in told] == list(asked)
    assert all(one["rules_version"] == asked[one["decision"]].rules_version for one in told)


def test_json_has_the_language_asked_for(run: Run) -> None:
    (told,) = json.loads(run(*REPLACEMENT, "--format", "json", "--lang", "en").out)
    assert all(list(card["meaning"]) == ["en"] for card in told["cards"])


def test_paper_is_dated_numbered_and_whole(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "cards.pdf"
    ran = run("law", "cards", "--format", "pdf", "--output", str(target), "--lang", "en")
    assert ran.status == 0
    assert str(target) in ran.err
    document = PdfReader(BytesIO(target.read_bytes()))
    texts = ["".join(page.extract_text().split()) for page in document.pages]
    decks = [deck(decision) for decision in law().decisions.values()]
    for own in decks:
        assert any(own.rules_version[:16] in text for text in texts)
        assert all(any(card.id in text for text in texts) for card in own.cards)
    assert sum(text.count("Signature") for text in texts) == sum(len(own.cards) for own in decks)
    for number, text in enumerate(texts, start=1):
        assert f"{number}/{len(texts)}" in text
        assert "Printedon2020-09-15" in text
    assert len(texts) < sum(len(own.cards) for own in decks) / 2


def test_a_file_is_written_without_colours(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "cards.txt"
    assert run(*REPLACEMENT, "--output", str(target)).out == ""
    assert "\x1b" not in target.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--format", "pdf"), "--output"),
        (("--decision", "nothing"), "candidate-option"),
        (("--jurisdiction", "CN-XX"), "CN-GD"),
    ],
)
def test_what_cannot_be_is_refused_by_name(
    run: Run, arguments: tuple[str, ...], words: str
) -> None:
    ran = run("law", "cards", *arguments)
    assert ran.status == 2
    assert words in ran.err
