"""A page loads everything from here: no template or static file names another host."""

import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "xianjie"
SERVED = {".css", ".html", ".js", ".svg", ".webmanifest", ".xml"}

# Names of vocabularies, which nothing fetches.
NAMESPACES = re.compile(r"http://www\.w3\.org/(?:1999/x(?:html|link)|2000/svg|XML/1998/namespace)")
ADDRESS = re.compile(
    r"""(?:https?|wss?)://[^\s"'<>)]+          # written out
      | (?:src|srcset|href|action|url\()\s*=?\s*["']?//[^\s"'<>)]+   # without its scheme
    """,
    re.VERBOSE,
)


def other_hosts(text: str) -> list[str]:
    return ADDRESS.findall(NAMESPACES.sub("", text))


def served_files() -> list[Path]:
    return [path for path in PACKAGE.rglob("*") if path.suffix in SERVED]


def test_there_are_pages_and_styles_to_look_at() -> None:
    assert {".css", ".html"} <= {path.suffix for path in served_files()}


def test_no_template_or_static_file_names_another_host() -> None:
    named = {
        str(path.relative_to(PACKAGE)): found
        for path in served_files()
        if (found := other_hosts(path.read_text(encoding="utf-8")))
    }
    assert named == {}


@pytest.mark.parametrize(
    "text",
    [
        '<script src="https://cdn.example/a.js"></script>',
        '<link href="//fonts.example/b.css">',
        "@import url(//fonts.example/c.css);",
        "new WebSocket('wss://push.example')",
    ],
)
def test_another_host_is_found(text: str) -> None:
    assert len(other_hosts(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        '<svg xmlns="http://www.w3.org/2000/svg">',
        '<a href="/law/">',
        "// a comment",
        "a { background: url(lines.svg) }",
    ],
)
def test_what_stays_here_is_left_alone(text: str) -> None:
    assert other_hosts(text) == []
