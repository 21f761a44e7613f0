"""Entrustments: the sponsor's, the organisation's, and whom one could entrust nearby."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django import forms
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xianjie.calendar import end_of
from xianjie.domain.accounts.acting import effect, visible
from xianjie.domain.accounts.models import Body
from xianjie.domain.accounts.roles import Effect
from xianjie.domain.evaluations import entrusting
from xianjie.domain.evaluations.entrusting import Agreed, made_by
from xianjie.domain.evaluations.finding import find_organisations
from xianjie.domain.evaluations.models import Entrustment
from xianjie.domain.evaluations.selecting import entrustments_on
from xianjie.domain.evaluations.states import (
    ENTRUSTMENT_STEPS,
    EntrustmentState,
    entrustment_state,
    entrustments_in,
    require_entrustment_step,
)
from xianjie.identifiers.areas import prefectures
from xianjie.instruments import catalogue
from xianjie.instruments.practice import practice
from xianjie.text import Text
from xianjie.web.accounts.guarding import View, Visit, guarded
from xianjie.web.days import moment_of, today_of
from xianjie.web.language import active
from xianjie.web.workbench import timeline
from xianjie.web.workbench.allowed import may
from xianjie.web.workbench.evaluations import subjects
from xianjie.web.workbench.evaluations.showing import level_choices, level_name
from xianjie.web.workbench.exams import EmptyForm
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
from xianjie.web.workbench.names import area_name
from xianjie.web.workbench.uploads import attachment

TITLE = Text("委托", "Entrustments")
RECEIVED = Text("受托", "Entrusted to us")
PART, PART_RECEIVED = "entrustments", "received"
_MOST_BYTES = 5 << 20
_FINDER = Text("查找附近已备案的机构", "Filed organisations nearby")


def _trail(
    entrustment: Entrustment | None = None, *, received: bool = False
) -> list[tuple[Text, str]]:
    listed, one = (
        ("work:received", "work:received-entrustment")
        if received
        else ("work:entrustments", "work:entrustment")
    )
    found = [
        (Text("工作台", "Workbench"), reverse("work:inbox")),
        (RECEIVED if received else TITLE, reverse(listed)),
    ]
    if entrustment:
        name = entrustment.sponsor.name if received else entrustment.organisation.body.name
        found.append((Text(name, name), reverse(one, args=[entrustment.pk])))
    return found


def _listing(
    on: date, reach: Q, actions: list[tuple[Text, str]], *, received: bool
) -> Listing[Entrustment]:
    address = "work:received-entrustment" if received else "work:entrustment"
    return Listing(
        title=RECEIVED if received else TITLE,
        section=PART_RECEIVED if received else PART,
        trail=[(Text("工作台", "Workbench"), reverse("work:inbox"))],
        rows=lambda: entrustments_on(on).filter(reach),
        columns=[
            Column(
                Text("委托方", "Sponsor"),
                lambda one: one.sponsor.name,
                "sponsor__name",
                lambda one: reverse(address, args=[one.pk]),
            ),
            Column(Text("受托机构", "Organisation"), lambda one: one.organisation.body.name),
            Column(Text("职业", "Occupation"), lambda one: one.occupation, "occupation"),
            Column(Text("等级", "Levels"), levels_of),
            Column(Text("起", "From"), lambda one: one.from_on, "from_on"),
            Column(Text("止", "Until"), lambda one: one.until_on, "until_on"),
            Column(Text("状态", "State"), lambda one: entrustment_state(one, on).label),
        ],
        filters=[
            Filter(
                "state",
                Text("状态", "State"),
                [(state.value, state.label) for state in EntrustmentState],
                lambda chosen: entrustments_in(EntrustmentState(chosen), on),
            )
        ],
        search=lambda words: Q(sponsor__name__contains=words) | Q(occupation=words),
        order="-made_at",
        actions=actions,
    )


def levels_of(one: Entrustment) -> Text:
    """From the lowest level to the highest."""
    lowest, highest = level_name(one.lowest), level_name(one.highest)
    if one.lowest == one.highest:
        return lowest
    return Text(f"{lowest.zh}至{highest.zh}", f"{lowest.en} to {highest.en}")


@guarded("entrustment.read", covered=True, methods=("GET", "HEAD"))
def listed(visit: Visit) -> HttpResponse:
    """Those of the person's body or area."""
    reach = visible(visit.actor, "entrustment.read", area="area", body="sponsor")
    actions = [(_FINDER, reverse("work:finder"))] if may(visit.actor, "entrustment.find") else []
    if may(visit.actor, "entrustment.make"):
        actions.append((Text("登记委托", "Enter an entrustment"), reverse("work:entrustment-new")))
    on = today_of(visit.request)
    return show(visit.request, _listing(on, reach, actions, received=False))


@guarded("entrustment.answer", methods=("GET", "HEAD"))
def received(visit: Visit) -> HttpResponse:
    """Those by which the person's organisation is entrusted."""
    reach = visible(
        visit.actor, "entrustment.answer", area="organisation__body__area", body="organisation"
    )
    on = today_of(visit.request)
    return show(visit.request, _listing(on, reach, [], received=True))


class EntrustmentForm(forms.Form):
    sponsor = choice_field("委托方", "Sponsor", list)
    number = text_field(
        "受托机构的备案编号",
        "Number of the organisation",
        most=13,
        hint=both(
            "在“查找附近已备案的机构”里可以找到", "as the finder of filed organisations gives it"
        ),
    )
    occupation = occupation_field()
    lowest = choice_field(
        "最低等级",
        "Lowest level",
        level_choices,
    )
    highest = choice_field(
        "最高等级",
        "Highest level",
        level_choices,
    )
    signed_on = day_field("签订日", "Signed on")
    from_on = day_field("期限起", "From")
    until_on = day_field("期限止（含当日）", "Until (that day in)")
    file = forms.FileField(
        label=both("签订的协议", "The signed agreement"),
        help_text=both("PDF、PNG 或 JPEG，不超过 5 MB", "PDF, PNG or JPEG, at most 5 MB"),
        widget=forms.FileInput(attrs={"class": "input", "accept": ".pdf,.png,.jpg,.jpeg"}),
    )


@guarded("entrustment.make")
def new(visit: Visit) -> HttpResponse:
    """Enter a signed agreement; the organisation confirms it."""
    reach = visible(visit.actor, "entrustment.make", area="area", body="pk")
    sponsors = {str(one.pk): one for one in Body.objects.filter(reach).order_by("name")}
    asked = visit.request.GET
    initial = {name: asked.get(name, "")[:60] for name in ("number", "occupation")}
    initial |= {"lowest": asked.get("level", ""), "highest": asked.get("level", "")}

    def form(*data: object) -> EntrustmentForm:
        made = EntrustmentForm(*data, initial=initial)  # type: ignore[arg-type, misc] # as Django gives it
        made.fields["sponsor"].choices = [(pk, one.name) for pk, one in sponsors.items()]  # type: ignore[attr-defined]
        return made

    def act(form: EntrustmentForm) -> str:
        given = form.cleaned_data
        sent = given["file"]
        made = entrusting.make_entrustment(
            by=visit.actor,
            sponsor=sponsors[given["sponsor"]],
            organisation=entrusting.organisation_of(given["number"]),
            agreed=Agreed(
                given["occupation"],
                int(given["lowest"]),
                int(given["highest"]),
                given["signed_on"],
                given["from_on"],
                given["until_on"],
            ),
            filename=sent.name,
            content=sent.read(_MOST_BYTES + 1),
            on=today_of(visit.request),
            at=moment_of(visit.request),
        )
        say_doubt(visit, given["occupation"])
        return reverse("work:entrustment", args=[made.pk])

    return fill_in(
        visit,
        form,
        act,
        title=Text("登记委托", "Enter an entrustment"),
        lede=Text(
            "没有备案的单位委托已备案的机构评价（252号 二(二)）；协议须在评价前签订并经机构确认。",
            "A body that is not filed entrusts a filed organisation (252/2.2); the agreement is "
            "signed and confirmed before the evaluation.",
        ),
        done=Text("已登记，待机构确认", "entered; the organisation confirms it"),
        button=Text("登记", "Enter"),
        trail=_trail(),
        part=PART,
    )


@guarded("entrustment.read", of=subjects.entrustment, covered=True, methods=("GET", "HEAD"))
def page(visit: Visit, found: Entrustment) -> HttpResponse:
    """The agreement as its sponsor's."""
    target = made_by(found)
    steps = ["end"] if may(visit.actor, "entrustment.make", target) else []
    sees = effect(visit.actor, "entrustment.read", target) is Effect.ALLOW
    file = reverse("work:entrustment-file", args=[found.pk]) if sees else ""
    return _shown(visit, found, steps, file, received=False)


@guarded("entrustment.answer", of=subjects.received_entrustment, methods=("GET", "HEAD"))
def received_page(visit: Visit, found: Entrustment) -> HttpResponse:
    """The agreement as the organisation's."""
    file = reverse("work:received-file", args=[found.pk])
    return _shown(visit, found, ["confirm", "decline"], file, received=True)


def _shown(
    visit: Visit, found: Entrustment, steps: list[str], file: str, *, received: bool
) -> HttpResponse:
    on = today_of(visit.request)
    state = entrustment_state(found)
    people = found.participants.filter(plan__drafted_at__lt=end_of(on))
    context = {
        "section": "work",
        "part": PART_RECEIVED if received else PART,
        "title": Text("委托协议", "Entrustment"),
        "entrustment": found,
        "levels": levels_of(found),
        "state": entrustment_state(found, on),
        "actions": [
            (ENTRUSTMENT_STEPS[step].words, reverse(f"work:entrustment-{step}", args=[found.pk]))
            for step in steps
            if state in ENTRUSTMENT_STEPS[step].states
        ],
        "file": file,
        "people": people.count(),
        "steps": timeline.of(found),
        "trail": _trail(found, received=received),
    }
    return render(visit.request, "work/evaluations/entrustment.html", context)


@guarded("entrustment.read", of=subjects.entrustment, methods=("GET", "HEAD"))
def file(visit: Visit, found: Entrustment) -> HttpResponse:
    """The agreement as it was handed in, saved and never shown in the page."""
    del visit
    return _file(found)


@guarded("entrustment.answer", of=subjects.received_entrustment, methods=("GET", "HEAD"))
def received_file(visit: Visit, found: Entrustment) -> HttpResponse:
    """The same, for the organisation."""
    del visit
    return _file(found)


def _file(found: Entrustment) -> HttpResponse:
    content = entrusting.file_of(found)
    kind = entrusting.kind_of_file(content)
    return attachment(content, kind.media_type, f"entrustment-{found.pk}.{kind.ending}")


class ReasonForm(forms.Form):
    words = text_field("理由", "Reason", most=500)


def _step(
    verb: str,
    step: str,
    act: Callable[..., Entrustment],
    title: Text,
    lede: Text,
    *,
    received: bool,
    has_reason: bool,
) -> View:
    """A page that takes one step with an entrustment."""
    loader = subjects.received_entrustment if received else subjects.entrustment
    address = "work:received-entrustment" if received else "work:entrustment"

    @guarded(verb, of=loader)
    def view(visit: Visit, found: Entrustment) -> HttpResponse:
        def do(form: forms.Form) -> str:
            act(
                by=visit.actor,
                entrustment=found.pk,
                on=today_of(visit.request),
                at=moment_of(visit.request),
                **form.cleaned_data,
            )
            return reverse(address, args=[found.pk])

        return fill_in(
            visit,
            ReasonForm if has_reason else EmptyForm,
            do,
            title=title,
            lede=lede,
            done=Text("已办", "done"),
            button=title,
            trail=_trail(found, received=received),
            part=PART_RECEIVED if received else PART,
            check=lambda: require_entrustment_step(found, step),
        )

    return view


confirm = _step(
    "entrustment.answer",
    "confirm",
    entrusting.confirm,
    Text("确认委托", "Confirm the entrustment"),
    Text(
        "确认之日起，可以把该单位的人登记为受委托的参加人员。",
        "From this day on the sponsor's people can be entered as entrusted.",
    ),
    received=True,
    has_reason=False,
)
decline = _step(
    "entrustment.answer",
    "decline",
    entrusting.decline,
    Text("不接受委托", "Decline the entrustment"),
    Text("请写明理由，委托方看得到。", "Say why: the sponsor sees it."),
    received=True,
    has_reason=True,
)
end = _step(
    "entrustment.make",
    "end",
    entrusting.end,
    Text("终止委托", "End the entrustment"),
    Text("从今天起不再有效；此前的评价不受影响。", "It counts no more from today on."),
    received=False,
    has_reason=True,
)


class FinderForm(forms.Form):
    occupation = occupation_field()
    level = choice_field("等级", "Level", level_choices)
    area = forms.ChoiceField(
        label=both("地区", "Area"),
        choices=lambda: [(one.code, one.name.in_(active())) for one in prefectures()],
        widget=forms.Select(attrs={"class": "input"}),
    )


@guarded("entrustment.find", methods=("GET", "HEAD"))
def finder(visit: Visit) -> HttpResponse:
    """Filed organisations that cover an occupation and level today, the nearest first."""
    on = today_of(visit.request)
    asked = visit.request.GET.copy()
    county = asked.get("area", "")
    if county:  # a county is offered as its prefecture, but looked for as it is
        asked["area"] = f"{county[:4]}00"
    form = FinderForm(asked) if "occupation" in asked else FinderForm()
    found, doubt = [], None
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        doubt = catalogue.load().doubt(given["occupation"])
        level = int(given["level"])
        found = find_organisations(
            area=county,
            occupation=given["occupation"],
            lowest=level,
            highest=level,
            on=on,
            without=next((one.body for one in visit.actor.capacities if one.body), None),
        )
    context = {
        "section": "work",
        "part": PART,
        "title": _FINDER,
        "form": form,
        "asked": form.is_bound and form.is_valid(),
        "doubt": doubt,
        "found": [(one, area_name(one.site.area)) for one in found[:100]],
        "days": practice().number("finder_load_days", on),
        "may_make": may(visit.actor, "entrustment.make"),
        "trail": [*_trail(), (_FINDER, "")],
    }
    return render(visit.request, "work/evaluations/finder.html", context)
