"""An answer on paper, read back: what it says, in which language, on which page."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.web.ask.test_answering import LATE, QUIET
from tests.web.ask.visiting import path, visit
from xianjie.instruments import law
from xianjie.text import LANGS, Lang

A4 = (595, 842)  # points


def read(address: str) -> PdfReader:
    page = visit(address)
    assert page.status == 200
    assert page.content.startswith(b"%PDF")
    return PdfReader(BytesIO(page.content))


def text(document: PdfReader) -> str:
    """All text, without the spaces that setting puts between Chinese and other characters."""
    return "".join("".join(page.extract_text() for page in document.pages).split())


def squeezed(words: str) -> str:
    return "".join(words.split())


@pytest.mark.parametrize("lang", LANGS)
def test_the_sheet_says_what_the_page_says(lang: Lang) -> None:
    decision = law().decision("candidate-option")
    found = decision.decide({**QUIET, "exam_held": False, "suspended": False})
    document = read(path(lang, "candidate-option", "answer.pdf", **QUIET))
    said = text(document).lower()
    assert found.outcome is not None
    outcome = decision.outcomes[found.outcome]
    expected = [decision.title, decision.question, outcome.label, outcome.meaning, law().title]
    expected += [because.text for because in found.because]
    expected += [law().clauses[clause].citation for clause in found.clauses]
    expected += [law().clauses[clause].says for clause in found.clauses]
    expected += [law().days[name].label for name in found.dates]
    expected += [law().readings[one.id].words for one in found.readings]
    expected += [one.taken for one in found.readings]
    expected += [decision.fact(name).label for name in QUIET]
    for words in expected:
        assert squeezed(words.in_(lang)).lower() in said, words
    assert found.rules_version in said
    assert squeezed(f"/{lang}/ask/candidate-option/answer/?occupation=电工&route=scheduled") in said


@pytest.mark.parametrize("lang", LANGS)
def test_the_sheet_is_one_a4_page_that_says_what_it_is(lang: Lang) -> None:
    document = read(path(lang, "candidate-option", "answer.pdf", **QUIET))
    (page,) = document.pages
    assert tuple(round(float(side)) for side in page.mediabox[2:]) == A4
    assert document.metadata is not None
    title = {"zh": "可选择继续或退费", "en": "Choose: continue or refund"}[lang]
    assert str(document.metadata.title).endswith(title)
    assert str(document.root_object["/Lang"]) == lang
    assert "/StructTreeRoot" in document.root_object  # tagged: a screen reader knows what is what


def test_an_open_answer_on_paper_lists_what_may_follow() -> None:
    decision = law().decision("candidate-option")
    found = decision.decide({"occupation": "电工"})
    said = text(read(path("zh", "candidate-option", "answer.pdf", occupation="电工")))
    for name in found.outcomes:
        assert squeezed(decision.outcomes[name].label.zh) in said
    for name in found.needs:
        assert squeezed(decision.fact(name).question.zh) in said


def test_a_turned_reading_is_said_on_paper_too() -> None:
    said = text(read(path("zh", "certificate-issuance", "answer.pdf", **LATE, reading="R4")))
    assert "按另一种理解作答" in said
    assert squeezed(law().readings["R4"].alternative.zh) in said
    as_read = text(read(path("zh", "certificate-issuance", "answer.pdf", **LATE)))
    assert "按另一种理解作答" not in as_read


@pytest.mark.parametrize("name", list(law().decisions))
def test_every_question_has_a_sheet_even_with_nothing_told(name: str) -> None:
    said = text(read(path("en", name, "answer.pdf")))
    assert squeezed("The facts given leave this open") in said


def test_the_same_case_on_the_same_day_is_the_same_sheet() -> None:
    address = path("zh", "candidate-option", "answer.pdf", **QUIET)
    assert visit(address).content == visit(address).content
