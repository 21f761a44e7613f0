"""Applications for a replacement or a written proof: the clock, what is missing, the decision."""

from __future__ import annotations

from datetime import date

from django import forms
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xianjie.documents import scans
from xianjie.domain.accounts.acting import visible
from xianjie.domain.accounts.sealed import unseal, unseal_bytes
from xianjie.domain.certificates import applying, approving
from xianjie.domain.certificates.models import Application, Attachment, Certificate
from xianjie.domain.certificates.printing import proof_pdf
from xianjie.domain.certificates.signing import issuer
from xianjie.domain.certificates.standing import LABELS
from xianjie.domain.certificates.telling import DOCUMENTS
from xianjie.identifiers.persons import DocumentKind, identity
from xianjie.instruments import law
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of, now, today_of
from xianjie.web.language import active
from xianjie.web.workbench import subjects, timeline
from xianjie.web.workbench.allowed import may
from xianjie.web.workbench.application_forms import (
    AttachForm,
    CounterForm,
    add_document,
    before_applying,
    send_application,
)
from xianjie.web.workbench.changes import REASONS
from xianjie.web.workbench.forms import both, fill_in, needed, text_field
from xianjie.web.workbench.listing import Column, Filter, Listing, show
from xianjie.web.workbench.names import person_name
from xianjie.web.workbench.uploads import attachment

TITLE = Text("补证与证明", "Replacements and proofs")
_STATES = {
    "incomplete": (Text("待补材料", "documents missing"), Q(complete_on=None, decided_on=None)),
    "review": (
        Text("待审核", "to review"),
        Q(complete_on__isnull=False, reviewed_on=None),
    ),
    "decide": (Text("待审批", "to decide"), Q(reviewed_on__isnull=False, decided_on=None)),
    "granted": (Text("已办理", "granted"), Q(granted=True)),
    "refused": (Text("不予办理", "refused"), Q(granted=False)),
}


def state_name(application: Application) -> Text:
    """How far it is."""
    if application.granted is not None:
        return _STATES["granted" if application.granted else "refused"][0]
    if application.reviewed_on:
        return _STATES["decide"][0]
    return _STATES["review" if application.complete_on else "incomplete"][0]


def due(application: Application) -> date | None:
    """The working day by which the next step is due; None where there is none."""
    if application.decided_on:
        return None
    clock = applying.clock_of(application)
    return clock.decision_due if application.reviewed_on else clock.review_due


def trail(application: Application | None = None) -> list[tuple[Text, str]]:
    found = [
        (Text("工作台", "Workbench"), reverse("work:inbox")),
        (TITLE, reverse("work:applications")),
    ]
    if application:
        words = Text(f"申请 {application.pk}", f"Application {application.pk}")
        found.append((words, reverse("work:application", args=[application.pk])))
    return found


@guarded("proof.read", covered=True, methods=("GET", "HEAD"))
def listed(visit: Visit) -> HttpResponse:
    """Applications that the person's body answers, those due first."""
    reach = visible(visit.actor, "proof.read", area="area", body="authority")
    listing = Listing(
        title=TITLE,
        section="proofs",
        trail=trail()[:1],
        rows=lambda: Application.objects.filter(reach).select_related("certificate"),
        columns=[
            Column(
                Text("申请", "Application"),
                lambda one: f"{one.pk}",
                "pk",
                lambda one: reverse("work:application", args=[one.pk]),
            ),
            Column(
                Text("姓名", "Name"),
                lambda one: person_name(one.certificate.name, covered=visit.covered),
            ),
            Column(Text("证书编号", "Certificate"), lambda one: one.certificate.number),
            Column(
                Text("事由", "Reason"),
                lambda one: REASONS[Application.Reason(one.reason)],
                "reason",
            ),
            Column(Text("申请日", "Applied on"), lambda one: one.requested_on, "requested_on"),
            Column(Text("应办结", "Due"), due),
            Column(Text("状态", "State"), state_name),
        ],
        filters=[
            Filter(
                "state",
                Text("状态", "State"),
                [(name, words) for name, (words, _) in _STATES.items()],
                lambda chosen: _STATES[chosen][1],
            )
        ],
        search=lambda words: Q(certificate__number__startswith=words) | Q(certificate__name=words),
        search_hint=Text("证书编号或姓名", "number of the certificate, or name"),
        order="requested_on",
    )
    return show(visit.request, listing)


@guarded("proof.read", of=subjects.application, covered=True, methods=("GET", "HEAD"))
def page(visit: Visit, application: Application) -> HttpResponse:
    """An application: what the law gives, what is there, what comes next and by when."""
    target = applying.target_of(application)
    outcome = law().decision("replacement").outcomes[application.outcome]
    clock = applying.clock_of(application)
    title = Text(f"申请 {application.pk}", f"Application {application.pk}")
    context = {
        "section": "work",
        "part": "proofs",
        "title": title,
        "application": application,
        "name": person_name(application.certificate.name, covered=visit.covered),
        "reason": REASONS[Application.Reason(application.reason)],
        "state": state_name(application),
        "outcome": outcome,
        "clauses": application.ruling.clauses,
        "clock": clock,
        "paper": [(LABELS[name], value) for name, value in application.paper.items()],
        "contact": "" if visit.covered else unseal(application.contact),
        "attachments": [
            (one, DOCUMENTS[one.kind]) for one in application.attachments.order_by("pk")
        ],
        "lacking": [DOCUMENTS[kind] for kind in applying.lacking(application)],
        "proof": getattr(application, "proof", None),
        "actions": _actions(visit, application),
        "sees_files": not visit.covered,
        "steps": timeline.of(application),
        "trail": [*trail(), (title, "")],
    }
    del target
    return render(visit.request, "work/application.html", context)


def _actions(visit: Visit, application: Application) -> list[tuple[Text, str]]:
    target = applying.target_of(application)
    is_review = application.reviewed_on is None
    possible = [
        (
            "proof.apply_for",
            is_review,
            Text("补交材料", "Add a document"),
            "work:application-attach",
        ),
        (
            "proof.review",
            is_review and application.asked_on is None,
            Text("一次告知补正", "Ask for what is missing"),
            "work:application-ask",
        ),
        (
            "proof.review",
            is_review and application.complete_on is not None,
            Text("审核", "Review"),
            "work:application-review",
        ),
        (
            "proof.approve",
            application.reviewed_on is not None
            and application.decided_on is None
            and application.reviewed_by != visit.actor.username,
            Text("审批", "Decide"),
            "work:application-decide",
        ),
    ]
    return [
        (words, reverse(address, args=[application.pk]))
        for verb, is_time, words, address in possible
        if is_time and may(visit.actor, verb, target)
    ]


@guarded("proof.apply_for", of=subjects.certificate)
def apply(visit: Visit, certificate: Certificate) -> HttpResponse:
    """At the counter, for the holder."""

    def act(form: CounterForm) -> str:
        given = form.cleaned_data
        person = identity(DocumentKind(given["document"]), given["number"])
        made = send_application(
            visit, certificate, form, document=person.kind.value, number=person.number
        )
        return reverse("work:application", args=[made.pk])

    return fill_in(
        visit,
        CounterForm,
        act,
        title=Text("代为申请补证或书面证明", "Apply for the holder"),
        done=Text("已申请，请上传材料", "applied; now add the documents"),
        button=Text("申请", "Apply"),
        trail=[
            *trail(),
            (
                Text(certificate.number, certificate.number),
                reverse("work:certificate", args=[certificate.pk]),
            ),
        ],
        part="proofs",
        template="work/apply.html",
        extra={"before": before_applying(certificate, today_of(visit.request))},
    )


@guarded("proof.apply_for", of=subjects.application)
def attach(visit: Visit, application: Application) -> HttpResponse:
    """A document of the holder's, added at the counter."""

    def act(form: AttachForm) -> str:
        add_document(visit, application, form)
        return reverse("work:application", args=[application.pk])

    return fill_in(
        visit,
        AttachForm,
        act,
        title=Text("补交材料", "Add a document"),
        done=Text("材料已收到", "the document has arrived"),
        button=Text("上传", "Add it"),
        trail=trail(application),
        part="proofs",
    )


class AskForm(forms.Form):
    missing = forms.MultipleChoiceField(
        label=both("缺少或不合格的材料", "Missing, or not good enough"),
        choices=lambda: [(kind, words.in_(active())) for kind, words in DOCUMENTS.items()],
        widget=forms.CheckboxSelectMultiple,
    )


@guarded("proof.review", of=subjects.application)
def ask(visit: Visit, application: Application) -> HttpResponse:
    """Everything that is missing, told once."""

    def act(form: AskForm) -> str:
        applying.ask_for(
            by=visit.actor,
            application=application.pk,
            missing=form.cleaned_data["missing"],
            on=today_of(visit.request),
            at=moment_of(visit.request),
        )
        return reverse("work:application", args=[application.pk])

    return fill_in(
        visit,
        AskForm,
        act,
        title=Text("一次告知补正", "Ask for what is missing"),
        lede=Text("只能告知一次，请写全。", "It is asked for once: name all of it."),
        done=Text("已告知", "told"),
        button=Text("告知", "Tell"),
        trail=trail(application),
        part="proofs",
        check=lambda: applying.require_unreviewed(application),
    )


class VerdictForm(forms.Form):
    verdict = forms.ChoiceField(
        label=both("意见", "Verdict"),
        choices=lambda: [
            ("grant", str(both("予以办理", "grant it"))),
            ("refuse", str(both("不予办理", "refuse it"))),
        ],
        widget=forms.RadioSelect,
    )
    words = needed(
        text_field("理由", "Reason", required=False, most=500),
        "不予办理的必填",
        "a refusal must give one",
    )


@guarded("proof.review", of=subjects.application)
def review(visit: Visit, application: Application) -> HttpResponse:
    """The reviewer's proposal, within seven working days."""

    def act(form: VerdictForm) -> str:
        applying.review(
            by=visit.actor,
            application=application.pk,
            grant=form.cleaned_data["verdict"] == "grant",
            words=form.cleaned_data["words"],
            on=today_of(visit.request),
            at=moment_of(visit.request),
        )
        return reverse("work:application", args=[application.pk])

    return fill_in(
        visit,
        VerdictForm,
        act,
        title=Text("审核", "Review"),
        done=Text("已审核，待另一人审批", "reviewed; another person decides"),
        button=Text("提交审核意见", "Send the review"),
        trail=trail(application),
        part="proofs",
        check=lambda: applying.require_unreviewed(application),
    )


@guarded("proof.approve", of=subjects.application)
def decide(visit: Visit, application: Application) -> HttpResponse:
    """The decision, by another person, within three working days."""

    def act(form: VerdictForm) -> str:
        approving.decide(
            by=visit.actor,
            application=application.pk,
            grant=form.cleaned_data["verdict"] == "grant",
            words=form.cleaned_data["words"],
            issuer=issuer(),
            on=today_of(visit.request),
            at=moment_of(visit.request),
        )
        return reverse("work:application", args=[application.pk])

    words = Text(
        f"{application.reviewed_by} 的审核意见："
        f"{'予以办理' if application.grant else '不予办理'}{application.review_words}",
        f"{application.reviewed_by} proposes to {'grant' if application.grant else 'refuse'} it. "
        f"{application.review_words}",
    )
    return fill_in(
        visit,
        VerdictForm,
        act,
        title=Text("审批", "Decide"),
        lede=words,
        done=Text("已决定", "decided"),
        button=Text("决定", "Decide"),
        trail=trail(application),
        part="proofs",
        check=lambda: applying.require_decidable(visit.actor, application),
    )


@guarded("proof.read", of=subjects.attachment, methods=("GET", "HEAD"))
def document(visit: Visit, found: Attachment) -> HttpResponse:
    """A document that came with an application, saved and never shown in the page.

    One kept since before kinds of files were looked at may be of any kind.
    """
    del visit
    content = unseal_bytes(bytes(found.content))
    kind = scans.kind_of(content) or scans.Kind("application/octet-stream", "bin")
    return attachment(content, kind.media_type, f"{found.kind}-{found.pk}.{kind.ending}")


@guarded("proof.read", of=subjects.application, methods=("GET", "HEAD"))
def paper(visit: Visit, application: Application) -> HttpResponse:
    """The written proof as PDF."""
    del visit
    made = getattr(application, "proof", None)
    if made is None:
        raise Http404
    return attachment(proof_pdf(made, at=now()), "application/pdf", f"{made.number}.pdf")


@guarded("proof.read", of=subjects.application, methods=("GET", "HEAD"))
def proof(visit: Visit, application: Application) -> HttpResponse:
    """The signed proof as JSON."""
    del visit
    made = getattr(application, "proof", None)
    if made is None:
        raise Http404
    return attachment(made.content.encode(), "application/json", f"{made.number}.json")
