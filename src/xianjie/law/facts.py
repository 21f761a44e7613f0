"""Facts: what a decision may be told about a case, each with the values it can have.

A fact left out is unknown; ``None`` is known to be absent and only a day that says so admits it.
`Fact.read` takes typed values and JSON, `Fact.parse` what a person types; both refuse by name.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from xianjie.errors import XianjieError
from xianjie.law.conditions import Leaf, Value
from xianjie.law.errors import FactError
from xianjie.text import Lang, Text

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NONE_WORDS = frozenset({"none", "无"})


@dataclass(frozen=True, eq=False)
class Fact(ABC):
    """A named fact. ``label`` is a noun phrase, ``question`` what a person is asked."""

    name: str
    label: Text
    question: Text
    help: Text | None = field(default=None, kw_only=True)

    @abstractmethod
    def read(self, raw: object) -> Value:
        """A typed or JSON value as the typed value; raises `FactError`."""

    @abstractmethod
    def parse(self, raw: str) -> Value:
        """What was typed on a command line or in a form; raises `FactError`."""

    @abstractmethod
    def show(self, value: Value, lang: Lang) -> str:
        """The value as people read it."""

    @property
    @abstractmethod
    def admits(self) -> Text:
        """The values it takes, as they are typed."""

    def jsonable(self, value: Value) -> bool | str | None:
        return value.isoformat() if isinstance(value, date) else value

    def refuse(self, zh: str, en: str) -> FactError:
        return FactError(self.name, Text(zh, en))


@dataclass(frozen=True, eq=False)
class BoolFact(Fact, Leaf):
    """A fact that holds or does not; ``yes`` and ``no`` say so in words."""

    yes: Text
    no: Text

    @property
    def facts(self) -> tuple[Fact, ...]:
        return (self,)

    @property
    def formula(self) -> str:
        return self.name

    def holds(self, values: Mapping[str, Value]) -> bool:
        return values[self.name] is True

    def text(self, *, holds: bool) -> Text:
        return self.yes if holds else self.no

    def read(self, raw: object) -> bool:
        if isinstance(raw, bool):
            return raw
        raise self.refuse(
            f"应为 true 或 false，得到的是 {_shown(raw)}",
            f"must be true or false, not {_shown(raw)}",
        )

    @property
    def admits(self) -> Text:
        return Text("true 或 false", "true or false")

    def parse(self, raw: str) -> bool:
        return self.read({"true": True, "false": False}.get(raw.strip().lower(), raw))

    def show(self, value: Value, lang: Lang) -> str:
        return self.text(holds=value is True).in_(lang)


@dataclass(frozen=True, eq=False)
class EnumFact(Fact):
    """One of a closed list of values, each with its words."""

    values: Mapping[str, Text]

    def is_(self, *values: str) -> IsOneOf:
        return IsOneOf(self, _declared(self.name, self.values, values))

    def of(self, values: Mapping[str, Value]) -> Value:
        return values[self.name]

    @property
    def fact(self) -> Fact:
        return self

    def read(self, raw: object) -> str:
        if isinstance(raw, str) and raw in self.values:
            return raw
        allowed = "、".join(self.values), ", ".join(self.values)
        raise self.refuse(
            f"应为以下之一：{allowed[0]}；得到的是 {_shown(raw)}",
            f"must be one of {allowed[1]}, not {_shown(raw)}",
        )

    @property
    def admits(self) -> Text:
        return Text("、".join(self.values), ", ".join(self.values))

    def parse(self, raw: str) -> str:
        return self.read(raw.strip())

    def show(self, value: Value, lang: Lang) -> str:
        return self.values[str(value)].in_(lang)


@dataclass(frozen=True, eq=False)
class KeyFact(Fact):
    """A name that selects a row of a table; the law speaks of the row's attributes.

    ``resolve`` takes a name as given to the table's own (raising an `XianjieError` that says
    what is near), ``digest`` identifies the table's content in the hash of the rules.
    """

    rows: Mapping[str, Mapping[str, bool | str]]
    resolve: Callable[[str], str]
    digest: str

    def read(self, raw: object) -> str:
        if not isinstance(raw, str) or not raw.strip():
            raise self.refuse(
                f"应为名称，得到的是 {_shown(raw)}", f"must be a name, not {_shown(raw)}"
            )
        try:
            return self.resolve(raw)
        except XianjieError as error:
            raise FactError(self.name, error.message) from error

    @property
    def admits(self) -> Text:
        return Text("名称", "a name")

    def parse(self, raw: str) -> str:
        return self.read(raw)

    def show(self, value: Value, lang: Lang) -> str:
        del lang  # names of the table are not translated
        return str(value)

    def profiles(self) -> Iterator[str]:
        """One name for each combination of attributes that the table has."""
        seen: set[tuple[tuple[str, bool | str], ...]] = set()
        for name, attributes in self.rows.items():
            profile = tuple(sorted(attributes.items()))
            if profile not in seen:
                seen.add(profile)
                yield name


@dataclass(frozen=True, eq=False)
class EnumAttribute:
    """A column of a `KeyFact`'s table with a closed list of values."""

    fact: KeyFact
    name: str
    label: Text
    values: Mapping[str, Text]

    def is_(self, *values: str) -> IsOneOf:
        return IsOneOf(self, _declared(self.name, self.values, values))

    def of(self, values: Mapping[str, Value]) -> Value:
        return self.fact.rows[str(values[self.fact.name])][self.name]


@dataclass(frozen=True)
class IsOneOf(Leaf):
    """An enum, or an attribute of a name, has one of the listed values."""

    subject: EnumFact | EnumAttribute
    options: tuple[str, ...]

    @property
    def facts(self) -> tuple[Fact, ...]:
        return (self.subject.fact,)

    @property
    def formula(self) -> str:
        of = "" if self.subject is self.subject.fact else f"{self.subject.fact.name}."
        if len(self.options) == 1:
            return f"{of}{self.subject.name} == {self.options[0]}"
        return f"{of}{self.subject.name} in ({', '.join(self.options)})"

    def holds(self, values: Mapping[str, Value]) -> bool:
        return self.subject.of(values) in self.options

    def text(self, *, holds: bool) -> Text:
        others = [option for option in self.subject.values if option not in self.options]
        said = list(self.options) if holds or len(others) > 1 else others
        words = [self.subject.values[option] for option in said]
        zh, en = "或".join(w.zh for w in words), " or ".join(w.en for w in words)
        label = self.subject.label
        if holds or said == others:
            return Text(f"{label.zh}为{zh}", f"{label.en} is {en}")
        return Text(f"{label.zh}不是{zh}", f"{label.en} is not {en}")


@dataclass(frozen=True)
class HasAttribute(Leaf):
    """A yes-or-no column of a `KeyFact`'s table."""

    fact: KeyFact
    name: str
    yes: Text = field(compare=False)
    no: Text = field(compare=False)

    @property
    def facts(self) -> tuple[Fact, ...]:
        return (self.fact,)

    @property
    def formula(self) -> str:
        return f"{self.fact.name}.{self.name}"

    def holds(self, values: Mapping[str, Value]) -> bool:
        return self.fact.rows[str(values[self.fact.name])][self.name] is True

    def text(self, *, holds: bool) -> Text:
        return self.yes if holds else self.no


@dataclass(frozen=True, eq=False)
class DayFact(Fact):
    """A day of the calendar; ``none`` says in words that there was none, where that can be."""

    none: Text | None = field(default=None, kw_only=True)

    def read(self, raw: object) -> date | None:
        if raw is None:
            self._require_none_admitted()
            return None
        if isinstance(raw, date) and not isinstance(raw, datetime):
            return raw
        if isinstance(raw, str) and _ISO_DAY.fullmatch(raw):
            try:
                return date.fromisoformat(raw)
            except ValueError as error:
                raise self.refuse(
                    f"日历上没有 {raw} 这一天，请改为确有的日期",
                    f"there is no day {raw} in the calendar; give one that exists",
                ) from error
        raise self.refuse(
            f"应为日期，写作 2020-09-04；得到的是 {_shown(raw)}",
            f"must be a day written as 2020-09-04, not {_shown(raw)}",
        )

    @property
    def admits(self) -> Text:
        if self.none is None:
            return Text("日期，如 2020-09-04", "a day such as 2020-09-04")
        return Text("日期，如 2020-09-04；没有则为 none", "a day such as 2020-09-04, or none")

    def parse(self, raw: str) -> date | None:
        word = raw.strip()
        return self.read(None if word.lower() in _NONE_WORDS else word)

    def show(self, value: Value, lang: Lang) -> str:
        if isinstance(value, date):
            return value.isoformat()
        return self.none.in_(lang) if self.none else ""

    def _require_none_admitted(self) -> None:
        if self.none is None:
            raise self.refuse(
                "不能为无；不知道就不要给出", "cannot be none; leave it out if it is not known"
            )


def _declared(name: str, known: Mapping[str, Text], options: tuple[str, ...]) -> tuple[str, ...]:
    """A literal that no case can have is a slip of the pen; say so when the rule is built."""
    unknown = [option for option in options if option not in known]
    if unknown or not options:
        message = f"{name} has no value {unknown}; it has {list(known)}"
        raise ValueError(message)
    return options


def _shown(raw: object) -> str:
    return "none" if raw is None else repr(raw)[:80]
