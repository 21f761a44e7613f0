"""What messages say: every template, in both languages."""

from __future__ import annotations

import re
from datetime import date

import pytest

from xianjie.domain.messages import templates
from xianjie.domain.messages.templates import TEMPLATES, NoTemplate, Template, Value
from xianjie.instruments import law
from xianjie.text import LANGS, Lang, Text

DAYS = {"day", "opens", "last", "before", "after"}
TEXTS = {"default", "how", "until", "area", "title", "reason"}


def values(template: Template) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for name in template.takes:
        if name in DAYS:
            found[name] = date(2020, 9, 4)
        elif name in TEXTS:
            found[name] = Text(f"值{name}", f"value-{name}")
        else:
            found[name] = f"<{name}>"
    return found


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.name)
def test_every_template_says_all_its_values(template: Template, lang: Lang) -> None:
    kept = templates.written(template, values(template))
    said = templates.render(template.name, template.version, kept, lang)
    assert "{" not in said.title + said.body + said.short
    assert "\n" not in said.title + said.short
    whole = said.title + said.body + said.short
    for name in template.takes:
        shown = {"zh": "2020年9月4日", "en": "4 September 2020"}[lang] if name in DAYS else name
        assert shown in whole
    own = re.sub(r"[“”…·]", "", said.body)
    assert bool(re.search("[一-鿿]", own)) is (lang == "zh")
    assert set(said.clauses) <= set(law().clauses)


def test_a_template_in_which_the_languages_differ_is_no_template() -> None:
    both = Text("某", "a")
    with pytest.raises(ValueError, match="same values"):
        Template("x", "1", both, Text("{day}", "the {date}"), both)


def test_names_and_versions_are_unique() -> None:
    assert len({(one.name, one.version) for one in TEMPLATES}) == len(TEMPLATES)


def test_a_value_too_few_or_too_many_is_named() -> None:
    found = templates.find("exam_moved")
    with pytest.raises(NoTemplate, match="after"):
        templates.written(found, {"exam": "考试", "occupation": "电工", "before": "", "basis": ""})
    with pytest.raises(NoTemplate, match="moved"):
        templates.find("moved")


def test_braces_in_a_value_are_letters() -> None:
    found = templates.find("result_published")
    kept = templates.written(found, {"exam": "{occupation}{0}", "occupation": "电工"})
    said = templates.render(found.name, found.version, kept, "zh")
    assert "{occupation}{0}" in said.body
