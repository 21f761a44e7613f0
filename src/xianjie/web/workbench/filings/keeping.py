"""Forms of what an organisation has: sites, people in roles, examiners."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from xianjie.domain.filings import registering
from xianjie.domain.filings.completeness import ROLES
from xianjie.domain.filings.models import Assessor, Organisation, Site, Staff
from xianjie.domain.filings.workbook import LEVELS, TENURES
from xianjie.identifiers.persons import DocumentKind
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of
from xianjie.web.language import active
from xianjie.web.workbench.filings import subjects
from xianjie.web.workbench.filings.words import PART, area_code, trail
from xianjie.web.workbench.forms import (
    both,
    choice_field,
    day_field,
    fill_in,
    needed,
    occupation_field,
    say_doubt,
    text_field,
)

_ENTER = Text("登记", "Enter")
_DONE = Text("已登记", "entered")


def level_choices() -> list[tuple[str, str]]:
    return [(value, words.in_(active())) for value, words in LEVELS.items()]


class SiteForm(forms.Form):
    name = text_field("场地名称", "Name of the site", most=100)
    address = text_field("地址", "Address")
    area = text_field(
        "地区",
        "Area",
        most=20,
        hint=both("地市名称或六位行政区划代码，如 440106", "a city, or six digits such as 440106"),
    )
    seats = forms.IntegerField(
        label=both("工位数", "Seats"),
        min_value=1,
        max_value=100_000,
        widget=forms.NumberInput(attrs={"class": "input"}),
    )
    tenure = choice_field(
        "产权",
        "Tenure",
        lambda: [(one.value, words.in_(active())) for one, words in TENURES.items()],
    )
    leased_from, leased_until = (
        needed(day_field(zh, en, required=False), "租赁的必填", "of a lease")
        for zh, en in (("租期自", "Leased from"), ("租期至", "Leased until"))
    )


@guarded("filing.apply", of=subjects.filing_organisation)
def new_site(visit: Visit, organisation: Organisation) -> HttpResponse:
    def act(form: SiteForm) -> str:
        given = form.cleaned_data
        registering.add_site(
            by=visit.actor,
            organisation=organisation,
            site=registering.Premises(
                given["name"],
                given["address"],
                area_code(given["area"]),
                given["seats"],
                Site.Tenure(given["tenure"]),
                given["leased_from"],
                given["leased_until"],
            ),
            at=moment_of(visit.request),
        )
        return reverse("work:filing", args=[organisation.pk])

    return fill_in(
        visit,
        SiteForm,
        act,
        title=Text("登记场地", "Add a site"),
        lede=Text(
            "自有，或租赁一年以上；合同在申请中上传。",
            "Owned, or leased for a year or more; the lease comes with the application.",
        ),
        done=_DONE,
        button=_ENTER,
        trail=trail(organisation),
        part=PART,
    )


@guarded("filing.apply", of=subjects.filed_site)
def remove_site(visit: Visit, site: Site) -> HttpResponse:
    """Take back a site that nothing names."""

    def act() -> None:
        registering.remove_site(by=visit.actor, site=site, at=moment_of(visit.request))

    return _confirm(
        visit,
        site.organisation,
        act,
        Text(f"删去场地：{site.name}", f"Take back the site {site.name}"),
        Text("删去", "Take back"),
    )


class StaffForm(forms.Form):
    role = choice_field(
        "岗位",
        "Role",
        lambda: [(one.value, words.in_(active()).capitalize()) for one, words in ROLES.items()],
    )
    name = text_field("姓名", "Name", most=64)
    from_on = day_field("自哪天起", "From")


@guarded("filing.apply", of=subjects.filing_organisation)
def new_staff(visit: Visit, organisation: Organisation) -> HttpResponse:
    def act(form: StaffForm) -> str:
        given = form.cleaned_data
        registering.add_staff(
            by=visit.actor,
            organisation=organisation,
            role=Staff.Role(given["role"]),
            name=given["name"],
            from_on=given["from_on"],
            at=moment_of(visit.request),
        )
        return reverse("work:filing", args=[organisation.pk])

    return fill_in(
        visit,
        StaffForm,
        act,
        title=Text("登记人员", "Add a person"),
        done=_DONE,
        button=_ENTER,
        trail=trail(organisation),
        part=PART,
    )


class EndForm(forms.Form):
    on = day_field("自哪天起不再", "No longer from")


@guarded("filing.apply", of=subjects.filed_staff)
def end_staff(visit: Visit, staff: Staff) -> HttpResponse:
    def act(form: EndForm) -> str:
        registering.end_staff(
            by=visit.actor,
            staff=staff,
            on=form.cleaned_data["on"],
            at=moment_of(visit.request),
        )
        return reverse("work:filing", args=[staff.organisation_id])

    return _ending(visit, staff.organisation, act, Text("登记离岗", "Enter who leaves a role"))


class AssessorForm(forms.Form):
    name = text_field("姓名", "Name", most=64)
    document = choice_field(
        "证件种类",
        "Document",
        lambda: [(one.value, one.label.in_(active()).capitalize()) for one in DocumentKind],
    )
    number = text_field("证件号码", "Document number", most=60)
    card = text_field("考评员证号", "Examiner's card", most=30)
    occupation = occupation_field()
    highest = choice_field("最高可考评等级", "Up to level", level_choices)
    from_on = day_field("自哪天起", "From")


@guarded("filing.apply", of=subjects.filing_organisation)
def new_assessor(visit: Visit, organisation: Organisation) -> HttpResponse:
    """An examiner; a card that is there already gets another occupation."""

    def act(form: AssessorForm) -> str:
        given = form.cleaned_data
        told = registering.Examining(
            given["name"],
            given["document"],
            given["number"],
            given["card"],
            {given["occupation"]: int(given["highest"])},
            given["from_on"],
        )
        at = moment_of(visit.request)
        known = organisation.assessors.filter(card=told.card).first()
        if known:
            registering.add_competences(by=visit.actor, assessor=known, told=told, at=at)
        else:
            registering.add_assessor(by=visit.actor, organisation=organisation, told=told, at=at)
        say_doubt(visit, given["occupation"])
        return reverse("work:filing", args=[organisation.pk])

    return fill_in(
        visit,
        AssessorForm,
        act,
        title=Text("登记考评员", "Add an examiner"),
        lede=Text(
            "一次一个职业；证号相同的，是给同一人增加职业。",
            "One occupation at a time: the same card again adds one to the same person.",
        ),
        done=_DONE,
        button=_ENTER,
        trail=trail(organisation),
        part=PART,
    )


@guarded("filing.apply", of=subjects.assessor)
def end_assessor(visit: Visit, assessor: Assessor) -> HttpResponse:
    def act(form: EndForm) -> str:
        registering.end_assessor(
            by=visit.actor,
            assessor=assessor,
            on=form.cleaned_data["on"],
            at=moment_of(visit.request),
        )
        return reverse("work:filing", args=[assessor.organisation_id])

    title = Text("登记考评员离开", "Enter that an examiner leaves")
    return _ending(visit, assessor.organisation, act, title)


def _ending(
    visit: Visit, organisation: Organisation, act: Callable[[EndForm], str], title: Text
) -> HttpResponse:
    return fill_in(
        visit,
        EndForm,
        act,
        title=title,
        lede=Text("登记只写起止，不删除。", "Periods get their end; nothing is deleted."),
        done=_DONE,
        button=_ENTER,
        trail=trail(organisation),
        part=PART,
    )


def _confirm(
    visit: Visit, organisation: Organisation, act: Callable[[], None], title: Text, button: Text
) -> HttpResponse:
    def done(form: forms.Form) -> str:
        del form
        act()
        return reverse("work:filing", args=[organisation.pk])

    return fill_in(
        visit,
        forms.Form,
        done,
        title=title,
        done=Text("已办", "done"),
        button=button,
        trail=trail(organisation),
        part=PART,
    )
