"""A page per decision: facts, outcomes, rules in precedence, and how many cases test each."""

from collections.abc import Iterator

from tools.lawdocs.document_pages import TESTS
from tools.lawdocs.entries import RuleEntry, rule_entries
from tools.lawdocs.evidence import evidence
from tools.lawdocs.markup import bullets, code, lines, link, page, pair, plain, table
from tools.lawdocs.parts import cases, date_link, rests_on
from xianjie.instruments import law
from xianjie.law import CompiledDecision, EnumFact, Fact, Law
from xianjie.text import Text

_SHARED = Text("用例事实不全而结论已定", "cases decided with facts missing")
_UNDECIDED = Text("用例尚无结论", "cases left open")
_REFUSED = Text("用例被拒绝", "cases refused")


def decision_page(jurisdiction: str, name: str) -> str:
    rules = law(jurisdiction)
    decision = rules.decision(name)
    where = f"{code(name)}，{plain(rules.title.zh)} · {code(name)}, {plain(rules.title.en)}"
    tests = f"tests/law/cases/{name}.toml"
    return page(
        f"# {pair(decision.title)}",
        where,
        lines(decision.question),
        "## 事实 · Facts",
        _facts(decision),
        "## 结论 · Outcomes",
        _outcomes(decision),
        "## 规则 · Rules",
        "按先后，先成立者先得。 · In order of precedence: the first that holds decides. "
        f"用例 · cases: {link(code(tests), f'../../../{tests}')}",
        *_rules(rules, name),
        *_notions(decision),
        *_other_cases(jurisdiction, name),
    )


def _facts(decision: CompiledDecision) -> str:
    head = ["事实 · fact", "问题 · question", "取值 · values"]
    rows = [[code(f.name), pair(f.question), _values(f)] for f in decision.facts]
    return table(head, rows)


def _values(fact: Fact) -> str:
    if isinstance(fact, EnumFact):
        return "<br>".join(f"{code(name)} {pair(words)}" for name, words in fact.values.items())
    return pair(fact.admits)


def _outcomes(decision: CompiledDecision) -> str:
    head = ["结论 · outcome", "名称 · label", "含义 · meaning"]
    rows = [[code(o.name), pair(o.label), pair(o.meaning)] for o in decision.outcomes.values()]
    return table(head, rows)


def _rules(rules: Law, name: str) -> Iterator[str]:
    for entry in rule_entries(rules.id):
        if entry.decision == name:
            yield from _rule(rules, entry)


def _rule(rules: Law, entry: RuleEntry) -> Iterator[str]:
    yield f"### {entry.id}"
    yield lines(entry.sentence)
    yield bullets(_grounds(rules, entry))
    yield cases(entry.cases, TESTS)


def _grounds(rules: Law, entry: RuleEntry) -> Iterator[str]:
    yield f"结论 · outcome: {code(entry.outcome.name)}"
    grounds = rests_on(rules, entry)
    yield f"依据 · rests on: {grounds or '所用条件的条款 · the clauses of its conditions'}"
    if entry.over:
        yield f"写明优先于 · goes before: {', '.join(map(code, entry.over))}"
    if entry.deadlines:
        yield f"随之而来的日期 · dates that follow: {', '.join(map(date_link, entry.deadlines))}"


def _notions(decision: CompiledDecision) -> Iterator[str]:
    told = zip(decision.definitions("zh"), decision.definitions("en"), strict=True)
    notions = [
        f"{plain(zh.words)}：{plain(zh.meaning)} · {plain(en.words)}: {plain(en.meaning)}"
        for zh, en in told
    ]
    if notions:
        yield "## 概念 · Notions"
        yield bullets(notions)


def _other_cases(jurisdiction: str, name: str) -> Iterator[str]:
    found = evidence()
    blocks = [
        cases(group.get((jurisdiction, name), ()), what)
        for group, what in (
            (found.shared, _SHARED),
            (found.undecided, _UNDECIDED),
            (found.refused, _REFUSED),
        )
    ]
    if any(blocks):
        yield "## 其他用例 · Other cases"
        yield from blocks
