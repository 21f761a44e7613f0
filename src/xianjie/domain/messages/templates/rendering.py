"""A template with its values: kept as JSON, and said in one language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from xianjie.domain.messages.templates.table import find
from xianjie.domain.messages.templates.template import NoTemplate, Template, Value
from xianjie.instruments import law
from xianjie.text import Lang, Text

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message in one language."""

    title: str
    body: str
    short: str
    clauses: tuple[str, ...]


def written(template: Template, values: Mapping[str, Value]) -> dict[str, Any]:
    """The values as they are kept; raises `NoTemplate` where one is missing or too many."""
    wrong = template.takes.symmetric_difference(values)
    if wrong:
        names = "、".join(sorted(wrong)), ", ".join(sorted(wrong))
        raise NoTemplate(
            Text(
                f"模板 {template.name} 的值不对：{names[0]}；"
                f"应有 {'、'.join(sorted(template.takes))}",
                f"the template {template.name} got wrong values: {names[1]}; it takes "
                f"{', '.join(sorted(template.takes))}",
            )
        )
    return {name: _kept(value) for name, value in values.items()}


def render(name: str, version: str, values: Mapping[str, Any], lang: Lang) -> Rendered:
    """The message that those kept values make; raises `NoTemplate`."""
    template = find(name, version)
    words = {name: _spoken(value, lang) for name, value in values.items()}
    return Rendered(
        " ".join(template.title.in_(lang).format_map(words).split()),
        template.body.in_(lang).format_map(words),
        " ".join(template.short.in_(lang).format_map(words).split()),
        template.clauses,
    )


def grounds(clauses: Iterable[str], lang: Lang) -> str:
    """The clauses by their citations."""
    known = law().clauses
    return ("、" if lang == "zh" else ", ").join(known[one].citation.in_(lang) for one in clauses)


def _kept(value: Value) -> object:
    match value:
        case Text():
            return {"zh": value.zh, "en": value.en}
        case date():
            return {"day": value.isoformat()}
        case _:
            return value


def _spoken(value: Any, lang: Lang) -> str:  # noqa: ANN401 - as JSON gives it
    if not isinstance(value, Mapping):
        return str(value)
    if "day" not in value:
        return str(value[lang])
    day = date.fromisoformat(value["day"])
    return (
        f"{day.year}年{day.month}月{day.day}日"
        if lang == "zh"
        else f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    )
