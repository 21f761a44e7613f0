"""The rows that an alert rests on, as a table: codes in words, numbers led to what they are of."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from xianjie.domain.accounts.acting import Actor, visible
from xianjie.domain.appraisals.models import Offer
from xianjie.domain.certificates.models import Certificate
from xianjie.domain.evaluations.models import Plan
from xianjie.domain.supervision.described import LABELS
from xianjie.domain.supervision.models import Alert
from xianjie.domain.supervision.reproving.steps import Step
from xianjie.domain.supervision.snapshot.numbers import behind
from xianjie.indicators import INDICATORS, outcome_words
from xianjie.text import Text

_BETWEEN = " · "  # the two languages of a reason that re-proof gives
_SHARES = {"expected_of_peers", "expected_of_own_past", "false_share"}
_CERTIFICATES = ("number", "earlier")
_SITTINGS = ("sitting", "other_sitting")
_OF_SITTINGS = {
    name for name, one in INDICATORS.items() if "sitting AS VARCHAR) AS subject" in one.sql
}
_Row = Mapping[str, Any]  # as JSON gives it


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in the table, and where it leads."""

    shown: Text | str | int | date | None
    link: str = ""


def told(rows: Sequence[_Row], actor: Actor) -> tuple[list[Text], list[list[Cell]]]:
    """Heads and rows; what the actor may see besides is led to."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    numbers = {row[name] for row in rows for name in _CERTIFICATES if row.get(name)}
    called = {row[name] for row in rows for name in _SITTINGS if row.get(name)}
    links = {
        **dict.fromkeys(_CERTIFICATES, _certificates(numbers, actor).get),
        **dict.fromkeys(_SITTINGS, _sittings(called, actor).get),
    }
    heads = [LABELS.get(name, Text(name, name)) for name in names]
    return heads, [[_cell(name, row.get(name), links.get(name)) for name in names] for row in rows]


def about(alert: Alert, actor: Actor) -> Cell:
    """What an alert is about: a sitting or a certificate leads to its page."""
    found = {**_certificates({alert.subject}, actor)}
    if alert.indicator in _OF_SITTINGS:
        found.update(_sittings({alert.subject}, actor))
    return Cell(alert.subject, found.get(alert.subject, ""))


def _certificates(numbers: Collection[Any], actor: Actor) -> Mapping[Any, str]:
    reach = visible(actor, "certificate.read", area="area", body="body")
    found = Certificate.objects.filter(reach, number__in=numbers).values_list("number", "pk")
    return {number: reverse("work:certificate", args=[pk]) for number, pk in found}


def _sittings(called: Collection[Any], actor: Actor) -> Mapping[Any, str]:
    """Those behind the numbers that the tables of supervision give them."""
    things = {one: behind(int(one)) for one in called if str(one).isdecimal()}
    return {one: _address(thing, actor) for one, thing in things.items() if thing is not None}


def _address(thing: Offer | Plan, actor: Actor) -> str:
    match thing:
        case Plan():
            reach = visible(actor, "plan.read", area="area", body="organisation")
            seen = Plan.objects.filter(reach, pk=thing.pk).exists()
            return reverse("work:plan", args=[thing.pk]) if seen else ""
        case Offer():
            reach = visible(actor, "exam.read", area="exam__area", body="exam__institution")
            seen = Offer.objects.filter(reach, pk=thing.pk).exists()
            return reverse("work:exam", args=[thing.exam_id]) if seen else ""


def _cell(name: str, value: Any, link: Callable[[Any], str | None] | None) -> Cell:  # noqa: ANN401 - of JSON
    if link is None:
        return Cell(_shown(name, value))
    if value is None:
        return Cell(None)
    return Cell(str(value), link(value) or "")  # a number by which a thing goes


def _shown(name: str, value: Any) -> Text | str | int | date | None:  # noqa: ANN401 - of JSON
    match value:
        case bool():
            return _YES if value else _NO
        case float():
            return f"{value:.0%}" if name in _SHARES else f"{value:.3g}"
        case str() if (name, value) in _CODES:
            return _CODES[name, value]
        case str() if name == "outcome":
            return outcome_words(value)
        case str() if name == "why" and value.count(_BETWEEN) == 1:
            return Text(*value.split(_BETWEEN))
        case _:
            found: str | int | date | None = value
            return found


_YES, _NO = Text("是", "yes"), Text("否", "no")
_CODES = {
    ("lacking", "not_filed"): Text("从未备案", "never filed"),
    ("lacking", "term"): Text("不在有效期内或被暂停", "outside the term, or suspended"),
    ("lacking", "scope"): Text("备案不含", "not filed for these"),
    ("lacking", "no_sitting"): Text("没有场次", "no sitting"),
    ("lacking", "not_in_the_list"): Text("不在考生名单内", "not in the list"),
    ("lacking", "absent"): Text("缺考", "absent"),
    ("lacking", "not_passed"): Text("不合格", "did not pass"),
    ("lacking", "another_level"): Text("另一职业或等级", "another occupation or level"),
    ("lacking", "another_body"): Text("另一单位的场次", "a sitting of another body"),
    ("differs", "form"): Text("格式", "form"),
    ("differs", "year"): Text("年份", "year"),
    ("differs", "level"): Text("等级", "level"),
    ("differs", "code"): Text("单位代码", "the body's code"),
    ("kind", "employer"): Text("用人单位", "employer"),
    ("kind", "technical_school"): Text("技工院校", "technical school"),
    ("kind", "social_organisation"): Text("社会培训评价组织", "social organisation"),
    ("kind", "government"): Text("政府所属机构", "of the government"),
    ("basis", "own"): Text("本单位的人", "its own people"),
    ("basis", "entrusted"): Text("受托", "entrusted"),
    ("basis", "public"): Text("社会人员", "of the public"),
    **{("step", step.value): step.label for step in Step},
}
