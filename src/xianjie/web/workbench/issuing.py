"""Batches of certificates: submitted by file, approved by another, issued with progress."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Count, Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from xianjie.calendar import end_of
from xianjie.domain.accounts.acting import visible
from xianjie.domain.accounts.models import Body
from xianjie.domain.certificates import submitting
from xianjie.domain.certificates.batch_files import TEMPLATES, Sent, scheme_of, submit_file
from xianjie.domain.certificates.issuing import issue
from xianjie.domain.certificates.models import Batch, Line, Scheme
from xianjie.domain.certificates.printing_many import unprintable_lines
from xianjie.domain.certificates.signing import issuer
from xianjie.domain.certificates.standing import SCHEMES
from xianjie.domain.rulings.later import law_on
from xianjie.instruments import law
from xianjie.tables import TableError, write_template
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of, today_of
from xianjie.web.language import lang_of
from xianjie.web.workbench import jobs, subjects, timeline
from xianjie.web.workbench.alerts import flights
from xianjie.web.workbench.alerts.showing import title_of
from xianjie.web.workbench.allowed import may
from xianjie.web.workbench.forms import EmptyForm, both, choice_field, fill_in, text_field
from xianjie.web.workbench.listing import Column, Filter, Listing, show
from xianjie.web.workbench.names import level_as, person_name
from xianjie.web.workbench.uploads import XLSX, attachment

TITLE = Text("核发", "Issuing")
_MOST_BYTES = 30 << 20
_SHOWN = 50  # lines on the page of a batch; all are on a page of their own
_STATES = {
    "waiting": (Text("待审批", "to approve"), Q(approved_at=None, returned_at=None)),
    "returned": (Text("已退回", "sent back"), Q(returned_at__isnull=False)),
    "issuing": (Text("核发中", "being issued"), Q(approved_at__isnull=False, finished_at=None)),
    "finished": (Text("已核发", "issued"), Q(finished_at__isnull=False)),
}


def trail(batch: Batch | None = None) -> list[tuple[Text, str]]:
    found = [
        (Text("工作台", "Workbench"), reverse("work:inbox")),
        (TITLE, reverse("work:issue-batches")),
    ]
    if batch:
        found.append((Text(batch.title, batch.title), reverse("work:issue-batch", args=[batch.pk])))
    return found


def state_name(batch: Batch) -> Text:
    """How far the batch is."""
    if batch.returned_at:
        return _STATES["returned"][0]
    if batch.finished_at:
        return _STATES["finished"][0]
    return _STATES["issuing" if batch.approved_at else "waiting"][0]


@guarded("certificate.submit", methods=("GET", "HEAD"))
def listed(visit: Visit) -> HttpResponse:
    """The batches of the person's body."""
    reach = visible(visit.actor, "certificate.submit", area="area", body="body")
    listing = Listing(
        title=TITLE,
        section="issuing",
        trail=trail()[:1],
        rows=lambda: (
            Batch.objects.filter(reach, submitted_at__lt=end_of(today_of(visit.request)))
            .select_related("body")
            .annotate(
                asked=Count("lines"),
                refused=Count("lines", filter=Q(lines__refused=True)),
                issued=Count("lines__certificate"),
            )
        ),
        columns=[
            Column(
                Text("批次", "Batch"),
                lambda one: one.title,
                "title",
                lambda one: reverse("work:issue-batch", args=[one.pk]),
            ),
            Column(Text("单位", "Body"), lambda one: one.body.name),
            Column(Text("种类", "Kind"), lambda one: SCHEMES[Scheme(one.scheme)], "scheme"),
            Column(Text("提交", "Submitted by"), lambda one: one.submitted_by, "submitted_at"),
            Column(Text("人数", "Asked"), lambda one: one.asked, "asked", numeric=True),  # type: ignore[attr-defined]
            Column(Text("不予核发", "Refused"), lambda one: one.refused, "refused", numeric=True),  # type: ignore[attr-defined]
            Column(Text("已核发", "Issued"), lambda one: one.issued, "issued", numeric=True),  # type: ignore[attr-defined]
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
        search=lambda words: Q(title__contains=words),
        order="-submitted_at",
        actions=[(Text("提交一批", "Submit a batch"), reverse("work:issue-new"))],
    )
    return show(visit.request, listing)


def _bodies(visit: Visit) -> dict[str, Body]:
    reach = visible(visit.actor, "certificate.submit", area="area", body="pk")
    return {str(one.pk): one for one in Body.objects.filter(reach).order_by("name")}


class BatchForm(forms.Form):
    body = choice_field("核发单位", "Issuing body", list)
    title = text_field("批次名称", "Name of the batch", most=100)
    file = forms.FileField(
        label=both("名单", "File"),
        help_text=both(".xlsx 或 .csv，不超过 30 MB", ".xlsx or .csv, at most 30 MB"),
        widget=forms.FileInput(attrs={"class": "input", "accept": ".xlsx,.csv"}),
    )


_LEDE = Text(
    "一行一张证书。提交时逐行问规则：不能核发的写明条款，其余待另一人审批。",
    "One certificate a row. The law is asked of each: what may not be issued is told with its "
    "clauses, the rest waits for another person's approval.",
)
_LEDE_BY_PLAN = Text(
    f"{_LEDE.zh}等级认定的评价计划编号见“评价”的列表和计划页；整个计划一次提交的，不必用表格，"
    "在计划的“公示与报告”页“提交核发”。",
    f"{_LEDE.en} The number of a plan of evaluation is in the list of plans and on its page; to "
    "submit all of a plan no file is needed: “Ask for the certificates” on its page “Notice and "
    "report”.",
)


@guarded("certificate.submit")
def new(visit: Visit) -> HttpResponse:
    """Submit a file: the law is asked of every row, and what it refuses is shown."""
    bodies = _bodies(visit)

    def form(*data: object) -> BatchForm:
        made = BatchForm(*data)  # type: ignore[arg-type] # as Django gives it
        made.fields["body"].choices = [(pk, one.name) for pk, one in bodies.items()]  # type: ignore[attr-defined]
        return made

    def act(form: BatchForm) -> str:
        given = form.cleaned_data
        if given["file"].size > _MOST_BYTES:
            raise TableError(Text("文件不能超过 30 MB", "the file must not exceed 30 MB"))
        made = submit_file(
            by=visit.actor,
            body=bodies[given["body"]],
            sent=Sent(given["file"].read(), given["file"].name),
            title=given["title"],
            law=law_on(today_of(visit.request)),
            on=today_of(visit.request),
            at=moment_of(visit.request),
        )
        return reverse("work:issue-batch", args=[made.pk])

    schemes = {scheme_of(one) for one in bodies.values()}
    return fill_in(
        visit,
        form,
        act,
        title=Text("提交一批", "Submit a batch"),
        lede=_LEDE_BY_PLAN if Scheme.LEVEL in schemes else _LEDE,
        done=Text("已提交，待另一人审批", "submitted; another person approves it"),
        button=Text("提交", "Submit"),
        trail=trail(),
        part="issuing",
        template="work/issue_new.html",
        extra={"schemes": [(one.value, SCHEMES[one]) for one in sorted(schemes)]},
    )


@guarded("certificate.submit", methods=("GET", "HEAD"))
def template(visit: Visit, scheme: str) -> HttpResponse:
    """The template of a kind of certificate."""
    if scheme not in set(Scheme):
        raise Http404
    content = write_template(TEMPLATES[Scheme(scheme)], lang_of(visit.request))
    return attachment(content, XLSX, f"issue-{scheme}.xlsx")


@guarded("certificate.submit", of=subjects.issue_batch, methods=("GET", "HEAD"))
def page(visit: Visit, batch: Batch) -> HttpResponse:
    """What was asked, what the law refused and why, what was issued."""
    target = subjects.target_of_batch(batch)
    lines = batch.lines.select_related(
        "registration__candidate",
        "registration__offer",
        "participant__plan",
        "ruling",
        "certificate",
    )
    is_waiting = batch.approved_at is None and batch.returned_at is None
    has_lapsed = submitting.has_lapsed(batch, moment_of(visit.request))
    is_checker = (
        may(visit.actor, "certificate.approve", target)
        and batch.submitted_by != visit.actor.username
    )
    actions = []
    if is_waiting and is_checker:
        actions = [
            (Text("审批", "Approve"), reverse("work:issue-approve", args=[batch.pk])),
            (Text("退回", "Send back"), reverse("work:issue-return", args=[batch.pk])),
        ]
    if has_lapsed and is_checker:
        again = Text("重新审批", "Approve anew")
        actions = [(again, reverse("work:issue-approve", args=[batch.pk]))]
    if may(visit.actor, "certificate.submit", target):
        actions += _papers(batch, is_waiting=is_waiting)
    refused = list(lines.filter(refused=True).order_by("pk")[:_SHOWN])
    photos = lines.filter(refused=False, dropped=False, photo__isnull=False).count()
    context = {
        "section": "work",
        "part": "issuing",
        "title": Text(batch.title, batch.title),
        "batch": batch,
        "scheme": SCHEMES[Scheme(batch.scheme)],
        "state": state_name(batch),
        "counts": [
            (Text("申请", "asked for"), lines.count()),
            (Text("不予核发", "refused"), lines.filter(refused=True).count()),
            (Text("有照片", "with a photograph"), photos),
            (Text("已核发", "issued"), lines.filter(certificate__isnull=False).count()),
        ],
        "refused": [(_who(one), reason_of(one), one.ruling) for one in refused],
        "foreseen": [
            (title_of(one.indicator), Text(one.sentence_zh, one.sentence_en), one)
            for one in batch.foreseen.order_by("pk")
        ],
        "unprintable": unprintable_lines(batch) if is_waiting else [],
        "issued": [
            (one.certificate, person_name(one.certificate.name, covered=visit.covered))
            for one in lines.filter(certificate__isnull=False).order_by("certificate__number")[
                :_SHOWN
            ]
            if one.certificate
        ],
        "actions": actions,
        "is_cut_off": batch.approved_at is not None
        and batch.finished_at is None
        and not has_lapsed
        and may(visit.actor, "certificate.approve", target),
        "steps": timeline.of(batch),
        "trail": [*trail(), (Text(batch.title, batch.title), "")],
    }
    return render(visit.request, "work/issue_batch.html", context)


def _papers(batch: Batch, *, is_waiting: bool) -> list[tuple[Text, str]]:
    """What the issuing body does with the batch's lines and paper."""
    found = [(Text("名单与照片", "Lines and photographs"), "work:issue-lines")]
    if is_waiting:
        found.insert(0, (Text("预检与说明", "Pre-flight and reasons"), "work:issue-explain"))
        found.append((Text("成批交照片", "Photographs as a ZIP"), "work:issue-photos"))
    if batch.finished_at:
        found.append((Text("成批打印", "Print the batch"), "work:issue-print"))
    return [(words, reverse(name, args=[batch.pk])) for words, name in found]


def _who(line: Line) -> str:
    return f"{line.name} {line.occupation} {level_as(line.batch.scheme, line.level).zh}"


def reason_of(line: Line) -> Text:
    """Why it is refused."""
    if line.ruling is None or line.ruling.outcome is None:
        return Text(line.reason or "事实不全", line.reason or "facts are missing")
    return law().decision(line.ruling.decision).outcomes[line.ruling.outcome].label


@guarded("certificate.approve", of=subjects.issue_batch)
def approve(visit: Visit, batch: Batch) -> HttpResponse:
    """Approve, and begin to issue."""

    def act(_: EmptyForm) -> str:
        submitting.approve(
            by=visit.actor,
            batch=batch.pk,
            on=today_of(visit.request),
            at=moment_of(visit.request),
        )
        return _begin(visit, batch)

    return fill_in(
        visit,
        EmptyForm,
        act,
        title=Text("审批", "Approve"),
        lede=Text(
            "审批后即编号、签名、入册、记入日志；证书日期为今天，规则按今天再问一次。",
            "They are then numbered, signed, entered and logged, dated today; the law is asked "
            "again for today.",
        ),
        done=Text("已审批", "approved"),
        button=Text("审批并核发", "Approve and issue"),
        trail=trail(batch),
        part="issuing",
        template=flights.TEMPLATE,
        extra={"shown": flights.of_batch(visit, batch)},
    )


@guarded("certificate.approve", of=subjects.issue_batch, methods=("POST",))
def run(visit: Visit, batch: Batch) -> HttpResponse:
    """Go on where it stopped: each certificate is issued once, however often this is done."""
    return HttpResponseRedirect(_begin(visit, batch))


def _begin(visit: Visit, batch: Batch) -> str:
    on, at = today_of(visit.request), moment_of(visit.request)

    def work(report: jobs.Report) -> tuple[Mapping[str, Any], bytes]:
        done = issue(batch=batch.pk, law=law_on(on), issuer=issuer(), at=at, progress=report)
        return {"rows": done.issued, "wrong": done.refused}, b""

    key = jobs.start(visit.actor.username, batch.pk, work)
    return reverse("work:issue-job", args=[batch.pk, key])


@guarded("certificate.approve", of=subjects.issue_batch, methods=("GET", "HEAD"))
def job(visit: Visit, batch: Batch, key: str) -> HttpResponse:
    """How far it is."""
    found = jobs.find(key, visit.actor.username, batch.pk)
    if found is None:
        raise Http404
    context = {
        "section": "work",
        "part": "issuing",
        "title": Text("正在核发", "Issuing"),
        "batch": batch,
        "job": found,
        "whole": batch.lines.filter(refused=False).count(),
        "message": Text(**found.told["message"]) if "message" in found.told else None,
        "trail": trail(batch),
    }
    is_part = visit.request.headers.get("HX-Request")
    name = "work/issue_state.html" if is_part else "work/issue_job.html"
    return render(visit.request, name, context)


class ReturnForm(forms.Form):
    reason = text_field("退回的理由", "Reason")


@guarded("certificate.approve", of=subjects.issue_batch)
def send_back(visit: Visit, batch: Batch) -> HttpResponse:
    """Not to be issued as it is."""

    def act(form: ReturnForm) -> str:
        submitting.send_back(
            by=visit.actor,
            batch=batch.pk,
            reason=form.cleaned_data["reason"],
            at=moment_of(visit.request),
        )
        return reverse("work:issue-batch", args=[batch.pk])

    return fill_in(
        visit,
        ReturnForm,
        act,
        title=Text("退回", "Send back"),
        done=Text("已退回", "sent back"),
        button=Text("退回", "Send back"),
        trail=trail(batch),
        part="issuing",
    )
