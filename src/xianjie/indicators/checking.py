"""Whether what tables hold can be true: for tables that come from elsewhere.

Each table is read once; what is wrong is told by column, rule, an example row and what to do. Rows
are told without naming a person, who might after all go by an identity number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from xianjie.indicators.engines import Engine
from xianjie.indicators.errors import SupervisionError
from xianjie.indicators.schema import TABLES, Column, Kind, Table
from xianjie.text import Text

_FIRST, _LAST = "1949-10-01", "2199-12-31"
_PEOPLE = ("person", "examiner", "learner")
_IN_ORDER = (("from_on", "until_on"), ("highest", "lowest"))  # the first is not above the second
_IDENTITY_NUMBER = "^[1-9][0-9]{16}[0-9Xx]$"


@dataclass(frozen=True, slots=True)
class _Rule:
    """What is wrong with a row, as SQL; ``shown`` is the value to tell, nothing where secret."""

    column: str
    wrong: str
    told: Text
    shown: str = "''"


def check(engine: Engine) -> None:
    """Raises `SupervisionError` with everything that is wrong, a line for each."""
    found = [
        wrong
        for name, table in TABLES.items()
        if name in engine.tables
        for wrong in (*_wrong_rows(engine, name, table), *_doubled(engine, name, table))
    ]
    if found:
        zh, en = "\n".join(one.zh for one in found), "\n".join(one.en for one in found)
        raise SupervisionError(
            Text(
                f"表中有 {len(found)} 处不能成立，没有查：\n{zh}",
                f"the tables hold what cannot be, so nothing was looked at; mistakes: "
                f"{len(found)}\n{en}",
            )
        )


def _wrong_rows(engine: Engine, name: str, table: Table) -> Iterator[Text]:
    rules = [rule for column, one in table.columns.items() for rule in _rules(column, one)]
    rules += [
        _Rule(
            second,
            f"{first} > {second}",
            Text(f"不能小于 {first}", f"may not be below {first}"),
            f"CAST({first} AS VARCHAR) || ' > ' || CAST({second} AS VARCHAR)",
        )
        for first, second in _IN_ORDER
        if {first, second} <= table.columns.keys()
    ]
    place = _placed(table)
    columns = ", ".join(
        f"SUM(CASE WHEN {rule.wrong} THEN 1 ELSE 0 END) AS count_{at}, "
        f"MIN(CASE WHEN {rule.wrong} THEN {place} END) AS place_{at}, "
        f"MIN(CASE WHEN {rule.wrong} THEN {rule.shown} END) AS shown_{at}"
        for at, rule in enumerate(rules)
    )
    (row,) = engine.table(f"SELECT {columns} FROM {name}").to_pylist()
    for at, rule in enumerate(rules):
        if count := row[f"count_{at}"]:
            yield _told(name, table, rule, int(count), row[f"place_{at}"], row[f"shown_{at}"])


def _rules(name: str, column: Column) -> Iterator[_Rule]:
    if not column.nullable:
        yield _Rule(name, f"{name} IS NULL", Text("不能为空", "may not be null"))
    if column.kind is Kind.DAY:
        outside = f"{name} < DATE '{_FIRST}' OR {name} > DATE '{_LAST}'"
        told = Text(f"须在 {_FIRST} 至 {_LAST} 之间", f"must be from {_FIRST} to {_LAST}")
        yield _Rule(name, outside, told, f"CAST({name} AS VARCHAR)")
    if column.within is not None:
        least, most = column.within
        told = Text(f"须在 {least} 至 {most} 之间", f"must be from {least} to {most}")
        yield _Rule(
            name, f"{name} NOT BETWEEN {least} AND {most}", told, f"CAST({name} AS VARCHAR)"
        )
    if column.among:
        listed = ", ".join(f"'{one}'" for one in column.among)
        told = Text(
            f"须是 {'、'.join(column.among)} 之一", f"must be one of {', '.join(column.among)}"
        )
        yield _Rule(name, f"{name} NOT IN ({listed})", told, name)
    if name in _PEOPLE:
        told = Text(
            "不能是身份证号码；请换成同一人不变的代号，如带密钥的哈希",
            "may not be an identity number but a code that is the same for the same person, such "
            "as a keyed hash",
        )
        yield _Rule(name, f"REGEXP_MATCHES({name}, '{_IDENTITY_NUMBER}')", told)


def _doubled(engine: Engine, name: str, table: Table) -> Iterator[Text]:
    """Keys that are not a row's own."""
    if not table.key:
        return
    key = ", ".join(table.key)
    doubled = (
        f"SELECT {key}, MIN({_placed(table)}) AS place FROM {name} "
        f"GROUP BY {key} HAVING COUNT(*) > 1"
    )
    query = f"SELECT COUNT(*) AS count, MIN(place) AS place FROM ({doubled}) AS doubled"
    (row,) = engine.table(query).to_pylist()
    if count := row["count"]:
        yield Text(
            f"· 表 {name} 的 {'＋'.join(table.key)} 应各行不同，却有 {count:,} 个重复"
            f"（如 {_where(table, row['place'])}）；每个只留一行",
            f"· table {name}: {' + '.join(table.key)} must differ from row to row; doubled: "
            f"{count:,} (such as {_where(table, row['place'])}); keep one row of each",
        )


def _placed(table: Table) -> str:
    return " || ' ' || ".join(f"COALESCE(CAST({one} AS VARCHAR), '')" for one in table.place)


def _where(table: Table, place: str | None) -> str:
    return f"{'+'.join(table.place)} {place}"


def _told(  # noqa: PLR0917 - what there is to tell
    name: str, table: Table, rule: _Rule, count: int, place: str | None, shown: str | None
) -> Text:
    value = f": {shown}" if shown else ""
    label, where = table.columns[rule.column].label, _where(table, place) + value
    return Text(
        f"· 表 {name} 的列 {rule.column}（{label.zh}）{rule.told.zh}；{count:,} 行不符"
        f"（如 {where}），请更正或去掉",
        f"· table {name}, column {rule.column} ({label.en}): {rule.told.en}; rows that do not: "
        f"{count:,} (such as {where}); correct them or leave them out",
    )
