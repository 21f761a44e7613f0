"""What is done to a certificate: a change proposed and decided, an objection answered."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from xianjie.domain.certificates import changing
from xianjie.domain.certificates.models import Appeal, Certificate, Change, Proposal
from xianjie.domain.certificates.photographs import proposed_photo
from xianjie.domain.certificates.signing import issuer
from xianjie.domain.certificates.standing import FIELDS, LABELS, photo_digest
from xianjie.text import Lang, Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of, today_of
from xianjie.web.language import active
from xianjie.web.workbench import subjects
from xianjie.web.workbench.certificate_photos import may_see
from xianjie.web.workbench.certificates import trail
from xianjie.web.workbench.changes import KINDS, corrections_of
from xianjie.web.workbench.forms import both, choice_field, fill_in, needed, text_field


class ProposeForm(forms.Form):
    kind = choice_field(
        "变更",
        "Change",
        lambda: [
            (kind.value, words.in_(active()))
            for kind, words in KINDS.items()
            if kind is not Change.Kind.SUPERSEDED
        ],
    )
    reason = forms.CharField(
        label=both("理由", "Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"class": "input", "rows": 3}),
    )
    basis = text_field("依据", "Basis")
    field = choice_field(
        "更正哪一项",
        "Field to correct",
        lambda: [
            ("", str(both("（不是更正）", "(no correction)"))),
            *((name, LABELS[name].in_(active())) for name in FIELDS),
        ],
        required=False,
    )
    value = text_field("更正为", "What it should be", required=False, most=100)


@guarded("certificate.propose", of=subjects.certificate)
def propose(visit: Visit, certificate: Certificate) -> HttpResponse:
    """Propose to revoke, suspend, lift or correct; another person decides."""

    def act(form: ProposeForm) -> str:
        given = form.cleaned_data
        changing.propose(
            by=visit.actor,
            certificate=certificate,
            kind=Change.Kind(given["kind"]),
            reason=given["reason"],
            basis=given["basis"],
            corrections={given["field"]: given["value"]} if given["field"] else None,
            at=moment_of(visit.request),
        )
        return reverse("work:certificate", args=[certificate.pk])

    return fill_in(
        visit,
        ProposeForm,
        act,
        title=Text("提出变更", "Propose a change"),
        lede=Text(
            "由另一人决定后生效；登记不删除，只增加记录，持证人会得到通知。",
            "It holds once another person decides it. Nothing is deleted: the change is a record "
            "of its own, and the holder is told.",
        ),
        done=Text("已提出，待另一人决定", "proposed; another person decides"),
        button=Text("提出", "Propose"),
        trail=trail(certificate),
        part="certificates",
    )


class DecideForm(forms.Form):
    verdict = forms.ChoiceField(
        label=both("决定", "Decision"),
        choices=lambda: [
            ("grant", str(both("同意", "grant it"))),
            ("refuse", str(both("不同意", "refuse it"))),
        ],
        widget=forms.RadioSelect,
    )
    words = needed(
        text_field("理由", "Reason", required=False, most=500),
        "不同意的必填",
        "a refusal must give one",
    )


@guarded("certificate.decide", of=subjects.proposal)
def decide(visit: Visit, proposal: Proposal) -> HttpResponse:
    """Make the proposed change or refuse it."""
    certificate = proposal.certificate
    kind = KINDS[Change.Kind(proposal.kind)]

    def act(form: DecideForm) -> str:
        changing.decide(
            by=visit.actor,
            proposal=proposal.pk,
            grant=form.cleaned_data["verdict"] == "grant",
            words=form.cleaned_data["words"],
            issuer=issuer(),
            on=today_of(visit.request),
            at=moment_of(visit.request),
        )
        return reverse("work:certificate", args=[certificate.pk])

    return fill_in(
        visit,
        DecideForm,
        act,
        title=Text(f"决定：{kind.zh}", f"Decide: {kind.en}"),
        lede=Text(
            f"{proposal.proposed_by} 提出：{proposal.reason}（依据：{proposal.basis}）"
            + _corrections(proposal, "zh"),
            f"{proposal.proposed_by} proposes it: {proposal.reason} (basis: {proposal.basis})"
            + _corrections(proposal, "en"),
        ),
        done=Text("已决定", "decided"),
        button=Text("决定", "Decide"),
        trail=trail(certificate),
        part="certificates",
        template="work/photo_decide.html",
        extra={
            "picture": reverse("work:proposal-picture", args=[proposal.pk])
            if proposed_photo(proposal)
            else "",
            "before": reverse("work:certificate-picture", args=[certificate.pk])
            if photo_digest(certificate) and may_see(visit, certificate)
            else "",
        },
    )


def _corrections(proposal: Proposal, lang: Lang) -> str:
    told = [
        f"{label.in_(lang)}{'：' if lang == 'zh' else ': '}"
        f"{value.in_(lang) if isinstance(value, Text) else value}"
        for label, value in corrections_of(proposal)
    ]
    return f" {'; '.join(told)}" if told else ""


class AppealForm(forms.Form):
    verdict = forms.ChoiceField(
        label=both("结论", "Verdict"),
        choices=lambda: [
            ("upheld", str(both("异议成立，另行变更", "it is right; the change is undone next"))),
            ("dismissed", str(both("异议不成立", "it is not right"))),
        ],
        widget=forms.RadioSelect,
    )
    words = text_field("答复", "Answer", most=500)


@guarded("certificate.decide", of=subjects.appeal)
def answer_appeal(visit: Visit, appeal: Appeal) -> HttpResponse:
    """Answer the holder's objection, as a third person."""
    certificate = appeal.change.certificate

    def act(form: AppealForm) -> str:
        changing.answer_appeal(
            by=visit.actor,
            appeal=appeal.pk,
            upheld=form.cleaned_data["verdict"] == "upheld",
            words=form.cleaned_data["words"],
            at=moment_of(visit.request),
        )
        return reverse("work:certificate", args=[certificate.pk])

    return fill_in(
        visit,
        AppealForm,
        act,
        title=Text("答复异议", "Answer the objection"),
        lede=Text(f"持证人：{appeal.words}", f"The holder says: {appeal.words}"),
        done=Text("已答复", "answered"),
        button=Text("答复", "Answer"),
        trail=trail(certificate),
        part="certificates",
    )
