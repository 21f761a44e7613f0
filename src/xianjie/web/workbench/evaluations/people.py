"""Participants: listed, entered by form and by file, taken off; the panel of examiners."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from xianjie.domain.appraisals.services.uploading import Mode, Uploaded
from xianjie.domain.evaluations import joining, panels
from xianjie.domain.evaluations.joining import Joining
from xianjie.domain.evaluations.locking import target_of
from xianjie.domain.evaluations.models import Participant, Plan, Post
from xianjie.domain.evaluations.rosters import BASES, template_of, upload
from xianjie.domain.evaluations.selecting import people_on
from xianjie.domain.evaluations.states import allows, require_step
from xianjie.identifiers.persons import DocumentKind, identity
from xianjie.instruments.conditions import PROVENANCE, Claim, conditions, conditions_of
from xianjie.tables import write_template
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of, today_of
from xianjie.web.language import active, lang_of
from xianjie.web.workbench import jobs
from xianjie.web.workbench.allowed import may
from xianjie.web.workbench.evaluations import subjects
from xianjie.web.workbench.evaluations.showing import PART, shown, trail
from xianjie.web.workbench.forms import (
    EmptyForm,
    both,
    choice_field,
    day_field,
    fill_in,
    text_field,
)
from xianjie.web.workbench.names import person_name
from xianjie.web.workbench.uploads import About, Upload, Work

OF_PLAN = About(
    subjects.plan,
    PART,
    trail,
    Text("批次", "The batch"),
    lambda plan: str(plan.title),
    Text("回到批次", "Back to the batch"),
    "work:plan",
)


@guarded("plan.read", of=subjects.plan, covered=True, methods=("GET", "HEAD"))
def listed(visit: Visit, plan: Plan) -> HttpResponse:
    """Who takes part, whose they are, and the condition that they claim."""
    may_take_off = may(visit.actor, "plan.draft", target_of(plan)) and allows(plan, "enter")
    words = conditions()
    return shown(
        visit,
        plan,
        "plan-people",
        people=[
            (
                one,
                person_name(one.name, covered=visit.covered),
                BASES[Participant.Basis(one.basis)],
                words[one.condition].words if one.condition in words else None,
                reverse("work:participant-remove", args=[one.pk]) if may_take_off else "",
            )
            for one in people_on(plan, today_of(visit.request))
        ],
        provenance=PROVENANCE,
    )


def _years(zh: str, en: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=both(zh, en),
        required=False,
        min_value=0,
        max_value=70,
        widget=forms.NumberInput(attrs={"class": "input"}),
    )


class ParticipantForm(forms.Form):
    """A person, whose they are, and the facts of the condition that they claim."""

    name = text_field("姓名", "Name", most=64)
    document = choice_field(
        "证件种类",
        "Document",
        lambda: [(one.value, one.label.in_(active())) for one in DocumentKind],
    )
    number = text_field("证件号码", "Document number", most=30)
    basis = choice_field(
        "来源", "Basis", lambda: [(one.value, words.in_(active())) for one, words in BASES.items()]
    )
    sponsor = text_field(
        "委托单位",
        "Entrusted by",
        most=100,
        required=False,
        hint=both("受委托的填单位全称", "the sponsor's full name, where entrusted"),
    )
    condition = choice_field("申报条件", "Condition claimed", list)
    years = _years("从业年限", "Years of work")
    held_number = text_field("下一级证书编号", "Lower certificate", most=30, required=False)
    held_on = day_field("下一级证书日期", "Its day", required=False)
    years_after = _years("取证后从业年限", "Years of work after it")
    school = text_field("毕业院校", "School", most=100, required=False)
    graduates_on = day_field("毕业日期", "Graduates on", required=False)
    apprentice_until = day_field("学徒期满日期", "Apprentice until", required=False)

    def joining(self) -> Joining:
        """What was filled in; raises `IdentityError` for a number that cannot be."""
        given: dict[str, Any] = self.cleaned_data
        person = identity(DocumentKind(given["document"]), given["number"])
        facts = ("years", "held_number", "held_on", "years_after", "school")
        days = ("graduates_on", "apprentice_until")
        return Joining(
            1,
            given["name"],
            person.kind.value,
            person.number,
            given["basis"],
            given["condition"],
            Claim(**{name: given[name] for name in (*facts, *days)}),
            given["sponsor"],
        )


@guarded("plan.draft", of=subjects.plan)
def new(visit: Visit, plan: Plan) -> HttpResponse:
    """Enter one person; the form is there again for the next."""
    ways = conditions_of(plan.level, plan.from_on)

    def form(*data: object) -> ParticipantForm:
        made = ParticipantForm(*data)  # type: ignore[arg-type] # as Django gives it
        made.fields["condition"].choices = [(one.name, one.words.in_(active())) for one in ways]  # type: ignore[attr-defined]
        return made

    def act(form: ParticipantForm) -> str:
        joining.enter_participants(
            by=visit.actor, plan=plan.pk, joining=[form.joining()], at=moment_of(visit.request)
        )
        return reverse("work:participant-new", args=[plan.pk])

    return fill_in(
        visit,
        form,
        act,
        title=Text("登记参加人员", "Enter a participant"),
        lede=PROVENANCE,
        done=Text("已登记，可以接着登记下一人", "entered; go on with the next"),
        button=Text("登记", "Enter"),
        trail=trail(plan),
        part=PART,
        check=lambda: require_step(plan, "enter"),
    )


@guarded("plan.draft", of=subjects.participant)
def remove(visit: Visit, participant: Participant) -> HttpResponse:
    """Take somebody off a draft."""

    def act(_: EmptyForm) -> str:
        joining.remove_participant(
            by=visit.actor, participant=participant, at=moment_of(visit.request)
        )
        return reverse("work:plan-people", args=[participant.plan_id])

    return fill_in(
        visit,
        EmptyForm,
        act,
        title=Text("移出名单", "Take off the list"),
        lede=Text(participant.name, participant.name),
        done=Text("已移出", "taken off"),
        button=Text("移出", "Take off"),
        trail=trail(participant.plan),
        part=PART,
        check=lambda: require_step(participant.plan, "enter"),
    )


def _prepare(visit: Visit, plan: Plan, content: bytes, name: str, mode: Mode) -> Work:
    at: datetime = moment_of(visit.request)
    lang = lang_of(visit.request)

    def work(report: jobs.Report) -> Uploaded:
        del report  # two thousand rows at most
        return upload(
            by=visit.actor,
            plan=plan,
            content=content,
            filename=name,
            mode=mode,
            at=at,
            lang=lang,
        )

    return work


ROSTER = Upload(
    "plan-import",
    "plan.draft",
    Text("用表格登记参加人员", "Enter participants by file"),
    Text(
        "模板里的申报条件是这一等级的；检查无误再登记，每一行的结果写在退回的同一文件里。",
        "The template has the conditions of this level; have it checked before it is entered: the "
        "same file comes back with what became of each row.",
    ),
    lambda visit, plan: write_template(template_of(plan), lang_of(visit.request)),
    _prepare,
    OF_PLAN,
    check=lambda plan: require_step(plan, "enter"),
)


@guarded("plan.read", of=subjects.plan, covered=True, methods=("GET", "HEAD"))
def panel(visit: Visit, plan: Plan) -> HttpResponse:
    """Who examines; what stands in the way of somebody, if anything does by now."""
    may_post = may(visit.actor, "plan.draft", target_of(plan)) and allows(plan, "post")
    posts = plan.posts.select_related("assessor").order_by("-is_chief", "pk")
    return shown(
        visit,
        plan,
        "plan-panel",
        posts=[(one, panels.obstacles(one.assessor, plan)) for one in posts],
        may_post=may_post,
    )


class PostForm(forms.Form):
    assessor = choice_field("考评员", "Examiner", list)
    is_chief = forms.BooleanField(required=False, label=both("任考评组长", "As the chief"))


@guarded("plan.draft", of=subjects.plan)
def post(visit: Visit, plan: Plan) -> HttpResponse:
    """Send one of the organisation's examiners, who must be able and free."""
    people = {str(one.pk): one for one in panels.assessors_of(plan)}

    def form(*data: object) -> PostForm:
        made = PostForm(*data)  # type: ignore[arg-type] # as Django gives it
        made.fields["assessor"].choices = [  # type: ignore[attr-defined]
            (pk, f"{one.name} {one.card}") for pk, one in people.items()
        ]
        return made

    def act(form: PostForm) -> str:
        panels.post_examiner(
            by=visit.actor,
            plan=plan.pk,
            assessor=people[form.cleaned_data["assessor"]],
            is_chief=form.cleaned_data["is_chief"],
            at=moment_of(visit.request),
        )
        return reverse("work:plan-panel", args=[plan.pk])

    return fill_in(
        visit,
        form,
        act,
        title=Text("派考评员", "Post an examiner"),
        lede=Text(
            "本机构有这一职业和等级的资格、证卡在评价期间有效的考评员；须回避、同日另有任务的，派出时核对。",
            "Those of the organisation who are competent and whose cards are valid; relations and "
            "other batches are looked at when they are posted.",
        ),
        done=Text("已派", "posted"),
        button=Text("派出", "Post"),
        trail=trail(plan),
        part=PART,
        check=lambda: require_step(plan, "post"),
    )


@guarded("plan.draft", of=subjects.post)
def unpost(visit: Visit, found: Post) -> HttpResponse:
    """Take an examiner away."""
    return _with_post(
        visit,
        found,
        lambda: panels.remove_examiner(by=visit.actor, post=found, at=moment_of(visit.request)),
        Text("撤回考评员", "Take away"),
    )


@guarded("plan.draft", of=subjects.post)
def chief(visit: Visit, found: Post) -> HttpResponse:
    """Make one of the posted the chief."""
    return _with_post(
        visit,
        found,
        lambda: panels.name_chief(by=visit.actor, post=found, at=moment_of(visit.request)),
        Text("任考评组长", "Make the chief"),
    )


def _with_post(visit: Visit, found: Post, do: Any, title: Text) -> HttpResponse:  # noqa: ANN401 - a call
    def act(_: EmptyForm) -> str:
        do()
        return reverse("work:plan-panel", args=[found.plan_id])

    name = f"{found.assessor.name} {found.assessor.card}"
    return fill_in(
        visit,
        EmptyForm,
        act,
        title=title,
        lede=Text(name, name),
        done=Text("已办", "done"),
        button=title,
        trail=trail(found.plan),
        part=PART,
        check=lambda: require_step(found.plan, "post"),
    )


class RecusalForm(forms.Form):
    assessor = choice_field("考评员", "Examiner", list)
    document = choice_field(
        "证件种类",
        "Document",
        lambda: [(one.value, one.label.in_(active())) for one in DocumentKind],
    )
    number = text_field("须回避的人的证件号码", "Document of the person", most=30)
    reason = text_field("理由", "Reason")


@guarded("plan.draft", of=subjects.plan)
def recuse(visit: Visit, plan: Plan) -> HttpResponse:
    """Declare that an examiner does not examine somebody; the number is kept as a hash alone."""
    people = {str(one.pk): one for one in panels.assessors_of(plan)}

    def form(*data: object) -> RecusalForm:
        made = RecusalForm(*data)  # type: ignore[arg-type] # as Django gives it
        made.fields["assessor"].choices = [(pk, one.name) for pk, one in people.items()]  # type: ignore[attr-defined]
        return made

    def act(form: RecusalForm) -> str:
        given = form.cleaned_data
        person = identity(DocumentKind(given["document"]), given["number"])
        panels.recuse(
            by=visit.actor,
            plan=plan,
            assessor=people[given["assessor"]],
            document=person.kind.value,
            number=person.number,
            reason=given["reason"],
            at=moment_of(visit.request),
        )
        return reverse("work:plan-panel", args=[plan.pk])

    return fill_in(
        visit,
        form,
        act,
        title=Text("申报回避", "Declare a relation"),
        lede=Text(
            "考评员与考生有亲属、师徒等关系的；号码只存哈希。",
            "Where an examiner is a relative or teacher of somebody; of the number a hash is kept.",
        ),
        done=Text("已申报", "declared"),
        button=Text("申报", "Declare"),
        trail=trail(plan),
        part=PART,
    )
