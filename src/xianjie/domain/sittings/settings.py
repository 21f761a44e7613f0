"""Numbers that results go by: dated settings, each with its reason.

Neither notice sets them; they are to be changed here, by a new line with its day, as the
competent department asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xianjie.text import Text


@dataclass(frozen=True, slots=True)
class Setting:
    """A number from a day on."""

    from_on: date
    value: int
    reason: Text


PASS_MARKS = (
    Setting(
        date(2000, 1, 1),
        60,
        Text(
            "国家职业技能标准：各部分均为百分制，皆达60分及以上为合格",
            "the national skill standards: each part has 100 points, and 60 in each passes",
        ),
    ),
)
REVIEW_DAYS = (
    Setting(
        date(2000, 1, 1),
        5,
        Text(
            "两份通知都没有规定复核期；取公布后五个工作日，可按主管部门的要求另定",
            "neither notice sets a span for reviews; five working days after publication is ours, "
            "to be changed as the department asks",
        ),
    ),
)


def setting_on(settings: Sequence[Setting], on: date) -> Setting:
    """The one in force that day."""
    return max((one for one in settings if one.from_on <= on), key=lambda one: one.from_on)
