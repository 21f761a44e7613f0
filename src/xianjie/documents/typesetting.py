"""Typesetting: a template, its data and a day make a PDF, the same bytes each time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from importlib import resources
from pathlib import Path

import typst


def typeset(template: Path, data: Mapping[str, object], on: date) -> bytes:
    """The PDF of a template that reads ``data`` as JSON, dated ``on``.

    Tagged, titled and in a stated language (PDF/UA-1), so that screen readers can use it.
    """
    return typst.compile(
        template,
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards="ua-1",
        timestamp=datetime.combine(on, time(), UTC),
    )


@cache
def fonts() -> typst.Fonts:
    """Read once: finding the faces takes longer than setting a page."""
    folder = Path(str(resources.files("justmytype_intl_cjk"))) / "fonts" / "ofl" / "notosanssc"
    return typst.Fonts(include_system_fonts=False, font_paths=[folder])
