"""Random inspections: the list, a draw with what it is made of, the form on the spot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django import forms
from django.forms import BoundField
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xianjie.calendar import end_of
from xianjie.domain.accounts.acting import Actor, prefix, visible
from xianjie.domain.accounts.roles import TABLE, Scope
from xianjie.domain.accounts.sealed import unseal_bytes
from xianjie.domain.supervision import inspecting, selecting
from xianjie.domain.supervision.drawing import lists_of
from xianjie.domain.supervision.inspecting import Answer, Seen
from xianjie.domain.supervision.models import Draw, Inspection, InspectionItem
from xianjie.identifiers.areas import Area, area, prefectures
from xianjie.instruments.inspection import Item, checklist
from xianjie.instruments.practice import practice
from xianjie.text import Text
from xianjie.web.accounts.guarding import Visit, guarded
from xianjie.web.days import moment_of, today_of
from xianjie.web.language import active
from xianjie.web.workbench.allowed import may
from xianjie.web.workbench.forms import both, choice_field, fill_in, text_field
from xianjie.web.workbench.listing import Column, Listing, show
from xianjie.web.workbench.names import area_name, person_name
from xianjie.web.workbench.supervision import subjects
from xianjie.web.workbench.supervision.words import days_field

TITLE = Text("双随机抽查", "Random inspections")
MINE = Text("我的检查", "My inspections")
_PART, _MY_PART = "inspections", "my-inspections"
ANSWERS = {
    Answer.IN_ORDER: Text("符合", "in order"),
    Answer.NOT_IN_ORDER: Text("不符合", "not in order"),
    Answer.NOT_APPLICABLE: Text("不涉及", "does not apply"),
}
_MOST_BODIES, _MOST_INSPECTORS = 500, 5


def trail(draw: Draw | None = None) -> list[tuple[Text, str]]:
    found = [
        (Text("工作台", "Workbench"), reverse("work:inbox")),
        (TITLE, reverse("work:inspections")),
    ]
    if draw:
        found.append(
            (Text(draw.title, draw.title), reverse("work:inspection-draw", args=[draw.pk]))
        )
    return found


def state_of(draw: Draw, on: date) -> Text:
    """Announced, or drawn."""
    drawn = selecting.is_drawn(draw, on)
    return Text("已抽取", "drawn") if drawn else Text("已公示名单，待抽取", "to be drawn")


@guarded("inspection.read", covered=True, methods=("GET", "HEAD"))
def listed(visit: Visit) -> HttpResponse:
    """Draws within reach that were announced by today."""
    reach = visible(visit.actor, "inspection.read", area="area")
    on = today_of(visit.request)
    listing = Listing(
        title=TITLE,
        section=_PART,
        trail=trail()[:1],
        rows=lambda: Draw.objects.filter(reach, announced_on__lte=on),
        columns=[
            Column(
                Text("名称", "Name"),
                lambda one: one.title,
                "pk",
                lambda one: reverse("work:inspection-draw", args=[one.pk]),
            ),
            Column(Text("地区", "Area"), lambda one: area_name(one.area), "area"),
            Column(Text("公示名单", "Announced"), lambda one: one.announced_on, "announced_on"),
            Column(Text("状态", "State"), lambda one: state_of(one, on)),
            Column(Text("完成期限", "Until"), lambda one: one.until_on, "until_on"),
        ],
        order="-announced_on",
        actions=[(Text("公示抽查名单", "Announce a draw"), reverse("work:inspection-new"))]
        * may(visit.actor, "inspection.draw"),
    )
    return show(visit.request, listing)


def areas_of(actor: Actor) -> list[Area]:
    """The areas in which the person may draw: their own, for the province each prefecture."""
    scopes = {one.role: one.scope for one in TABLE if one.verb == "inspection.draw"}
    codes = {
        code
        for one in actor.capacities
        if one.area and one.role in scopes
        for code in (
            [each.code for each in prefectures()]
            if scopes[one.role] is Scope.ALL and prefix(one.area) == one.area[:2]
            else [one.area]
        )
    }
    return [area(code) for code in sorted(codes)]


@guarded("inspection.draw")
def new(visit: Visit) -> HttpResponse:
    """Fix the lists and announce them; drawing comes after the log was sealed over them."""
    on = today_of(visit.request)
    areas = areas_of(visit.actor)

    class AnnounceForm(forms.Form):
        title = text_field("名称", "Name", most=100)
        area = choice_field(
            "地区", "Area", lambda: [(one.code, one.name.in_(active())) for one in areas]
        )
        count = forms.IntegerField(
            label=both("抽几家", "How many bodies"),
            min_value=1,
            max_value=_MOST_BODIES,
            widget=forms.NumberInput(attrs={"class": "input"}),
        )
        each = forms.IntegerField(
            label=both("每家几名督导员", "Supervisors to each"),
            min_value=1,
            max_value=_MOST_INSPECTORS,
            initial=2,
            widget=forms.NumberInput(attrs={"class": "input"}),
        )
        days = days_field(practice().number("inspection_days", on))

    def act(form: AnnounceForm) -> str:
        given = form.cleaned_data
        made = inspecting.announce(
            by=visit.actor,
            area=given["area"],
            title=given["title"],
            count=given["count"],
            each=given["each"],
            days=given["days"],
            on=on,
            at=moment_of(visit.request),
        )
        return reverse("work:inspection-draw", args=[made.pk])

    return fill_in(
        visit,
        AnnounceForm,
        act,
        title=Text("公示抽查名单", "Announce a draw"),
        lede=Text(
            "名单是当日备案有效的机构和在任督导员，未处理的预警越多权重越大。名单的摘要先记入公开日志，"
            "日志随后封存时的根作种子：谁也选不了结果，谁都可以重抽一遍。",
            "The lists are the bodies filed that day, heavier by their open alerts, and the "
            "supervisors in office. Their digest goes into the public log first, and the root that "
            "the log is sealed with next is the seed: nobody chooses who comes out, and anybody "
            "can draw again.",
        ),
        done=Text("名单已公示", "announced"),
        button=Text("公示", "Announce"),
        trail=trail(),
        part=_PART,
    )


@guarded("inspection.read", of=subjects.inspection_draw, covered=True, methods=("GET", "HEAD"))
def page(visit: Visit, draw: Draw) -> HttpResponse:
    """The lists, the seed, who came out, how far each inspection is, as of today."""
    on = today_of(visit.request)
    may_draw = may(visit.actor, "inspection.draw", subjects.target_of_draw(draw))
    context = {
        "section": "work",
        "part": _PART,
        "title": Text(draw.title, draw.title),
        "draw": selecting.draw_as_of(draw, on),
        "state": state_of(draw, on),
        "area": area_name(draw.area),
        "lists": lists_of(draw.lists),
        "inspections": list(_inspections(visit, draw, on)),
        "draws": may_draw and draw.drawn_at is None,
        "is_sealed": inspecting.head_over(draw) is not None,
        "trail": [*trail(), (Text(draw.title, draw.title), "")],
    }
    return render(visit.request, "work/supervision/draw.html", context)


def _inspections(visit: Visit, draw: Draw, on: date) -> Iterator[tuple[Inspection, list[str], int]]:
    rows = draw.inspections.select_related("body", "case").prefetch_related("inspectors", "items")
    for one in rows.order_by("place"):
        names = [person_name(each.name, covered=visit.covered) for each in one.inspectors.all()]
        wrong = sum(each.answer == Answer.NOT_IN_ORDER for each in one.items.all())
        yield selecting.inspection_as_of(one, on), names, wrong


@guarded("inspection.draw", of=subjects.inspection_draw)
def draw_now(visit: Visit, draw: Draw) -> HttpResponse:
    """Draw by the head that was signed over the lists."""

    def act(form: forms.Form) -> str:
        del form
        inspecting.draw_now(by=visit.actor, announced=draw.pk, at=moment_of(visit.request))
        return reverse("work:inspection-draw", args=[draw.pk])

    return fill_in(
        visit,
        forms.Form,
        act,
        title=Text("抽取", "Draw"),
        lede=Text(
            "只抽一次；种子是公开日志在名单之后第一次封存的根。",
            "It is done once; the seed is the root of the log's first sealing over the lists.",
        ),
        done=Text("已抽取", "drawn"),
        button=Text("抽取", "Draw"),
        trail=trail(draw),
        part=_PART,
    )


@guarded("inspection.read", of=subjects.inspection, covered=True, methods=("GET", "HEAD"))
def result(visit: Visit, inspection: Inspection) -> HttpResponse:
    """What was found at a body, once it is handed in."""
    inspection = selecting.inspection_as_of(inspection, today_of(visit.request))
    title = Text(inspection.body.name, inspection.body.name)
    context = {
        "section": "work",
        "part": _PART,
        "title": title,
        "inspection": inspection,
        "names": [
            person_name(one.name, covered=visit.covered) for one in inspection.inspectors.all()
        ],
        "items": found_items(inspection) if inspection.handed_in_on else [],
        "sees_files": not visit.covered,
        "trail": [*trail(inspection.draw), (title, "")],
    }
    return render(visit.request, "work/supervision/inspection.html", context)


@dataclass(frozen=True)
class FoundItem:
    """An item of the checklist with what was found."""

    item: Item
    answer: Text
    kept: InspectionItem

    @property
    def is_wrong(self) -> bool:
        return self.kept.answer == Answer.NOT_IN_ORDER


def found_items(inspection: Inspection) -> list[FoundItem]:
    kept = {one.item: one for one in inspection.items.defer("photo")}
    return [
        FoundItem(item, ANSWERS[Answer(kept[name].answer)], kept[name])
        for name, item in checklist().items.items()
        if name in kept
    ]


@guarded("inspection.read", of=subjects.inspection_item, methods=("GET", "HEAD"))
def photo(visit: Visit, item: InspectionItem) -> HttpResponse:
    """A photograph of the spot."""
    del visit
    if not item.photo:
        raise Http404
    return HttpResponse(unseal_bytes(bytes(item.photo)), content_type="image/jpeg")


@guarded("inspection.fill", methods=("GET", "HEAD"))
def mine(visit: Visit) -> HttpResponse:
    """Inspections for which the person was drawn."""
    on = today_of(visit.request)
    listing = Listing(
        title=MINE,
        section=_MY_PART,
        trail=[(Text("工作台", "Workbench"), reverse("work:inbox"))],
        rows=lambda: Inspection.objects.filter(
            inspectors=visit.actor.user, draw__drawn_at__lt=end_of(on)
        ).select_related("body", "draw"),
        columns=[
            Column(
                Text("机构", "Body"),
                lambda one: one.body.name,
                "body__name",
                lambda one: reverse("work:my-inspection", args=[one.pk]),
            ),
            Column(Text("抽查", "Draw"), lambda one: one.draw.title, "draw"),
            Column(Text("期限", "Until"), lambda one: one.draw.until_on, "draw__until_on"),
            Column(
                Text("提交", "Handed in"),
                lambda one: selecting.inspection_as_of(one, on).handed_in_on,
                "handed_in_on",
            ),
        ],
        order="handed_in_on",
    )
    return show(visit.request, listing)


@dataclass(frozen=True)
class Line:
    """An item of the form: its words and its three fields."""

    place: int
    item: Item
    answer: BoundField
    words: BoundField
    photo: BoundField
    has_photo: bool


def _form_class(inspection: Inspection) -> type[forms.Form]:
    """The checklist with what was said so far; half of it may be left out until the end."""
    kept = {one.item: one for one in inspection.items.defer("photo")}
    fields: dict[str, forms.Field] = {}
    for name, item in checklist().items.items():
        known = kept.get(name)
        fields[f"answer_{name}"] = forms.ChoiceField(
            label=both(item.words.zh, item.words.en),
            required=False,
            choices=lambda: [(one.value, words.in_(active())) for one, words in ANSWERS.items()],
            initial=known.answer if known else None,
            widget=forms.RadioSelect,
        )
        fields[f"words_{name}"] = forms.CharField(
            label=both("情况", "What was seen"),
            required=False,
            max_length=500,
            initial=known.words if known else "",
            widget=forms.TextInput(attrs={"class": "input"}),
        )
        fields[f"photo_{name}"] = forms.FileField(
            label=both("照片", "Photograph"),
            required=False,
            widget=forms.FileInput(attrs={"class": "input", "accept": "image/jpeg,image/png"}),
        )
    fields["words"] = forms.CharField(
        label=both("总体情况", "On the whole"),
        required=False,
        max_length=2_000,
        initial=inspection.words,
        widget=forms.Textarea(attrs={"class": "input", "rows": 3}),
    )

    def lines(form: forms.Form) -> list[Line]:
        return [
            Line(
                place,
                item,
                form[f"answer_{name}"],
                form[f"words_{name}"],
                form[f"photo_{name}"],
                bool(name in kept and kept[name].digest),
            )
            for place, (name, item) in enumerate(checklist().items.items(), start=1)
        ]

    return type("InspectionForm", (forms.Form,), {**fields, "lines": lines})


@guarded("inspection.fill", of=subjects.inspection)
def fill(visit: Visit, inspection: Inspection) -> HttpResponse:
    """The checklist on the spot: saved as far as it is, handed in once; for who was drawn."""
    if not inspecting.is_inspector(visit.actor, inspection):
        raise Http404
    hands_in = visit.request.POST.get("act") == "hand_in"

    def act(form: forms.Form) -> str:
        inspecting.save_items(
            by=visit.actor,
            inspection=inspection.pk,
            seen=list(_seen(form)),
            words=form.cleaned_data["words"],
            at=moment_of(visit.request),
        )
        if hands_in:
            inspecting.hand_in(
                by=visit.actor,
                inspection=inspection.pk,
                on=today_of(visit.request),
                at=moment_of(visit.request),
            )
            return reverse("work:my-inspections")
        return reverse("work:my-inspection", args=[inspection.pk])

    name = inspection.body.name
    return fill_in(
        visit,
        _form_class(inspection),
        act,
        title=Text(name, name),
        done=Text("已提交", "handed in") if hands_in else Text("已保存", "saved"),
        button=Text("提交", "Hand in"),
        trail=[(MINE, reverse("work:my-inspections"))],
        part=_MY_PART,
        template="work/supervision/fill.html",
        extra={
            "inspection": inspection,
            "items": found_items(inspection),
            "count": len(checklist().items),
        },
    )


def _seen(form: forms.Form) -> Iterator[Seen]:
    given = form.cleaned_data
    for name in checklist().items:
        if given[f"answer_{name}"]:
            sent = given[f"photo_{name}"]
            yield Seen(
                name,
                Answer(given[f"answer_{name}"]),
                given[f"words_{name}"],
                sent.read() if sent else None,
            )
