"""What the engine refuses, and why.

LawError
├── FactError            a fact of a case that no case can have
├── UnknownNameError     a decision, jurisdiction, reading, date or clause that does not exist
└── SourceError          a jurisdiction whose rules contradict themselves; found when loading
"""

from collections.abc import Iterable

from xianjie.errors import XianjieError
from xianjie.text import Text


class LawError(XianjieError):
    """Root of the engine's errors."""


class FactError(LawError):
    """A given fact is impossible; ``fact`` is its name, ``message`` the rule and the fix."""

    def __init__(self, fact: str, message: Text) -> None:
        super().__init__(Text(f"事实 {fact}：{message.zh}", f"fact {fact}: {message.en}"))
        self.fact = fact
        self.detail = message


class UnknownNameError(LawError):
    """A name that nothing has; the message lists those that exist."""

    def __init__(self, kind: Text, name: str, known: Iterable[str]) -> None:
        listed = sorted(known)
        super().__init__(
            Text(
                f"没有名为“{name}”的{kind.zh}；可用的有：{'、'.join(listed) or '无'}",
                f"there is no {kind.en} called {name!r}; there are: {', '.join(listed) or 'none'}",
            )
        )
        self.name = name
        self.known = tuple(listed)


class SourceError(LawError):
    """The source of a jurisdiction is wrong; for the people who write rules."""
