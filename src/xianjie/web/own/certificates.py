"""A holder's own certificates: what they certify, codes to share, replacement or written proof."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from xianjie.domain.accounts.sealed import unseal
from xianjie.domain.appraisals.models import Candidate
from xianjie.domain.certificates import applying, changing, sharing
from xianjie.domain.certificates.models import Application, Certificate, Change, Scheme, Share
from xianjie.domain.certificates.printing import certificate_pdf, proof_pdf
from xianjie.domain.certificates.selecting import of_candidate
from xianjie.domain.certificates.standing import LABELS, current, standing
from xianjie.domain.rulings.later import law_on
from xianjie.errors import XianjieError
from xianjie.instruments import law
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of, now, today_of
from xianjie.web.language import active, lang_of
from xianjie.web.workbench import subjects, timeline
from xianjie.web.workbench.certificates import KINDS, SCHEMES
from xianjie.web.workbench.forms import both, choice_field, fill_in, text_field
from xianjie.web.workbench.names import level_name
from xianjie.web.workbench.proofs import DOCUMENTS, REASONS, state_name
from xianjie.web.workbench.uploads import attachment

TITLE = Text("我的证书", "My certificates")
_MOST_BYTES = 5 << 20


def trail(certificate: Certificate | None = None) -> list[tuple[Text, str]]:
    found = [(TITLE, reverse("me:certificates"))]
    if certificate:
        number = Text(certificate.number, certificate.number)
        found.append((number, reverse("me:certificate", args=[certificate.pk])))
    return found


@guarded("certificate.own", methods=("GET", "HEAD"))
def listed(visit: Visit) -> HttpResponse:
    """Those under the account's identity document and name."""
    candidate = Candidate.objects.filter(user=visit.actor.user).first()
    on = today_of(visit.request)
    found = list(of_candidate(candidate)) if candidate else []
    rules = law_on(on)
    context = {
        "section": "me",
        "title": TITLE,
        "certificates": [(one, standing(one, rules, on), level_name(one.level)) for one in found],
        "applications": [
            (one, state_name(one))
            for one in Application.objects.filter(user=visit.actor.user)
            .select_related("certificate")
            .order_by("-pk")
        ],
        "trail": [(TITLE, "")],
    }
    return render(visit.request, "me/certificates.html", context)


@guarded("certificate.own", of=subjects.own_certificate, methods=("GET", "HEAD"))
def page(visit: Visit, certificate: Certificate) -> HttpResponse:
    """Every certified field, one sentence that can be quoted, codes, applications, changes."""
    on = today_of(visit.request)
    held = standing(certificate, law_on(on), on)
    fields = current(certificate)
    title = Text(certificate.number, certificate.number)
    context = {
        "section": "me",
        "title": title,
        "certificate": certificate,
        "scheme": SCHEMES[Scheme(certificate.scheme)],
        "standing": held,
        "clauses": held.answer.clauses if held.answer else (),
        "fields": [
            (LABELS[name], level_name(int(str(value))) if name == "level" else value)
            for name, value in fields.items()
            if value not in (None, "")
        ],
        "shares": certificate.shares.filter(
            made_by=visit.actor.username, ended_at=None, until_on__gte=on
        ).order_by("pk"),
        "applications": [
            (one, state_name(one)) for one in certificate.applications.order_by("-pk")
        ],
        "changes": [
            (KINDS[Change.Kind(one.kind)], one, getattr(one, "appeal", None))
            for one in certificate.changes.select_related("appeal").order_by("on", "pk")
        ],
        "has_credential": certificate.credentials.exists(),
        "steps": timeline.of(certificate),
        "trail": [*trail(), (title, "")],
    }
    return render(visit.request, "me/certificate.html", context)


@guarded("certificate.own", of=subjects.own_certificate, methods=("GET", "HEAD"))
def credential(visit: Visit, certificate: Certificate) -> HttpResponse:
    """The signed certificate as JSON."""
    del visit
    found = certificate.credentials.order_by("-version").first()
    content = found.content if found else "{}"
    return attachment(content.encode(), "application/json", f"{certificate.number}.json")


@guarded("certificate.own", of=subjects.own_certificate, methods=("GET", "HEAD"))
def paper(visit: Visit, certificate: Certificate) -> HttpResponse:
    """The certificate as PDF; of a qualification certificate the register's extract."""
    on = today_of(visit.request)
    content = certificate_pdf(certificate, law=law_on(on), on=on, at=now())
    return attachment(content, "application/pdf", f"{certificate.number}.pdf")


class ShareForm(forms.Form):
    days = forms.IntegerField(
        label=both("有效天数", "How many days"),
        min_value=1,
        max_value=sharing.MOST_DAYS,
        initial=30,
        widget=forms.NumberInput(attrs={"class": "input"}),
    )


@guarded("certificate.own", of=subjects.own_certificate)
def share(visit: Visit, certificate: Certificate) -> HttpResponse:
    """A code by which somebody else sees the certificate; shown this once."""
    made: list[tuple[Share, str]] = []

    def act(form: ShareForm) -> str:
        made.append(
            sharing.share(
                by=visit.actor,
                certificate=certificate,
                days=form.cleaned_data["days"],
                on=today_of(visit.request),
                at=moment_of(visit.request),
            )
        )
        found, code = made[0]
        words = Text(
            f"分享码 {code}，到 {found.until_on} 为止（含当日），只显示这一次",
            f"the code {code}, until {found.until_on}, that day included; shown this once",
        )
        messages.info(visit.request, words.in_(lang_of(visit.request)))
        return reverse("me:certificate", args=[certificate.pk])

    return fill_in(
        visit,
        ShareForm,
        act,
        title=Text("分享这张证书", "Share the certificate"),
        lede=Text(
            "拿到分享码的人在有效期内可以看到证书的全部内容；可以随时停用。",
            "Who has the code sees all that the certificate says until it ends; you can end it at "
            "any time.",
        ),
        done=Text("已生成分享码", "a code is made"),
        button=Text("生成分享码", "Make a code"),
        trail=trail(certificate),
    )


@guarded("certificate.own", of=subjects.own_share, methods=("POST",))
def unshare(visit: Visit, found: Share) -> HttpResponse:
    """Let a code open nothing any more."""
    sharing.end(by=visit.actor, share=found.pk, at=moment_of(visit.request))
    return HttpResponseRedirect(reverse("me:certificate", args=[found.certificate_id]))


class ApplyForm(forms.Form):
    reason = choice_field(
        "事由",
        "Reason",
        lambda: [(reason.value, words.in_(active())) for reason, words in REASONS.items()],
    )
    field = choice_field(
        "证书上与登记不同的一项",
        "Field that the paper says otherwise",
        lambda: [
            ("", str(both("（没有）", "(none)"))),
            *((name, LABELS[name].in_(active())) for name in applying.PAPER_FIELDS),
        ],
        required=False,
    )
    value = text_field("证书上写的是", "What the paper says", required=False, most=100)
    contact = text_field("联系方式（电话或地址）", "Where to reach you", most=100)


@guarded("proof.apply", of=subjects.own_certificate)
def apply(visit: Visit, certificate: Certificate) -> HttpResponse:
    """What the law gives that day, and the application for it."""
    on = today_of(visit.request)
    rules = law_on(on)
    candidate = Candidate.objects.get(user=visit.actor.user)
    answer = rules.decision("replacement").decide(
        {"occupation": certificate.occupation, "requested_on": on}
    )

    def act(form: ApplyForm) -> str:
        given = form.cleaned_data
        made = applying.apply(
            by=visit.actor,
            certificate=certificate,
            document=candidate.document,
            number=unseal(candidate.number_sealed),
            reason=given["reason"],
            paper={given["field"]: given["value"]} if given["field"] else {},
            contact=given["contact"],
            law=rules,
            on=on,
            at=moment_of(visit.request),
        )
        return reverse("me:application", args=[made.pk])

    outcome = law().decision("replacement").outcomes.get(answer.outcome or "")
    said = outcome.meaning if outcome else Text("尚不能确定", "not settled yet")
    return fill_in(
        visit,
        ApplyForm,
        act,
        title=Text("申请补证或书面证明", "Apply for a replacement or a written proof"),
        lede=said,
        done=Text("已申请，请上传材料", "applied; now add the documents"),
        button=Text("申请", "Apply"),
        trail=trail(certificate),
    )


class AttachForm(forms.Form):
    kind = choice_field(
        "材料",
        "Document",
        lambda: [(kind, words.in_(active())) for kind, words in DOCUMENTS.items()],
    )
    file = forms.FileField(
        label=both("文件", "File"),
        help_text=both("图片或 PDF，不超过 5 MB", "an image or PDF, at most 5 MB"),
        widget=forms.FileInput(attrs={"class": "input"}),
    )


@guarded("proof.apply", of=subjects.own_application)
def application(visit: Visit, found: Application) -> HttpResponse:
    """How it stands, by when the next step is due, and what is still to be added."""
    request = visit.request
    form = AttachForm()
    error: XianjieError | None = None
    if request.method == "POST":
        form = AttachForm(request.POST, request.FILES)
        if form.is_valid():
            sent = form.cleaned_data["file"]
            try:
                applying.attach(
                    by=visit.actor,
                    application=found.pk,
                    kind=form.cleaned_data["kind"],
                    filename=sent.name,
                    content=sent.read(_MOST_BYTES + 1),
                    on=today_of(request),
                    at=moment_of(request),
                )
            except XianjieError as refused:
                error = refused
            else:
                words = Text("材料已收到", "the document has arrived")
                messages.success(request, words.in_(lang_of(request)))
                return HttpResponseRedirect(reverse("me:application", args=[found.pk]))
    clock = applying.clock_of(found)
    title = Text(f"申请 {found.pk}", f"Application {found.pk}")
    context = {
        "section": "me",
        "title": title,
        "application": found,
        "state": state_name(found),
        "reason": REASONS[Application.Reason(found.reason)],
        "outcome": law().decision("replacement").outcomes[found.outcome],
        "clauses": found.ruling.clauses,
        "clock": clock,
        "lacking": [DOCUMENTS[kind] for kind in applying.lacking(found)],
        "attachments": [(DOCUMENTS[one.kind], one) for one in found.attachments.order_by("pk")],
        "proof": getattr(found, "proof", None),
        "form": form,
        "error": error,
        "steps": timeline.of(found),
        "trail": [*trail(found.certificate), (title, "")],
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "me/application.html", context, status=status)


@guarded("proof.apply", of=subjects.own_application, methods=("GET", "HEAD"))
def proof_paper(visit: Visit, found: Application) -> HttpResponse:
    """The written proof as PDF."""
    del visit
    made = getattr(found, "proof", None)
    if made is None:
        raise Http404
    return attachment(proof_pdf(made, at=now()), "application/pdf", f"{made.number}.pdf")


@guarded("proof.apply", of=subjects.own_application, methods=("GET", "HEAD"))
def proof(visit: Visit, found: Application) -> HttpResponse:
    """The signed written proof as JSON."""
    del visit
    made = getattr(found, "proof", None)
    content = made.content if made else "{}"
    return attachment(content.encode(), "application/json", f"proof-{found.pk}.json")


class AppealForm(forms.Form):
    words = forms.CharField(
        label=both("异议", "Objection"),
        max_length=500,
        widget=forms.Textarea(attrs={"class": "input", "rows": 4}),
    )


@guarded("certificate.appeal", of=subjects.own_change)
def appeal(visit: Visit, change: Change) -> HttpResponse:
    """Object to a change, once."""
    candidate = Candidate.objects.get(user=visit.actor.user)

    def act(form: AppealForm) -> str:
        changing.appeal(
            by=visit.actor,
            change=change.pk,
            document=candidate.document,
            number=unseal(candidate.number_sealed),
            words=form.cleaned_data["words"],
            at=moment_of(visit.request),
        )
        return reverse("me:certificate", args=[change.certificate_id])

    kind = KINDS[Change.Kind(change.kind)]
    return fill_in(
        visit,
        AppealForm,
        act,
        title=Text(f"对“{kind.zh}”提出异议", f"Object to: {kind.en}"),
        lede=applying.REMEDY,
        done=Text("已提出，由第三人答复", "sent; a third person answers it"),
        button=Text("提出异议", "Object"),
        trail=trail(change.certificate),
    )
