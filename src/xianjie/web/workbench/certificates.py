"""The register in the workbench: found, looked at, changed by proposal and decision."""

from __future__ import annotations

from django import forms
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xianjie.domain.accounts.acting import visible
from xianjie.domain.accounts.sealed import keyed_hash
from xianjie.domain.certificates import changing
from xianjie.domain.certificates.models import Appeal, Certificate, Change, Proposal, Scheme
from xianjie.domain.certificates.printing import certificate_pdf
from xianjie.domain.certificates.selecting import covered_number
from xianjie.domain.certificates.standing import FIELDS, LABELS, State, current, standing, state_of
from xianjie.domain.rulings.later import law_on
from xianjie.identifiers.persons import DocumentKind
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of, now, today_of
from xianjie.web.language import active
from xianjie.web.workbench import subjects, timeline
from xianjie.web.workbench.allowed import may
from xianjie.web.workbench.forms import both, choice_field, fill_in, text_field
from xianjie.web.workbench.listing import Column, Filter, Listing, show
from xianjie.web.workbench.names import level_name, person_name
from xianjie.web.workbench.uploads import attachment

TITLE = Text("证书", "Certificates")
SCHEMES = {
    Scheme.QUALIFICATION: Text("职业资格证书", "qualification certificate"),
    Scheme.LEVEL: Text("职业技能等级证书", "skill-level certificate"),
}
KINDS = {
    Change.Kind.REVOKED: Text("撤销", "revoke"),
    Change.Kind.SUSPENDED: Text("暂停使用", "suspend"),
    Change.Kind.LIFTED: Text("恢复使用", "lift the suspension"),
    Change.Kind.CORRECTED: Text("更正", "correct"),
    Change.Kind.SUPERSEDED: Text("换发", "exchange"),
}
_REVOKED = Q(changes__kind=Change.Kind.REVOKED)


def trail(certificate: Certificate | None = None) -> list[tuple[Text, str]]:
    found = [
        (Text("工作台", "Workbench"), reverse("work:inbox")),
        (TITLE, reverse("work:certificates")),
    ]
    if certificate:
        number = Text(certificate.number, certificate.number)
        found.append((number, reverse("work:certificate", args=[certificate.pk])))
    return found


@guarded("certificate.read", covered=True, methods=("GET", "HEAD"))
def listed(visit: Visit) -> HttpResponse:
    """Certificates within the person's reach."""
    reach = visible(visit.actor, "certificate.read", area="area", body="body")
    listing = Listing(
        title=TITLE,
        section="certificates",
        trail=trail()[:1],
        rows=lambda: Certificate.objects.filter(reach).prefetch_related("changes"),
        columns=[
            Column(
                Text("编号", "Number"),
                lambda one: one.number,
                "number",
                lambda one: reverse("work:certificate", args=[one.pk]),
            ),
            Column(Text("姓名", "Name"), lambda one: person_name(one.name, covered=visit.covered)),
            Column(Text("职业", "Occupation"), lambda one: one.occupation, "occupation"),
            Column(Text("等级", "Level"), lambda one: level_name(one.level), "level"),
            Column(Text("发证日期", "Issued on"), lambda one: one.issued_on, "issued_on"),
            Column(Text("发证单位", "Issuer"), lambda one: one.issuer),
            Column(Text("状态", "State"), lambda one: state_of(one).label),
        ],
        filters=[
            Filter(
                "scheme",
                Text("种类", "Kind"),
                [(scheme.value, words) for scheme, words in SCHEMES.items()],
                lambda chosen: Q(scheme=chosen),
            ),
            Filter(
                "state",
                Text("状态", "State"),
                [("revoked", State.REVOKED.label), ("other", Text("未撤销", "not revoked"))],
                lambda chosen: _REVOKED if chosen == "revoked" else ~_REVOKED,
            ),
        ],
        search=_search,
        search_hint=Text("编号、姓名、职业或证件号码", "number, name, occupation or document"),
        order="-pk",
    )
    return show(visit.request, listing)


def _search(words: str) -> Q:
    """By a number's beginning, a name or an occupation; documents only whole, being sealed."""
    hashes = [keyed_hash(f"{kind}:{words.upper()}") for kind in DocumentKind]
    return (
        Q(number__startswith=words)
        | Q(name=words)
        | Q(occupation=words)
        | Q(number_hash__in=hashes)
    )


@guarded("certificate.read", of=subjects.certificate, covered=True, methods=("GET", "HEAD"))
def page(visit: Visit, certificate: Certificate) -> HttpResponse:
    """Every field, how it stands and why, what changed, what it rests on."""
    on = today_of(visit.request)
    target = changing.target_of(certificate)
    proposal = certificate.proposals.filter(decided_at=None).first()
    fields = current(certificate)
    actions = []
    if proposal is None and may(visit.actor, "certificate.propose", target):
        actions.append(
            (
                Text("提出变更", "Propose a change"),
                reverse("work:certificate-propose", args=[certificate.pk]),
            )
        )
    if (
        proposal is not None
        and proposal.proposed_by != visit.actor.username
        and may(visit.actor, "certificate.decide", target)
    ):
        actions.append(
            (
                Text("决定变更", "Decide the change"),
                reverse("work:proposal-decide", args=[proposal.pk]),
            )
        )
    title = Text(certificate.number, certificate.number)
    held = standing(certificate, law_on(on), on)
    context = {
        "section": "work",
        "part": "certificates",
        "title": title,
        "certificate": certificate,
        "scheme": SCHEMES[Scheme(certificate.scheme)],
        "fields": [
            (LABELS[name], _shown(visit, name, value))
            for name, value in fields.items()
            if value not in (None, "")
        ],
        "document": DocumentKind(certificate.document).label,
        "document_number": covered_number(certificate),
        "standing": held,
        "clauses": held.answer.clauses if held.answer else (),
        "proposal": proposal,
        "proposed": KINDS[Change.Kind(proposal.kind)] if proposal else None,
        "changes": [
            (KINDS[Change.Kind(one.kind)], one, getattr(one, "appeal", None))
            for one in certificate.changes.select_related("appeal").order_by("on", "pk")
        ],
        "line": getattr(certificate, "issue_line", None),
        "proofs": certificate.proofs.order_by("pk"),
        "sees_paper": not visit.covered,
        "actions": actions,
        "may_decide": may(visit.actor, "certificate.decide", target),
        "steps": timeline.of(certificate),
        "trail": [*trail(), (title, "")],
    }
    return render(visit.request, "work/certificate.html", context)


def _shown(visit: Visit, name: str, value: object) -> object:
    if name == "name":
        return person_name(str(value), covered=visit.covered)
    if name == "level":
        return level_name(int(str(value)))
    return value


@guarded("certificate.read", of=subjects.certificate, methods=("GET", "HEAD"))
def paper(visit: Visit, certificate: Certificate) -> HttpResponse:
    """The certificate as PDF, for who sees it in full."""
    on = today_of(visit.request)
    content = certificate_pdf(certificate, law=law_on(on), on=on, at=now())
    return attachment(content, "application/pdf", f"{certificate.number}.pdf")


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
    words = text_field("理由（不同意的必填）", "Reason (of a refusal)", required=False, most=500)


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
    )


def _corrections(proposal: Proposal, lang: str) -> str:
    told = [
        f"{LABELS[name].zh if lang == 'zh' else LABELS[name].en}: {value}"
        for name, value in proposal.corrections.items()
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
