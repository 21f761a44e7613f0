"""Measures on filings: proposed by one, decided by another, with grounds that are published."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django import forms
from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse

from xianjie.domain.filings import measuring
from xianjie.domain.filings.models import Measure, Organisation, Scope
from xianjie.domain.filings.telling import MEASURES, WHOLE
from xianjie.instruments.practice import practice
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of, today_of
from xianjie.web.language import active
from xianjie.web.workbench.filings import subjects
from xianjie.web.workbench.filings.words import PART, trail
from xianjie.web.workbench.forms import both, choice_field, day_field, fill_in, text_field
from xianjie.web.workbench.proofs import VerdictForm


def measure_form(organisations: Q, kinds: Iterable[Measure.Kind], on: date) -> type[forms.Form]:
    """The form of a measure on organisations' filings: the whole, or an occupation."""
    months = practice().number("filing_bar_months", on)
    scopes = Scope.objects.filter(organisations, from_on__lte=on)
    occupations = sorted(set(scopes.values_list("occupation", flat=True)))

    class MeasureForm(forms.Form):
        kind = choice_field(
            "措施",
            "Measure",
            lambda: [(kind.value, MEASURES[kind].in_(active()).capitalize()) for kind in kinds],
        )
        occupation = choice_field(
            "范围",
            "Of",
            lambda: [("", WHOLE.in_(active())), *((one, one) for one in occupations)],
            required=False,
        )
        from_on = day_field("自哪天起", "From")
        grounds = forms.CharField(
            label=both("理由（公布）", "Grounds, which are published"),
            max_length=500,
            widget=forms.Textarea(attrs={"class": "input", "rows": 3}),
        )
        basis = text_field("依据", "Basis")
        bars = forms.BooleanField(
            label=both(
                f"移出后 {months} 个月内不得再备案",
                f"A removal that bars new filings for {months} months",
            ),
            required=False,
        )

    return MeasureForm


@guarded("measure.propose", of=subjects.filing_organisation)
def new(visit: Visit, organisation: Organisation) -> HttpResponse:
    """Propose to suspend, to lift, to remove: the whole, or an occupation."""
    on = today_of(visit.request)
    of = Q(filing__organisation=organisation)

    def act(form: forms.Form) -> str:
        given = form.cleaned_data
        measuring.propose(
            by=visit.actor,
            organisation=organisation.pk,
            kind=Measure.Kind(given["kind"]),
            occupation=given["occupation"],
            grounds=given["grounds"],
            basis=given["basis"],
            from_on=given["from_on"],
            bars=given["bars"],
            on=on,
            at=moment_of(visit.request),
        )
        return reverse("work:filing", args=[organisation.pk])

    return fill_in(
        visit,
        measure_form(of, MEASURES, on),
        act,
        title=Text("提出措施", "Propose a measure"),
        lede=Text(
            "由另一人决定；不追溯，最早自决定之日起。理由中不要写个人信息。",
            "Another person decides it; it begins on the day of the decision at the earliest. "
            "Leave personal data out of the grounds.",
        ),
        done=Text("已提出，待另一人决定", "proposed; another person decides"),
        button=Text("提出", "Propose"),
        trail=trail(organisation),
        part=PART,
    )


@guarded("measure.decide", of=subjects.measure)
def decide(visit: Visit, measure: Measure) -> HttpResponse:
    """The decision, by another than who proposed it."""
    organisation = measure.organisation

    def act(form: VerdictForm) -> str:
        measuring.decide(
            by=visit.actor,
            measure=measure.pk,
            grant=form.cleaned_data["verdict"] == "grant",
            words=form.cleaned_data["words"],
            on=today_of(visit.request),
            at=moment_of(visit.request),
        )
        return reverse("work:filing", args=[organisation.pk])

    kind, today = MEASURES[Measure.Kind(measure.kind)], today_of(visit.request)
    begins, barred_until = measuring.term_of(measure, today)
    late = (
        f"原提自{measure.from_on}起；今天决定的，自今天起。" if measure.from_on < today else "",
        f" It was proposed from {measure.from_on}; decided today it begins today."
        if measure.from_on < today
        else "",
    )
    scope = measure.occupation or WHOLE.zh, measure.occupation or WHOLE.en
    bar = (
        f"；{barred_until}前不得再备案" if barred_until else "",
        f"; no new filing until {barred_until}" if barred_until else "",
    )
    return fill_in(
        visit,
        VerdictForm,
        act,
        title=Text("决定措施", "Decide a measure"),
        lede=Text(
            f"{organisation.body.name}（{scope[0]}）：自{begins}起{kind.zh}{bar[0]}。{late[0]}"
            f"理由：{measure.grounds}。依据：{measure.basis}。{measure.proposed_by} 提出。",
            f"{organisation.body.name} ({scope[1]}): {kind.en} from {begins}{bar[1]}.{late[1]} "
            f"Grounds: {measure.grounds}. Basis: {measure.basis}. Proposed by "
            f"{measure.proposed_by}.",
        ),
        done=Text("已决定", "decided"),
        button=Text("决定", "Decide"),
        trail=trail(organisation),
        part=PART,
    )
