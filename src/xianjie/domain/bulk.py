"""Many rows of one model in one statement that the database prepares once.

Django's `bulk_create` writes every value of a batch into one text of SQL; for tens of thousands
of rows that text costs several times what the database takes to store them (see bench/imports.py).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import cache, partial
from operator import attrgetter
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.models.options import Options

# Text and whole numbers go to the database as they are.
_PLAIN = (models.CharField, models.TextField, models.IntegerField, models.ForeignKey)


def insert(rows: Collection[models.Model]) -> None:
    """Insert rows, all of one model, inside the caller's transaction; each is given its number.

    No signals are sent and ``save`` is not called. Raises `django.db.IntegrityError`, after which
    the transaction is to be rolled back.
    """
    if not rows:
        return
    model = type(next(iter(rows)))
    meta = model._meta  # noqa: SLF001 - Django's documented name for it
    numbered = isinstance(meta.pk, models.AutoField)
    names = [field.attname for field in meta.concrete_fields if not (numbered and field is meta.pk)]
    values_of = attrgetter(*names)
    numbers = insert_values(model, names, [values_of(row) for row in rows])
    for at, row in enumerate(rows):
        if numbered:
            row.pk = numbers[at]
        row._state.adding = False  # noqa: SLF001 - as bulk_create does
        row._state.db = connection.alias  # noqa: SLF001


def insert_values(
    model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence[object]]
) -> Sequence[int]:
    """The same from values under the names of fields (``offer_id``), without an object for each.

    A field left out is as the database has it when nothing is said: null. Returns the numbers
    that the rows were given, in order; none for a model that numbers its rows itself.
    """
    meta = model._meta  # noqa: SLF001 - as above
    fields = {field.attname: field for field in meta.concrete_fields}
    asked = [fields[name] for name in names]
    ways = [(at, _way(field)) for at, field in enumerate(asked) if not isinstance(field, _PLAIN)]
    lines: list[list[Any]] = [list(row) for row in rows]
    for at, way in ways:
        for line in lines:
            line[at] = way(line[at])
    numbers: Sequence[int] = ()
    if isinstance(meta.pk, models.AutoField):
        asked = [meta.pk, *asked]
        numbers = _numbers(meta, len(lines))
        lines = [[number, *line] for number, line in zip(numbers, lines, strict=True)]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in asked)
    places = ", ".join(["%s"] * len(asked))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES ({places})",  # noqa: S608 - names of our own models
            lines,
        )
    return numbers


def update_values(
    model: type[models.Model], names: Sequence[str], rows: Collection[models.Model]
) -> None:
    """Write these fields of rows that exist, in one prepared statement; as `insert` otherwise."""
    meta = model._meta  # noqa: SLF001 - as above
    fields = {field.attname: field for field in meta.concrete_fields}
    asked = [fields[name] for name in names]
    quote = connection.ops.quote_name
    columns = ", ".join(f"{quote(str(field.column))} = %s" for field in asked)
    ways = [_way(field) for field in asked]
    values_of = [attrgetter(name) for name in names]
    lines = [
        [*(way(value(row)) for way, value in zip(ways, values_of, strict=True)), row.pk]
        for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {quote(meta.db_table)} SET {columns} WHERE {quote(str(meta.pk.column))} = %s",  # noqa: S608
            lines,
        )


def _way(field: models.Field[Any, Any]) -> Callable[[Any], Any]:
    """How a value of the field goes to the database; that of one moment is worked out once."""
    prepared = partial(field.get_db_prep_save, connection=connections[DEFAULT_DB_ALIAS])
    return cache(prepared) if isinstance(field, models.DateField) else prepared


def _numbers(meta: Options[models.Model], wanted: int) -> Sequence[int]:
    """Numbers that no row has or had, kept for this transaction."""
    table, column = meta.db_table, meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # A transaction here holds the only right to write from its beginning.
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            found = cursor.fetchone()
            first = found[0] + 1 if found else 1
            return range(first, first + wanted)
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [connection.ops.quote_name(table), column, wanted],
        )
        return [number for (number,) in cursor.fetchall()]
