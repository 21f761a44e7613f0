"""Words in templates: both languages stand side by side where they are used.

``{% say "中文" "English" %}`` cannot go untranslated, and a `Text` of the law is shown by
``{% said text %}``; so there is no catalogue of messages that could fall behind.
"""

import re
from datetime import date, datetime

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from xianjie.clock import CHINA
from xianjie.domain.certificates.models import Certificate
from xianjie.instruments import DEFAULT_JURISDICTION, law
from xianjie.text import Lang, Text
from xianjie.web.language import active
from xianjie.web.workbench.names import level_as, level_name

register = template.Library()

# Runs of Chinese letters, with the marks that stand between or around them.
_CHINESE = re.compile(
    r"[\u3400-\u9fff\U00020000-\U0003ffff](?:[、，。：；（）〔〕·“”]*[\u3400-\u9fff\U00020000-\U0003ffff）]+)*"
)

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


@register.simple_tag(takes_context=True)
def say(context: Context, zh: str, en: str) -> str:
    """The words in the page's language."""
    return Text(zh, en).in_(_lang(context))


@register.filter
def said(text: Text) -> str:
    """A text of the law in the active language."""
    return text.in_(active())


@register.filter
def named(words: str) -> SafeString:
    """Words that may hold Chinese names, which an English page marks as Chinese for its readers."""
    if active() == "zh":
        return conditional_escape(words)
    return mark_safe(_CHINESE.sub(r'<span lang="zh-CN">\g<0></span>', conditional_escape(words)))  # noqa: S308 - escaped here


@register.filter
def day(value: date) -> SafeString:
    """A day as people read it, with its ISO form for machines."""
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), spoken(value, active()))


@register.filter
def shown(value: Text | str | int | date | None) -> str | SafeString:
    """A cell of a table: whatever it holds, as people read it."""
    match value:
        case None | "":
            return "—"
        case Text():
            return value.in_(active())
        case datetime():
            there = value.astimezone(CHINA)
            return format_html(
                '<time datetime="{}">{}</time>', there.isoformat(), f"{there:%Y-%m-%d %H:%M}"
            )
        case date():
            return format_html('<time datetime="{0}">{0}</time>', value.isoformat())
        case int():
            return f"{value:,}"
        case _:
            return named(value)


@register.filter
def percent(share: float) -> str:
    """A share in hundredths: 0.847 is 85%."""
    return f"{share:.0%}"


@register.filter
def code_point(letter: str) -> str:
    """A character with its number, for those who see a box in its place: 𠮷 (U+20BB7)."""
    return f"{letter} (U+{ord(letter):04X})"


@register.filter
def level_of(certificate: Certificate) -> str:
    """The level of a certificate as its kind prints it."""
    return level_as(certificate.scheme, certificate.level).in_(active())


@register.filter
def level(number: int) -> str:
    """A level by its name."""
    return level_name(number).in_(active())


@register.filter
def bound(value: date | str | None, jurisdiction: str = DEFAULT_JURISDICTION) -> str | SafeString:
    """How far a term is left open: a day, another date by its label, or nothing that is set."""
    if isinstance(value, date):
        return day(value)
    if value is None:
        return Text("没有规定", "none is set").in_(active())
    source = law(jurisdiction).source
    named_date = source.parameters.get(value) or source.open_terms[value]
    return named_date.label.in_(active())


@register.filter
def clause_link(clause: str, jurisdiction: str = DEFAULT_JURISDICTION) -> SafeString:
    """The citation of a clause, linked to its page."""
    citation = law(jurisdiction).clauses[clause].citation.in_(active())
    return format_html('<a href="{}">{}</a>', reverse("portal:clause", args=[clause]), citation)


def spoken(value: date, lang: Lang) -> str:
    """A day in words: 2020年9月4日, 4 September 2020."""
    if lang == "zh":
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def _lang(context: Context) -> Lang:
    return "en" if context.get("lang", active()) == "en" else "zh"
