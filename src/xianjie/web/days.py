"""Which day a page speaks of: today, or the day a visitor chose."""

from datetime import date, datetime

from django.http import HttpRequest

from xianjie import clock
from xianjie.clock import DayToCome, known
from xianjie.errors import XianjieError
from xianjie.text import Text

DEMO_COOKIE = "xianjie_demo_day"


class WrongDay(XianjieError):
    """What was typed is no day."""

    def __init__(self, given: str) -> None:
        super().__init__(
            Text(
                f"“{given[:40]}”不是日期，请写成 2020-09-30 这样",
                f"“{given[:40]}” is no day; write it as 2020-09-30",
            )
        )
        self.given = given


def parse_day(given: str) -> date:
    """An ISO day as typed; raises `WrongDay`."""
    try:
        return clock.iso_day(given.strip())
    except ValueError as error:
        raise WrongDay(given) from error


def today_of(request: HttpRequest) -> date:
    """Today in China; on a demonstration the day that it, or the visitor, has set."""
    demonstration = clock.demonstration_day()
    if demonstration is None:
        return clock.today()
    try:
        return parse_day(request.COOKIES.get(DEMO_COOKIE, ""))
    except WrongDay:
        return demonstration


def moment_of(request: HttpRequest) -> datetime:
    """Now; on a demonstration this time of day on its day."""
    now = datetime.now(clock.CHINA)
    return datetime.combine(today_of(request), now.timetz())


def day_of(request: HttpRequest, parameter: str = "on") -> date:
    """The day asked for in the address, today if none is; raises `WrongDay`."""
    given = request.GET.get(parameter, "")
    return parse_day(given) if given.strip() else today_of(request)


def known_day(request: HttpRequest) -> tuple[date, WrongDay | DayToCome | None]:
    """The day asked for, of which it is told how things stood; else today, and what is wrong.

    What the law says of days to come is known, and asked with `day_of`.
    """
    today = today_of(request)
    try:
        return known(day_of(request), today), None
    except (WrongDay, DayToCome) as error:
        return today, error


def onward(request: HttpRequest) -> str:
    """``?on=…`` for links to pages that speak of the same day; empty where today is meant."""
    try:
        given = request.GET.get("on", "").strip()
        return f"?on={parse_day(given)}" if given else ""
    except WrongDay:
        return ""


def now() -> datetime:
    """Real time, which seals and reports bear whatever day a demonstration lives on."""
    return datetime.now(clock.CHINA)
