"""Sanctions proposed in a case, and the decision on an entry of the blacklist."""

from __future__ import annotations

from django import forms
from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse

from xianjie.domain.filings.models import Measure
from xianjie.domain.organisations.models import Blacklisting
from xianjie.domain.supervision import sanctioning
from xianjie.domain.supervision.models import Case
from xianjie.instruments.practice import practice
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of, today_of
from xianjie.web.workbench.filings.measures import measure_form
from xianjie.web.workbench.forms import both, day_field, fill_in, text_field
from xianjie.web.workbench.proofs import VerdictForm
from xianjie.web.workbench.supervision import subjects
from xianjie.web.workbench.supervision.stepping import now, take
from xianjie.web.workbench.supervision.words import PART, sanction_words, trail, words_field

_MEASURES = (Measure.Kind.SUSPENDED, Measure.Kind.REMOVED)
_DONE = Text("已提出，待另一人决定", "proposed; another person decides")
_BUTTON = Text("提出", "Propose")
_LEDE = Text(
    "由另一人决定；不追溯，最早自决定之日起。理由予以公布，不要写个人信息。",
    "Another person decides it; it begins on the day of the decision at the earliest. The grounds "
    "are published: leave personal data out.",
)


def _grounds() -> forms.CharField:
    return words_field("理由（公布）", "Grounds, which are published", most=500)


@guarded("case.sanction", of=subjects.case)
def measure(visit: Visit, case: Case) -> HttpResponse:
    """Propose to suspend or to remove the filing, the whole or an occupation."""
    on = today_of(visit.request)
    form_class = measure_form(Q(filing__organisation__body=case.body), _MEASURES, on)

    def step(form: forms.Form) -> None:
        given = form.cleaned_data
        sanctioning.propose_measure(
            case=case.pk,
            kind=Measure.Kind(given["kind"]),
            occupation=given["occupation"],
            grounds=given["grounds"],
            basis=given["basis"],
            from_on=given["from_on"],
            bars=given["bars"],
            **now(visit),
        )

    return take(
        visit,
        case,
        form_class,
        step,
        title=Text("暂停或移出备案", "Suspend or remove the filing"),
        lede=_LEDE,
        done=_DONE,
        button=_BUTTON,
    )


class RevokeForm(forms.Form):
    numbers = words_field(
        "证书编号",
        "Numbers of certificates",
        most=6_000,
        hint=both(
            "一行一个，至多 200 个，都由该机构颁发", "one a line, 200 at most, all the body's"
        ),
    )
    reason = text_field("理由", "Reason")
    basis = text_field("依据", "Basis")


@guarded("case.sanction", of=subjects.case)
def revoke(visit: Visit, case: Case) -> HttpResponse:
    """Propose to revoke certificates of the body."""

    def step(form: RevokeForm) -> None:
        sanctioning.propose_revocations(
            case=case.pk,
            numbers=form.cleaned_data["numbers"].split(),
            reason=form.cleaned_data["reason"],
            basis=form.cleaned_data["basis"],
            **now(visit),
        )

    return take(
        visit,
        case,
        RevokeForm,
        step,
        title=Text("撤销证书", "Revoke certificates"),
        lede=Text(
            "每张由另一人决定，不由颁发机构决定；持证人收到消息，可以提出异议。",
            "Another person decides on each, never the body that issued it; holders are told and "
            "may object.",
        ),
        done=_DONE,
        button=_BUTTON,
    )


@guarded("case.sanction", of=subjects.case)
def blacklist(visit: Visit, case: Case) -> HttpResponse:
    """Propose to keep the body out for some time, or one of its examiners."""
    on = today_of(visit.request)
    usual = practice().number("blacklist_months", on)

    class BlacklistForm(forms.Form):
        card = text_field(
            "考评员证卡号",
            "Examiner's card",
            required=False,
            most=30,
            hint=both(
                "列入考评员的填写；不填则列入该机构",
                "for an examiner of the body; left empty, it is the body itself",
            ),
        )
        grounds = _grounds()
        basis = text_field("依据", "Basis")
        from_on = day_field("自哪天起", "From")
        months = forms.IntegerField(
            label=both("期限（月）", "For so many months"),
            min_value=1,
            max_value=60,
            initial=usual,
            widget=forms.NumberInput(attrs={"class": "input"}),
        )

    def step(form: BlacklistForm) -> None:
        given = form.cleaned_data
        sanctioning.propose_blacklisting(
            case=case.pk,
            card=given["card"],
            grounds=given["grounds"],
            basis=given["basis"],
            from_on=given["from_on"],
            months=given["months"],
            **now(visit),
        )

    return take(
        visit,
        case,
        BlacklistForm,
        step,
        title=Text("列入失信名单", "Put on the blacklist"),
        lede=Text(
            "期间机构不得备案、考评员不得考评；机构的予以公布，考评员的不公布。由另一人决定。",
            "While it holds the body is not filed, the examiner posted nowhere; a body's entry is "
            "published, a person's is not. Another person decides.",
        ),
        done=_DONE,
        button=_BUTTON,
    )


@guarded("case.sanction", of=subjects.blacklisting)
def decide(visit: Visit, blacklisting: Blacklisting) -> HttpResponse:
    """The decision, by another than who proposed it."""
    case = blacklisting.case_step.case

    def act(form: VerdictForm) -> str:
        sanctioning.decide_blacklisting(
            by=visit.actor,
            blacklisting=blacklisting.pk,
            grant=form.cleaned_data["verdict"] == "grant",
            words=form.cleaned_data["words"],
            on=today_of(visit.request),
            at=moment_of(visit.request),
        )
        return reverse("work:case", args=[case.pk])

    told = sanction_words(blacklisting.case_step)
    return fill_in(
        visit,
        VerdictForm,
        act,
        title=Text("决定列入失信名单", "Decide on the blacklist"),
        lede=Text(
            f"{told.zh}。理由：{blacklisting.grounds}。依据：{blacklisting.basis}。"
            f"{blacklisting.proposed_by} 提出。",
            f"{told.en}. Grounds: {blacklisting.grounds}. Basis: {blacklisting.basis}. Proposed "
            f"by {blacklisting.proposed_by}.",
        ),
        done=Text("已决定", "decided"),
        button=Text("决定", "Decide"),
        trail=trail(case),
        part=PART,
    )
