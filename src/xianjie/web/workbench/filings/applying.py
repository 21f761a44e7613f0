"""An application as the organisation makes it: what it seeks, handed in, withdrawn."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from xianjie.domain.evaluations.counting import batches_of
from xianjie.domain.filings import applying, completeness
from xianjie.domain.filings.models import Application, Sought
from xianjie.domain.filings.states import newest_filing, require_allowed
from xianjie.domain.filings.workbook import STANDARDS
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of, today_of
from xianjie.web.language import active
from xianjie.web.workbench.filings import subjects
from xianjie.web.workbench.filings.keeping import level_choices
from xianjie.web.workbench.filings.words import trail_of
from xianjie.web.workbench.forms import (
    choice_field,
    fill_in,
    occupation_field,
    say_doubt,
    text_field,
)


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
