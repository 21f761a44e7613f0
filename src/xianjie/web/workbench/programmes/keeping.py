"""Programmes: listed, entered, shown; and for a sponsor whether to file or to entrust."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xianjie.calendar import end_of
from xianjie.domain.accounts.acting import Actor, visible
from xianjie.domain.accounts.models import Body
from xianjie.domain.accounts.roles import Role
from xianjie.domain.programmes import services
from xianjie.domain.programmes.amending import amend_programme
from xianjie.domain.programmes.coverage import DECISION, by_cohort, in_training
from xianjie.domain.programmes.guiding import case_of
from xianjie.domain.programmes.models import Programme
from xianjie.domain.programmes.reasons import State
from xianjie.domain.programmes.services import Subsidy, target_of
from xianjie.domain.rulings.later import law_on
from xianjie.identifiers.levels import Level
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of, today_of
from xianjie.web.language import active
from xianjie.web.workbench import timeline
from xianjie.web.workbench.allowed import may
from xianjie.web.workbench.evaluations.showing import level_name
from xianjie.web.workbench.forms import (
    both,
    choice_field,
    day_field,
    fill_in,
    occupation_field,
    say_doubt,
    text_field,
)
from xianjie.web.workbench.listing import Column, Filter, Listing, show
from xianjie.web.workbench.names import area_name, yuan
from xianjie.web.workbench.programmes import showing, subjects
from xianjie.web.workbench.programmes.cohorts import programme_trail
from xianjie.web.workbench.programmes.learners import route_told

_KIND_OF_ROLE = {
    Role.SCHOOL: Programme.Kind.DUAL,
    Role.ENTERPRISE: Programme.Kind.APPRENTICE,
}
_OF_APPRENTICES = ("trainer", "agreement", "yuan_a_year", "advance_percent", "basis")


@guarded("programme.read", covered=True, methods=("GET", "HEAD"))
def listed(visit: Visit) -> HttpResponse:
    """Those entered by today, as far as the person's reach goes."""
    on = today_of(visit.request)
    reach = visible(visit.actor, "programme.read", area="area", body="sponsor")
    may_enter = may(visit.actor, "programme.keep")
    listing = Listing(
        title=showing.PROGRAMMES,
        section="programmes",
        trail=showing.trail(),
        rows=lambda: (
            Programme.objects.filter(reach, made_at__lt=end_of(on))
            .select_related("sponsor")
            .annotate(people=Count("cohorts__learners"))
        ),
        columns=[
            Column(
                Text("名称", "Title"),
                lambda one: one.title,
                "title",
                lambda one: reverse("work:programme", args=[one.pk]),
            ),
            Column(Text("培养单位", "Sponsor"), lambda one: one.sponsor.name, "sponsor__name"),
            Column(Text("地区", "Area"), lambda one: area_name(one.area), "area"),
            Column(Text("培养方式", "Kind"), lambda one: showing.KINDS[one.kind], "kind"),
            Column(Text("职业（工种）", "Occupation"), lambda one: one.occupation, "occupation"),
            Column(Text("等级", "Level"), lambda one: level_name(one.level), "level"),
            Column(Text("自", "From"), lambda one: one.from_on, "from_on"),
            Column(Text("至", "Until"), lambda one: one.until_on, "until_on"),
            Column(
                Text("人数", "Learners"),
                lambda one: one.people,  # type: ignore[attr-defined]
                "people",
                numeric=True,
            ),
        ],
        filters=[
            Filter(
                "kind",
                Text("培养方式", "Kind"),
                list(showing.KINDS.items()),
                lambda chosen: Q(kind=chosen),
            )
        ],
        search=lambda words: (
            Q(title__contains=words)
            | Q(sponsor__name__contains=words)
            | Q(occupation__contains=words)
        ),
        search_hint=Text("名称、单位、职业", "title, sponsor, occupation"),
        order="until_on",
        actions=[(Text("登记培养计划", "Enter a programme"), reverse("work:programme-new"))]
        if may_enter
        else [],
    )
    return show(visit.request, listing)


@guarded("programme.read", of=subjects.programme, covered=True, methods=("GET", "HEAD"))
def page(visit: Visit, programme: Programme) -> HttpResponse:
    """What was entered, and how its classes are covered."""
    on = today_of(visit.request)
    learners = in_training(on).filter(cohort__programme=programme)
    tallies = by_cohort(learners.order_by("cohort", "pk"), law=law_on(on), on=on)
    cohorts = programme.cohorts.filter(made_at__lt=end_of(on)).order_by("graduates_on", "pk")
    title = Text(programme.title, programme.title)
    keeps = may(visit.actor, "programme.keep", target_of(programme))
    context = {
        "section": "work",
        "part": "programmes",
        "title": title,
        "programme": programme,
        "kind": showing.KINDS[programme.kind],
        "level": level_name(programme.level),
        "subsidy": _subsidy(programme),
        "rows": showing.rows(
            (
                Text(one.name, one.name),
                reverse("work:cohort", args=[one.pk]),
                one.graduates_on,
                tallies[one],
            )
            for one in cohorts
            if one in tallies
        ),
        "empty": [one for one in cohorts if one not in tallies],
        "states": list(State),
        "actions": [
            *(
                [
                    (
                        Text("登记班级", "Enter a class"),
                        reverse("work:cohort-new", args=[programme.pk]),
                    )
                ]
                if keeps
                else []
            ),
            (
                Text("备案还是委托", "File or entrust"),
                reverse("work:programme-guide", args=[programme.pk]),
            ),
            *(
                [
                    (
                        Text("修改计划", "Amend the programme"),
                        reverse("work:programme-amend", args=[programme.pk]),
                    )
                ]
                if keeps
                else []
            ),
        ],
        "steps": timeline.of(programme),
        "trail": [*programme_trail(programme)[:-1], (title, "")],
    }
    return render(visit.request, "work/programmes/programme.html", context)


@guarded("programme.read", of=subjects.programme, covered=True, methods=("GET", "HEAD"))
def guide(visit: Visit, programme: Programme) -> HttpResponse:
    """Decision 8 for this case, and what it takes to file or to entrust."""
    on = today_of(visit.request)
    rules = law_on(on)
    case = case_of(programme, law=rules, on=on)
    title = Text("备案还是委托", "File or entrust")
    context = {
        "section": "work",
        "part": "programmes",
        "title": title,
        "programme": programme,
        "level": level_name(programme.level),
        "case": case,
        "route": route_told(rules.decision(DECISION), case.answer),
        "finder": showing.finder(programme),
        "trail": [*programme_trail(programme), (title, "")],
    }
    return render(visit.request, "work/programmes/guide.html", context)


class ProgrammeForm(forms.Form):
    """A programme of one of the person's own bodies."""

    sponsor = choice_field("培养单位", "Sponsor", list)
    title = text_field("名称", "Title", most=100)
    occupation = occupation_field(
        hint=both(
            "对接职业资格的，填通知附件里的名称",
            "as the annex to the notice has it, where the plan is aligned",
        )
    )
    level = choice_field(
        "目标等级",
        "Target level",
        lambda: [(str(one.value), one.printed.in_(active())) for one in Level],
    )
    is_aligned = choice_field(
        "培养计划是否对接职业资格",
        "Is the plan aligned with the qualification?",
        lambda: [("yes", str(both("对接", "yes"))), ("no", str(both("不对接", "no")))],
    )
    from_on = day_field("开始日", "First day")
    until_on = day_field(
        "结束日",
        "Last day",
        hint=both("学徒培养期一至三年", "of an apprenticeship after one to three years"),
    )
    trainer = text_field(
        "合作培训机构",
        "Cooperating training body",
        required=False,
        most=100,
        hint=both("单位全称；没有的留空", "its whole name; empty where there is none"),
    )
    agreement = text_field("培养协议编号", "Training agreement", required=False, most=100)
    yuan_a_year = forms.IntegerField(
        label=both("补贴标准（元/人·年）", "Subsidy (yuan a person and year)"),
        required=False,
        min_value=1,
        max_value=1_000_000,
        widget=forms.NumberInput(attrs={"class": "input"}),
    )
    advance_percent = forms.IntegerField(
        label=both("预拨比例（%）", "Paid in advance (%)"),
        required=False,
        min_value=0,
        max_value=100,
        widget=forms.NumberInput(attrs={"class": "input"}),
    )
    basis = text_field("补贴依据", "Basis of the subsidy", required=False)

    def clean_trainer(self) -> Body | None:
        name = self.cleaned_data["trainer"]
        found = Body.objects.filter(name=name, closed_on=None).first() if name else None
        if name and found is None:
            raise forms.ValidationError(
                both("没有这个单位；请写全称", "there is no such body; write its whole name")
            )
        return found

    def plan(self, kind: Programme.Kind) -> services.Plan:
        """What was filled in, once it is valid."""
        given: dict[str, Any] = self.cleaned_data
        return services.Plan(
            kind=kind,
            title=given["title"],
            occupation=given["occupation"],
            level=int(given["level"]),
            is_aligned=given["is_aligned"] == "yes",
            from_on=given["from_on"],
            until_on=given["until_on"],
            trainer=given.get("trainer"),
            agreement=given.get("agreement", ""),
            subsidy=Subsidy(
                given["yuan_a_year"] * 100, given["advance_percent"] or 0, given["basis"]
            )
            if given.get("yuan_a_year")
            else None,
        )


def _suit(form: ProgrammeForm, kinds: set[Programme.Kind]) -> None:
    """Ask for what these kinds of programme have, and insist where all of them must."""
    if Programme.Kind.APPRENTICE not in kinds:
        for name in _OF_APPRENTICES:
            del form.fields[name]
    elif kinds == {Programme.Kind.APPRENTICE}:
        form.fields["agreement"].required = True


@guarded("programme.keep")
def new(visit: Visit) -> HttpResponse:
    def form(*given: Any) -> ProgrammeForm:  # noqa: ANN401 - as Django's forms are made
        made = ProgrammeForm(*given)
        sponsors = _sponsors(visit.actor)
        made.fields["sponsor"].choices = [  # type: ignore[attr-defined]
            (f"{one.pk}", one.name) for one in sponsors
        ]
        _suit(made, {_kind(visit.actor, one) for one in sponsors})
        return made

    def act(form: ProgrammeForm) -> str:
        given = form.cleaned_data
        sponsor = next(one for one in _sponsors(visit.actor) if f"{one.pk}" == given["sponsor"])
        made = services.enter_programme(
            by=visit.actor,
            sponsor=sponsor,
            plan=form.plan(_kind(visit.actor, sponsor)),
            at=moment_of(visit.request),
        )
        say_doubt(visit, given["occupation"])
        return reverse("work:programme", args=[made.pk])

    return fill_in(
        visit,
        form,
        act,
        title=Text("登记培养计划", "Enter a programme"),
        done=Text("已登记；请登记班级", "entered; enter its classes"),
        button=Text("登记", "Enter"),
        trail=showing.trail((showing.PROGRAMMES, reverse("work:programmes"))),
        part="programmes",
    )


@guarded("programme.keep", of=subjects.programme)
def amend(visit: Visit, programme: Programme) -> HttpResponse:
    """Write it anew: a slip put right, an end put off."""
    kind, on = Programme.Kind(programme.kind), today_of(visit.request)

    def form(*given: Any) -> ProgrammeForm:  # noqa: ANN401 - as Django's forms are made
        made = ProgrammeForm(*given, initial=_initial(programme))  # type: ignore[misc] # as above
        del made.fields["sponsor"]
        _suit(made, {kind})
        return made

    def act(form: ProgrammeForm) -> str:
        amend_programme(
            by=visit.actor,
            programme=programme.pk,
            plan=form.plan(kind),
            law=law_on(on),
            on=on,
            at=moment_of(visit.request),
        )
        return reverse("work:programme", args=[programme.pk])

    return fill_in(
        visit,
        form,
        act,
        title=Text("修改计划", "Amend the programme"),
        lede=Text(
            "起止日须包含各班级的毕（结）业日；有学员取得证书后，职业、等级和是否对接不再更改。",
            "Its term must hold the graduation of every class; once a learner holds the "
            "certificate, occupation, level and alignment stay.",
        ),
        done=Text("已修改", "amended"),
        button=Text("保存", "Save"),
        trail=programme_trail(programme),
        part="programmes",
    )


def _initial(programme: Programme) -> dict[str, object]:
    """The form as the programme is now."""
    same = ("title", "occupation", "level", "from_on", "until_on", "agreement")
    told: dict[str, object] = {name: getattr(programme, name) for name in same}
    told["is_aligned"] = "yes" if programme.is_aligned else "no"
    told["trainer"] = programme.trainer.name if programme.trainer else ""
    if programme.subsidy:
        subsidy = Subsidy(**programme.subsidy)
        told["yuan_a_year"] = subsidy.fen_a_year // 100
        told["advance_percent"], told["basis"] = subsidy.advance_percent, subsidy.basis
    return told


def _sponsors(actor: Actor) -> list[Body]:
    """The bodies for which the person may enter programmes."""
    reach = visible(actor, "programme.keep", area="area", body="pk")
    return list(Body.objects.filter(reach, closed_on=None).order_by("pk"))


def _kind(actor: Actor, sponsor: Body) -> Programme.Kind:
    """By the person's role in the body."""
    roles = [one.role for one in actor.capacities if one.body == sponsor.pk]
    return next(kind for role, kind in _KIND_OF_ROLE.items() if role in roles)


def _subsidy(programme: Programme) -> list[tuple[Text, str]]:
    if not programme.subsidy:
        return []
    told = Subsidy(**programme.subsidy)
    return [
        (Text("补贴标准（元/人·年）", "Subsidy (yuan a person and year)"), yuan(told.fen_a_year)),
        (Text("预拨比例", "Paid in advance"), f"{told.advance_percent}%"),
        (Text("补贴依据", "Basis of the subsidy"), told.basis),
    ]
