"""Rules as sentences in both languages."""

import pytest

from tests.law.test_oracle import EVERYWHERE
from tests.law.tiny import decision, reading, said, tiny, yes_no
from xianjie.instruments import law
from xianjie.law import ALWAYS, ByReading, Condition, Decision, InLightOf, Rule, named, outcome_is
from xianjie.text import LANGS, Lang

A, B, C = yes_no("a"), yes_no("b"), yes_no("c")


@pytest.mark.parametrize(("jurisdiction", "name"), EVERYWHERE)
@pytest.mark.parametrize("lang", LANGS)
def test_every_rule_is_a_sentence(jurisdiction: str, name: str, lang: Lang) -> None:
    asked = law(jurisdiction).decision(name)
    sentences = asked.sentences(lang)
    assert [sentence.id for sentence in sentences] == [rule.id for rule in asked.rules]
    for sentence, rule in zip(sentences, asked.rules, strict=True):
        assert (sentence.outcome, sentence.clauses) == (rule.outcome, rule.clauses)
        assert asked.outcomes[rule.outcome].label.in_(lang) in sentence.text
        otherwise = rule.when == ALWAYS
        assert sentence.text.startswith(_opening(lang, otherwise=otherwise))
        assert sentence.text.endswith("。" if lang == "zh" else ".")
        assert "_" not in sentence.text


@pytest.mark.parametrize("lang", LANGS)
def test_every_notion_in_a_sentence_is_defined(lang: Lang) -> None:
    asked = law().decision("certificate-validity")
    text = "".join(sentence.text for sentence in asked.sentences(lang))
    assert all(definition.words in text for definition in asked.definitions(lang))
    assert len({definition.words for definition in asked.definitions(lang)}) == len(
        asked.definitions(lang)
    )
    (still,) = [d for d in asked.definitions(lang) if d.clauses == ("80/2",)]
    assert "2020-09-30" in still.meaning
    assert "2020-12-31" in still.meaning


def test_brackets_stand_where_words_alone_would_be_ambiguous() -> None:
    texts = _sentences(A & (B | C), (A & B) | C, ~(A & B) & C, ~(A | B) | C, ~(A & B), A | B & C)
    assert texts == [
        "If a yes, and (b yes, or c yes): yes.",
        "If (a yes, and b yes), or c yes: yes.",
        "If (a no, or b no), and c yes: yes.",
        "If (a no, and b no), or c yes: yes.",
        "If a no, or b no: yes.",
        "If a yes, or (b yes, and c yes): yes.",
    ]


def test_readings_leave_no_mark_in_the_words() -> None:
    taken = ByReading("R1", A, B)
    assert _sentences(taken, ~taken, ~InLightOf("R1", A & B), InLightOf("R1", A | B) & C) == [
        "If a yes: yes.",
        "If a no: yes.",
        "If a no, or b no: yes.",
        "If (a yes, or b yes), and c yes: yes.",
    ]


def test_a_sentence_names_the_readings_of_its_own_words_only() -> None:
    asked = law().decision("candidate-option").sentences("zh")
    assert {s.id: s.readings for s in asked if s.readings} == {"registered-before": ("R3",)}
    permission = law().decision("exam-permission").sentences("zh")
    assert {s.id: s.readings for s in permission if s.readings} == {"not-begun": ("R2", "R5")}


def test_notions_and_questions_in_sentences() -> None:
    notion = named("甲", "the first", A & B, unless=said("not the first"), clauses=("1",))
    plain = named("乙", "the second", A, unless=said("not the second"))
    asking = tiny(
        _yes_if("called", A),
        _yes_if("asking", notion & ~notion | ~outcome_is("called", "yes")),
        _yes_if("other", plain & outcome_is("called", "yes", "no")),
    )
    assert asking.decision("asking").sentences("en")[0].text == (
        "If (the first, and not the first), or “called” does not answer “yes”: yes."
    )
    assert asking.decision("other").sentences("en")[0].text == (
        "If the second, and “called” answers “yes” or “no”: yes."
    )
    assert [(d.words, d.meaning) for d in asking.decision("asking").definitions("en")] == [
        ("the first", "a yes, and b yes")
    ]
    assert asking.decision("other").definitions("en") == ()


def _opening(lang: Lang, *, otherwise: bool) -> str:
    words = {"zh": ("如果", "其他情形："), "en": ("If ", "Otherwise: ")}
    return words[lang][otherwise]


def _sentences(*conditions: Condition) -> list[str]:
    decisions = [_yes_if(f"d{index}", when) for index, when in enumerate(conditions)]
    asked = tiny(*decisions, readings=(reading("R1"),))
    return [asked.decision(d.name).sentences("en")[0].text for d in decisions]


def _yes_if(name: str, when: Condition) -> Decision:
    rules = Rule("if", when, "yes", ("1",)), Rule("else", ALWAYS, "no", ("1",))
    return decision(name, (A, B, C), *rules)
