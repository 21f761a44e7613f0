"""All templates there are, by name and version."""

from __future__ import annotations

from xianjie.domain.messages.templates import (
    certificates,
    exams,
    filings,
    guidance,
    programmes,
    registrations,
    supervision,
)
from xianjie.domain.messages.templates.template import NoTemplate, Template
from xianjie.text import Text

TEMPLATES: tuple[Template, ...] = (
    *registrations.TEMPLATES,
    *exams.TEMPLATES,
    *certificates.TEMPLATES,
    *guidance.TEMPLATES,
    *filings.TEMPLATES,
    *supervision.TEMPLATES,
    *programmes.TEMPLATES,
)


def find(name: str, version: str = "") -> Template:
    """The template, the newest where no version is named; raises `NoTemplate`."""
    found = [one for one in TEMPLATES if one.name == name and version in {"", one.version}]
    if not found:
        raise NoTemplate(
            Text(
                f"没有这个消息模板：{name} {version}；请选 {'、'.join(_names())} 之一",
                f"there is no template {name} {version}; it is one of {', '.join(_names())}",
            )
        )
    return found[-1]


def _names() -> list[str]:
    return list(dict.fromkeys(one.name for one in TEMPLATES))
