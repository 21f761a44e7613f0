"""What who supervises does in a case, from giving it to closing it, and the files of its steps."""

# ruff: noqa: ARG001 - ninja hands every view the request and its checked query, used or not

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Query, Router
from ninja.files import UploadedFile
from pydantic import BaseModel, Field, StringConstraints

from xianjie.api.v1.describing import both
from xianjie.api.v1.files import ANY, attachment, content_of, described, digest_of
from xianjie.api.v1.inputs import Speaking
from xianjie.api.v1.records.cases import CASES, MOST_ALERTS, CaseWhole, case_whole
from xianjie.api.v1.records.given import Given, Number, Word, wrong
from xianjie.api.v1.records.reaching import Kind
from xianjie.api.v1.records.stepping import Steps
from xianjie.api.v1.records.visiting import Visit, may, visit_of
from xianjie.api.v1.records.writing import Key, of_form
from xianjie.domain.accounts.sealed import unseal_bytes
from xianjie.domain.supervision import (
    appealing,
    asking,
    closing,
    complaining,
    finding,
    opening,
    rectifying,
)
from xianjie.domain.supervision.locking import MOST_WORDS, Sent, target_of
from xianjie.domain.supervision.models import CaseFile
from xianjie.text import Text

router = Router(tags=["supervision"])
_STEPS = Steps(CASES, CaseWhole, lambda visit, one: case_whole(one, visit))

MOST_BYTES = 5 << 20
_MOST_DAYS = 60
_FILES = Kind(
    "supervision.read",
    lambda: CaseFile.objects.select_related("step__case"),
    lambda one: target_of(one.step.case),
    area="step__case__area",
    owner="step__case__assignee",
)

# Lines are allowed: they are words that people write to each other.
Words = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MOST_WORDS)
]
Papers = File[list[UploadedFile] | None]


class Said(Given):
    """What there is to say; leave out people's identity numbers and addresses."""

    words: Words


class AssignGiven(Given):
    to: Word = Field(description="督导员的账号。The supervisor's username.")


class WithDeadline(Said):
    days: int = Field(ge=1, le=_MOST_DAYS, description="期限，工作日。In working days.")


class FindingGiven(Said):
    """``alert`` is null where the case has none and is found on as a whole."""

    alert: Number | None = None
    confirmed: bool


class FindingsGiven(Given):
    """Every alert of the case, once."""

    findings: list[FindingGiven] = Field(min_length=1, max_length=MOST_ALERTS)


class RecheckGiven(Said):
    passed: bool


class SettleGiven(Said):
    upheld: bool = Field(description="异议是否成立。Whether the objection is right.")


class CloseGiven(Given):
    """``answer``, to who complained, is wanted of a complaint's case and of no other."""

    findings: Words
    answer: Annotated[str, StringConstraints(strip_whitespace=True, max_length=MOST_WORDS)] = ""


class AnswerGiven(Given):
    findings: Words
    answer: Words = Field(description="投诉人可见。Seen by who complained.")


class SupervisorShown(BaseModel):
    username: str
    name: str


class SupervisorsShown(BaseModel):
    items: list[SupervisorShown]


def step(
    request: HttpRequest,
    key: str,
    pk: int,
    verb: str,
    act: Callable[[dict[str, Any]], object],
    *,
    content: bytes | None = None,
) -> HttpResponse:
    """Take a step in a case within reach, and answer with the case."""
    return _STEPS.take(request, key, pk, verb, lambda visit: act(told(visit, pk)), content=content)


def told(visit: Visit, pk: int) -> dict[str, Any]:
    """What every verb of a case is told: by whom, of which case, on which day, when."""
    return {"by": visit.actor, "case": pk, "on": visit.on, "at": visit.at}


def sent(papers: Sequence[UploadedFile] | None) -> list[Sent]:
    """The files of a form; raises `Problem` for one that is too large."""
    return [Sent(one.name or "", content_of(one, MOST_BYTES)) for one in papers or ()]


def of_files(form: BaseModel, files: Sequence[Sent]) -> bytes:
    """What tells one request with files from another."""
    return of_form(form, " ".join(digest_of(one.content) for one in files))


@router.get(
    "/cases/{int:pk}/supervisors",
    response=SupervisorsShown,
    auth=may("case.assign"),
    summary="可交办的督导员 Who may be given it",
    description=both(
        "本地区在任、与机构无关的督导员。",
        "Supervisors in office in the area who never acted for the body.",
    ),
)
def list_supervisors(request: HttpRequest, pk: Number, query: Query[Speaking]) -> dict[str, Any]:
    visit = visit_of(request)
    found = opening.candidates(CASES.find(visit, pk), visit.on)
    return {"items": [{"username": one.username, "name": one.name} for one in found]}


@router.post(
    "/cases/{int:pk}/assign",
    response=CaseWhole,
    auth=may("case.assign"),
    summary="交办 Give it to a supervisor",
)
def assign_case(
    request: HttpRequest, pk: Number, body: AssignGiven, key: Key, query: Query[Speaking]
) -> HttpResponse:
    def act(known: dict[str, Any]) -> object:
        people = opening.candidates(CASES.rows().get(pk=pk), known["on"])
        chosen = next((one.pk for one in people if one.username == body.to), None)
        if chosen is None:
            raise wrong(
                "to",
                Text(
                    "不是本地区在任的督导员，或与该机构有关；见 /supervisors",
                    "is no supervisor in office in the area, or acts for the body; see "
                    "/supervisors",
                ),
            )
        return opening.assign(**known, to=chosen)

    return step(request, key, pk, "case.assign", act)


@router.post(
    "/cases/{int:pk}/evidence",
    response=CaseWhole,
    auth=may("case.find"),
    summary="补充证据 Add evidence",
    description=both(
        "机构看不到。表单，材料至多 5 份，每份不超过 5 MB，加密保存。",
        "The body does not see it. A form with 5 files at most, each of 5 MB at most, kept sealed.",
    ),
)
def add_evidence(  # noqa: PLR0917 - all that ninja hands over
    request: HttpRequest,
    pk: Number,
    form: Form[Said],
    key: Key,
    query: Query[Speaking],
    papers: Papers = None,
) -> HttpResponse:
    files = sent(papers)
    return step(
        request,
        key,
        pk,
        "case.find",
        lambda known: asking.add_evidence(**known, words=form.words, files=files),
        content=of_files(form, files),
    )


@router.post(
    "/cases/{int:pk}/ask",
    response=CaseWhole,
    auth=may("case.ask"),
    summary="要求机构说明 Ask the body",
    description=both("机构随即收到消息。", "The body is told at once."),
)
def ask_body(
    request: HttpRequest, pk: Number, body: WithDeadline, key: Key, query: Query[Speaking]
) -> HttpResponse:
    return step(
        request,
        key,
        pk,
        "case.ask",
        lambda known: asking.ask(**known, words=body.words, days=body.days),
    )


@router.post(
    "/cases/{int:pk}/find",
    response=CaseWhole,
    auth=may("case.find"),
    summary="认定 Find",
    description=both(
        "机构被要求说明的，待其说明或逾期之后。",
        "Where the body was asked, once it has answered or its deadline is over.",
    ),
)
def find_on_case(
    request: HttpRequest, pk: Number, body: FindingsGiven, key: Key, query: Query[Speaking]
) -> HttpResponse:
    findings = [finding.Finding(one.alert, one.confirmed, one.words) for one in body.findings]
    return step(
        request, key, pk, "case.find", lambda known: finding.find(**known, findings=findings)
    )


@router.post(
    "/cases/{int:pk}/order",
    response=CaseWhole,
    auth=may("case.order"),
    summary="责令整改 Order to put it right",
)
def order_rectification(
    request: HttpRequest, pk: Number, body: WithDeadline, key: Key, query: Query[Speaking]
) -> HttpResponse:
    return step(
        request,
        key,
        pk,
        "case.order",
        lambda known: rectifying.order(**known, words=body.words, days=body.days),
    )


@router.post(
    "/cases/{int:pk}/recheck",
    response=CaseWhole,
    auth=may("case.recheck"),
    summary="复查 Check again",
)
def recheck_case(
    request: HttpRequest, pk: Number, body: RecheckGiven, key: Key, query: Query[Speaking]
) -> HttpResponse:
    return step(
        request,
        key,
        pk,
        "case.recheck",
        lambda known: rectifying.recheck(**known, passed=body.passed, words=body.words),
    )


@router.post(
    "/cases/{int:pk}/settle",
    response=CaseWhole,
    auth=may("case.settle"),
    summary="答复异议 Answer the objection",
    description=both(
        "不由作出、提出或决定这一步的人答复；成立的，这一步撤回。",
        "Never by who made, proposed or decided the step; upheld, it is set aside.",
    ),
)
def settle_case_objection(
    request: HttpRequest, pk: Number, body: SettleGiven, key: Key, query: Query[Speaking]
) -> HttpResponse:
    return step(
        request,
        key,
        pk,
        "case.settle",
        lambda known: appealing.settle(**known, upheld=body.upheld, words=body.words),
    )


@router.post(
    "/cases/{int:pk}/close",
    response=CaseWhole,
    auth=may("case.close"),
    summary="办结 Close it",
    description=both("机构收到办结情况。", "The body is told what it came to."),
)
def close_case(
    request: HttpRequest, pk: Number, body: CloseGiven, key: Key, query: Query[Speaking]
) -> HttpResponse:
    return step(
        request,
        key,
        pk,
        "case.close",
        lambda known: closing.close(**known, findings=body.findings, answer=body.answer),
    )


@router.post(
    "/cases/{int:pk}/answer",
    response=CaseWhole,
    auth=may("supervision.answer"),
    summary="答复投诉并办结 Answer a complaint and close",
    description=both("限还没有分步核查的投诉。", "Of complaints that no step was taken on."),
)
def answer_complaint(
    request: HttpRequest, pk: Number, body: AnswerGiven, key: Key, query: Query[Speaking]
) -> HttpResponse:
    return step(
        request,
        key,
        pk,
        "supervision.answer",
        lambda known: complaining.answer(**known, words=body.answer, findings=body.findings),
    )


@router.get(
    "/case-files/{int:pk}",
    auth=may("supervision.read"),
    summary="案件的一份材料 A file of a case",
    description=both("限能看全部内容的经办人。", "For staff who see all of it."),
    openapi_extra=described(ANY),
)
def show_case_file(request: HttpRequest, pk: Number, query: Query[Speaking]) -> HttpResponse:
    return handed_over(_FILES.find_whole(visit_of(request), pk))


def handed_over(kept: CaseFile) -> HttpResponse:
    """The file, under a name without what people wrote."""
    return attachment(unseal_bytes(bytes(kept.content)), ANY, f"case-file-{kept.pk}")
