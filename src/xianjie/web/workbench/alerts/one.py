"""The page of one alert, and what the body and its supervisor say of it there."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xianjie.domain.accounts.acting import Target, effect, has_verb
from xianjie.domain.supervision import alerts
from xianjie.domain.supervision.alerts import OPEN, STEPS, alerts_on, state_of, target_of
from xianjie.domain.supervision.described import DESCRIBED
from xianjie.domain.supervision.locking import target_of as target_of_case
from xianjie.domain.supervision.models import Alert, AlertStep
from xianjie.indicators.running import MOST_ROWS
from xianjie.indicators.thresholds import Threshold, thresholds
from xianjie.text import Text
from xianjie.web.accounts.guarding import View, Visit, guarded
from xianjie.web.days import moment_of, today_of
from xianjie.web.workbench.alerts import evidence, subjects
from xianjie.web.workbench.alerts.showing import (
    ALERTS,
    OWN,
    PART,
    PART_OF_OWN,
    sentence_of,
    title_of,
    trail,
    trail_of_board,
)
from xianjie.web.workbench.allowed import may
from xianjie.web.workbench.forms import both, fill_in
from xianjie.web.workbench.names import area_name

SAID = {
    AlertStep.Kind.EXPLAINED: Text("单位说明", "the body explained"),
    AlertStep.Kind.CORRECTED: Text("单位报告已更正", "the body said what it put right"),
    AlertStep.Kind.DISMISSED: Text("监管排除", "the supervisor dismissed it"),
    AlertStep.Kind.REOPENED: Text("重新提出", "asked again"),
}
_BY_RUN = "run"


def _way(visit: Visit, alert: Alert | None = None) -> list[tuple[Text, str]]:
    """To the alert, by the pages of who supervises or by those of the body."""
    oversees = has_verb(visit.actor, "supervision.read") is not None
    list_ = (ALERTS, reverse("work:alerts"))
    found = trail_of_board(list_) if oversees else trail((OWN, reverse("work:own-alerts")))
    if alert:
        found.append((title_of(alert.indicator), reverse("work:alert", args=[alert.pk])))
    return found


@guarded("alert.read", of=subjects.alert, covered=True, methods=("GET", "HEAD"))
def page(visit: Visit, alert: Alert) -> HttpResponse:
    """What was found, by which clause and threshold, in which rows; what was said; what to do."""
    on = today_of(visit.request)
    found = alerts_on(on).select_related("first_run", "last_run").filter(pk=alert.pk).first()
    if found is None:
        raise Http404
    heads, rows = evidence.told(found.evidence, visit.actor)
    described = DESCRIBED.get(found.indicator)
    title = title_of(found.indicator)
    context = {
        "section": "work",
        "part": PART if has_verb(visit.actor, "supervision.read") else PART_OF_OWN,
        "title": title,
        "alert": found,
        "sentence": sentence_of(found),
        "state": state_of(found, on),
        "described": described,
        "about": evidence.about(found, visit.actor),
        "clauses": alerts.clauses_of(found),
        "thresholds": _thresholds(found),
        "area": area_name(found.area),
        "body_page": _body_page(visit, found),
        "heads": heads,
        "rows": rows,
        "left_out": max(found.rows - len(rows), 0),
        "most": MOST_ROWS,
        "steps": [
            (SAID[AlertStep.Kind(one.kind)], one, one.by == _BY_RUN, _batch_page(visit, one))
            for one in alerts.steps_of(found, on).select_related("foreseen__batch")
        ],
        "actions": _actions(visit, found),
        "case_page": _case_page(visit, found),
        "trail": [*_way(visit), (title, "")],
    }
    return render(visit.request, "work/alerts/alert.html", context)


def _thresholds(alert: Alert) -> list[Threshold]:
    """Those that held on the day of the newest run that found it."""
    described = DESCRIBED.get(alert.indicator)
    held = thresholds(alert.last_run.on).held
    return [held[name] for name in described.thresholds] if described else []


def _actions(visit: Visit, alert: Alert) -> list[tuple[Text, str]]:
    """The steps that the person may take now, each by the table of states and that of rights."""
    state, target = state_of(alert, today_of(visit.request)), target_of(alert)
    found = [
        (step.words, reverse(f"work:alert-{name}", args=[alert.pk]))
        for name, step in STEPS.items()
        if state in step.states and may(visit.actor, step.verb, target)
    ]
    if state in OPEN and may(visit.actor, "case.open", target):
        to_open = f"{reverse('work:case-new')}?alert={alert.pk}"
        found.insert(0, (Text("立案", "open a case"), to_open))  # to dismiss is never the default
    return found


def _body_page(visit: Visit, alert: Alert) -> str:
    """The page of its body, for who supervises all that is in its area."""
    oversees = effect(visit.actor, "supervision.read", Target(area=alert.area)) is not None
    return reverse("work:supervised-body", args=[alert.body_id]) if oversees else ""


def _case_page(visit: Visit, alert: Alert) -> str:
    """The case that it is in, for who supervises."""
    if alert.case is None:
        return ""
    oversees = effect(visit.actor, "supervision.read", target_of_case(alert.case)) is not None
    return reverse("work:case", args=[alert.case.pk]) if oversees else ""


def _batch_page(visit: Visit, step: AlertStep) -> tuple[str, str] | None:
    """The batch with whose request it was said, and its page for who may see that."""
    if step.foreseen is None:
        return None
    batch = step.foreseen.batch
    sees = may(visit.actor, "certificate.submit", Target(area=batch.area, body=batch.body_id))
    return batch.title, reverse("work:issue-batch", args=[batch.pk]) if sees else ""


class WordsForm(forms.Form):
    words = forms.CharField(
        label=both("情况", "What there is to say"),
        max_length=alerts.MOST_WORDS,
        help_text=both(
            "不要写身份证件号码等个人信息。", "Leave out identity numbers and the like."
        ),
        widget=forms.Textarea(attrs={"class": "input", "rows": 5}),
    )


def _step(verb: Callable[..., AlertStep], name: str, title: Text, lede: Text, done: Text) -> View:
    """A page that takes one step and leads back to the alert."""

    @guarded(STEPS[name].verb, of=subjects.alert)
    def view(visit: Visit, alert: Alert) -> HttpResponse:
        def act(form: WordsForm) -> str:
            verb(
                by=visit.actor,
                alert=alert.pk,
                words=form.cleaned_data["words"],
                on=today_of(visit.request),
                at=moment_of(visit.request),
            )
            return reverse("work:alert", args=[alert.pk])

        sentence = sentence_of(alert)
        return fill_in(
            visit,
            WordsForm,
            act,
            title=title,
            lede=Text(f"{sentence.zh}。{lede.zh}", f"{sentence.en}. {lede.en}"),
            done=done,
            button=title,
            trail=_way(visit, alert),
            part=PART if has_verb(visit.actor, "supervision.read") else PART_OF_OWN,
            check=lambda: alerts.check_step(name=name, alert=alert.pk, on=today_of(visit.request)),
        )

    return view


explain = _step(
    alerts.explain,
    "explain",
    Text("说明情况", "Explain"),
    Text("写明为何符合规定，依据是什么。", "Say why it is in order, and what shows it."),
    Text("已说明，待监管部门判断", "explained; the supervisor judges it"),
)
correct = _step(
    alerts.correct,
    "correct",
    Text("报告已更正", "Say what was put right"),
    Text(
        "写明更正了什么；下次检查查不到时自动消除。",
        "Say what was put right; it ends by itself once a run no longer finds it.",
    ),
    Text("已报告，待监管部门判断", "reported; the supervisor judges it"),
)
dismiss = _step(
    alerts.dismiss,
    "dismiss",
    Text("排除预警", "Dismiss the alert"),
    Text("写明为何不成立；单位看得到。", "Say why there is nothing in it; the body sees it."),
    Text("已排除", "dismissed"),
)
reopen = _step(
    alerts.reopen,
    "reopen",
    Text("再问单位", "Ask the body again"),
    Text("写明还要说明什么；单位看得到。", "Say what is still to be explained; the body sees it."),
    Text("已再问", "asked again"),
)
