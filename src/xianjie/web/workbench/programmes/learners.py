"""Learners: all of a state, and one with the reason, the law's answer and what to do next."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xianjie.domain.programmes.coverage import DECISION, Covered, covered, in_training
from xianjie.domain.programmes.models import EarlyWarning, Learner
from xianjie.domain.programmes.reasons import State
from xianjie.domain.programmes.services import take_back, take_out, target_of
from xianjie.domain.rulings.later import law_on
from xianjie.law import Answer, CompiledDecision
from xianjie.tables import Column
from xianjie.text import Lang, Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of, today_of
from xianjie.web.filtering import not_applied
from xianjie.web.language import lang_of
from xianjie.web.workbench import timeline
from xianjie.web.workbench.allowed import may
from xianjie.web.workbench.evaluations.showing import level_name
from xianjie.web.workbench.forms import EmptyForm, fill_in, text_field
from xianjie.web.workbench.names import person_name
from xianjie.web.workbench.programmes import showing, subjects
from xianjie.web.workbench.programmes.cohorts import cohort_trail
from xianjie.web.workbench.programmes.coverage import asked_of, file_of, learners_of

TITLE = Text("学员", "Learners")
_ON_A_PAGE = 50
_STAGES = {
    EarlyWarning.Stage.EARLY: Text("首次预警", "first warning"),
    EarlyWarning.Stage.REMINDER: Text("再次预警", "second warning"),
    EarlyWarning.Stage.LAST: Text("最后预警", "last warning"),
}


@guarded("programme.read", covered=True, methods=("GET", "HEAD"))
def listed(visit: Visit) -> HttpResponse:
    """Those in a state, the first to graduate first, with the reason and the next step."""
    asked, lang = asked_of(visit), lang_of(visit.request)
    given = visit.request.GET.get("state", "")
    state = next((one for one in State if one.value == given), State.AT_RISK)
    people = learners_of(visit.actor, asked).order_by("cohort__graduates_on", "cohort", "pk")
    found = [
        one for one in covered(people, law=law_on(asked.on), on=asked.on) if one.state is state
    ]
    form = visit.request.GET.get("form", "")
    if form in {"csv", "xlsx"}:
        return _file(found, form, lang, covered=visit.covered)
    page = Paginator(found, _ON_A_PAGE).get_page(visit.request.GET.get("page"))
    kept = visit.request.GET.copy()
    kept.pop("page", None)
    title = Text(f"学员：{state.label.zh}", f"Learners: {state.label.en}")
    context = {
        "section": "work",
        "part": "coverage",
        "title": title,
        "asked": asked,
        "not_applied": not_applied(
            visit.request.GET, {**asked.applied(), "state": given == state.value}
        ),
        "states": [
            (one, asked.address("work:learners", state=one.value), one is state) for one in State
        ],
        "page": page,
        "query": kept.urlencode(),
        "lines": [(one, _name(one.learner, covered=visit.covered)) for one in page],
        "exports": [
            (words, asked.address("work:learners", state=state.value, form=name))
            for name, words in (
                ("xlsx", Text("导出 Excel", "Export to Excel")),
                ("csv", Text("导出 CSV", "Export to CSV")),
            )
        ],
        "trail": showing.trail((showing.COVERAGE, reverse("work:coverage")), (title, "")),
    }
    return render(visit.request, "work/programmes/learners.html", context)


@guarded("programme.read", of=subjects.learner, covered=True, methods=("GET", "HEAD"))
def page(visit: Visit, learner: Learner) -> HttpResponse:
    """The state with its reason, the route with its clauses, what to do, who was warned when."""
    on = today_of(visit.request)
    rules = law_on(on)
    found = next(covered(in_training(on).filter(pk=learner.pk), law=rules, on=on), None)
    title = Text(*(_name(learner, covered=visit.covered),) * 2)
    keeps = may(visit.actor, "programme.keep", target_of(learner.cohort.programme))
    context = {
        "section": "work",
        "part": "coverage",
        "title": title,
        "learner": learner,
        "programme": learner.cohort.programme,
        "level": level_name(learner.cohort.programme.level),
        "found": found,
        "route": route_told(rules.decision(DECISION), found.answer) if found else None,
        "steps_next": showing.next_steps(found) if found and keeps else (),
        "keeps": keeps,
        "warnings": [
            (_STAGES[EarlyWarning.Stage(one.stage)], one.told_on)
            for one in learner.warnings.order_by("pk")
            if one.told_on <= on
        ],
        "steps": timeline.of(learner),
        "trail": [*cohort_trail(learner.cohort), (title, "")],
    }
    return render(visit.request, "work/programmes/learner.html", context)


class LeaveForm(forms.Form):
    reason = text_field("原因", "Reason")


@guarded("programme.keep", of=subjects.learner)
def leave(visit: Visit, learner: Learner) -> HttpResponse:
    """Left before graduation, from today on."""

    def act(form: LeaveForm) -> str:
        take_out(
            by=visit.actor,
            learner=learner.pk,
            on=today_of(visit.request),
            reason=form.cleaned_data["reason"],
            at=moment_of(visit.request),
        )
        return reverse("work:cohort", args=[learner.cohort_id])

    return fill_in(
        visit,
        LeaveForm,
        act,
        title=Text(f"登记离开：{learner.name}", f"{learner.name} left"),
        lede=Text("自今天起不再是这个班级的学员。", "From today on no longer of this class."),
        done=Text("已登记", "entered"),
        button=Text("登记", "Enter"),
        trail=cohort_trail(learner.cohort),
        part="coverage",
    )


@guarded("programme.keep", of=subjects.learner)
def come_back(visit: Visit, learner: Learner) -> HttpResponse:
    """Undo that somebody left."""

    def act(_: EmptyForm) -> str:
        take_back(by=visit.actor, learner=learner.pk, at=moment_of(visit.request))
        return reverse("work:cohort", args=[learner.cohort_id])

    return fill_in(
        visit,
        EmptyForm,
        act,
        title=Text(f"撤销离开：{learner.name}", f"{learner.name} did not leave"),
        lede=Text(
            "登记有误时用；撤销后视同没有离开过，经过里两次登记都保留。",
            "For what was entered by mistake: they count as never having left; both entries stay "
            "in the record.",
        ),
        done=Text("已撤销", "undone"),
        button=Text("撤销离开", "Undo it"),
        trail=cohort_trail(learner.cohort),
        part="coverage",
    )


def route_told(decision: CompiledDecision, answer: Answer) -> dict[str, Any]:
    """An answer of decision 8 with its reasons, and where it can be asked again."""
    outcome = decision.outcomes[answer.outcome] if answer.outcome else None
    facts = {name: decision.fact(name).jsonable(value) for name, value in answer.values.items()}
    asked = {
        name: str(value).lower() if isinstance(value, bool) else value
        for name, value in facts.items()
    }
    return {
        "label": outcome.label if outcome else showing.OPEN,
        "meaning": outcome.meaning if outcome else None,
        "because": answer.because,
        "clauses": answer.clauses,
        "readings": answer.readings,
        "address": f"{reverse('portal:answer', args=[decision.name])}?{urlencode(asked)}",
    }


def _file(found: list[Covered], form: str, lang: Lang, *, covered: bool) -> HttpResponse:
    columns = [
        Column("name", Text("姓名", "Name")),
        Column("sponsor", Text("培养单位", "Sponsor")),
        Column("programme", Text("培养计划", "Programme")),
        Column("cohort", Text("班级", "Class")),
        Column("occupation", Text("职业（工种）", "Occupation")),
        Column("level", Text("等级", "Level")),
        Column("graduates_on", Text("毕（结）业日", "Graduation"), "day"),
        Column("state", Text("状态", "State")),
        Column("reason", Text("原因", "Reason")),
        Column("advice", Text("下一步", "What to do")),
        Column("route", Text("途径", "Route")),
        Column("clauses", Text("条款", "Clauses")),
    ]
    rows: list[dict[str, object]] = []
    for one in found:
        cohort = one.learner.cohort
        programme = cohort.programme
        rows.append(
            {
                "name": _name(one.learner, covered=covered),
                "sponsor": programme.sponsor.name,
                "programme": programme.title,
                "cohort": cohort.name,
                "occupation": programme.occupation,
                "level": level_name(programme.level).in_(lang),
                "graduates_on": cohort.graduates_on,
                "state": one.state.label.in_(lang),
                "reason": one.reason.words.in_(lang),
                "advice": one.reason.advice.in_(lang) if one.reason.advice else None,
                "route": showing.route_name(one.route).in_(lang),
                "clauses": " ".join(one.answer.clauses),
            }
        )
    return file_of(columns, rows, form, lang, "learners")


def _name(learner: Learner, *, covered: bool) -> str:
    return person_name(learner.name, covered=covered)
