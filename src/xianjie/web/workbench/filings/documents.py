"""Documents of an application: added, saved by who reads them, taken back."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from xianjie.documents import scans
from xianjie.domain.accounts.sealed import unseal_bytes
from xianjie.domain.filings import applying
from xianjie.domain.filings.models import Application, Document
from xianjie.domain.filings.states import require_allowed
from xianjie.instruments.filing import filing_rules
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of
from xianjie.web.language import active
from xianjie.web.workbench.filings import subjects
from xianjie.web.workbench.filings.words import trail_of
from xianjie.web.workbench.forms import both, choice_field, fill_in
from xianjie.web.workbench.uploads import attachment


class DocumentForm(forms.Form):
    kind = choice_field(
        "材料种类",
        "Kind of document",
        lambda: [
            (kind, need.label.in_(active()).capitalize())
            for kind, need in filing_rules().documents.items()
        ],
    )
    file = forms.FileField(
        label=both("文件", "File"),
        help_text=both("PDF、PNG 或 JPEG，不超过 5 MB", "PDF, PNG or JPEG, at most 5 MB"),
        widget=forms.FileInput(attrs={"class": "input", "accept": ".pdf,.png,.jpg,.jpeg"}),
    )


@guarded("filing.apply", of=subjects.filing_application)
def attach(visit: Visit, application: Application) -> HttpResponse:
    """A document, kept sealed."""

    def act(form: DocumentForm) -> str:
        sent = form.cleaned_data["file"]
        applying.attach(
            by=visit.actor,
            application=application.pk,
            kind=form.cleaned_data["kind"],
            filename=sent.name,
            content=sent.read(),
            at=moment_of(visit.request),
        )
        return reverse("work:filing-application", args=[application.pk])

    return fill_in(
        visit,
        DocumentForm,
        act,
        title=Text("上传材料", "Add a document"),
        done=Text("已收到", "received"),
        button=Text("上传", "Send"),
        trail=trail_of(application),
        part="filing-applications",
        check=lambda: require_allowed(application, "edit"),
    )


@guarded("filing.read", of=subjects.filing_document, methods=("GET", "HEAD"))
def document(visit: Visit, found: Document) -> HttpResponse:
    """A document that came with an application, saved and never shown in the page.

    One kept since before kinds of files were looked at may be of any kind.
    """
    del visit
    content = unseal_bytes(bytes(found.content))
    kind = scans.kind_of(content) or scans.Kind("application/octet-stream", "bin")
    return attachment(content, kind.media_type, f"{found.kind}-{found.pk}.{kind.ending}")


@guarded("filing.apply", of=subjects.filing_document)
def detach(visit: Visit, found: Document) -> HttpResponse:
    """Take a document back."""

    def act(form: forms.Form) -> str:
        del form
        applying.detach(by=visit.actor, document=found, at=moment_of(visit.request))
        return reverse("work:filing-application", args=[found.application_id])

    label = filing_rules().documents[found.kind].label
    return fill_in(
        visit,
        forms.Form,
        act,
        title=Text(f"去掉材料：{label.zh}", f"Take out: {label.en}"),
        lede=Text(found.filename, found.filename),
        done=Text("已去掉", "taken out"),
        button=Text("去掉", "Take out"),
        trail=trail_of(found.application),
        part="filing-applications",
    )
