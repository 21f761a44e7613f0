"""Documents of an application: added, and seen by who sees all of it."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Query, Router
from ninja.files import UploadedFile

from xianjie.api.v1.describing import both
from xianjie.api.v1.files import ANY, attachment, content_of, described, digest_of
from xianjie.api.v1.inputs import Speaking
from xianjie.api.v1.records.applications import (
    APPLICATION_STEPS,
    APPLICATIONS,
    ApplicationWhole,
    DocumentNeeded,
)
from xianjie.api.v1.records.given import Given, Number
from xianjie.api.v1.records.reaching import Kind
from xianjie.api.v1.records.visiting import may, visit_of
from xianjie.api.v1.records.writing import Key, of_form, once
from xianjie.domain.accounts.sealed import unseal_bytes
from xianjie.domain.certificates import applying
from xianjie.domain.certificates.models import Attachment

router = Router(tags=["proofs"])

MOST_BYTES = 5 << 20
_DOCUMENTS = Kind(
    "proof.read",
    lambda: Attachment.objects.select_related("application"),
    lambda one: applying.target_of(one.application),
    area="application__area",
    body="application__authority",
    owner="application__user",
)


class DocumentGiven(Given):
    kind: DocumentNeeded


@router.post(
    "/applications/{int:pk}/documents",
    response={201: ApplicationWhole},
    auth=may("proof.apply", "proof.apply_for"),
    summary="上传材料 Add a document",
    description=both(
        "加密保存，每份不超过 5 MB；材料齐了，审核期限起算。",
        "Kept sealed, at most 5 MB each; once all are there the days of the review count.",
    ),
)
def add_document(  # noqa: PLR0917 - all that ninja hands over
    request: HttpRequest,
    pk: Number,
    form: Form[DocumentGiven],
    file: File[UploadedFile],
    key: Key,
    query: Query[Speaking],
) -> HttpResponse:
    visit = visit_of(request)
    APPLICATIONS.find(visit, pk, "proof.apply", "proof.apply_for")
    content = content_of(file, MOST_BYTES)

    def act() -> object:
        applying.attach(
            by=visit.actor,
            application=pk,
            kind=form.kind,
            filename=file.name or "",
            content=content,
            on=visit.on,
            at=visit.at,
        )
        return APPLICATION_STEPS.again(visit, pk)

    sent = of_form(form, digest_of(content))
    return once(request, key, act, ApplicationWhole, 201, content=sent)


@router.get(
    "/documents/{int:pk}",
    auth=may("proof.read"),
    summary="一份材料 One document",
    description=both("限能看全部内容的经办人。", "For staff who see all of it."),
    openapi_extra=described(ANY),
)
def show_document(request: HttpRequest, pk: Number, query: Query[Speaking]) -> HttpResponse:
    found = _DOCUMENTS.find_whole(visit_of(request), pk)
    return attachment(unseal_bytes(bytes(found.content)), ANY, f"{found.kind}-{found.pk}")
