"""A batch submitted as a file."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Query, Router
from ninja.files import UploadedFile

from xianjie.api.v1.describing import both
from xianjie.api.v1.files import content_of, digest_of
from xianjie.api.v1.inputs import Speaking
from xianjie.api.v1.records.given import Given, Number, Title
from xianjie.api.v1.records.issuing import ISSUE_STEPS, IssueBatchShown, body_of
from xianjie.api.v1.records.visiting import may, visit_of
from xianjie.api.v1.records.writing import Key, of_form, once
from xianjie.domain.certificates.batch_files import Sent, submit_file
from xianjie.domain.rulings.later import law_on

router = Router(tags=["issuing"])

MOST_BYTES = 30 << 20


class SubmitFile(Given):
    body: Number
    title: Title


@router.post(
    "/issue-batches/file",
    response={201: IssueBatchShown},
    auth=may("certificate.submit"),
    summary="以文件提交一批 Submit a file",
    description=both(
        f"Excel 或 CSV，列与网页的模板相同，至多 {MOST_BYTES >> 20} MB；"
        "有误的行全部说明，一行也不提交。",
        f"Excel or CSV with the columns of the page's template, at most {MOST_BYTES >> 20} MB; "
        "where rows are wrong all are named and none is submitted.",
    ),
)
def submit_batch_file(
    request: HttpRequest,
    form: Form[SubmitFile],
    file: File[UploadedFile],
    key: Key,
    query: Query[Speaking],
) -> HttpResponse:
    visit = visit_of(request)
    issuing_body = body_of(visit, form.body)
    content = content_of(file, MOST_BYTES)

    def act() -> object:
        made = submit_file(
            by=visit.actor,
            body=issuing_body,
            sent=Sent(content, file.name or ""),
            title=form.title,
            law=law_on(visit.on),
            on=visit.on,
            at=visit.at,
        )
        return ISSUE_STEPS.again(visit, made.pk)

    sent = of_form(form, digest_of(content))
    return once(request, key, act, IssueBatchShown, 201, content=sent)
