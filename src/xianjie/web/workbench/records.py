"""What is kept: decisions and their replay, the audit log, accounts and roles, institutions."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Literal

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xianjie.domain.access import services as access
from xianjie.domain.accounts.models import Body, Membership
from xianjie.domain.accounts.roles import Role
from xianjie.domain.audit.models import Event, Seal
from xianjie.domain.rulings.asking import replay
from xianjie.domain.rulings.later import days_set
from xianjie.domain.rulings.models import Ruling
from xianjie.errors import XianjieError
from xianjie.instruments import DEFAULT_JURISDICTION, law
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of, today_of
from xianjie.web.language import active
from xianjie.web.workbench import subjects
from xianjie.web.workbench.forms import both, choice_field, fill_in, text_field
from xianjie.web.workbench.listing import Column, Filter, Listing, show
from xianjie.web.workbench.names import area_name
from xianjie.web.workbench.timeline import ACTIONS

_BENCH = (Text("工作台", "Workbench"), "work:inbox")


def _trail() -> list[tuple[Text, str]]:
    return [(_BENCH[0], reverse(_BENCH[1]))]


@guarded("ruling.read", covered=True, methods=("GET", "HEAD"))
def rulings(visit: Visit) -> HttpResponse:
    """Every decision that was stored: of what, the outcome, the clauses, the rules' version."""
    listing = Listing(
        title=Text("已作决定", "Decisions"),
        section="rulings",
        trail=_trail(),
        rows=Ruling.objects.all,
        columns=[
            Column(Text("编号", "Number"), lambda one: str(one.pk), "pk"),
            Column(Text("时间", "When"), lambda one: one.at, "at"),
            Column(
                Text("决定", "Decision"), lambda one: law().decision(one.decision).title, "decision"
            ),
            Column(Text("对象", "Subject"), lambda one: f"{one.subject_kind} {one.subject_id}"),
            Column(
                Text("结论", "Outcome"),
                lambda one: (
                    law().decision(one.decision).outcomes[one.outcome].label
                    if one.outcome
                    else None
                ),
                "outcome",
            ),
            Column(Text("条款", "Clauses"), lambda one: " ".join(one.clauses)),
        ],
        filters=[
            Filter(
                "decision",
                Text("决定", "Decision"),
                [(name, one.title) for name, one in law().decisions.items()],
                lambda chosen: Q(decision=chosen),
            )
        ],
        actions=[
            (Text("重算与影响", "Replay and effect"), reverse("work:replay")),
            (Text("另文通知", "Later notices"), reverse("work:later")),
        ],
    )
    return show(visit.request, listing)


class ReplayForm(forms.Form):
    """Another reading, another day."""

    reading = choice_field("换一种理解", "Another reading", list, required=False)
    date = choice_field("改一个日期", "Move a date", list, required=False)
    to = forms.DateField(
        label=both("改到", "To"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "input"}),
    )


@guarded("ruling.replay", methods=("GET", "HEAD"))
def replayed(visit: Visit) -> HttpResponse:
    """Every stored decision asked again, under the present rules or changed ones."""
    rules = law()
    asked = "reading" in visit.request.GET or "date" in visit.request.GET
    form = ReplayForm(visit.request.GET if asked else None)
    lang = active()
    form.fields["reading"].choices = [("", "—")] + [  # type: ignore[attr-defined]
        (one.id, f"{one.id} {one.alternative.in_(lang)}") for one in rules.readings.values()
    ]
    form.fields["date"].choices = [("", "—")] + [  # type: ignore[attr-defined]
        (one.name, f"{one.label.in_(lang)} ({one.day})") for one in rules.parameters.values()
    ]
    found: list[object] = []
    counts: Counter[tuple[str, str, str]] = Counter()
    error: Text | None = None
    if asked and form.is_valid():
        given = form.cleaned_data
        readings: dict[str, Literal["taken", "alternative"]] = (
            {given["reading"]: "alternative"} if given["reading"] else {}
        )
        dates = {given["date"]: given["to"]} if given["date"] and given["to"] else {}
        try:
            days = {**days_set(today_of(visit.request), DEFAULT_JURISDICTION), **dates}
            changed = law(DEFAULT_JURISDICTION, readings, days)
        except XianjieError as wrong:
            error = wrong.message
        else:
            for one in replay(changed, jurisdiction=changed.id):
                words = changed.decision(one.ruling.decision).outcomes
                counts[
                    one.ruling.decision,
                    words[one.ruling.outcome].label.in_(lang) if one.ruling.outcome else "—",
                    words[one.outcome].label.in_(lang) if one.outcome else "—",
                ] += 1
                found.append(one)
    title = Text("重算与影响", "Replay and effect")
    context = {
        "section": "work",
        "part": "rulings",
        "title": title,
        "form": form,
        "asked": asked,
        "error": error,
        "whole": Ruling.objects.count() if asked else 0,
        "found": found[:200],
        "count": len(found),
        "counts": [
            (rules.decision(name).title, before, after, number)
            for (name, before, after), number in counts.most_common()
        ],
        "trail": [*_trail(), (Text("已作决定", "Decisions"), reverse("work:rulings")), (title, "")],
    }
    return render(visit.request, "work/replay.html", context)


@guarded("event.read", covered=True, methods=("GET", "HEAD"))
def events(visit: Visit) -> HttpResponse:
    """The audit log: every change of state, read-only."""
    sealed = Exists(Seal.objects.filter(event=OuterRef("pk")))
    listing = Listing(
        title=Text("审计日志", "Audit log"),
        section="events",
        trail=_trail(),
        lede=Text(
            "只增不改。命令 xianjie audit verify 核验是否有一字被改。",
            "Only added to. The command xianjie audit verify finds any change of it.",
        ),
        rows=lambda: Event.objects.annotate(sealed=sealed),
        columns=[
            Column(Text("编号", "Number"), lambda one: str(one.pk), "pk"),
            Column(Text("时间", "When"), lambda one: datetime.fromisoformat(one.at), "at"),
            Column(Text("谁", "Who"), lambda one: one.actor, "actor"),
            Column(
                Text("何事", "What"),
                lambda one: ACTIONS.get(one.action, Text(one.action, one.action)),
                "action",
            ),
            Column(Text("对象", "Subject"), lambda one: f"{one.subject_kind} {one.subject_id}"),
            Column(Text("地区", "Area"), lambda one: area_name(one.area) if one.area else None),
            Column(Text("依据", "Ground"), lambda one: one.ground),
            Column(
                Text("封存", "Sealed"),
                lambda one: Text("已封存", "sealed") if one.sealed else Text("待封存", "waits"),  # type: ignore[attr-defined]
            ),
        ],
        search=lambda words: Q(actor__contains=words) | Q(action__contains=words),
        search_hint=Text("谁、何事", "who or what"),
    )
    return show(visit.request, listing)


@guarded("membership.grant", methods=("GET", "HEAD"))
def people(visit: Visit) -> HttpResponse:
    """Who acts for which body as what; granted and ended here."""
    listing = Listing(
        title=Text("账号与角色", "Accounts and roles"),
        section="people",
        trail=_trail(),
        rows=lambda: Membership.objects.exclude(role=Role.CANDIDATE).select_related("user", "body"),
        columns=[
            Column(Text("用户名", "User name"), lambda one: one.user.username, "user__username"),
            Column(Text("角色", "Role"), lambda one: Role(one.role).label, "role"),
            Column(
                Text("单位", "Body"), lambda one: one.body.name if one.body else None, "body__name"
            ),
            Column(Text("自", "From"), lambda one: one.from_on, "from_on"),
            Column(Text("至（不含）", "Until before"), lambda one: one.to_on, "to_on"),
            Column(
                Text("办理", "Act"),
                lambda one: Text("收回", "End") if one.to_on is None else None,
                link=lambda one: (
                    reverse("work:membership-end", args=[one.pk]) if one.to_on is None else ""
                ),
            ),
        ],
        filters=[
            Filter(
                "role",
                Text("角色", "Role"),
                [(role.value, role.label) for role in Role if role is not Role.CANDIDATE],
                lambda chosen: Q(role=chosen),
            )
        ],
        search=lambda words: Q(user__username__contains=words) | Q(body__name__contains=words),
        order="user__username",
        actions=[(Text("授予角色", "Grant a role"), reverse("work:membership-new"))],
    )
    return show(visit.request, listing)


class GrantForm(forms.Form):
    username = text_field("用户名", "User name", most=64)
    role = choice_field(
        "角色",
        "Role",
        lambda: [
            (role.value, role.label.in_(active())) for role in Role if role is not Role.CANDIDATE
        ],
    )
    body = text_field("单位全称", "The body's whole name", most=100)

    def clean_body(self) -> Body:
        """The open body of that name."""
        found = Body.objects.filter(name=self.cleaned_data["body"], closed_on=None).first()
        if found is None:
            raise forms.ValidationError(
                both("没有这个单位；请写全称", "there is no such body; write its whole name")
            )
        return found


@guarded("membership.grant")
def grant(visit: Visit) -> HttpResponse:
    def act(form: GrantForm) -> str:
        access.grant(
            by=visit.actor,
            username=form.cleaned_data["username"],
            role=Role(form.cleaned_data["role"]),
            body=form.cleaned_data["body"],
            on=today_of(visit.request),
            at=moment_of(visit.request),
        )
        return reverse("work:people")

    return fill_in(
        visit,
        GrantForm,
        act,
        title=Text("授予角色", "Grant a role"),
        done=Text("已授予，立即生效", "granted, at once"),
        button=Text("授予", "Grant"),
        trail=[*_trail(), (Text("账号与角色", "Accounts and roles"), reverse("work:people"))],
        part="people",
    )


@guarded("membership.end", of=subjects.membership)
def end(visit: Visit, membership: Membership) -> HttpResponse:
    def act(form: forms.Form) -> str:
        del form
        access.end(
            by=visit.actor,
            membership=membership.pk,
            on=today_of(visit.request),
            at=moment_of(visit.request),
        )
        return reverse("work:people")

    name, role = membership.user.username, Role(membership.role).label
    return fill_in(
        visit,
        forms.Form,
        act,
        title=Text(f"收回 {name} 的角色：{role.zh}", f"End {name}'s role: {role.en}"),
        done=Text("已收回，立即生效", "ended, at once"),
        button=Text("收回", "End it"),
        trail=[*_trail(), (Text("账号与角色", "Accounts and roles"), reverse("work:people"))],
        part="people",
    )
