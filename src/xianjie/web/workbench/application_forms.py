"""Forms by which a replacement or a written proof is applied for, by holders and at the counter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django import forms

from xianjie.domain.certificates import applying
from xianjie.domain.certificates.applying import (
    DECISION_DAYS,
    PAPER_FIELDS,
    REVIEW_DAYS,
    authority_of,
    required_documents,
)
from xianjie.domain.certificates.errors import CertificateError
from xianjie.domain.certificates.models import Application, Certificate
from xianjie.domain.certificates.standing import LABELS
from xianjie.domain.certificates.telling import DOCUMENTS
from xianjie.domain.rulings.later import law_on
from xianjie.identifiers.persons import DocumentKind
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit
from xianjie.web.days import moment_of, today_of
from xianjie.web.language import active
from xianjie.web.workbench.changes import REASONS
from xianjie.web.workbench.forms import both, choice_field, text_field

_MOST_BYTES = 5 << 20
_PAPER = "paper_"


class ApplyForm(forms.Form):
    """Why, how to reach the holder, and what the paper says otherwise than the register."""

    reason = choice_field(
        "事由",
        "Reason",
        lambda: [(reason.value, words.in_(active())) for reason, words in REASONS.items()],
    )
    contact = text_field("联系方式（电话或地址）", "Where to reach you", most=100)

    def __init__(self, *data: object) -> None:
        super().__init__(*data)  # type: ignore[arg-type] # as Django gives it
        for name in PAPER_FIELDS:
            label = LABELS[name]
            self.fields[f"{_PAPER}{name}"] = text_field(
                label.zh, label.en, required=False, most=100
            )

    @property
    def paper(self) -> dict[str, str]:
        """By field, what the paper says otherwise."""
        return {
            name: words
            for name in PAPER_FIELDS
            if (words := self.cleaned_data[f"{_PAPER}{name}"].strip())
        }

    @property
    def first_fields(self) -> list[forms.BoundField]:
        return [one for one in self.visible_fields() if not one.name.startswith(_PAPER)]

    @property
    def paper_fields(self) -> list[forms.BoundField]:
        return [one for one in self.visible_fields() if one.name.startswith(_PAPER)]


class CounterForm(ApplyForm):
    """The same at the counter, where the holder shows a document."""

    document = choice_field(
        "持证人出示的证件",
        "Document that the holder shows",
        lambda: [(one.value, one.label.in_(active())) for one in DocumentKind],
    )
    number = text_field("证件号码", "Its number", most=40)


class AttachForm(forms.Form):
    kind = choice_field(
        "材料",
        "Document",
        lambda: [(kind, words.in_(active())) for kind, words in DOCUMENTS.items()],
    )
    file = forms.FileField(
        label=both("文件", "File"),
        help_text=both("PDF、PNG 或 JPEG，不超过 5 MB", "PDF, PNG or JPEG, at most 5 MB"),
        widget=forms.FileInput(attrs={"class": "input"}),
    )


def send_application(
    visit: Visit, certificate: Certificate, form: ApplyForm, *, document: str, number: str
) -> Application:
    """Apply with what the form says, for the holder of that document."""
    on = today_of(visit.request)
    return applying.apply(
        by=visit.actor,
        certificate=certificate,
        document=document,
        number=number,
        reason=form.cleaned_data["reason"],
        paper=form.paper,
        contact=form.cleaned_data["contact"],
        law=law_on(on),
        on=on,
        at=moment_of(visit.request),
    )


def add_document(visit: Visit, application: Application, form: AttachForm) -> None:
    """Add the document that the form brings."""
    sent = form.cleaned_data["file"]
    applying.attach(
        by=visit.actor,
        application=application.pk,
        kind=form.cleaned_data["kind"],
        filename=sent.name,
        content=sent.read(_MOST_BYTES + 1),
        on=today_of(visit.request),
        at=moment_of(visit.request),
    )


@dataclass(frozen=True)
class Before:
    """What one may know before applying: what the law gives, who answers, what is needed, when."""

    outcome: Text
    clauses: tuple[str, ...]
    authority: str
    is_successor: bool
    trouble: Text | None
    needed: list[tuple[Text, list[Text]]]
    review_days: int = REVIEW_DAYS
    decision_days: int = DECISION_DAYS


def before_applying(certificate: Certificate, on: date) -> Before:
    """For an application that day."""
    decision = law_on(on).decision("replacement")
    answer = decision.decide({"occupation": certificate.occupation, "requested_on": on})
    outcome = decision.outcomes.get(answer.outcome or "")
    authority, trouble = "", None
    try:
        authority = authority_of(certificate, on).name
    except CertificateError as error:
        trouble = error.message
    issuer = certificate.body.name if certificate.body else certificate.issuer
    return Before(
        outcome.meaning if outcome else Text("尚不能确定", "not settled yet"),
        answer.clauses,
        authority,
        bool(authority) and authority != issuer,
        trouble,
        [
            (words, [DOCUMENTS[kind] for kind in required_documents(reason)])
            for reason, words in REASONS.items()
        ],
    )
