"""Applications as the organisation makes them and as everybody concerned sees them."""

from __future__ import annotations

from django import forms
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xianjie.calendar import end_of
from xianjie.documents import scans
from xianjie.domain.accounts.acting import visible
from xianjie.domain.accounts.sealed import unseal_bytes
from xianjie.domain.evaluations.counting import batches_of
from xianjie.domain.filings import applying, completeness, deciding
from xianjie.domain.filings.models import Application, Document, Sought
from xianjie.domain.filings.selecting import target_of_application
from xianjie.domain.filings.states import (
    ALLOWED,
    ApplicationState,
    clock_of,
    newest_filing,
    require_allowed,
    state_of,
)
from xianjie.domain.filings.workbook import STANDARDS
from xianjie.instruments.filing import filing_rules
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of, today_of
from xianjie.web.language import active
from xianjie.web.workbench import timeline
from xianjie.web.workbench.allowed import may
from xianjie.web.workbench.filings import subjects
from xianjie.web.workbench.filings.keeping import level_choices
from xianjie.web.workbench.filings.words import (
    APPLICATION_KINDS,
    APPLICATIONS,
    levels,
    title_of,
    trail,
    trail_of,
)
from xianjie.web.workbench.forms import (
    both,
    choice_field,
    fill_in,
    occupation_field,
    say_doubt,
    text_field,
)
from xianjie.web.workbench.listing import Column, Filter, Listing, show
from xianjie.web.workbench.uploads import attachment

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


@guarded("filing.apply", of=subjects.filing_application)
def seek(visit: Visit, application: Application) -> HttpResponse:
    """An occupation, its levels and its standard, at a site."""
    sites = {str(one.pk): one for one in application.organisation.sites.order_by("pk")}

    class SeekForm(forms.Form):
        site = choice_field("场地", "Site", lambda: [(pk, one.name) for pk, one in sites.items()])
        occupation = occupation_field()
        lowest = choice_field("最低等级", "Lowest level", level_choices)
        highest = choice_field("最高等级", "Highest level", level_choices)
        standard = choice_field(
            "依据",
            "By",
            lambda: [(one.value, words.in_(active())) for one, words in STANDARDS.items()],
        )
        standard_name = text_field("标准或规范名称", "Name of the standard", most=100)

    def act(form: SeekForm) -> str:
        given = form.cleaned_data
        applying.seek(
            by=visit.actor,
            application=application.pk,
            wanted=applying.Seeking(
                sites[given["site"]],
                given["occupation"],
                int(given["lowest"]),
                int(given["highest"]),
                Sought.Standard(given["standard"]),
                given["standard_name"],
            ),
            at=moment_of(visit.request),
        )
        say_doubt(visit, given["occupation"])
        return reverse("work:filing-application", args=[application.pk])

    return fill_in(
        visit,
        SeekForm,
        act,
        title=Text("增加职业", "Add an occupation"),
        done=Text("已加入申请", "added"),
        button=Text("加入", "Add"),
        trail=trail_of(application),
        part="filing-applications",
        check=lambda: require_allowed(application, "edit"),
    )


@guarded("filing.apply", of=subjects.sought)
def drop(visit: Visit, sought: Sought) -> HttpResponse:
    """Take an occupation out of the application."""

    def act(form: forms.Form) -> str:
        del form
        applying.drop(by=visit.actor, sought=sought, at=moment_of(visit.request))
        return reverse("work:filing-application", args=[sought.application_id])

    return fill_in(
        visit,
        forms.Form,
        act,
        title=Text(f"去掉：{sought.occupation}", f"Take out {sought.occupation}"),
        done=Text("已去掉", "taken out"),
        button=Text("去掉", "Take out"),
        trail=trail_of(sought.application),
        part="filing-applications",
    )


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


@guarded("filing.apply", of=subjects.filing_application)
def hand_in(visit: Visit, application: Application) -> HttpResponse:
    """Hand it in, with what is still lacking said before."""
    on = today_of(visit.request)
    lacking = completeness.lacking(application, on)
    organisation = application.organisation
    newest = newest_filing(organisation, on)

    def act(form: forms.Form) -> str:
        del form
        applying.hand_in(
            by=visit.actor,
            application=application.pk,
            batches=batches_of(newest, on) if newest else 0,
            on=on,
            at=moment_of(visit.request),
        )
        return reverse("work:filing-application", args=[application.pk])

    return fill_in(
        visit,
        forms.Form,
        act,
        title=Text("提交申请", "Hand the application in"),
        lede=_before_handing_in(application, lacking),
        done=Text("已提交", "handed in"),
        button=Text("提交", "Hand in"),
        trail=trail_of(application),
        part="filing-applications",
    )


def _before_handing_in(application: Application, lacking: list[completeness.Lack]) -> Text:
    if not lacking:
        return Text("材料已齐。", "Everything is there.")
    words = Text(
        f"还缺：{'；'.join(one.words.zh for one in lacking)}。",
        f"Still lacking: {'; '.join(one.words.en for one in lacking)}. ",
    )
    if application.asked_on:
        further = Text(
            "主管部门已经一次告知，不再告知；补齐以后才能提交。",
            "The bureau asked once and does not ask again: complete it, then hand it in.",
        )
    elif not application.sought.exists():
        further = Text(
            "写明申请的职业、等级和场地以后才能提交。",
            "Say which occupations, levels and sites are sought, then hand it in.",
        )
    else:
        further = Text(
            "可以补齐再提交；现在提交的，主管部门会一次告知补正。",
            "You may complete it first; if you hand it in now, the bureau asks for all of it once.",
        )
    return Text(words.zh + further.zh, words.en + further.en)


@guarded("filing.apply", of=subjects.filing_application)
def withdraw(visit: Visit, application: Application) -> HttpResponse:
    """Take it back before it is decided."""

    def act(form: forms.Form) -> str:
        del form
        applying.withdraw(
            by=visit.actor,
            application=application.pk,
            on=today_of(visit.request),
            at=moment_of(visit.request),
        )
        return reverse("work:filing-application", args=[application.pk])

    return fill_in(
        visit,
        forms.Form,
        act,
        title=Text("撤回申请", "Withdraw the application"),
        done=Text("已撤回", "withdrawn"),
        button=Text("撤回", "Withdraw"),
        trail=trail_of(application),
        part="filing-applications",
    )
