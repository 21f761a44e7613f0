"""One HTML file from small parts: the same bytes each time for the same keys and moment.

Each script is a module with one idea. They are put into one, each in a scope of its own, in an
order in which each finds what it imports; so no other file is loaded, nor could it be: the page
carries a policy that allows its own script and style by their digests, and no connection.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from string import Template

from xianjie.documents.official import moment

_HERE = Path(__file__).parent
_SCRIPTS = _HERE / "js"
_IMPORT = re.compile(r'^import \{([^}]*)\} from "\./(\w+)\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async function|function|class|const) (\w+))", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Page:
    """The page, and the policy that it is to be served with."""

    html: str
    policy: str


def offline_page(register: Mapping[str, object], *, address: str, at: datetime) -> Page:
    """The page of a register: its keys and words as ``page.js`` asks for them, its own address."""
    script, style = script_of("page"), (_HERE / "page.css").read_text("utf-8")
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src '{_digest(script)}'",
            f"style-src '{_digest(style)}'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    made = moment(at)
    page = Template((_HERE / "page.html").read_text("utf-8")).substitute(
        policy=html.escape(policy),
        style=style,
        script=script,
        address=html.escape(address),
        made_zh=made.zh,
        made_en=made.en,
        register=_data(register),
    )
    # A page in a file is in no frame; only a server can say that it is to be in none.
    return Page(page, f"{policy}; frame-ancestors 'none'")


@cache
def script_of(name: str) -> str:
    """A script and all that it imports, as one."""
    scopes = "\n".join(_scope(one) for one in _in_order(name))
    return f'\n"use strict";\n{scopes}\n'


def _in_order(name: str) -> Iterable[str]:
    """A script after those that it imports, each once."""
    found: dict[str, None] = {}

    def visit(one: str) -> None:
        for _, imported in _IMPORT.findall(_source(one)):
            if imported not in found:
                visit(imported)
        found[one] = None

    visit(name)
    return found


def _scope(name: str) -> str:
    """A module as a function that returns what it exports."""
    source = _source(name)
    exports = ", ".join(_EXPORT.findall(source))
    body = _EXPORT.sub("", _IMPORT.sub(r"const {\1} = module_\2;\n", source))
    return f"const module_{name} = (() => {{\n{body}return {{ {exports} }};\n}})();"


def _source(name: str) -> str:
    return (_SCRIPTS / f"{name}.js").read_text("utf-8")


def _digest(content: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}"


def _data(register: Mapping[str, object]) -> str:
    """JSON that ends no element, whatever is in it."""
    return json.dumps(register, ensure_ascii=False).replace("<", "\\u003c")
