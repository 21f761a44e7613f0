"""The first page of all, and of each jurisdiction."""

from collections.abc import Iterator

from tools.lawdocs.document_pages import documents, title
from tools.lawdocs.entries import RuleEntry, rule_entries
from tools.lawdocs.evidence import evidence
from tools.lawdocs.markup import bullets, code, link, page, pair, plain, table, toctree
from tools.lawdocs.parts import clause_link, provenance
from xianjie.instruments import jurisdictions, law
from xianjie.law import Law


def folder(jurisdiction: str) -> str:
    return jurisdiction.lower()


def law_index() -> str:
    names = jurisdictions()
    return page(
        "# 条款、规则、用例 · Clauses, rules, cases",
        "这些页面由规则和用例生成，与规则不一致时 `make check` 不通过。从条款可以找到依据它的规则，"
        "从规则可以找到检验它的用例；没有用例的规则使生成失败。",
        "These pages are generated from the rules and the cases, and `make check` fails when they "
        "differ. From a clause to the rules that rest on it, from a rule to the cases that test "
        "it; a rule without a case makes the generator fail.",
        bullets(link(pair(law(name).title), f"{folder(name)}/index.md") for name in names),
        toctree(f"{folder(name)}/index" for name in names),
    )


def jurisdiction_index(jurisdiction: str) -> str:
    rules = law(jurisdiction)
    chain = " → ".join(code(name) for name in rules.source.chain)
    notices = documents(rules)
    return page(
        f"# {pair(rules.title)}",
        f"法域 · jurisdiction {code(rules.id)}；由上到下 · layers, uppermost first: {chain}",
        provenance(rules.source.provenance),
        "## 通知 · Notices",
        bullets(link(pair(title(clauses)), f"{name}.md") for name, clauses in notices.items()),
        "## 决定 · Decisions",
        _decisions(rules),
        "## 理解与日期 · Readings and dates",
        bullets(
            [
                f"{link('理解 · Readings', 'readings.md')}: {', '.join(rules.readings)}",
                f"{link('日期 · Dates', 'dates.md')}: {len(rules.parameters)}",
            ]
        ),
        "## 须始终成立 · What must always hold",
        "由 `xianjie law check` 对每一种情形证明。 · Proved for every case by `xianjie law check`.",
        table(["性质 · property", "含义 · meaning", "条款 · clauses"], _properties(rules)),
        toctree([*notices, *rules.decisions, "readings", "dates"]),
    )


def _decisions(rules: Law) -> str:
    entries = rule_entries(rules.id)
    rows = [
        [
            link(pair(decision.title), f"{decision.name}.md"),
            pair(decision.question),
            str(sum(entry.decision == decision.name for entry in entries)),
            str(_count(entries, rules.id, decision.name)),
        ]
        for decision in rules.decisions.values()
    ]
    head = ["决定 · decision", "问题 · question", "规则 · rules", "用例 · cases"]
    return table(head, rows)


def _count(entries: tuple[RuleEntry, ...], jurisdiction: str, decision: str) -> int:
    found = evidence()
    others = (found.shared, found.undecided, found.refused)
    decided = sum(len(entry.cases) for entry in entries if entry.decision == decision)
    return decided + sum(len(group.get((jurisdiction, decision), ())) for group in others)


def _properties(rules: Law) -> Iterator[list[str]]:
    for stated in rules.source.properties:
        clauses = ", ".join(map(clause_link, stated.clauses))
        yield [code(stated.name), f"{plain(stated.words.zh)} · {plain(stated.words.en)}", clauses]
