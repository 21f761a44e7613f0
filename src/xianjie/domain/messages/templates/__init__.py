"""What messages say, in both languages: each template a version, its clauses and its values.

A template that is told is never changed; a new wording is a new version beside it.
"""

from xianjie.domain.messages.templates.rendering import Rendered, grounds, render, written
from xianjie.domain.messages.templates.table import TEMPLATES, find
from xianjie.domain.messages.templates.template import NoTemplate, Template, Value

__all__ = [
    "TEMPLATES",
    "NoTemplate",
    "Rendered",
    "Template",
    "Value",
    "find",
    "grounds",
    "render",
    "written",
]
