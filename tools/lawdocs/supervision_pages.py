"""The tables that supervision reads and its indicators, as pages."""

from __future__ import annotations

from collections.abc import Iterator

from tools.lawdocs.markup import code, folded, lines, page, pair, plain, table
from xianjie.indicators import INDICATORS
from xianjie.indicators.indicator import Indicator
from xianjie.indicators.labels import LABELS
from xianjie.indicators.running import tables_of
from xianjie.indicators.schema import TABLES, VIEWS
from xianjie.indicators.thresholds import Threshold, all_thresholds
from xianjie.text import Text

_TABLES = Text(
    "`xianjie supervise run --input 文件夹` 读这些表：每张是一个 `名称.parquet` 文件，或名为 "
    "`名称` 的文件夹，内有若干 `.parquet`。缺一张表，只是少查读它的指标；可空的列也可以没有；"
    "多出的列不读。人员、考评员用任何前后一致的标识，不要用证件号码。日期两端都算在内。",
    "`xianjie supervise run --input FOLDER` reads these tables: each a file `NAME.parquet`, or a "
    "folder `NAME` with `.parquet` files in it. A table that is missing leaves out the indicators "
    "that read it; a column that may be null may also be missing; other columns are not read. "
    "People and examiners go by any value that stays the same, never by an identity number. Days "
    "count at both ends.",
)
_VIEWS = Text(
    "指标的 SQL 里还有这几个名称，是上表到检查日为止的样子：",
    "The SQL of indicators has these names too, which are the tables as they were on the day of "
    "the run:",
)
_INDICATORS = Text(
    "先列规则：查出的行本身就是错的；后列统计：查出的是单凭偶然难以出现的。规则的分数是它的分量，统计"
    "的分数按单凭偶然每单位每年出现的次数：一次为 0 分，每少到十分之一加 10 分，最多 100。阈值是"
    "按日期的设定，没有任何机关公布过，各写有理由。SQL 就是所运行的，`:名称` 处填阈值和检查日。",
    "Rules come first: a row that they find is wrong in itself. Then statistics: what they find "
    "hardly comes by chance. A rule's score is its weight; a statistic's goes by how often mere "
    "chance gives as much to a body in a year: 0 for once, 10 more for every tenth of it, 100 at "
    "the most. Thresholds are dated settings, published by nobody, each with its reason. The SQL "
    "is what runs, with thresholds and the day of the run in place of `:names`.",
)


def tables_page() -> str:
    return page("# 监管数据表 · Tables of supervision", _raw(_TABLES), *_tables(), *_views())


def indicators_page() -> str:
    return page(
        "# 监管指标 · Indicators of supervision",
        _raw(_INDICATORS),
        *(part for one in INDICATORS.values() for part in _indicator(one)),
    )


def _tables() -> Iterator[str]:
    for name, own in TABLES.items():
        yield f"## `{name}`"
        key = ", ".join(map(code, own.key))
        yield lines(own.label) + (f"\n\n每行一个 · one row for each: {key}" if key else "")
        yield table(
            ("列 · column", "类型 · type", "可空 · null", ""),
            (
                (code(column), one.kind.value, "✓" if one.nullable else "", pair(one.label))
                for column, one in own.columns.items()
            ),
        )


def _views() -> Iterator[str]:
    yield "## 检查日的样子 · As of the day"
    yield _raw(_VIEWS)
    yield table(
        ("", "", "SQL"),
        (
            (code(name), pair(label), code(" ".join(query.split())))
            for name, (label, query) in VIEWS.items()
        ),
    )


def _indicator(one: Indicator) -> Iterator[str]:
    yield f"## {plain(one.title.zh)} · {plain(one.title.en)}"
    kind = _kind(one)
    clauses = ", ".join(one.clauses)
    read = ", ".join(map(code, tables_of(one.name)))
    yield f"`{one.name}`（{kind.zh} · {kind.en}）；条款 · clauses: {clauses}；表 · tables: {read}"
    yield lines(one.looks_at)
    if one.thresholds:
        yield table(
            ("阈值 · threshold", "自 · from", "值 · value", "理由 · reason"),
            (_threshold(own) for own in all_thresholds() if own.name in one.thresholds),
        )
    evidence = "；".join(f"{code(name)} {pair(LABELS[name])}" for name in ("day", *one.evidence))
    yield f"证据 · evidence: {evidence}"
    yield f"→ {pair(one.fix)}"
    yield folded("SQL", f"```sql\n{one.sql.strip()}\n```")


def _kind(one: Indicator) -> Text:
    if one.work is not None:
        return Text("统计", "a statistic")
    return Text(f"规则，{one.gravity} 分", f"a rule of weight {one.gravity}")


def _threshold(one: Threshold) -> tuple[str, str, str, str]:
    return (
        f"{pair(one.label)} ({code(one.name)})",
        one.from_on.isoformat(),
        f"{one.value:g}",
        pair(one.reason),
    )


def _raw(words: Text) -> str:
    return f"{words.zh}\n\n{words.en}"
