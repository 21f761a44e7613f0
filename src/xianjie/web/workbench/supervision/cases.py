"""Cases: the list with its deadlines, and one as its steps with the next one first."""

from __future__ import annotations

from collections.abc import Iterator

from django import forms
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xianjie.domain.accounts.acting import effect, visible
from xianjie.domain.accounts.sealed import unseal, unseal_bytes
from xianjie.domain.supervision import complaining, selecting
from xianjie.domain.supervision.locking import target_of
from xianjie.domain.supervision.models import Case, CaseFile
from xianjie.domain.supervision.stages import (
    ALLOWED,
    Course,
    Stage,
    clock_of,
    course_of,
    stage_of,
    with_steps,
)
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import today_of
from xianjie.web.workbench import timeline
from xianjie.web.workbench.alerts.showing import sentence_of
from xianjie.web.workbench.allowed import may
from xianjie.web.workbench.listing import Column, Filter, Listing, show
from xianjie.web.workbench.names import area_name
from xianjie.web.workbench.supervision import subjects
from xianjie.web.workbench.supervision.inspections import found_items
from xianjie.web.workbench.supervision.stepping import now, take
from xianjie.web.workbench.supervision.words import (
    PART,
    TITLE,
    goes_on,
    shown,
    title_of,
    trail,
    words_field,
)
from xianjie.web.workbench.uploads import attachment

_OPENED_BY = {
    "complaint": (Text("投诉", "a complaint"), Q(complaint__isnull=False)),
    "inspection": (Text("抽查", "an inspection"), Q(inspection__isnull=False)),
    "alerts": (Text("预警", "alerts"), Q(complaint=None, inspection=None)),
}
TURNS = {
    "body": Text("机构", "the body"),
    "supervisor": Text("主管部门", "the authority"),
    "nobody": Text("已办结", "nobody, it is over"),
}


@guarded("supervision.read", covered=True, methods=("GET", "HEAD"))
def listed(visit: Visit) -> HttpResponse:
    """Cases within reach that were opened by today, the newest first."""
    reach = visible(visit.actor, "supervision.read", area="area", owner="assignee")
    on = today_of(visit.request)
    closed = selecting.is_closed(on)
    listing = Listing(
        title=TITLE,
        section=PART,
        trail=trail()[:1],
        rows=lambda: with_steps(
            Case.objects.filter(reach, opened_on__lte=on).select_related("body", "inspection")
        ),
        columns=[
            Column(
                Text("案件", "Case"),
                title_of,
                "pk",
                lambda one: reverse("work:case", args=[one.pk]),
            ),
            Column(Text("机构", "Body"), lambda one: one.body.name, "body__name"),
            Column(Text("地区", "Area"), lambda one: area_name(one.area), "area"),
            Column(Text("立案", "Opened"), lambda one: one.opened_on, "opened_on"),
            Column(Text("状态", "State"), lambda one: stage_of(one, on).label),
            Column(Text("期限", "Due"), lambda one: clock_of(one, on).due),
            Column(
                Text("承办", "Looked into by"),
                lambda one: course_of(one, on).assigned_to or None,
                "assignee__name",
            ),
        ],
        filters=[
            Filter(
                "state",
                Text("状态", "State"),
                [
                    ("open", Text("未办结", "open")),
                    ("answered", Text("已办结", "closed")),
                ],
                lambda chosen: closed if chosen == "answered" else ~closed,
            ),
            Filter(
                "of",
                Text("来源", "Opened by"),
                [(name, words) for name, (words, _) in _OPENED_BY.items()],
                lambda chosen: _OPENED_BY[chosen][1],
            ),
            Filter(
                "late",
                Text("机构逾期", "Body is late"),
                [("yes", Text("是", "yes"))],
                lambda _: selecting.is_late(on),
            ),
        ],
        search=lambda words: Q(body__name__contains=words) | Q(title__contains=words.upper()),
        search_hint=Text("机构名称或编号", "body or number"),
        order="-opened_on",
    )
    return show(visit.request, listing)


@guarded("supervision.read", of=subjects.case, covered=True, methods=("GET", "HEAD"))
def page(visit: Visit, case: Case) -> HttpResponse:
    """A case by today; words and contact of who complains are for who answers alone."""
    complaint, inspection = getattr(case, "complaint", None), getattr(case, "inspection", None)
    sees = complaint is not None and may(visit.actor, "supervision.answer", target_of(case))
    on = today_of(visit.request)
    course = course_of(case, on)
    clock = course.clock
    context = {
        "section": "work",
        "part": PART,
        "title": title_of(case),
        "case": case,
        "state": course.stage.label,
        "turn": TURNS[clock.turn],
        "clock": clock,
        "is_late": bool(clock.due and clock.due < on),
        "closing": course.closing,
        "assigned_to": course.assigned_to,
        "is_answered": complaint is not None and complaining.is_answered(complaint, on),
        "goes_on": goes_on(course),
        "area": area_name(case.area),
        "complaint": complaint,
        "words": unseal(complaint.words) if complaint and sees else "",
        "contact": unseal(complaint.contact) if complaint and sees else "",
        "alerts": [(one, sentence_of(one)) for one in course.alerts],
        "inspection": inspection,
        "faults": [one for one in found_items(inspection) if one.is_wrong] if inspection else [],
        "reads_inspections": effect(visit.actor, "inspection.read", target_of(case)) is not None,
        "course": [shown(course, one) for one in course.steps],
        "sees_files": not visit.covered,
        "actions": list(_actions(visit, course)),
        "turn_is_ours": clock.turn == "supervisor",
        "steps": timeline.of(case, on=on),
        "trail": [*trail(), (title_of(case), "")],
    }
    return render(visit.request, "work/supervision/case.html", context)


# What may be done in a case: the verb of the table of rights, the verb of the table of stages,
# its words, its address. In the order in which a page offers them.
_ACTIONS = (
    ("case.settle", "settle", Text("答复异议", "Answer the objection"), "case-settle"),
    ("case.recheck", "recheck", Text("复查", "Check again"), "case-recheck"),
    ("case.ask", "ask", Text("要求机构说明", "Ask the body"), "case-ask"),
    ("case.find", "find", Text("认定", "Find"), "case-find"),
    ("case.close", "close", Text("办结", "Close"), "case-close"),
    ("case.order", "order", Text("责令整改", "Order to put it right"), "case-order"),
    ("case.sanction", "sanction", Text("暂停或移出备案", "Suspend or remove"), "case-measure"),
    ("case.sanction", "sanction", Text("撤销证书", "Revoke certificates"), "case-revoke"),
    ("case.sanction", "sanction", Text("列入失信名单", "Blacklist"), "case-blacklist"),
    ("case.find", "note", Text("补充证据", "Add evidence"), "case-note"),
    ("case.assign", "assign", Text("交办", "Give to somebody"), "case-assign"),
)


def _actions(visit: Visit, course: Course) -> Iterator[tuple[Text, str]]:
    """What this person may do now, the next step first; nothing before what was done since."""
    if goes_on(course):
        return
    case, stage, due = course.case, course.stage, course.clock.due
    target = target_of(case)
    late = bool(due and due < today_of(visit.request))
    for one in course.sanctions():
        address = _decision(visit, one.step.pk, course) if one.granted is None else ""
        if address:
            yield Text("决定处理", "Decide the sanction"), address
    for verb, step, words, address in _ACTIONS:
        waits = (stage is Stage.ASKED and step == "find") or (
            stage is Stage.ORDERED and step == "recheck"
        )
        wants_finding = step in {"order", "sanction"} and not course.is_confirmed
        if stage not in ALLOWED[step] or (waits and not late) or wants_finding:
            continue
        if step == "recheck" and not _has_unchecked(course):
            continue
        if may(visit.actor, verb, target):
            yield words, reverse(f"work:{address}", args=[case.pk])
    if _is_answered_at_once(course) and may(visit.actor, "supervision.answer", target):
        yield Text("答复并办结", "Answer and close"), reverse("work:case-answer", args=[case.pk])


def _has_unchecked(course: Course) -> bool:
    return course.order is not None and not course.answer(course.order, course.order.Kind.CHECKED)


def _decision(visit: Visit, step: int, course: Course) -> str:
    """Where the sanction of a step is decided; empty for who proposed it."""
    found = next(one for one in course.steps if one.pk == step)
    if found.by == visit.actor.username:
        return ""
    if found.measure_id:
        return reverse("work:measure-decide", args=[found.measure_id])
    if found.proposal_id:
        return reverse("work:proposal-decide", args=[found.proposal_id])
    return reverse("work:blacklisting-decide", args=[found.blacklisting_id])


def _is_answered_at_once(course: Course) -> bool:
    """A complaint that nothing was done about yet may be answered without steps."""
    return (
        course.closing is None
        and hasattr(course.case, "complaint")
        and all(one.kind in selecting.KEPT_BACK for one in course.steps)
    )


@guarded("supervision.read", of=subjects.case_file, methods=("GET", "HEAD"))
def file(visit: Visit, kept: CaseFile) -> HttpResponse:
    """A file of a case, opened; never with personal data covered, so not for who sees it so."""
    del visit
    return file_of(kept)


def file_of(kept: CaseFile) -> HttpResponse:
    """The file to be saved, under a name without what people wrote."""
    ending = kept.filename.rpartition(".")[2].lower()
    safe = ending if ending.isascii() and ending.isalnum() and len(ending) <= _ENDING else "bin"
    return attachment(
        unseal_bytes(bytes(kept.content)),
        "application/octet-stream",
        f"case-file-{kept.pk}.{safe}",
    )


_ENDING = 5  # letters of a file's ending, at most


class AnswerForm(forms.Form):
    findings = words_field("核查情况（内部）", "What was found (not published)")
    words = words_field("答复（投诉人凭编号和查询码可见）", "Answer, seen by who complained")


@guarded("supervision.answer", of=subjects.case)
def answer(visit: Visit, case: Case) -> HttpResponse:
    """Say what was found and what is answered; the case is closed with it."""

    def step(form: AnswerForm) -> None:
        complaining.answer(
            case=case.pk,
            words=form.cleaned_data["words"],
            findings=form.cleaned_data["findings"],
            **now(visit),
        )

    return take(
        visit,
        case,
        AnswerForm,
        step,
        title=Text("答复并办结", "Answer and close"),
        done=Text("已答复", "answered"),
        button=Text("答复", "Answer"),
    )
