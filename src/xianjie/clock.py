"""The one clock: which day it is in China. Only web, api and ops read it.

``XIANJIE_NOW`` (an ISO day) stands still in its place, for demonstrations only. Sealing, sessions
and cookies use real time.
"""

import os
import re
from collections.abc import Mapping
from datetime import date, datetime

from xianjie.calendar import CHINA as CHINA  # noqa: PLC0414 - handed on
from xianjie.errors import XianjieError
from xianjie.text import Text

VARIABLE = "XIANJIE_NOW"
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")  # Python also takes weeks, 2020-W40-1


class WrongClock(XianjieError):
    """``XIANJIE_NOW`` is set to something that is no day."""


class DayToCome(XianjieError):
    """A day of which nothing is known yet."""

    def __init__(self, day: date, today: date) -> None:
        super().__init__(
            Text(
                f"只能查到今天（{today}）；{day} 还没有到",
                f"what is known ends today, {today}; {day} has not come",
            )
        )
        self.given = day.isoformat()


def iso_day(written: str) -> date:
    """The day written as 2020-09-30, in no other way; raises ``ValueError``."""
    if not _ISO_DAY.fullmatch(written):
        raise ValueError(written)
    return date.fromisoformat(written)


def today(environment: Mapping[str, str] = os.environ) -> date:
    """Today in Asia/Shanghai, or the demonstration's day; raises `WrongClock`."""
    return demonstration_day(environment) or real_today()


def real_today() -> date:
    """Today in Asia/Shanghai, whatever day a demonstration lives on."""
    return datetime.now(CHINA).date()  # noqa: TID251 - the one place


def known(day: date, today: date) -> date:
    """The day, if it has come, for what is read of a register as of a day.

    What the law says of days to come is known, and asked without this. Raises `DayToCome`.
    """
    if day > today:
        raise DayToCome(day, today)
    return day


def demonstration_day(environment: Mapping[str, str] = os.environ) -> date | None:
    """The day that ``XIANJIE_NOW`` sets, None where time is real; raises `WrongClock`."""
    given = environment.get(VARIABLE, "").strip()
    if not given:
        return None
    try:
        return iso_day(given)
    except ValueError as error:
        raise WrongClock(
            Text(
                f"{VARIABLE} 应为日期（如 2020-09-15），得到的是 {given!r}；请改正或取消设置",
                f"{VARIABLE} must be a day such as 2020-09-15, not {given!r}; mend or unset it",
            )
        ) from error
