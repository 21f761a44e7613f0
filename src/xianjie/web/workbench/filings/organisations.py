"""Organisations: the list as of today, each one's page, who one is, new names, reminders."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xianjie.calendar import end_of
from xianjie.domain.accounts.acting import visible
from xianjie.domain.accounts.models import Body
from xianjie.domain.filings import applying, registering, telling
from xianjie.domain.filings.completeness import ROLES
from xianjie.domain.filings.errors import FilingError
from xianjie.domain.filings.models import Application, Measure, Organisation
from xianjie.domain.filings.roles_held import roles_of
from xianjie.domain.filings.selecting import (
    is_standing,
    sites_in_use,
    target_of,
    with_standing,
)
from xianjie.domain.filings.showing import shown
from xianjie.domain.filings.states import Standing, renewal_opens, state_of
from xianjie.domain.filings.telling import MEASURES
from xianjie.domain.filings.workbook import TENURES
from xianjie.instruments.practice import practice
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of, today_of
from xianjie.web.language import active
from xianjie.web.workbench import timeline
from xianjie.web.workbench.allowed import may
from xianjie.web.workbench.filings import subjects
from xianjie.web.workbench.filings.words import (
    APPLICATION_KINDS,
    KINDS,
    PART,
    TITLE,
    levels,
    trail,
)
from xianjie.web.workbench.forms import both, choice_field, fill_in, text_field
from xianjie.web.workbench.listing import Column, Filter, Listing, show
from xianjie.web.workbench.names import area_name, person_name

_APPLY = {
    Application.Kind.NEW: Text("申请备案", "Apply to be filed"),
    Application.Kind.SCOPE: Text("申请增加职业（等级）", "Apply to add occupations"),
    Application.Kind.RENEWAL: Text("申请延续", "Apply to renew"),
}


@guarded("filing.read", covered=True, methods=("GET", "HEAD"))
def listed(visit: Visit) -> HttpResponse:
    """Those within reach, as they stand today."""
    reach = visible(visit.actor, "filing.read", area="body__area", body="pk")
    on = today_of(visit.request)
    can_begin = bool(_bodies_to_register(visit))
    listing = Listing(
        title=TITLE,
        section=PART,
        trail=trail()[:1],
        rows=lambda: with_standing(Organisation.objects.filter(reach).select_related("body"), on),
        columns=[
            Column(
                Text("名称", "Name"),
                lambda one: one.known_as or one.body.name,  # type: ignore[attr-defined] # annotated
                "body__name",
                lambda one: reverse("work:filing", args=[one.pk]),
            ),
            Column(
                Text("机构编号", "Number"),
                lambda one: one.number if one.term else "",  # type: ignore[attr-defined]
                "number",
            ),
            Column(Text("类别", "Kind"), lambda one: KINDS[Organisation.Kind(one.kind)], "kind"),
            Column(Text("地区", "Area"), lambda one: area_name(one.body.area), "body__area"),
            Column(
                Text("状态", "Standing"),
                lambda one: Standing(one.standing).label,  # type: ignore[attr-defined]
                "standing",
            ),
            Column(Text("有效期至", "Term ends"), lambda one: one.term_until, "term_until"),  # type: ignore[attr-defined]
        ],
        filters=[
            Filter(
                "standing",
                Text("状态", "Standing"),
                [(one.value, one.label) for one in Standing],
                lambda chosen: is_standing(Standing(chosen)),
            ),
            Filter(
                "kind",
                Text("类别", "Kind"),
                [(kind.value, words) for kind, words in KINDS.items()],
                lambda chosen: Q(kind=chosen),
            ),
        ],
        search=lambda words: Q(body__name__contains=words) | Q(number__startswith=words.upper()),
        search_hint=Text("名称或编号", "name or number"),
        order="body__area",
        actions=[
            *([(Text("登记本单位", "Enter your body"), reverse("work:filing-new"))] * can_begin),
            *(
                [(Text("提醒延续", "Remind of renewals"), reverse("work:filing-remind"))]
                * may(visit.actor, "filing.remind")
            ),
        ],
    )
    return show(visit.request, listing)


def _bodies_to_register(visit: Visit) -> list[Body]:
    """Bodies of the person's that may be filed and are not entered yet."""
    reach = visible(visit.actor, "filing.apply", area="area", body="pk")
    found = Body.objects.filter(reach, filing_organisation=None, closed_on=None)
    return [one for one in found.order_by("pk") if registering.kinds_of(one)]


@guarded("filing.apply")
def new(visit: Visit) -> HttpResponse:
    """Enter who one is: kind and credit code; what is applied for comes after."""
    bodies = {str(one.pk): one for one in _bodies_to_register(visit)}
    kinds = {kind for one in bodies.values() for kind in registering.kinds_of(one)}

    class RegisterForm(forms.Form):
        body = choice_field("单位", "Body", lambda: [(pk, one.name) for pk, one in bodies.items()])
        kind = choice_field(
            "备案类别",
            "To be filed as",
            lambda: [
                (kind.value, KINDS[kind].in_(active()).capitalize())
                for kind in KINDS
                if kind in kinds
            ],
        )
        credit_code = text_field(
            "统一社会信用代码",
            "Unified social credit code",
            most=60,
            hint=both("18 位，见登记证照", "18 letters, as on the certificate of registration"),
        )

    def act(form: RegisterForm) -> str:
        given = form.cleaned_data
        made = registering.register(
            by=visit.actor,
            body=bodies[given["body"]],
            kind=Organisation.Kind(given["kind"]),
            credit_code=given["credit_code"],
            at=moment_of(visit.request),
        )
        return reverse("work:filing", args=[made.pk])

    return fill_in(
        visit,
        RegisterForm,
        act,
        title=Text("登记本单位", "Enter your body"),
        lede=Text(
            "登记后再申请备案。政府部门及其授权的机构不再开展水平评价（80号 二、252号 一）。",
            "Once it is entered you apply. Government bodies no longer certify (80/2, 252/1).",
        ),
        done=Text(
            "已登记，请补充场地和人员，再申请备案", "entered: add sites and people, then apply"
        ),
        button=Text("登记", "Enter"),
        trail=trail(),
        part=PART,
        check=lambda: _require_one(bodies),
    )


def _require_one(bodies: Mapping[str, Body]) -> None:
    if not bodies:
        raise FilingError(
            Text(
                "没有待登记的单位：已登记的，在“备案”的列表中打开本单位办理",
                "none of your bodies is left to enter: open yours in the list of filings",
            )
        )


@guarded("filing.read", of=subjects.filing_organisation, covered=True, methods=("GET", "HEAD"))
def page(visit: Visit, organisation: Organisation) -> HttpResponse:
    """As of today: standing, scope, sites, people, applications, measures, roles."""
    on = today_of(visit.request)
    told = shown(organisation, on, end_of(on))
    name = organisation.body.name
    until = end_of(on)
    context = {
        "section": "work",
        "part": PART,
        "title": Text(name, name),
        "organisation": organisation,
        "told": told,
        "kind": KINDS[Organisation.Kind(organisation.kind)],
        "area": area_name(organisation.body.area),
        "opens": renewal_opens(told.term, on) if told.term else None,
        "scopes": [(one, levels(one.lowest, one.highest)) for one in told.scopes],
        "sites": _sites(organisation),
        "staff": _staff(visit, organisation),
        "assessors": _assessors(visit, organisation),
        "applications": [
            (one, APPLICATION_KINDS[Application.Kind(one.kind)], state_of(one).label)
            for one in organisation.applications.filter(drafted_at__lt=until).order_by("-pk")
        ],
        "measures": [
            (one, MEASURES[Measure.Kind(one.kind)])
            for one in organisation.measures.filter(proposed_at__lt=until).order_by("-pk")
        ],
        "roles": roles_of(organisation.body, on),
        "keeps": may(visit.actor, "filing.apply", target_of(organisation)),
        "decides": may(visit.actor, "measure.decide", target_of(organisation)),
        "actor": visit.actor.username,
        "actions": _actions(visit, organisation, told.standing),
        "steps": timeline.of(organisation),
        "trail": [*trail(), (Text(name, name), "")],
    }
    return render(visit.request, "work/filings/organisation.html", context)


def _sites(organisation: Organisation) -> list[dict[str, object]]:
    used = set(sites_in_use(organisation).values_list("pk", flat=True))
    return [
        {
            "site": one,
            "area": area_name(one.area),
            "tenure": TENURES[one.Tenure(one.tenure)],
            "is_free": one.pk not in used,
        }
        for one in organisation.sites.order_by("pk")
    ]


def _staff(visit: Visit, organisation: Organisation) -> list[tuple[object, str, Text]]:
    return [
        (one, person_name(one.name, covered=visit.covered), ROLES[one.Role(one.role)])
        for one in organisation.staff.order_by("role", "from_on")
    ]


def _assessors(visit: Visit, organisation: Organisation) -> list[tuple[object, str, list[Text]]]:
    return [
        (
            one,
            person_name(one.name, covered=visit.covered),
            [
                Text(
                    f"{found.occupation}（至{levels(found.highest, found.highest).zh}）",
                    f"{found.occupation} (up to {levels(found.highest, found.highest).en})",
                )
                for found in one.competences.all()
            ],
        )
        for one in organisation.assessors.prefetch_related("competences").order_by("card")
    ]


def _actions(
    visit: Visit, organisation: Organisation, standing: Standing
) -> list[tuple[Text, str]]:
    target = target_of(organisation)
    is_open = organisation.applications.filter(decided_on=None, withdrawn_on=None).exists()
    is_filed = standing in {Standing.IN_FORCE, Standing.SUSPENDED}
    possible = [
        ("filing.apply", not is_open, Text("提出申请", "Apply"), "work:filing-apply"),
        ("filing.apply", True, Text("登记场地", "Add a site"), "work:filing-site"),
        ("filing.apply", True, Text("登记人员", "Add a person"), "work:filing-staff"),
        ("filing.apply", True, Text("登记考评员", "Add an examiner"), "work:filing-assessor"),
        (
            "measure.propose",
            is_filed and not organisation.measures.filter(decided_at=None).exists(),
            Text("提出措施", "Propose a measure"),
            "work:measure-new",
        ),
        ("filing.rename", is_filed, Text("登记更名", "Enter a new name"), "work:filing-rename"),
    ]
    return [
        (words, reverse(address, args=[organisation.pk]))
        for verb, is_time, words, address in possible
        if is_time and may(visit.actor, verb, target)
    ]


class RenameForm(forms.Form):
    name = text_field("新名称", "New name", most=100)
    basis = text_field("依据", "Basis")


@guarded("filing.rename", of=subjects.filing_organisation)
def rename(visit: Visit, organisation: Organisation) -> HttpResponse:
    """From today on the organisation bears another name."""

    def act(form: RenameForm) -> str:
        registering.rename(
            by=visit.actor,
            organisation=organisation.pk,
            name=form.cleaned_data["name"],
            basis=form.cleaned_data["basis"],
            on=today_of(visit.request),
            at=moment_of(visit.request),
        )
        return reverse("work:filing", args=[organisation.pk])

    return fill_in(
        visit,
        RenameForm,
        act,
        title=Text("登记更名", "Enter a new name"),
        lede=Text(
            "自今天起使用新名称；此前备案和颁发的证书仍用原名称。",
            "It bears the new name from today on; what was filed and issued before keeps the old.",
        ),
        done=Text("已登记", "entered"),
        button=Text("登记", "Enter"),
        trail=trail(organisation),
        part=PART,
    )


class ApplyForm(forms.Form):
    kind = choice_field(
        "申请什么",
        "Apply for",
        lambda: [(kind.value, words.in_(active())) for kind, words in _APPLY.items()],
    )


@guarded("filing.apply", of=subjects.filing_organisation)
def apply(visit: Visit, organisation: Organisation) -> HttpResponse:
    """Begin an application."""
    months = practice().number("filing_renewal_months", today_of(visit.request))

    def act(form: ApplyForm) -> str:
        made = applying.draft(
            by=visit.actor,
            organisation=organisation.pk,
            kind=Application.Kind(form.cleaned_data["kind"]),
            on=today_of(visit.request),
            at=moment_of(visit.request),
        )
        return reverse("work:filing-application", args=[made.pk])

    return fill_in(
        visit,
        ApplyForm,
        act,
        title=Text("提出申请", "Apply"),
        lede=Text(
            f"增加职业（等级）不延长有效期；延续在期满前 {months} 个月内申请，自期满次日起算。",
            f"Added occupations do not prolong the term; a renewal is applied for within {months} "
            "months before the end and begins on the day after it.",
        ),
        done=Text("已起草，请填写后提交", "drafted: fill it in and hand it in"),
        button=Text("起草", "Draft"),
        trail=trail(organisation),
        part=PART,
    )


@guarded("filing.remind")
def remind(visit: Visit) -> HttpResponse:
    """Remind those whose term can be renewed and who have not applied."""
    months = practice().number("filing_renewal_months", today_of(visit.request))

    def act(form: forms.Form) -> str:
        del form
        count = telling.remind(
            by=visit.actor, on=today_of(visit.request), at=moment_of(visit.request)
        )
        if not count:
            raise FilingError(Text("没有需要提醒的机构", "nobody waits to be reminded"))
        return reverse("work:filings")

    return fill_in(
        visit,
        forms.Form,
        act,
        title=Text("提醒延续", "Remind of renewals"),
        lede=Text(
            f"有效期在 {months} 个月内届满、还没有申请延续的机构，每个有效期提醒一次。",
            f"Organisations whose term ends within {months} months and that have not applied are "
            "reminded, once a term.",
        ),
        done=Text("已提醒", "reminded"),
        button=Text("提醒", "Remind"),
        trail=trail(),
        part=PART,
    )
