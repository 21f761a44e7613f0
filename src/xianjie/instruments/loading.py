"""Jurisdictions from folders: one folder each, found by its ``jurisdiction.toml``.

    jurisdiction.toml   id, title, the jurisdiction above it (upper), provenance
    clauses.toml        the clauses of its notice
    untranslated.toml   words of those clauses that no rule can say, and why
    dates.toml          its dated parameters, those that a notice above left open among them
    open_terms.toml     days that its notice leaves to a lower or a later one
    readings.toml       how it reads unclear words
    rules/__init__.py   DECISIONS, AMENDMENTS, PROPERTIES, whichever it has

Every file but the first may be missing. A folder outside this package is loaded the same way.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

from xianjie.law import (
    Clause,
    Jurisdiction,
    OpenTerm,
    Parameter,
    Reading,
    SourceError,
    Untranslated,
)
from xianjie.text import Text

T = TypeVar("T")

_PACKAGED = Path(__file__).parent


def packaged() -> Mapping[str, Jurisdiction]:
    """The jurisdictions that come with Xianjie, by id."""
    found = (load(folder) for folder in _folders(_PACKAGED))
    return {jurisdiction.id: jurisdiction for jurisdiction in found}


def load(folder: Path) -> Jurisdiction:
    """One jurisdiction from its folder; raises `SourceError` naming the file and the entry."""
    head = _toml(folder / "jurisdiction.toml")
    rules = _rules(folder)
    try:
        return Jurisdiction(
            id=head["id"],
            title=_text(head["title"]),
            upper=head.get("upper"),
            provenance=_optional_text(head.get("provenance")),
            folder=folder.name,
            clauses=tuple(_entries(folder / "clauses.toml", _clause)),
            untranslated=tuple(_entries(folder / "untranslated.toml", _untranslated)),
            parameters=tuple(_entries(folder / "dates.toml", _parameter)),
            open_terms=tuple(_entries(folder / "open_terms.toml", _open_term)),
            readings=tuple(_entries(folder / "readings.toml", _reading)),
            decisions=getattr(rules, "DECISIONS", ()),
            amendments=getattr(rules, "AMENDMENTS", ()),
            properties=getattr(rules, "PROPERTIES", ()),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _amiss(folder / "jurisdiction.toml", f"{type(error).__name__} {error}") from error


def _folders(parent: Path) -> Iterator[Path]:
    return (path.parent for path in sorted(parent.glob("*/jurisdiction.toml")))


def _rules(folder: Path) -> ModuleType | None:
    entry = folder / "rules" / "__init__.py"
    if not entry.exists():
        return None
    if folder.parent == _PACKAGED:
        return importlib.import_module(f"xianjie.instruments.{folder.name}.rules")
    name = f"xianjie_jurisdiction_{folder.name}"
    spec = importlib.util.spec_from_file_location(name, entry, submodule_search_locations=[])
    if spec is None or spec.loader is None:
        raise _amiss(entry, "cannot be imported")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # where the module's own parts look for it
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        del sys.modules[name]
        raise _amiss(entry, f"{type(error).__name__} {error}") from error
    return module


def _entries(path: Path, build: Callable[[str, Mapping[str, Any]], T]) -> Iterator[T]:
    """What a file lists by name: a table of that name, or several (``[[name]]``)."""
    if not path.exists():
        return
    for name, entries in _toml(path).items():
        for entry in entries if isinstance(entries, list) else (entries,):
            try:
                yield build(name, entry)
            except (KeyError, TypeError, ValueError) as error:
                raise _amiss(path, f"[{name}] {error}") from error


def _clause(name: str, entry: Mapping[str, Any]) -> Clause:
    return Clause(
        id=name,
        citation=_text(entry),
        says=_text(entry["says"]),
        does=_text(entry["does"]),
        decides=entry.get("decides", True),
        provenance=_optional_text(entry.get("provenance")),
    )


def _parameter(name: str, entry: Mapping[str, Any]) -> Parameter:
    return Parameter(
        name=name,
        day=_day(entry["day"]),
        label=_text(entry),
        clauses=tuple(entry["clauses"]),
        provenance=_optional_text(entry.get("provenance")),
        reading=entry.get("reading"),
        alternative=_day(entry["alternative"]) if "alternative" in entry else None,
        issued_on=_day(entry["issued_on"]) if "issued_on" in entry else None,
        special=entry.get("special", False),
    )


def _open_term(name: str, entry: Mapping[str, Any]) -> OpenTerm:
    if entry["type"] != "day":
        message = f"type {entry['type']!r}: a term left open is a day"
        raise ValueError(message)
    return OpenTerm(
        name=name,
        label=_text(entry),
        why=_text(entry["why"]),
        clauses=tuple(entry["clauses"]),
        earliest=_bound(entry.get("earliest")),
        latest=_bound(entry.get("latest")),
        default=_bound(entry.get("default")),
    )


def _untranslated(clause: str, entry: Mapping[str, Any]) -> Untranslated:
    return Untranslated(clause, _text(entry["words"]), _text(entry["reason"]))


def _reading(name: str, entry: Mapping[str, Any]) -> Reading:
    return Reading(
        id=name,
        words=_text(entry["words"]),
        taken=_text(entry["taken"]),
        alternative=_text(entry["alternative"]),
        why=_text(entry["why"]),
        clauses=tuple(entry["clauses"]),
    )


def _text(entry: Mapping[str, str]) -> Text:
    return Text(entry["zh"], entry["en"])


def _optional_text(entry: Mapping[str, str] | None) -> Text | None:
    return None if entry is None else _text(entry)


def _bound(value: object) -> date | str | None:
    """A day, the name of a date, or no bound."""
    return value if value is None or isinstance(value, str) else _day(value)


def _day(value: object) -> date:
    if isinstance(value, datetime) or not isinstance(value, date):
        message = f"{value!r} is no day; write it bare, as 2020-07-21"
        raise TypeError(message)
    return value


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise _amiss(path, str(error)) from error


def _amiss(path: Path, what: str) -> SourceError:
    where = "/".join(path.parts[-3:] if path.suffix == ".py" else path.parts[-2:])
    return SourceError(Text(f"{where}：{what}", f"{where}: {what}"))
