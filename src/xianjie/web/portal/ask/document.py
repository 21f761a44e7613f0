"""An answer as a PDF, typeset by typst with the packaged Chinese font.

The case reaches the template as JSON data, never as markup: nothing a visitor types is run.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.utils.encoding import uri_to_iri

from xianjie.documents.typesetting import typeset
from xianjie.law import Answer, Because, CompiledDecision, Reading
from xianjie.text import Lang, Text
from xianjie.web.templatetags.xianjie import spoken

_TEMPLATE = Path(__file__).with_name("answer.typ")
_CHANGES = {
    True: Text("换一种理解，结论会不同", "the other reading would change the outcome"),
    False: Text("换一种理解，结论相同", "the other reading gives the same outcome"),
    None: Text("换一种理解，结论可能不同", "the other reading might change the outcome"),
}
_OPEN = Text("现有事实尚不能得出结论", "The facts given leave this open")
_IDLE = Text("不影响结论", "did not matter")
_LISTED = Text("；", "; ")
_PARTICULARS = (
    Text("法域", "Jurisdiction"),
    Text("查询日", "Asked on"),
    Text("规则版本", "Version of the rules"),
)
_HEADINGS = {
    "service": Text(
        "衔接 · 职业资格与职业技能等级", "Xianjie 衔接 · Qualifications and skill levels"
    ),
    "possible": Text("仍可能的结论", "Outcomes still possible"),
    "needs": Text("还需要知道", "Still to be known"),
    "reasons": Text("理由", "Because"),
    "clauses": Text("依据", "Clauses"),
    "dates": Text("须留意的日期", "Dates that follow"),
    "readings": Text("对未明之处的理解", "Readings of unclear words"),
    "facts": Text("所依据的事实", "Facts given"),
    "spared": Text("不必知道", "Not needed"),
    "address": Text("网页地址", "Address of the page"),
    "turned": Text("按另一种理解作答", "Answered by the other reading"),
    "caution": Text(
        "依据所列事实和条款生成，不是行政决定；以主管部门的决定为准。",
        "Made from the facts and clauses listed; no administrative decision. "
        "The competent department decides.",
    ),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What goes on paper: the answer, the case, and where it came from.

    ``reasons`` and ``facts`` come with their values in words; the last of a fact's three says
    whether it mattered. ``turned`` is the reading that was turned the other way, if one was.
    """

    decision: CompiledDecision
    answer: Answer
    reasons: tuple[tuple[Because, Text | None], ...]
    facts: tuple[tuple[Text, Text, bool], ...]
    spared: tuple[Text, ...]
    jurisdiction: Text
    turned: Reading | None
    address: str
    on: date


def answer_document(sheet: Sheet, lang: Lang) -> bytes:
    """A PDF of an answer: what, why, by which clause, from which facts; A4."""
    data = {
        "lang": lang,
        "words": {name: text.in_(lang) for name, text in _HEADINGS.items()},
        **_outcome(sheet, lang),
        **_grounds(sheet, lang),
        **_case(sheet, lang),
    }
    return typeset(_TEMPLATE, data, sheet.on)


def _outcome(sheet: Sheet, lang: Lang) -> dict[str, object]:
    decision, answer = sheet.decision, sheet.answer
    outcome = None if answer.outcome is None else decision.outcomes[answer.outcome]
    labels = [_start(decision.outcomes[name].label, lang) for name in answer.outcomes]
    return {
        "title": decision.title.in_(lang),
        "question": decision.question.in_(lang),
        "outcome": _start(outcome.label if outcome else _OPEN, lang),
        "meaning": outcome.meaning.in_(lang) if outcome else "",
        "possible": [] if outcome else labels,
        "needs": [decision.fact(name).question.in_(lang) for name in answer.needs],
        "turned": _turned(sheet.turned, lang) if sheet.turned else "",
    }


def _grounds(sheet: Sheet, lang: Lang) -> dict[str, object]:
    source, answer = sheet.decision.source, sheet.answer
    return {
        "reasons": [
            [
                _start(_beside(because.text, value) if value else because.text, lang),
                _LISTED.in_(lang).join(
                    source.clauses[name].citation.in_(lang) for name in because.clauses
                ),
            ]
            for because, value in sheet.reasons
        ],
        "clauses": [
            [source.clauses[name].citation.in_(lang), source.clauses[name].says.in_(lang)]
            for name in answer.clauses
        ],
        "dates": [
            [spoken(day, lang), _start(source.parameters[name].label, lang)]
            for name, day in answer.dates.items()
        ],
        "readings": [
            [
                f"{shown.id} {source.readings[shown.id].words.in_(lang)}",
                _start(_beside(shown.taken, _CHANGES[shown.changes_outcome]), lang),
            ]
            for shown in answer.readings
        ],
    }


def _case(sheet: Sheet, lang: Lang) -> dict[str, object]:
    particulars = (
        sheet.jurisdiction.in_(lang),
        spoken(sheet.on, lang),
        sheet.answer.rules_version,
    )
    return {
        "facts": [
            [
                _start(label, lang),
                _start(value if mattered else _beside(value, _IDLE), lang),
            ]
            for label, value, mattered in sheet.facts
        ],
        "spared": _LISTED.in_(lang).join(label.in_(lang) for label in sheet.spared),
        "particulars": [
            [name.in_(lang), value] for name, value in zip(_PARTICULARS, particulars, strict=True)
        ],
        "address": uri_to_iri(sheet.address),  # in letters that people can read
        "link": sheet.address,
    }


def _beside(said: Text, more: Text) -> Text:
    """Words with others in brackets after them."""
    return Text(f"{said.zh}（{more.zh}）", f"{said.en} ({more.en})")


def _start(said: Text, lang: Lang) -> str:
    """Words that stand at the start of a line."""
    words = said.in_(lang)
    return words[:1].upper() + words[1:]


def _turned(reading: Reading, lang: Lang) -> str:
    return Text(
        f"{reading.id} {reading.words.zh}：{reading.alternative.zh}；"
        f"通常采用：{reading.taken.zh}。",
        f"{reading.id} {reading.words.en}: {reading.alternative.en}; "
        f"as a rule it is read: {reading.taken.en}.",
    ).in_(lang)
