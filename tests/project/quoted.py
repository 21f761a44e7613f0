"""What the documents quote: files, sessions at a terminal, sessions in Python."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_READMES = ("README.md", "README.zh-CN.md")

_FENCE = re.compile(r"^```(?P<language>[\w-]+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(
    r"^\*\*`(?P<path>[^`]+)`\*\*\n\n```\w+\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
_OMITTED = "…"
_ERROR = "xianjie: "


@dataclass
class Command:
    """A command as typed and the lines quoted of what it prints."""

    typed: str
    quoted: list[str] = field(default_factory=list)

    @property
    def status(self) -> int:
        return 2 if any(line.startswith(_ERROR) for line in self.quoted) else 0

    def missing_from(self, printed: str) -> list[str]:
        """Quoted lines that do not occur, in order, in what was printed; … stands for anything."""
        lines = iter(line.rstrip() for line in printed.splitlines())
        return [quoted for quoted in self.quoted if not any(_like(quoted, line) for line in lines)]


def documents() -> list[Path]:
    """Every document written by hand."""
    written = (path for path in (ROOT / "docs").rglob("*.md") if "law" not in path.parts)
    return sorted([*(ROOT / name for name in _READMES), *written])


def fences(markdown: str, language: str) -> list[str]:
    found = _FENCE.finditer(markdown)
    return [match["text"] for match in found if match["language"] == language]


def files(markdown: str) -> dict[str, str]:
    """The files printed in full, each below its path in bold."""
    return {match["path"]: match["text"] for match in _FILE.finditer(markdown)}


def commands(markdown: str) -> list[Command]:
    return [
        command for text in fences(markdown, "console") for command in _session(text.splitlines())
    ]


def _session(lines: list[str]) -> Iterator[Command]:
    command: Command | None = None
    for line in lines:
        if command is not None and command.typed.endswith("\\") and not command.quoted:
            command.typed += f"\n{line}"
        elif line.startswith("$ "):
            if command is not None:
                yield command
            command = Command(line.removeprefix("$ "))
        elif command is None:
            raise ValueError(f"a session starts with a command, not with {line!r}")
        elif line != _OMITTED:
            command.quoted.append(line.rstrip())
    if command is not None:
        yield command


def _like(quoted: str, line: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, quoted.split(_OMITTED))), line) is not None
