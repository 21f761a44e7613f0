"""The register in the workbench: found, looked at, changed by proposal and decision."""

from __future__ import annotations

from datetime import date

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xianjie.domain.accounts.acting import Target, effect, has_verb, visible
from xianjie.domain.accounts.roles import Effect
from xianjie.domain.accounts.sealed import keyed_hash
from xianjie.domain.certificates import changing
from xianjie.domain.certificates.chain import chain_of
from xianjie.domain.certificates.models import (
    Appeal,
    Certificate,
    Change,
    Photo,
    Proposal,
    Scheme,
)
from xianjie.domain.certificates.photographs import hand_in, photo_of, picture, proposed_photo
from xianjie.domain.certificates.printing import certificate_pdf
from xianjie.domain.certificates.selecting import covered_number, issued_by
from xianjie.domain.certificates.signing import issuer
from xianjie.domain.certificates.standing import (
    FIELDS,
    LABELS,
    SCHEMES,
    State,
    current,
    level_of,
    photo_digest,
    standing,
    state_of,
)
from xianjie.domain.rulings.later import law_on
from xianjie.identifiers.persons import DocumentKind
from xianjie.text import Lang, Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of, now, today_of
from xianjie.web.language import active
from xianjie.web.workbench import subjects, timeline
from xianjie.web.workbench.allowed import may
from xianjie.web.workbench.changes import KINDS, changes_of, corrections_of
from xianjie.web.workbench.forms import PhotoForm, both, choice_field, fill_in, needed, text_field
from xianjie.web.workbench.listing import Column, Filter, Listing, show
from xianjie.web.workbench.names import level_as, person_name
from xianjie.web.workbench.proofs import state_name as proof_state
from xianjie.web.workbench.uploads import attachment

TITLE = Text("证书", "Certificates")


def trail(certificate: Certificate | None = None) -> list[tuple[Text, str]]:
    found = [
        (Text("工作台", "Workbench"), reverse("work:inbox")),
        (TITLE, reverse("work:certificates")),
    ]
    if certificate:
        number = Text(certificate.number, certificate.number)
        found.append((number, reverse("work:certificate", args=[certificate.pk])))
    return found


def columns(visit: Visit, on: date) -> list[Column[Certificate]]:
    """Of lists of certificates; what changed them is prefetched."""
    return [
        Column(
            Text("编号", "Number"),
            lambda one: one.number,
            "number",
            lambda one: reverse("work:certificate", args=[one.pk]),
        ),
        Column(Text("姓名", "Name"), lambda one: person_name(one.name, covered=visit.covered)),
        Column(Text("职业", "Occupation"), lambda one: one.occupation, "occupation"),
        Column(Text("等级", "Level"), lambda one: level_as(one.scheme, one.level), "level"),
        Column(Text("发证日期", "Issued on"), lambda one: one.issued_on, "issued_on"),
        Column(Text("发证单位", "Issuer"), lambda one: one.issuer),
        Column(Text("状态", "State"), lambda one: state_of(one, on).label),
    ]


OF_SCHEME = Filter(
    "scheme",
    Text("种类", "Kind"),
    [(scheme.value, words) for scheme, words in SCHEMES.items()],
    lambda chosen: Q(scheme=chosen),
)


@guarded("certificate.read", covered=True, methods=("GET", "HEAD"))
def listed(visit: Visit) -> HttpResponse:
    """Certificates within the person's reach."""
    on = today_of(visit.request)
    reach = visible(visit.actor, "certificate.read", area="area", body="body")
    revoked = Exists(
        Change.objects.filter(certificate=OuterRef("pk"), kind=Change.Kind.REVOKED, on__lte=on)
    )
    listing = Listing(
        title=TITLE,
        section="certificates",
        trail=trail()[:1],
        rows=lambda: issued_by(on).filter(reach).prefetch_related("changes"),
        columns=columns(visit, on),
        filters=[
            OF_SCHEME,
            Filter(
                "state",
                Text("状态", "State"),
                [("revoked", State.REVOKED.label), ("other", Text("未撤销", "not revoked"))],
                lambda chosen: Q(revoked if chosen == "revoked" else ~revoked),
            ),
        ],
        search=_search,
        search_hint=Text("编号、姓名、职业或证件号码", "number, name, occupation or document"),
        order="-pk",
        actions=[(Text("导入旧登记册", "Import an old register"), reverse("work:register-import"))]
        if has_verb(visit.actor, "certificate.import") is Effect.ALLOW
        else [],
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
    fields = current(certificate, on)
    title = Text(certificate.number, certificate.number)
    held = standing(certificate, law_on(on), on)
    context = {
        "section": "work",
        "part": "certificates",
        "title": title,
        "certificate": certificate,
        "scheme": SCHEMES[Scheme(certificate.scheme)],
        "fields": [
            (LABELS[name], _shown(visit, certificate, name, value))
            for name, value in fields.items()
            if value not in (None, "")
        ],
        "document": DocumentKind(certificate.document).label,
        "document_number": covered_number(certificate),
        "standing": held,
        "clauses": held.answer.clauses if held.answer else (),
        "proposal": proposal,
        "proposed": KINDS[Change.Kind(proposal.kind)] if proposal else None,
        "changes": changes_of(certificate, on),
        "picture": reverse("work:certificate-picture", args=[certificate.pk])
        if photo_digest(certificate, on) and not visit.covered
        else "",
        "line": getattr(certificate, "issue_line", None),
        "chain": chain_of(certificate, on),
        "proof_links": "work:application" if effect(visit.actor, "proof.read", target) else "",
        "applications": [
            (one, proof_state(one)) for one in certificate.applications.order_by("-pk")
        ]
        if effect(visit.actor, "proof.read", target)
        else [],
        "sees_paper": not visit.covered,
        "actions": _actions(visit, certificate, proposal, target),
        "may_decide": may(visit.actor, "certificate.decide", target),
        "steps": timeline.of(certificate, *certificate.applications.all()),
        "trail": [*trail(), (title, "")],
    }
    return render(visit.request, "work/certificate.html", context)


def _actions(
    visit: Visit, certificate: Certificate, proposal: Proposal | None, target: Target
) -> list[tuple[Text, str]]:
    possible = [
        (
            "certificate.propose",
            proposal is None,
            Text("提出变更", "Propose a change"),
            "work:certificate-propose",
            certificate.pk,
        ),
        (
            "certificate.propose",
            proposal is None,
            Text("补交或更换照片", "Add or change the photograph"),
            "work:certificate-photo",
            certificate.pk,
        ),
        (
            "certificate.decide",
            proposal is not None and proposal.proposed_by != visit.actor.username,
            Text("决定变更", "Decide the change"),
            "work:proposal-decide",
            proposal.pk if proposal else 0,
        ),
        (
            "proof.apply_for",
            not certificate.applications.filter(decided_on=None).exists(),
            Text("代为申请补证或证明", "Apply for the holder"),
            "work:application-new",
            certificate.pk,
        ),
    ]
    return [
        (words, reverse(address, args=[number]))
        for verb, is_time, words, address, number in possible
        if is_time and may(visit.actor, verb, target)
    ]


def _shown(visit: Visit, certificate: Certificate, name: str, value: object) -> object:
    if name == "name":
        return person_name(str(value), covered=visit.covered)
    if name == "level":
        return level_of(certificate, int(str(value)))
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


@guarded("certificate.decide", of=subjects.proposal, methods=("GET", "HEAD"))
def proposed(visit: Visit, proposal: Proposal) -> HttpResponse:
    """The photograph that a proposal is about."""
    del visit
    return picture_of(proposed_photo(proposal))


@guarded("certificate.read", of=subjects.certificate, methods=("GET", "HEAD"))
def certificate_picture(visit: Visit, certificate: Certificate) -> HttpResponse:
    """The photograph that the certificate bears, for who sees it in full."""
    del visit
    return picture_of(photo_of(certificate))


def picture_of(found: Photo | None) -> HttpResponse:
    """The JPEG of a photograph."""
    if found is None:
        raise Http404
    return HttpResponse(picture(found), content_type="image/jpeg")


@guarded("certificate.propose", of=subjects.certificate)
def photo(visit: Visit, certificate: Certificate) -> HttpResponse:
    """Another photograph, or the first; another person decides."""

    def act(form: PhotoForm) -> str:
        content = form.cleaned_data["file"].read()
        hand_in(
            by=visit.actor, certificate=certificate, content=content, at=moment_of(visit.request)
        )
        return reverse("work:certificate", args=[certificate.pk])

    return fill_in(
        visit,
        PhotoForm,
        act,
        title=Text("补交或更换照片", "Add or change the photograph"),
        lede=Text(
            "由另一人确认后生效：证书重新签名，此前的电子文件被取代。",
            "It holds once another person confirms it: the certificate is signed anew, and files "
            "of before are superseded.",
        ),
        done=Text("照片已收到，待另一人确认", "the photograph waits for another person"),
        button=Text("提交", "Hand in"),
        trail=trail(certificate),
        part="certificates",
        template="work/photo.html",
        extra={
            "picture": reverse("work:certificate-picture", args=[certificate.pk])
            if photo_digest(certificate) and may_see(visit, certificate)
            else ""
        },
    )


def may_see(visit: Visit, certificate: Certificate) -> bool:
    """Whether the person sees the certificate in full."""
    return may(visit.actor, "certificate.read", changing.target_of(certificate))


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
