"""What pages of supervision say alike: trails, indicators by their titles, cells of evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from xianjie.domain.accounts.acting import Actor, visible
from xianjie.domain.certificates.models import Certificate
from xianjie.domain.supervision.alerts import AlertState
from xianjie.domain.supervision.described import DESCRIBED, LABELS
from xianjie.domain.supervision.models import Alert
from xianjie.text import Text

BOARD = Text("监管", "Supervision")
ALERTS = Text("预警", "Alerts")
OWN = Text("本单位预警", "Own alerts")
PART, PART_OF_ALERTS, PART_OF_OWN = "supervision", "alerts", "own-alerts"
_SHARES = {"expected_of_peers", "expected_of_own_past", "false_share"}
_YES, _NO = Text("是", "yes"), Text("否", "no")
_Value = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a table of evidence, and where it leads."""

    shown: Text | str | int | date | None
    link: str = ""


def trail(*ways: tuple[Text, str]) -> list[tuple[Text, str]]:
    return [(Text("工作台", "Workbench"), reverse("work:inbox")), *ways]


def trail_of_board() -> list[tuple[Text, str]]:
    return trail((BOARD, reverse("work:supervision")))


def title_of(indicator: str) -> Text:
    """The indicator's title; its name where it is one of an earlier version."""
    found = DESCRIBED.get(indicator)
    return found.title if found else Text(indicator, indicator)


def sentence_of(alert: Alert) -> Text:
    return Text(alert.sentence_zh, alert.sentence_en)


def address_of(page: str, *args: object, **query: object) -> str:
    """A page with what is asked of it, what is empty left out."""
    given = {name: value for name, value in query.items() if value}
    return f"{reverse(page, args=args)}{f'?{urlencode(given)}' if given else ''}"


def alerts_of(**query: object) -> str:
    """The list of alerts that a figure counts."""
    return address_of("work:alerts", **query)


def state_choices() -> list[tuple[str, Text]]:
    return [
        ("open", Text("未了结", "open")),
        *((state.value, state.label) for state in AlertState),
    ]


def evidence_of(alert: Alert, actor: Actor) -> tuple[list[Text], list[list[Cell]]]:
    """Heads and rows; a certificate leads to its page, for who may see that."""
    rows: Sequence[Mapping[str, _Value]] = alert.evidence
    names = list(dict.fromkeys(name for row in rows for name in row))
    certificates = _certificates(rows, actor)
    heads = [LABELS.get(name, Text(name, name)) for name in names]
    return heads, [[_cell(name, row.get(name), certificates) for name in names] for row in rows]


def _certificates(rows: Sequence[Mapping[str, _Value]], actor: Actor) -> Mapping[str, str]:
    """Addresses by the certificates' numbers."""
    numbers = {str(row["number"]) for row in rows if row.get("number")}
    reach = visible(actor, "certificate.read", area="area", body="body")
    found = Certificate.objects.filter(reach, number__in=numbers).values_list("number", "pk")
    return {number: reverse("work:certificate", args=[pk]) for number, pk in found}


def _cell(name: str, value: Any, certificates: Mapping[str, str]) -> Cell:  # noqa: ANN401 - of JSON
    match value:
        case bool():
            return Cell(_YES if value else _NO)
        case float() if name in _SHARES:
            return Cell(f"{value:.0%}")
        case float():
            return Cell(f"{value:.3g}")
        case str() if name == "number":
            return Cell(value, certificates.get(value, ""))
        case _:
            return Cell(_CODES.get((name, value), value))


_CODES = {
    ("lacking", "not_filed"): Text("从未备案", "never filed"),
    ("lacking", "term"): Text("不在有效期内", "outside the term"),
    ("lacking", "scope"): Text("不含该职业等级", "not filed for these"),
    ("lacking", "no_sitting"): Text("没有场次", "no sitting"),
    ("lacking", "no_result"): Text("没有成绩", "no result"),
    ("lacking", "not_passed"): Text("没有合格", "did not pass"),
    ("lacking", "another_body"): Text("别的单位的场次", "a sitting of another body"),
    ("differs", "year"): Text("年份", "year"),
    ("differs", "level"): Text("等级", "level"),
    ("differs", "code"): Text("单位代码", "the body's code"),
    ("kind", "employer"): Text("用人单位", "employer"),
    ("kind", "technical_school"): Text("技工院校", "technical school"),
    ("kind", "social_organisation"): Text("社会培训评价组织", "social organisation"),
    ("kind", "government"): Text("政府所属", "government"),
    ("basis", "own"): Text("本单位的人", "its own"),
    ("basis", "entrusted"): Text("受托", "entrusted"),
    ("basis", "public"): Text("社会人员", "public"),
}
