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
from xianjie.domain.certificates.chain import chain_of
from xianjie.domain.certificates.models import Application, Certificate, Change, Scheme, Share
from xianjie.domain.certificates.photographs import hand_in, photo_of
from xianjie.domain.certificates.printing import certificate_pdf, proof_pdf
from xianjie.domain.certificates.selecting import of_candidate
from xianjie.domain.certificates.standing import (
    LABELS,
    PHOTO,
    SCHEMES,
    current,
    level_of,
    photo_digest,
    standing,
)
from xianjie.domain.certificates.telling import DOCUMENTS
from xianjie.domain.rulings.later import law_on
from xianjie.errors import XianjieError
from xianjie.instruments import law
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of, now, today_of
from xianjie.web.language import lang_of
from xianjie.web.workbench import subjects, timeline
from xianjie.web.workbench.application_forms import (
    ApplyForm,
    AttachForm,
    add_document,
    before_applying,
    send_application,
)
from xianjie.web.workbench.certificate_photos import picture_of
from xianjie.web.workbench.changes import KINDS, REASONS, changes_of
from xianjie.web.workbench.forms import PhotoForm, both, fill_in
from xianjie.web.workbench.proofs import state_name
from xianjie.web.workbench.uploads import attachment

TITLE = Text("我的证书", "My certificates")


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
    found = list(of_candidate(candidate, on)) if candidate else []
    rules = law_on(on)
    context = {
        "section": "me",
        "title": TITLE,
        "certificates": [
            (one, standing(one, rules, on), level_of(one, one.level)) for one in found
        ],
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
    fields = current(certificate, on)
    title = Text(certificate.number, certificate.number)
    context = {
        "section": "me",
        "title": title,
        "certificate": certificate,
        "scheme": SCHEMES[Scheme(certificate.scheme)],
        "standing": held,
        "clauses": held.answer.clauses if held.answer else (),
        "fields": [
            (
                LABELS[name],
                level_of(certificate, int(str(value))) if name == "level" else value,
            )
            for name, value in fields.items()
            if value not in (None, "")
        ],
        "shares": [
            (one, one.ended_at is None and one.until_on >= on)
            for one in certificate.shares.filter(made_by=visit.actor.username).order_by("-pk")
        ],
        "applications": [
            (one, state_name(one)) for one in certificate.applications.order_by("-pk")
        ],
        "changes": changes_of(certificate, on),
        "chain": chain_of(certificate, on),
        "has_photo": bool(photo_digest(certificate, on)),
        "photo_waits": certificate.proposals.filter(
            decided_at=None, corrections__has_key=PHOTO
        ).first(),
        "has_credential": certificate.credentials.exists(),
        "steps": timeline.told_to(
            visit.actor.username, certificate, *certificate.applications.all()
        ),
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


@guarded("certificate.own", of=subjects.own_certificate, methods=("GET", "HEAD"))
def own_picture(visit: Visit, certificate: Certificate) -> HttpResponse:
    """The photograph that one's certificate bears."""
    del visit
    return picture_of(photo_of(certificate))


@guarded("certificate.own", of=subjects.own_certificate)
def photo(visit: Visit, certificate: Certificate) -> HttpResponse:
    """A photograph where the certificate has none; the issuer's staff confirm it."""

    def act(form: PhotoForm) -> str:
        hand_in(
            by=visit.actor,
            certificate=certificate,
            content=form.cleaned_data["file"].read(),
            at=moment_of(visit.request),
        )
        return reverse("me:certificate", args=[certificate.pk])

    return fill_in(
        visit,
        PhotoForm,
        act,
        title=Text("补交照片", "Hand in a photograph"),
        lede=Text(
            "由发证单位核对确认后印在证书上；照片加密保存，不公开，核验的人看不到。",
            "The issuer confirms it before it is printed on the certificate. It is kept "
            "encrypted and never public: who checks the certificate does not see it.",
        ),
        done=Text("照片已收到，待发证单位确认", "the photograph waits for the issuer"),
        button=Text("提交", "Hand in"),
        trail=trail(certificate),
    )


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
            f"分享码 {code}，到 {found.until_on} 为止（含当日），只显示这一次；"
            "对方在“核验证书”页“凭分享码”填写",
            f"The code {code}, until {found.until_on}, that day included; shown this once. It is "
            "given on the page “Check a certificate”, by the holder's code.",
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


@guarded("proof.apply", of=subjects.own_certificate)
def apply(visit: Visit, certificate: Certificate) -> HttpResponse:
    """What the law gives that day, and the application for it."""
    candidate = Candidate.objects.get(user=visit.actor.user)

    def act(form: ApplyForm) -> str:
        number = unseal(candidate.number_sealed)
        made = send_application(
            visit, certificate, form, document=candidate.document, number=number
        )
        return reverse("me:application", args=[made.pk])

    return fill_in(
        visit,
        ApplyForm,
        act,
        title=Text("申请补证或书面证明", "Apply for a replacement or a written proof"),
        done=Text("已申请，请上传材料", "applied; now add the documents"),
        button=Text("申请", "Apply"),
        trail=trail(certificate),
        template="work/apply.html",
        extra={"before": before_applying(certificate, today_of(visit.request))},
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
            try:
                add_document(visit, found, form)
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
        "paper": [(LABELS[name], value) for name, value in found.paper.items()],
        "lacking": [DOCUMENTS[kind] for kind in applying.lacking(found)],
        "attachments": [(DOCUMENTS[one.kind], one) for one in found.attachments.order_by("pk")],
        "proof": getattr(found, "proof", None),
        "form": form,
        "error": error,
        "steps": timeline.told_to(visit.actor.username, found),
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
