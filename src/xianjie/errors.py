"""The root of every error that Xianjie raises on purpose.

XianjieError
├── law.LawError         facts, rules and jurisdictions
└── instruments errors   catalogue names, notices that cannot be read
"""

from xianjie.text import Lang, Text


class XianjieError(Exception):
    """Something a reader can mend; ``message`` says what, why and how, in both languages."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.zh)
        self.message = message

    def in_(self, lang: Lang) -> str:
        return self.message.in_(lang)
