"""A page per notice: each clause, what rests on it, and the cases that test it."""

from collections.abc import Iterator, Sequence

from tools.lawdocs.entries import RuleEntry, rule_entries
from tools.lawdocs.markup import bullets, code, lines, page, pair, plain
from tools.lawdocs.parts import cases, date_link, document_of, provenance, reading_link, rule_link
from xianjie.instruments import law
from xianjie.law import Clause, Law
from xianjie.text import Text
from xianjie.web.portal.lawbook.resting import Resting, resting_on

TESTS = Text("用例", "test cases")


def documents(rules: Law) -> dict[str, tuple[Clause, ...]]:
    """The clauses of a jurisdiction by the notice that they stand in."""
    found: dict[str, tuple[Clause, ...]] = {}
    for clause in rules.clauses.values():
        name = document_of(clause.id)
        found[name] = (*found.get(name, ()), clause)
    return found


def title(clauses: Sequence[Clause]) -> Text:
    """The notice's name: what the citations of its clauses have before the place in it."""
    citation = clauses[0].citation
    return Text(citation.zh.partition(" ")[0], citation.en.partition(",")[0])


def document_page(jurisdiction: str, clauses: Sequence[Clause]) -> str:
    rules = law(jurisdiction)
    said = (
        f"{plain(rules.title.zh)}的规则怎样落实这份通知。条款为转述，不是原文。\n\n"
        f"How the rules of {plain(rules.title.en)} carry this notice out. Clauses are told in our "
        "own words."
    )
    blocks = [block for clause in clauses for block in _clause(rules, clause)]
    return page(f"# {pair(title(clauses))}", said, *blocks)


def _clause(rules: Law, clause: Clause) -> Iterator[str]:
    yield f"## {clause.id}"
    yield f"**{pair(clause.citation)}**"
    yield provenance(clause.provenance)
    yield lines(clause.says)
    yield "软件怎样做 · What the software does"
    yield bullets([plain(clause.does.zh), plain(clause.does.en)])
    if not clause.decides:
        yield "由办理程序或公开落实，没有规则依据它。 · Carried out otherwise; no rule rests on it."
        return
    yield from _rules(entry for entry in rule_entries(rules.id) if clause.id in entry.clauses)
    yield _others(resting_on(clause.id, rules.id, "zh"), resting_on(clause.id, rules.id, "en"))


def _rules(entries: Iterator[RuleEntry]) -> Iterator[str]:
    for entry in entries:
        yield rule_link(entry)
        yield lines(entry.sentence)
        yield cases(entry.cases, TESTS)


def _others(zh: Resting, en: Resting) -> str:
    """Notions, dates, readings and properties that cite the clause."""
    notions = [
        f"概念 · notion: {plain(one.words)}（{plain(one.meaning)}） · "
        f"{plain(other.words)} ({plain(other.meaning)})"
        for one, other in zip(zh.notions, en.notions, strict=True)
    ]
    dates = [
        f"日期 · date: {date_link(entry.name)} {entry.day} {pair(entry.label)}"
        for entry in zh.dates
    ]
    readings = [
        f"理解 · reading: {reading_link(entry.id)} {pair(entry.words)}" for entry in zh.readings
    ]
    properties = [
        f"须始终成立 · must always hold: {code(entry.name)} {pair(entry.words)}"
        for entry in zh.properties
    ]
    return bullets([*notions, *dates, *readings, *properties])
