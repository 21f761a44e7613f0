"""What is wrong with a file, or with a row of it.

XianjieError
└── TableError   a file that cannot be read or written as a table; no row of it was given out
"""

from dataclasses import dataclass

from xianjie.errors import XianjieError
from xianjie.text import Text


class TableError(XianjieError):
    """A file that cannot be read or written as a table; nothing of it was given out."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in one row; ``row`` is its number in the file, as Excel shows it.

    Neither sentence ends in a full stop, and neither repeats what was typed where that can be a
    person's name or number: problems are shown, logged and sent back.
    """

    row: int
    column: Text
    rule: Text
    fix: Text

    @property
    def reason(self) -> Text:
        """For a place that already says which row is meant."""
        return Text(
            f"“{self.column.zh}”：{self.rule.zh}；{self.fix.zh}",
            f"{self.column.en}: {self.rule.en}; {self.fix.en}",
        )

    @property
    def message(self) -> Text:
        reason = self.reason
        return Text(f"第 {self.row} 行{reason.zh}", f"row {self.row}, {reason.en}")
