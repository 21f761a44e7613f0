"""What can be chosen or moved: the readings with their exact effect, and the dates."""

from collections.abc import Iterator, Sequence

from tools.lawdocs.markup import bullets, code, link, page, pair, plain, table
from tools.lawdocs.parts import clause_link, reading_link
from xianjie.instruments import law
from xianjie.law import CompiledDecision, Law, Parameter, Reading
from xianjie.law.comparing import Change, compare
from xianjie.text import Text

_MARK = "※"  # a day that comes from outside the scan


def readings_page(jurisdiction: str) -> str:
    rules = law(jurisdiction)
    return page(
        "# 理解 · Readings",
        "原文不清楚的地方怎样理解，换一种理解会改变哪些情形。列出的各类情形结论改变，此外都不变。",
        "How unclear words are read, and what the other reading would change: the outcome changes "
        "in the classes of cases listed here and in no others.",
        *(block for reading in rules.readings.values() for block in _reading(rules, reading)),
    )


def dates_page(jurisdiction: str) -> str:
    rules = law(jurisdiction)
    head = ["日期 · date", "日 · day", "含义 · meaning", "条款 · clauses", "理解 · reading"]
    days = sorted(rules.parameters.values(), key=lambda parameter: (parameter.day, parameter.name))
    return page(
        "# 日期 · Dates",
        "规则所用的每一个日子及定它的条款；“截止”日含当日。 · "
        "Every day the rules use, with the clause that sets it; a last day counts.",
        table(head, [_date(day) for day in days]),
        *(f"{_MARK} {pair(words)}" for words in _provenances(days)),
    )


def _provenances(days: Sequence[Parameter]) -> Iterator[Text]:
    return (words for words in dict.fromkeys(day.provenance for day in days) if words)


def _date(day: Parameter) -> list[str]:
    mark = f" {_MARK}" if day.provenance else ""
    other = f"{reading_link(day.reading)}: {day.alternative}" if day.reading else "—"
    clauses = ", ".join(map(clause_link, day.clauses))
    return [code(day.name), f"{day.day}{mark}", pair(day.label), clauses, other]


def _reading(rules: Law, reading: Reading) -> Iterator[str]:
    yield f"## {reading.id}"
    yield f"**{pair(reading.words)}**"
    yield bullets(
        [
            f"采用 · taken: {pair(reading.taken)}",
            f"另一种 · alternative: {pair(reading.alternative)}",
            f"为什么 · why: {pair(reading.why)}",
            f"条款 · clauses: {', '.join(map(clause_link, reading.clauses))}",
        ]
    )
    effect = compare(rules, rules.variant(reading.id))
    if not effect:
        yield "换一种理解不改变任何结论。 · The other reading changes no outcome."
    for name, changes in effect.items():
        yield from _effect(rules.decision(name), changes)


def _effect(decision: CompiledDecision, changes: tuple[Change, ...]) -> Iterator[str]:
    yield f"{link(pair(decision.title), f'{decision.name}.md')}：{len(changes)}"
    yield "\n".join(_class(decision, change) for change in changes)


def _class(decision: CompiledDecision, change: Change) -> str:
    before, after = decision.outcomes[change.before], decision.outcomes[change.after]
    zh = "；".join(plain(words.zh) for words in change.lines)
    en = "; ".join(plain(words.en) for words in change.lines)
    case = [
        f"{fact.name}={_typed(fact.jsonable(change.witness[fact.name]))}" for fact in change.facts
    ]
    return (
        f"- {pair(before.label)} → {pair(after.label)}\n"
        f"  - {zh}\n"
        f"  - {en}\n"
        f"  - 例 · for one: {code(' '.join(case))}"
    )


def _typed(value: bool | str | None) -> str:
    """A value as the command line takes it."""
    if value is None:
        return "none"
    return str(value).lower() if isinstance(value, bool) else value
