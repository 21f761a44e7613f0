"""Applications to be filed, as everybody concerned sees them."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xianjie.calendar import end_of
from xianjie.domain.accounts.acting import visible
from xianjie.domain.filings import completeness, deciding
from xianjie.domain.filings.models import Application
from xianjie.domain.filings.selecting import target_of_application
from xianjie.domain.filings.states import ALLOWED, ApplicationState, clock_of, state_of
from xianjie.domain.filings.workbook import STANDARDS
from xianjie.instruments.filing import filing_rules
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import today_of
from xianjie.web.workbench import timeline
from xianjie.web.workbench.allowed import may
from xianjie.web.workbench.filings import subjects
from xianjie.web.workbench.filings.words import (
    APPLICATION_KINDS,
    APPLICATIONS,
    levels,
    title_of,
    trail,
)
from xianjie.web.workbench.listing import Column, Filter, Listing, show

_S = ApplicationState
_UNDECIDED = Q(decided_on=None, withdrawn_on=None)
_STATES = {
    _S.DRAFT: _UNDECIDED & Q(handed_in_on=None),
    _S.INCOMPLETE: _UNDECIDED & Q(handed_in_on__isnull=False, complete_on=None, asked_on=None),
    _S.ASKED: _UNDECIDED & Q(complete_on=None, asked_on__isnull=False, reviewed_on=None),
    _S.REVIEW: _UNDECIDED & Q(complete_on__isnull=False, reviewed_on=None),
    _S.DECIDE: _UNDECIDED & Q(reviewed_on__isnull=False),
    _S.GRANTED: Q(granted=True),
    _S.REFUSED: Q(granted=False),
    _S.WITHDRAWN: Q(withdrawn_on__isnull=False),
}
_TURNS = {
    "organisation": Text("机构", "the organisation"),
    "bureau": Text("主管部门", "the bureau"),
    "nobody": Text("已办结", "nobody, it is over"),
}


def in_state(state: ApplicationState) -> Q:
    """The rows that `xianjie.domain.filings.states.state_of` says are in a state."""
    return _STATES[state]


@guarded("filing.read", covered=True, methods=("GET", "HEAD"))
def listed(visit: Visit) -> HttpResponse:
    """Applications within reach that were made by today, the newest first."""
    reach = visible(visit.actor, "filing.read", area="area", body="organisation")
    until = end_of(today_of(visit.request))
    listing = Listing(
        title=APPLICATIONS,
        section="filing-applications",
        trail=trail()[:2],
        rows=lambda: Application.objects.filter(reach, drafted_at__lt=until).select_related(
            "organisation__body"
        ),
        columns=[
            Column(
                Text("申请", "Application"),
                lambda one: f"{one.pk}",
                "pk",
                lambda one: reverse("work:filing-application", args=[one.pk]),
            ),
            Column(
                Text("机构", "Organisation"),
                lambda one: one.organisation.body.name,
                "organisation__body__name",
            ),
            Column(
                Text("申请事项", "For"),
                lambda one: APPLICATION_KINDS[Application.Kind(one.kind)],
                "kind",
            ),
            Column(Text("提交日", "Handed in"), lambda one: one.handed_in_on, "handed_in_on"),
            Column(Text("应办结", "Due"), lambda one: clock_of(one).due),
            Column(Text("状态", "State"), lambda one: state_of(one).label),
        ],
        filters=[
            Filter(
                "state",
                Text("状态", "State"),
                [(one.value, one.label) for one in ApplicationState],
                lambda chosen: in_state(ApplicationState(chosen)),
            ),
            Filter(
                "kind",
                Text("申请事项", "For"),
                [(one.value, words) for one, words in APPLICATION_KINDS.items()],
                lambda chosen: Q(kind=chosen),
            ),
        ],
        search=lambda words: Q(organisation__body__name__contains=words),
        search_hint=Text("机构名称", "name of the organisation"),
        order="-pk",
    )
    return show(visit.request, listing)


@guarded("filing.read", of=subjects.filing_application, covered=True, methods=("GET", "HEAD"))
def page(visit: Visit, application: Application) -> HttpResponse:
    """What is sought, what is there, what is lacking, whose turn it is and until when."""
    on = today_of(visit.request)
    state = state_of(application)
    clock = clock_of(application)
    is_late = clock.due is not None and clock.due < on
    is_open = state in ALLOWED["withdraw"]
    documents = filing_rules().documents
    context = {
        "section": "work",
        "part": "filing-applications",
        "title": title_of(application),
        "application": application,
        "state": state,
        "kind": APPLICATION_KINDS[Application.Kind(application.kind)],
        "turn": _TURNS[clock.turn],
        "clock": clock,
        "is_late": is_late,
        "sought": [
            (one, levels(one.lowest, one.highest), STANDARDS[one.Standard(one.standard)])
            for one in application.sought.select_related("site").order_by("pk")
        ],
        "documents": [
            (one, documents[one.kind].label) for one in application.documents.order_by("pk")
        ],
        "missing": [Text(one["zh"], one["en"]) for one in application.missing],
        "lacking": completeness.lacking(application, on) if is_open else [],
        "doubts": completeness.doubts(application) if is_open else [],
        "filing": getattr(application, "filing", None),
        "remedy": deciding.REMEDY,
        "edits": state in ALLOWED["edit"] and _may_apply(visit, application),
        "sees_files": not visit.covered,
        "actions": _actions(visit, application, state, is_late=is_late),
        "steps": timeline.of(application),
        "trail": [*trail(application.organisation), (title_of(application), "")],
    }
    return render(visit.request, "work/filings/application.html", context)


def _may_apply(visit: Visit, application: Application) -> bool:
    return may(visit.actor, "filing.apply", target_of_application(application))


def _actions(
    visit: Visit, application: Application, state: ApplicationState, *, is_late: bool
) -> list[tuple[Text, str]]:
    target = target_of_application(application)
    possible = [
        ("filing.apply", "edit", True, Text("增加职业", "Add an occupation"), "seek"),
        ("filing.apply", "edit", True, Text("上传材料", "Add a document"), "attach"),
        ("filing.apply", "edit", True, Text("用表格填写", "Fill in from a workbook"), "import"),
        ("filing.apply", "hand in", True, Text("提交", "Hand it in"), "hand-in"),
        (
            "filing.review",
            "ask",
            application.asked_on is None,
            Text("一次告知补正", "Ask for what is missing"),
            "ask",
        ),
        (
            "filing.review",
            "review",
            state is not _S.ASKED or is_late,
            Text("审核", "Review"),
            "review",
        ),
        (
            "filing.decide",
            "decide",
            application.reviewed_by != visit.actor.username,
            Text("决定", "Decide"),
            "decide",
        ),
        ("filing.apply", "withdraw", True, Text("撤回", "Withdraw"), "withdraw"),
    ]
    return [
        (words, reverse(f"work:filing-{address}", args=[application.pk]))
        for verb, step, is_time, words, address in possible
        if is_time and state in ALLOWED[step] and may(visit.actor, verb, target)
    ]
