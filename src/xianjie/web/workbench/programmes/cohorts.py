"""A class: how its learners are covered, its list, its last day."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xianjie.domain.appraisals.services.uploading import TEMPLATE as REGISTRATIONS
from xianjie.domain.programmes import revealing, services
from xianjie.domain.programmes.coverage import Tally, covered, in_training
from xianjie.domain.programmes.models import Cohort, Programme
from xianjie.domain.programmes.reasons import Reason, State
from xianjie.domain.programmes.rolls import Entry, enrol
from xianjie.domain.programmes.services import target_of
from xianjie.domain.rulings.later import law_on
from xianjie.errors import XianjieError
from xianjie.identifiers.persons import DocumentKind, IdentityError, identity
from xianjie.tables import write_xlsx
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of, today_of
from xianjie.web.language import active, lang_of
from xianjie.web.workbench import timeline
from xianjie.web.workbench.allowed import may
from xianjie.web.workbench.evaluations.showing import level_name
from xianjie.web.workbench.forms import choice_field, day_field, fill_in, text_field
from xianjie.web.workbench.names import person_name
from xianjie.web.workbench.programmes import showing, subjects
from xianjie.web.workbench.uploads import XLSX, attachment


def programme_trail(programme: Programme) -> list[tuple[Text, str]]:
    return showing.trail(
        (showing.PROGRAMMES, reverse("work:programmes")),
        (
            Text(programme.title, programme.title),
            reverse("work:programme", args=[programme.pk]),
        ),
    )


def cohort_trail(cohort: Cohort) -> list[tuple[Text, str]]:
    name = Text(cohort.name, cohort.name)
    return [
        *programme_trail(cohort.programme),
        (name, reverse("work:cohort", args=[cohort.pk])),
    ]


@guarded("programme.read", of=subjects.cohort, covered=True, methods=("GET", "HEAD"))
def page(visit: Visit, cohort: Cohort) -> HttpResponse:
    """Counts by state and everybody with the reason, those at risk first."""
    on = today_of(visit.request)
    learners = in_training(on).filter(cohort=cohort).order_by("pk")
    found = list(covered(learners, law=law_on(on), on=on))
    tally = Tally()
    for one in found:
        tally.add(one)
    order = [State.AT_RISK, State.UNCOVERED, State.ON_THE_WAY, State.QUALIFICATION, State.LEVEL]
    found.sort(key=lambda one: (order.index(one.state), one.learner.pk))
    programme = cohort.programme
    title = Text(f"{cohort.name} {programme.title}", f"{cohort.name} {programme.title}")
    (row,) = showing.rows([(title, "", cohort.graduates_on, tally)])
    context = {
        "section": "work",
        "part": "coverage",
        "title": title,
        "cohort": cohort,
        "programme": programme,
        "kind": showing.KINDS[programme.kind],
        "level": level_name(programme.level),
        "tally": tally,
        "shares": showing.shares(tally),
        "bar": row.bar,
        "at_risk": tally.by_state[State.AT_RISK],
        "lines": [(one, person_name(one.learner.name, covered=visit.covered)) for one in found],
        "actions": _actions(visit, cohort),
        "may_reveal": may(visit.actor, "programme.reveal", target_of(programme))
        and any(one.reason is Reason.REGISTER for one in found),
        "may_find": may(visit.actor, "programme.keep", target_of(programme)),
        "finder": showing.finder(programme),
        "steps": timeline.of(cohort),
        "trail": [*programme_trail(programme), (Text(cohort.name, cohort.name), "")],
    }
    return render(visit.request, "work/programmes/cohort.html", context)


def _actions(visit: Visit, cohort: Cohort) -> list[tuple[Text, str]]:
    if not may(visit.actor, "programme.keep", target_of(cohort.programme)):
        return []
    return [
        (words, reverse(address, args=[cohort.pk]))
        for words, address in (
            (Text("导入名单", "Import a class list"), "work:class-list"),
            (Text("录入一人", "Enter one person"), "work:cohort-enrol"),
            (Text("更改毕（结）业日", "Move graduation"), "work:cohort-move"),
        )
    ]


class CohortForm(forms.Form):
    name = text_field("班级（批次）名称", "Name of the class or intake", most=60)
    graduates_on = day_field("毕（结）业日", "Graduation")


@guarded("programme.keep", of=subjects.programme)
def new(visit: Visit, programme: Programme) -> HttpResponse:
    def act(form: CohortForm) -> str:
        made = services.open_cohort(
            by=visit.actor, programme=programme, at=moment_of(visit.request), **form.cleaned_data
        )
        return reverse("work:cohort", args=[made.pk])

    return fill_in(
        visit,
        CohortForm,
        act,
        title=Text("登记班级", "Enter a class"),
        done=Text("已登记；请导入名单", "entered; import its list"),
        button=Text("登记", "Enter"),
        trail=programme_trail(programme),
        part="programmes",
    )


class MoveForm(forms.Form):
    graduates_on = day_field("毕（结）业日", "Graduation")
    reason = text_field("原因", "Reason")


@guarded("programme.keep", of=subjects.cohort)
def move(visit: Visit, cohort: Cohort) -> HttpResponse:
    def act(form: MoveForm) -> str:
        services.move_graduation(
            by=visit.actor, cohort=cohort.pk, at=moment_of(visit.request), **form.cleaned_data
        )
        return reverse("work:cohort", args=[cohort.pk])

    return fill_in(
        visit,
        MoveForm,
        act,
        title=Text("更改毕（结）业日", "Move graduation"),
        lede=Text(f"现为 {cohort.graduates_on}。", f"It is {cohort.graduates_on} now."),
        done=Text("已更改", "moved"),
        button=Text("更改", "Move it"),
        trail=cohort_trail(cohort),
        part="programmes",
    )


class PersonForm(forms.Form):
    name = text_field("姓名", "Name", most=64)
    document = choice_field(
        "证件种类",
        "Document",
        lambda: [(one.value, one.label.in_(active())) for one in DocumentKind],
    )
    number = text_field("证件号码", "Document number", most=30)

    def clean(self) -> dict[str, object]:
        """With the number in its one form."""
        given = super().clean() or {}
        if "number" in given and "document" in given:
            try:
                given["number"] = identity(DocumentKind(given["document"]), given["number"]).number
            except IdentityError as error:
                self.add_error("number", error.message.in_(active()))
        return given


@guarded("programme.keep", of=subjects.cohort)
def enrol_one(visit: Visit, cohort: Cohort) -> HttpResponse:
    def act(form: PersonForm) -> str:
        given = form.cleaned_data
        enrol(
            by=visit.actor,
            cohort=cohort,
            entries=[Entry(1, given["name"], given["document"], given["number"])],
            at=moment_of(visit.request),
        )
        return reverse("work:cohort", args=[cohort.pk])

    return fill_in(
        visit,
        PersonForm,
        act,
        title=Text("录入一人", "Enter one person"),
        done=Text("已录入", "entered"),
        button=Text("录入", "Enter"),
        trail=cohort_trail(cohort),
        part="programmes",
    )


@guarded("programme.reveal", of=subjects.cohort)
def to_register(visit: Visit, cohort: Cohort) -> HttpResponse:
    """Those at risk as a file to register them by; that it was taken is in the audit log."""
    title = Text("下载报名名单", "Download the list to register")
    error: XianjieError | None = None
    if visit.request.method == "POST":
        try:
            rows = revealing.to_register(
                by=visit.actor,
                cohort=cohort,
                law=law_on(today_of(visit.request)),
                on=today_of(visit.request),
                at=moment_of(visit.request),
            )
        except XianjieError as refused:
            error = refused
        else:
            content = write_xlsx(REGISTRATIONS.columns, rows, lang_of(visit.request))
            return attachment(content, XLSX, f"registrations-{cohort.pk}.xlsx")
    context = {
        "section": "work",
        "part": "coverage",
        "title": title,
        "error": error,
        "cohort": cohort,
        "trail": [*cohort_trail(cohort), (title, "")],
    }
    status = 400 if error else 200
    return render(visit.request, "work/programmes/to_register.html", context, status=status)
