"""An answer as a PDF, typeset by typst with the packaged Chinese font.

The case reaches the template as JSON data, never as markup: nothing a visitor types is run.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path

import typst

from xianjie.law import Answer, CompiledDecision
from xianjie.text import Lang, Text
from xianjie.web.templatetags.xianjie import spoken

_TEMPLATE = Path(__file__).with_name("answer.typ")
_CHANGES = {
    True: Text("换一种理解，结论会不同", "the other reading would change the outcome"),
    False: Text("换一种理解，结论相同", "the other reading gives the same outcome"),
    None: Text("换一种理解，结论可能不同", "the other reading might change the outcome"),
}


def answer_document(
    decision: CompiledDecision,
    answer: Answer,
    *,
    facts: Sequence[tuple[Text, Text]],
    jurisdiction: Text,
    address: str,
    on: date,
    lang: Lang,
) -> bytes:
    """A PDF of an answer: what, why, by which clause, from which facts; A4."""
    source = decision.source
    outcome = None if answer.outcome is None else decision.outcomes[answer.outcome]
    data = {
        "lang": lang,
        "title": decision.title.in_(lang),
        "question": decision.question.in_(lang),
        "outcome": outcome.label.in_(lang) if outcome else _OPEN.in_(lang),
        "meaning": outcome.meaning.in_(lang) if outcome else "",
        "possible": []
        if outcome
        else [decision.outcomes[n].label.in_(lang) for n in answer.outcomes],
        "needs": [decision.fact(name).question.in_(lang) for name in answer.needs],
        "reasons": [
            [because.text.in_(lang), ", ".join(because.clauses)] for because in answer.because
        ],
        "clauses": [
            [source.clauses[name].citation.in_(lang), source.clauses[name].says.in_(lang)]
            for name in answer.clauses
        ],
        "dates": [
            [spoken(day, lang), source.parameters[name].label.in_(lang)]
            for name, day in answer.dates.items()
        ],
        "readings": [
            [
                f"{shown.id} {source.readings[shown.id].words.in_(lang)}",
                f"{shown.taken.in_(lang)} ({_CHANGES[shown.changes_outcome].in_(lang)})",
            ]
            for shown in answer.readings
        ],
        "facts": [[label.in_(lang), value.in_(lang)] for label, value in facts],
        "particulars": [
            [_JURISDICTION.in_(lang), jurisdiction.in_(lang)],
            [_DAY.in_(lang), spoken(on, lang)],
            [_VERSION.in_(lang), answer.rules_version],
            [_ADDRESS.in_(lang), address],
        ],
        "words": {name: text.in_(lang) for name, text in _HEADINGS.items()},
    }
    return typst.compile(
        _TEMPLATE,
        font_paths=[_fonts()],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )


_OPEN = Text("现有事实尚不能得出结论", "The facts given leave this open")
_JURISDICTION = Text("法域", "Jurisdiction")
_DAY = Text("查询日", "Asked on")
_VERSION = Text("规则版本", "Version of the rules")
_ADDRESS = Text("网页地址", "Address of the page")
_HEADINGS = {
    "service": Text(
        "衔接 · 职业资格与职业技能等级", "Xianjie 衔接 · qualifications and skill levels"
    ),
    "possible": Text("仍可能的结论", "Outcomes still possible"),
    "needs": Text("还需要知道", "Still to be known"),
    "reasons": Text("理由", "Because"),
    "clauses": Text("依据", "Clauses"),
    "dates": Text("须留意的日期", "Dates that follow"),
    "readings": Text("对未明之处的理解", "Readings of unclear words"),
    "facts": Text("所依据的事实", "Facts given"),
    "caution": Text(
        "本件依据所列事实和通知条款生成，不是行政决定；以主管部门的决定为准。",
        "Made from the facts and clauses listed; no administrative decision. The competent "
        "department decides.",
    ),
}


@cache
def _fonts() -> str:
    return str(resources.files("justmytype_intl_cjk") / "fonts" / "ofl" / "notosanssc")
