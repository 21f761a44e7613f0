"""What pages of supervision say alike: trails, indicators by their titles, addresses of lists."""

from __future__ import annotations

from django.urls import reverse
from django.utils.http import urlencode

from xianjie.domain.supervision.alerts import AlertState
from xianjie.domain.supervision.described import DESCRIBED
from xianjie.domain.supervision.models import Alert
from xianjie.text import Text

BOARD = Text("监管", "Supervision")
ALERTS = Text("预警", "Alerts")
OWN = Text("本单位预警", "Own alerts")
PART, PART_OF_OWN = "supervision", "own-alerts"
OPEN = "open"  # in a filter: of either state in which somebody has yet to do something


def trail(*ways: tuple[Text, str]) -> list[tuple[Text, str]]:
    """From the workbench on."""
    return [(Text("工作台", "Workbench"), reverse("work:inbox")), *ways]


def trail_of_board(*ways: tuple[Text, str]) -> list[tuple[Text, str]]:
    return trail((BOARD, reverse("work:supervision")), *ways)


def title_of(indicator: str) -> Text:
    """The indicator's title; its name where this version has none of it."""
    found = DESCRIBED.get(indicator)
    return found.title if found else Text(indicator, indicator)


def sentence_of(alert: Alert) -> Text:
    return Text(alert.sentence_zh, alert.sentence_en)


def address_of(page: str, *args: int, **query: object) -> str:
    """A page with what is asked of it; what is empty is left out."""
    given = {name: str(value) for name, value in query.items() if value}
    return f"{reverse(page, args=args)}{f'?{urlencode(given)}' if given else ''}"


def state_choices() -> list[tuple[str, Text]]:
    return [
        (OPEN, Text("未了结", "open")),
        *((state.value, state.label) for state in AlertState),
    ]
