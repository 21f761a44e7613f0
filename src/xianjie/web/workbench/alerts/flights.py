"""What the indicators would find were certificates issued, shown before they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.urls import reverse

from xianjie.domain.accounts.acting import Actor
from xianjie.domain.certificates.errors import CertificateError
from xianjie.domain.certificates.models import Batch
from xianjie.domain.evaluations.models import Plan
from xianjie.domain.rulings.later import law_on
from xianjie.domain.supervision import preflight
from xianjie.domain.supervision.alerts import MOST_WORDS, within_reach
from xianjie.domain.supervision.described import DESCRIBED, Described
from xianjie.domain.supervision.models import Alert, Foreseen
from xianjie.domain.supervision.preflight import Flight, Night
from xianjie.indicators import Alert as Found
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit
from xianjie.web.days import today_of
from xianjie.web.workbench.alerts import evidence
from xianjie.web.workbench.alerts.evidence import Cell
from xianjie.web.workbench.alerts.showing import title_of
from xianjie.web.workbench.forms import both

_ROWS = 10  # of evidence of a finding
TEMPLATE = "work/alerts/before_issuing.html"


@dataclass(frozen=True)
class Finding:
    """One alert that there would be; of a warning the reason given, and the alert it is already."""

    key: str
    described: Described
    sentence: Text
    heads: Sequence[Text]
    rows: Sequence[Sequence[Cell]]
    left_out: int
    reason: Foreseen | None = None
    address: str = ""


@dataclass(frozen=True)
class Shown:
    """A pre-flight as the page tells it; ``refused`` says why there could be none."""

    flight: Flight | None
    findings: Sequence[Finding] = ()
    warnings: Sequence[Finding] = ()
    left_out: Sequence[tuple[Sequence[Text], Text]] = ()  # indicators, and why
    refused: Text | None = None

    @property
    def unexplained(self) -> Sequence[Finding]:
        return [one for one in self.warnings if one.reason is None]


def of_plan(visit: Visit, plan: Plan) -> Shown:
    """Before a plan's certificates are asked for."""
    on = today_of(visit.request)
    return _shown(visit, lambda: preflight.of_plan(plan, on=on, law=law_on(on), night=_night()))


def of_batch(visit: Visit, batch: Batch) -> Shown:
    """Before a batch is approved, with the reasons given for it."""
    on = today_of(visit.request)
    reasons = {one.key: one for one in batch.foreseen.all()}
    return _shown(
        visit, lambda: preflight.of_batch(batch, on=on, law=law_on(on), night=_night()), reasons
    )


def reasons_form(shown: Shown) -> type[forms.Form]:
    """A form that asks a reason for each warning that has none."""
    fields = {_field(one.key): _asked(one) for one in shown.unexplained}
    return type("ReasonsForm", (forms.Form,), fields)


def reasons_in(form: forms.Form, shown: Shown) -> Mapping[str, str]:
    """What was written, by the keys of the warnings."""
    return {one.key: form.cleaned_data[_field(one.key)] for one in shown.unexplained}


def _field(key: str) -> str:
    return f"reason_{key}"


def _asked(one: Finding) -> forms.CharField:
    title = one.described.title
    return forms.CharField(
        label=both(f"说明理由：{title.zh}", f"The reason: {title.en}"),
        max_length=MOST_WORDS,
        help_text=both(
            f"{one.sentence.zh}。写明为何符合规定、依据是什么；不要写身份证件号码等个人信息。",
            f"{one.sentence.en[:1].upper()}{one.sentence.en[1:]}. Say why it is in order and what "
            "shows it; leave out identity numbers and the like.",
        ),
        widget=forms.Textarea(attrs={"class": "input", "rows": 3}),
    )


def _night() -> Night:
    return Night.below(settings.HOME)


def _shown(
    visit: Visit, fly: Callable[[], Flight], reasons: Mapping[str, Foreseen] | None = None
) -> Shown:
    try:
        flight = fly()
    except CertificateError as error:
        return Shown(None, refused=error.message)
    alerts = _alerts(flight.warnings, visit.actor)
    return Shown(
        flight,
        [_finding(one, visit.actor) for one in flight.alerts],
        [
            _finding(one, visit.actor, (reasons or {}).get(one.key), alerts.get(one.key, ""))
            for one in flight.warnings
        ],
        _left_out(flight),
    )


def _finding(
    one: Found, actor: Actor, reason: Foreseen | None = None, address: str = ""
) -> Finding:
    heads, rows = evidence.told(one.evidence[:_ROWS], actor)
    left_out = one.rows - len(rows)
    described = DESCRIBED[one.indicator]
    return Finding(one.key, described, one.sentence, heads, rows, left_out, reason, address)


def _alerts(warnings: Sequence[Found], actor: Actor) -> Mapping[str, str]:
    """The pages of those that are alerts already."""
    found = Alert.objects.filter(
        within_reach(actor), key__in=[one.key for one in warnings], ended_run=None
    )
    return {key: reverse("work:alert", args=[pk]) for key, pk in found.values_list("key", "pk")}


def _left_out(flight: Flight) -> list[tuple[Sequence[Text], Text]]:
    """By the reason, as several mostly have one."""
    told: dict[Text, list[Text]] = {}
    for name, why in flight.left_out.items():
        told.setdefault(why, []).append(title_of(name))
    return [(titles, why) for why, titles in told.items()]
