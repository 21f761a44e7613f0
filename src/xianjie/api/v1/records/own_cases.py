"""What the body itself does in a case that it was told of: answers, reports, objects."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.http import HttpRequest, HttpResponse
from ninja import Form, Query, Router

from xianjie.api.problems import NO_SUCH_RECORD, Problem
from xianjie.api.v1.describing import both
from xianjie.api.v1.files import ANY, described
from xianjie.api.v1.inputs import Speaking
from xianjie.api.v1.records.case_steps import Papers, Said, handed_over, of_files, sent, told
from xianjie.api.v1.records.cases import OWN, CaseWhole, case_whole
from xianjie.api.v1.records.given import Number
from xianjie.api.v1.records.reaching import Kind
from xianjie.api.v1.records.visiting import Visit, may, visit_of
from xianjie.api.v1.records.writing import Key, once
from xianjie.domain.supervision import appealing, asking, rectifying, selecting
from xianjie.domain.supervision.locking import Sent, own_target_of
from xianjie.domain.supervision.models import CaseFile, CaseStep
from xianjie.domain.supervision.stages import course_of

router = Router(tags=["supervision"])

_STEPS = Kind(
    "case.appeal",
    lambda: CaseStep.objects.exclude(kind__in=selecting.KEPT_BACK).select_related("case"),
    lambda one: own_target_of(one.case),
    area="case__area",
    body="case__body",
)
_FILES = Kind(
    "case.answer",
    lambda: CaseFile.objects.exclude(step__kind__in=selecting.KEPT_BACK).select_related(
        "step__case"
    ),
    lambda one: own_target_of(one.step.case),
    area="step__case__area",
    body="step__case__body",
)


def _own(visit: Visit, pk: int) -> object:
    return case_whole(OWN.rows().get(pk=pk), visit, as_body=True)


def _reply(
    request: HttpRequest,
    key: str,
    pk: int,
    form: Said,
    *,
    files: Sequence[Sent],
    verb: Callable[..., object],
) -> HttpResponse:
    """Say something in a case of which the body was told, with files."""
    visit = visit_of(request)
    OWN.find(visit, pk)

    def act() -> object:
        verb(**told(visit, pk), words=form.words, files=files)
        return _own(visit, pk)

    return once(request, key, act, CaseWhole, content=of_files(form, files))


@router.post(
    "/own-cases/{int:pk}/answer",
    response=CaseWhole,
    auth=may("case.answer"),
    summary="说明情况 Answer what was asked",
    description=both(
        "表单，材料至多 5 份，每份不超过 5 MB；逾期的，认定之前仍可说明。",
        "A form with 5 files at most, each of 5 MB at most; late answers count until it is found.",
    ),
)
def answer_case(  # noqa: PLR0917 - all that ninja hands over
    request: HttpRequest,
    pk: Number,
    form: Form[Said],
    key: Key,
    query: Query[Speaking],
    papers: Papers = None,
) -> HttpResponse:
    return _reply(request, key, pk, form, files=sent(papers), verb=asking.answer)


@router.post(
    "/own-cases/{int:pk}/report",
    response=CaseWhole,
    auth=may("case.answer"),
    summary="报告整改情况 Report what was put right",
    description=both("表单，同说明情况。", "A form, as to answer."),
)
def report_rectified(  # noqa: PLR0917 - all that ninja hands over
    request: HttpRequest,
    pk: Number,
    form: Form[Said],
    key: Key,
    query: Query[Speaking],
    papers: Papers = None,
) -> HttpResponse:
    return _reply(request, key, pk, form, files=sent(papers), verb=rectifying.report)


@router.post(
    "/own-case-steps/{int:pk}/object",
    response=CaseWhole,
    auth=may("case.appeal"),
    summary="对认定、整改或处理提出异议 Object to a step",
    description=both(
        "`steps` 中的一步，在期限内，一次；由另一人答复。",
        "To one of `steps`, within its term, once; another person answers.",
    ),
)
def object_to_step(
    request: HttpRequest, pk: Number, body: Said, key: Key, query: Query[Speaking]
) -> HttpResponse:
    visit = visit_of(request)
    against = _STEPS.find(visit, pk)
    if against not in selecting.shown_to_the_body(course_of(against.case, visit.on)):
        raise Problem(NO_SUCH_RECORD)

    def act() -> object:
        appealing.appeal(by=visit.actor, against=pk, words=body.words, on=visit.on, at=visit.at)
        return _own(visit, against.case_id)

    return once(request, key, act, CaseWhole)


@router.get(
    "/own-case-files/{int:pk}",
    auth=may("case.answer"),
    summary="其中的一份材料 A file of such a case",
    openapi_extra=described(ANY),
)
def show_own_case_file(request: HttpRequest, pk: Number, query: Query[Speaking]) -> HttpResponse:
    return handed_over(_FILES.find_whole(visit_of(request), pk))
