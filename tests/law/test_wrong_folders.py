"""Folders with a mistake in them: each is refused with the file or entry and the name."""

import itertools
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from xianjie.instruments import law, law_of
from xianjie.law import Law, SourceError

HEAD = 'id = "{id}"\nupper = "CN"\ntitle = {{ zh = "某省", en = "Some" }}\n'
CLAUSE = """["X/1"]
zh = "某一"
en = "Some 1"
says = { zh = "某", en = "some" }
does = { zh = "某", en = "some" }
"""
DAY = """[last_on]
day = 2020-10-10
clauses = ["80/2"]
zh = "某日"
en = "some day"
"""
OPEN = """[limit]
type = "day"
clauses = ["80/2"]
zh = "某日"
en = "some day"
why = { zh = "某", en = "some" }
"""
READING = """[R9]
clauses = ["80/2"]
words = { zh = "某", en = "some" }
taken = { zh = "某", en = "some" }
alternative = { zh = "某", en = "some" }
why = { zh = "某", en = "some" }
"""
RULES = """from xianjie.instruments import facts
from xianjie.instruments.cn.rules.exams import EXAM_PERMISSION, EXAM_SCHEDULE
from xianjie.law import *
from xianjie.text import Text

def rule(id="new", when=ALWAYS, outcome="not_governed", clauses=("80/4",), **more):
    return Rule(id, when, outcome, clauses, **more)

def before(*rules, **more):
    return (Amendment("exam-schedule", before={"no-window": rules}, **more),)

"""
WRONG_FOLDERS: Mapping[str, tuple[Mapping[str, str], list[str]]] = {
    "no head": ({"jurisdiction.toml": ""}, ["jurisdiction.toml", "id"]),
    "no title": ({"jurisdiction.toml": 'id = "X"\n'}, ["jurisdiction.toml", "title"]),
    "a title without English": (
        {"jurisdiction.toml": 'id = "X"\ntitle = { zh = "某省" }\n'},
        ["jurisdiction.toml", "en"],
    ),
    "a title that is no pair": (
        {"jurisdiction.toml": 'id = "X"\ntitle = "某省"\n'},
        ["jurisdiction.toml"],
    ),
    "an empty title": (
        {"jurisdiction.toml": 'id = "X"\ntitle = { zh = "", en = "Some" }\n'},
        ["jurisdiction.toml"],
    ),
    "no TOML": ({"jurisdiction.toml": "id ="}, ["jurisdiction.toml"]),
    "an unknown upper": ({"jurisdiction.toml": HEAD.replace('"CN"', '"ZZ"')}, ["ZZ", "CN-GD"]),
    "itself above": ({"jurisdiction.toml": HEAD.replace('"CN"', '"{id}"')}, ["above itself"]),
    "a clause without words": (
        {"clauses.toml": '["X/1"]\nzh = "某"\nen = "some"\n'},
        ["clauses.toml", "X/1", "says"],
    ),
    "a clause that is no table": ({"clauses.toml": "x = 1\n"}, ["clauses.toml", "[x]"]),
    "a day as text": (
        {"dates.toml": DAY.replace("2020-10-10", '"2020-10-10"')},
        ["dates.toml", "last_on", "no day"],
    ),
    "a day with a time": (
        {"dates.toml": DAY.replace("2020-10-10", "2020-10-10T08:00:00")},
        ["dates.toml", "last_on", "no day"],
    ),
    "an impossible day": (
        {"dates.toml": DAY.replace("2020-10-10", "2020-02-30")},
        ["dates.toml"],
    ),
    "a date by an unknown clause": (
        {"dates.toml": DAY.replace("80/2", "99/1")},
        ["last_on", "clause", "99/1"],
    ),
    "a date by an unknown reading": (
        {"dates.toml": DAY + 'reading = "R99"\nalternative = 2020-10-11\n'},
        ["last_on", "reading", "R99"],
    ),
    "a term left open that is no day": (
        {"open_terms.toml": OPEN.replace('"day"', '"money"')},
        ["open_terms.toml", "limit", "money", "is a day"],
    ),
    "a reading without its other day": (
        {"dates.toml": DAY + 'reading = "R1"\n'},
        ["last_on", "other day"],
    ),
    "a reading by an unknown clause": (
        {"readings.toml": READING.replace("80/2", "99/1")},
        ["R9", "clause", "99/1"],
    ),
    "a reading without a reason": (
        {"readings.toml": READING.replace("why", "because")},
        ["readings.toml", "R9", "why"],
    ),
    "an unknown decision amended": (
        {"rules": 'AMENDMENTS = (Amendment("exam-fee"),)'},
        ["X", "exam-fee"],
    ),
    "an unknown rule amended": (
        {"rules": 'AMENDMENTS = (Amendment("exam-schedule", cite={"no-rule": ("80/2",)}),)'},
        ["exam-schedule", "no-rule"],
    ),
    "an unknown rule replaced": (
        {"rules": 'AMENDMENTS = (Amendment("exam-schedule", replace={"no-rule": rule()}),)'},
        ["exam-schedule", "no-rule"],
    ),
    "all rules replaced and one amended": (
        {
            "rules": 'AMENDMENTS = (Amendment("exam-schedule", rules=(rule(),), '
            'cite={"no-window": ()}),)'
        },
        ["exam-schedule", "no-window"],
    ),
    "a decision that exists above": (
        {"rules": "DECISIONS = (EXAM_SCHEDULE,)"},
        ["exam-schedule", "amend"],
    ),
    "a rule twice": (
        {"rules": 'AMENDMENTS = before(rule("no-window"))'},
        ["exam-schedule", "rule", "no-window", "twice"],
    ),
    "a fact twice": (
        {"rules": "AMENDMENTS = before(facts=(facts.ROUTE,))"},
        ["exam-schedule", "fact", "route", "twice"],
    ),
    "an outcome twice": (
        {"rules": "AMENDMENTS = before(outcomes=EXAM_SCHEDULE.outcomes[:1])"},
        ["exam-schedule", "outcome", "not_governed", "twice"],
    ),
    "an unknown outcome": (
        {"rules": 'AMENDMENTS = before(rule(outcome="maybe"))'},
        ["exam-schedule rule new", "outcome", "maybe"],
    ),
    "a rule by an unknown clause": (
        {"rules": 'AMENDMENTS = before(rule(clauses=("99/1",)))'},
        ["exam-schedule rule new", "clause", "99/1"],
    ),
    "a rule over an unknown rule": (
        {"rules": 'AMENDMENTS = before(rule(over=("no-rule",)))'},
        ["exam-schedule rule new", "no-rule"],
    ),
    "a rule showing an unknown reading": (
        {"rules": 'AMENDMENTS = before(rule(readings=("R99",)))'},
        ["exam-schedule rule new", "reading", "R99"],
    ),
    "a rule under an unknown reading": (
        {"rules": 'AMENDMENTS = before(rule(under=("R99", "taken")))'},
        ["exam-schedule rule new", "reading", "R99"],
    ),
    "a rule with an unknown deadline": (
        {"rules": 'AMENDMENTS = before(rule(deadlines=(Deadline("no_day"),)))'},
        ["exam-schedule rule new", "date", "no_day"],
    ),
    "a rule that compares with an unknown day": (
        {"rules": 'AMENDMENTS = before(rule(when=Day(facts.HELD_ON) < NamedDay("no_day")))'},
        ["X", "no_day"],
    ),
    "a condition by an unknown reading": (
        {"rules": 'AMENDMENTS = before(rule(when=ByReading("R99", NEVER, ALWAYS)))'},
        ["exam-schedule", "R99"],
    ),
    "a rule about a fact that the decision does not have": (
        {"rules": "AMENDMENTS = before(rule(when=facts.PASSED))"},
        ["exam-schedule", "passed"],
    ),
    "a decision that asks an unknown one": (
        {"rules": 'AMENDMENTS = before(rule(when=outcome_is("exam-fee", "free")))'},
        ["exam-schedule", "exam-fee"],
    ),
    "an outcome that the decision asked never gives": (
        {"rules": 'AMENDMENTS = before(rule(when=outcome_is("replacement", "free")))'},
        ["exam-schedule", "replacement", "free"],
    ),
    "a decision that asks itself": (
        {"rules": 'AMENDMENTS = before(rule(when=outcome_is("exam-schedule", "not_governed")))'},
        ["exam-schedule", "asks back"],
    ),
    "two decisions that ask each other": (
        {
            "rules": 'AMENDMENTS = (*before(rule(when=outcome_is("exam-permission", "suspended"))),'
            ' Amendment("exam-permission", before={"begun": (Rule("new", '
            'outcome_is("exam-schedule", "not_governed"), "suspended", ("80/4",)),)}))'
        },
        ["exam-schedule", "exam-permission", "asks back"],
    ),
    "rules that do not import": ({"rules": "import no_such_module"}, ["rules", "no_such_module"]),
    "a literal that no case can have": (
        {"rules": 'AMENDMENTS = before(rule(when=facts.ROUTE.is_("by_post")))'},
        ["rules", "by_post"],
    ),
}
_NUMBERS = itertools.count()


@pytest.mark.parametrize("what", WRONG_FOLDERS)
def test_a_wrong_folder_is_refused_with_the_place(what: str, tmp_path: Path) -> None:
    files, words = WRONG_FOLDERS[what]
    with pytest.raises(SourceError) as refusal:
        _all_decisions(law_of(_folder(tmp_path, files)))
    for word in words:
        assert word in refusal.value.message.en, refusal.value.message.en


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"nowhere/jurisdiction\.toml"):
        law_of(tmp_path / "nowhere")


def test_rules_that_the_interpreter_will_not_load(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.spec_from_file_location", lambda *_, **__: None)
    with pytest.raises(SourceError, match=r"__init__\.py"):
        law_of(_folder(tmp_path, {"rules": ""}))


def test_the_least_that_a_folder_needs(tmp_path: Path) -> None:
    least = law_of(_folder(tmp_path, {}))
    assert least.source.chain == ("CN", "X")
    assert least.decisions.keys() == law("CN").decisions.keys()


def test_clauses_dates_and_readings_without_rules(tmp_path: Path) -> None:
    files = {"clauses.toml": CLAUSE, "dates.toml": DAY, "readings.toml": READING}
    bare = law_of(_folder(tmp_path, files))
    assert bare.clauses["X/1"].decides
    assert bare.days["last_on"].day == date(2020, 10, 10)
    assert bare.readings["R9"].why.en == "some"


def _folder(parent: Path, files: Mapping[str, str]) -> Path:
    folder = parent / f"x{next(_NUMBERS)}"
    (folder / "rules").mkdir(parents=True)
    written = {"jurisdiction.toml": HEAD, **files}
    for name, text in written.items():
        if name == "rules":
            (folder / "rules" / "__init__.py").write_text(RULES + text, encoding="utf-8")
        else:
            (folder / name).write_text(
                text.replace("{id}", "X").replace("{{", "{").replace("}}", "}"), encoding="utf-8"
            )
    return folder


def _all_decisions(asked: Law) -> None:
    for decision in asked.decisions.values():
        decision.decide({})
