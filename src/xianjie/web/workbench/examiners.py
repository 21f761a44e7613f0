"""The pool of examiners: who is in it, for what, and at whose exams they do not examine."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xianjie.domain.accounts.acting import visible
from xianjie.domain.accounts.models import Body, User
from xianjie.domain.accounts.roles import Role
from xianjie.domain.appraisals.errors import AppraisalError
from xianjie.domain.organisations.models import Institution
from xianjie.domain.sittings.models import Examiner
from xianjie.domain.sittings.services import declare_conflict, declare_relation, enter_examiner
from xianjie.identifiers.persons import DocumentKind, IdentityError, identity
from xianjie.instruments import catalogue
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of, today_of
from xianjie.web.language import active
from xianjie.web.workbench import subjects, timeline
from xianjie.web.workbench.forms import both, choice_field, day_field, fill_in, text_field
from xianjie.web.workbench.listing import Column, Listing, show
from xianjie.web.workbench.names import level_name

TITLE = Text("考评员", "Examiners")


def _trail(examiner: Examiner | None = None) -> list[tuple[Text, str]]:
    found = [
        (Text("工作台", "Workbench"), reverse("work:inbox")),
        (TITLE, reverse("work:examiners")),
    ]
    if examiner:
        name = examiner.user.name
        found.append((Text(name, name), reverse("work:examiner", args=[examiner.pk])))
    return found


@guarded("conflict.declare", methods=("GET", "HEAD"))
def listed(visit: Visit) -> HttpResponse:
    """Those of the person's institution, or all for the centre; an examiner sees themselves."""
    reach = visible(
        visit.actor, "conflict.declare", area="home__body__area", body="home", owner="user"
    )
    on = today_of(visit.request)
    listing = Listing(
        title=TITLE,
        section="examiners",
        trail=_trail()[:1],
        rows=lambda: (
            Examiner.objects.filter(reach)
            .select_related("user", "home__body")
            .prefetch_related("competences")
        ),
        columns=[
            Column(
                Text("证卡", "Card"),
                lambda one: one.card,
                "card",
                lambda one: reverse("work:examiner", args=[one.pk]),
            ),
            Column(Text("姓名", "Name"), lambda one: one.user.name, "user__name"),
            Column(Text("机构", "Institution"), lambda one: one.home.body.name, "home__body__name"),
            Column(
                Text("职业", "Occupations"),
                lambda one: (", " if active() == "en" else "、").join(
                    found.occupation for found in one.competences.all()
                ),
            ),
            Column(
                Text("证卡状态", "Card"),
                lambda one: (
                    Text("有效", "valid")
                    if one.from_on <= on and (one.to_on is None or on < one.to_on)
                    else Text("无效", "not valid")
                ),
            ),
        ],
        search=lambda words: (
            Q(user__name__contains=words)
            | Q(card__contains=words)
            | Q(competences__occupation=words)
        ),
        search_hint=Text("姓名、证卡或职业", "name, card or occupation"),
        order="card",
    )
    return show(visit.request, listing)


@guarded("conflict.declare", of=subjects.examiner, methods=("GET", "HEAD"))
def page(visit: Visit, examiner: Examiner) -> HttpResponse:
    """An examiner: competences, conflicts, where they examined and will."""
    name = Text(examiner.user.name, examiner.user.name)
    context = {
        "section": "work",
        "part": "examiners",
        "title": name,
        "examiner": examiner,
        "competences": [
            (one.occupation, level_name(one.highest))
            for one in examiner.competences.order_by("occupation")
        ],
        "conflicts": examiner.conflicts.select_related("body").order_by("declared_at"),
        "relations": examiner.relations.order_by("declared_at"),
        "assignments": examiner.assignments.select_related("exam").order_by("-exam__held_on"),
        "steps": timeline.of(examiner),
        "trail": [*_trail(), (name, "")],
    }
    return render(visit.request, "work/examiner.html", context)


class ConflictForm(forms.Form):
    body = choice_field("须回避的单位", "Body to stay away from", list)
    reason = text_field("理由", "Reason")


@guarded("conflict.declare", of=subjects.examiner)
def conflict(visit: Visit, examiner: Examiner) -> HttpResponse:
    """A body at whose exams the examiner does not examine."""
    bodies = {
        str(one.pk): one.body
        for one in Institution.objects.select_related("body").order_by("body__name")
    }

    def form(*data: object) -> ConflictForm:
        made = ConflictForm(*data)  # type: ignore[arg-type] # as Django gives it
        made.fields["body"].choices = [(pk, one.name) for pk, one in bodies.items()]  # type: ignore[attr-defined]
        return made

    def act(form: ConflictForm) -> str:
        body: Body = bodies[form.cleaned_data["body"]]
        declare_conflict(
            by=visit.actor,
            examiner=examiner,
            body=body,
            reason=form.cleaned_data["reason"],
            at=moment_of(visit.request),
        )
        return reverse("work:examiner", args=[examiner.pk])

    return fill_in(
        visit,
        form,
        act,
        title=Text("申报须回避的单位", "Declare a conflict with a body"),
        lede=Text("申报后不撤回。", "It is not withdrawn."),
        done=Text("已申报", "declared"),
        button=Text("申报", "Declare"),
        trail=_trail(examiner),
        part="examiners",
    )


class RelationForm(forms.Form):
    document = choice_field(
        "证件种类",
        "Identity document",
        lambda: [(one.value, one.label.in_(active())) for one in DocumentKind],
    )
    number = text_field("证件号码", "Its number", most=30)
    reason = text_field("关系", "Relation")

    def clean(self) -> dict[str, object]:
        given = super().clean() or {}
        if given.get("number"):
            try:
                found = identity(DocumentKind(str(given["document"])), str(given["number"]))
            except IdentityError as error:
                self.add_error("number", error.in_(active()))
            else:
                given["number"] = found.number
        return given


@guarded("conflict.declare", of=subjects.examiner)
def relation(visit: Visit, examiner: Examiner) -> HttpResponse:
    """A person at whose exams the examiner does not examine."""

    def act(form: RelationForm) -> str:
        given = form.cleaned_data
        declare_relation(
            by=visit.actor,
            examiner=examiner,
            document=given["document"],
            number=given["number"],
            reason=given["reason"],
            at=moment_of(visit.request),
        )
        return reverse("work:examiner", args=[examiner.pk])

    return fill_in(
        visit,
        RelationForm,
        act,
        title=Text("申报须回避的人", "Declare a conflict with a person"),
        lede=Text(
            "只存证件号码的哈希，不存号码；此人报名的考试都不能派。",
            "Only a hash of the number is kept; no exam for which the person registers is "
            "assigned.",
        ),
        done=Text("已申报", "declared"),
        button=Text("申报", "Declare"),
        trail=_trail(examiner),
        part="examiners",
    )


class ExaminerForm(forms.Form):
    username = text_field(
        "账号", "User name", most=64, hint=both("须有考评员角色", "of an examiner")
    )
    card = text_field("证卡编号", "Number of the card", most=30)
    occupation = text_field("职业（工种）", "Occupation", most=40)
    highest = choice_field(
        "最高等级",
        "Up to level",
        lambda: [(str(level), level_name(level).in_(active())) for level in (5, 4, 3, 2, 1)],
    )
    from_on = day_field("证卡生效日", "Valid from")
    last_on = day_field("有效期至（当日有效）", "Valid until, that day included", required=False)

    def clean_occupation(self) -> str:
        """The name as the catalogue has it."""
        return catalogue.load().find(self.cleaned_data["occupation"]).occupation


@guarded("examiner.keep", of=subjects.institution)
def new(visit: Visit, institution: Institution) -> HttpResponse:
    """Put a person into the pool of the institution."""

    def act(form: ExaminerForm) -> str:
        given = form.cleaned_data
        user = User.objects.filter(
            username=given["username"],
            memberships__role=Role.EXAMINER,
            memberships__body=institution.body,
        ).first()
        if user is None:
            raise AppraisalError(
                Text(
                    f"本机构没有考评员账号 {given['username']}；请安全管理员先授予角色",
                    f"{given['username']} is no examiner of the institution; a security "
                    "administrator grants the role first",
                )
            )
        last = given["last_on"]
        made = enter_examiner(
            by=visit.actor,
            user=user,
            home=institution,
            card=given["card"],
            competences={given["occupation"]: int(given["highest"])},
            from_on=given["from_on"],
            to_on=last + timedelta(days=1) if last else None,
            at=moment_of(visit.request),
        )
        return reverse("work:examiner", args=[made.pk])

    return fill_in(
        visit,
        ExaminerForm,
        act,
        title=Text("列入考评员库", "Enter an examiner"),
        done=Text("已列入", "entered"),
        button=Text("列入", "Enter"),
        trail=_trail(),
        part="examiners",
    )
